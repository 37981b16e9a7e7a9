#!/usr/bin/env node
/**
 * From a fresh checkout to a working editor: installs, builds, makes the sample lakehouse, snapshots it with the CLI, prints the clone report,
 * and opens VS Code on it.
 *
 *   npm start [-- --no-editor]
 */

import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fail, heading, install, node, root } from './lib/process.mjs';

const { values: flags } = parseArgs({ options: { 'no-editor': { type: 'boolean', default: false } } });
const lakehouse = path.join(root, 'sample-lakehouse');
const backup = path.join(lakehouse, 'backup');

async function step(title, args) {
  heading(title);
  const code = await node(args);
  if (code !== 0) fail(`${title}: failed with exit code ${code}.`);
}

await install();
await step('Building', ['scripts/build.mjs']);
if (existsSync(lakehouse)) heading(`Sample lakehouse: ${lakehouse} is there already`);
else await step('Making the sample lakehouse', ['--import', 'tsx', 'scripts/sample/main.ts']);

const cli = path.join('dist', 'cli.js');
const database = 'overwatch_lake';
await step('Full snapshot', [
  cli,
  'snapshot',
  ...['--lakehouse', lakehouse, '--database', database],
  ...['--to', backup, '--type', 'full'],
]);
await step('Clone report', [cli, 'report', '--from', backup]);

if (!flags['no-editor']) {
  heading('Opening the editor');
  const { openEditor } = await import('./editor.mjs');
  await openEditor({ extensionPath: root, folder: lakehouse });
}
