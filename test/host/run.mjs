#!/usr/bin/env node
/**
 * Runs the tests in a real VS Code: those inside the extension host, and those that drive the user interface in a browser.
 * Ends with a line of JSON such as `{"passed":12,"failed":0}`. Expects the build in dist/.
 *
 *   node test/host/run.mjs [--only suite|ui] [part of a UI test's file name]
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { hostUnsupported, installHost } from '../../scripts/vscode-host/install.mjs';
import { runInHostSuite } from './inHost.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const fileLimitMs = 900_000;

const { values: flags, positionals } = parseArgs({
  options: { only: { type: 'string' } },
  allowPositionals: true,
});

/** Drives VS Code through its user interface, one file after the other, as each starts an editor of its own. */
async function runUiTests() {
  const unsupported = hostUnsupported();
  if (unsupported !== undefined) {
    console.log(`UI tests skipped: ${unsupported}.`);
    return { passed: 0, failed: 0 };
  }
  const dir = path.join(root, 'test/host/ui');
  const files = readdirSync(dir).filter(
    (name) =>
      name.endsWith('.test.ts') &&
      (positionals.length === 0 || positionals.some((part) => name.includes(part))),
  );
  if (files.length === 0)
    throw new Error(`No UI test in ${dir} has a name like ${positionals.join(', ') || '*'}`);
  await installHost(console.log);
  const total = { passed: 0, failed: 0 };
  for (const name of files) {
    const { passed, failed } = await runUiFile(path.join(dir, name));
    total.passed += passed;
    total.failed += failed;
  }
  return total;
}

/**
 * Runs one file, and once more if something failed: a busy machine may swallow a key press, but does not do it twice. A second try that goes
 * well counts, and is told.
 */
async function runUiFile(file) {
  const first = await tryUiFile(file);
  if (first.failed === 0) return first;
  console.log(`\n${path.basename(file)} failed; trying it once more.`);
  const second = await tryUiFile(file);
  if (second.failed === 0) console.log(`${path.basename(file)} went well at the second try.`);
  return second;
}

async function tryUiFile(file) {
  const scratch = mkdtempSync(path.join(tmpdir(), 'overwatch-ui-'));
  const counts = path.join(scratch, 'counts.json');
  try {
    const code = await runNode([
      ...['--import', 'tsx', '--test', `--test-timeout=${fileLimitMs}`],
      ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
      ...['--test-reporter=./scripts/lib/count-reporter.mjs', `--test-reporter-destination=${counts}`],
      file,
    ]);
    const { passed, failed } = JSON.parse(readFileSync(counts, 'utf8'));
    return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function runNode(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
    const end = () => child.kill('SIGTERM');
    process.once('exit', end);
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('exit', end);
      resolve(code ?? 1);
    });
  });
}

// Whoever ends this process means the tests and their editors too; those end with it when it exits, not when it is just killed.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(signal, () => process.exit(1));

const parts = { suite: () => runInHostSuite(root), ui: runUiTests };
if (flags.only !== undefined && !(flags.only in parts)) {
  console.error(`--only takes suite or ui, not ${flags.only}`);
  process.exit(2);
}
const total = { passed: 0, failed: 0 };
for (const [name, part] of Object.entries(parts)) {
  if (flags.only !== undefined && flags.only !== name) continue;
  try {
    const { passed, failed } = await part();
    total.passed += passed;
    total.failed += failed;
  } catch (error) {
    console.error(error);
    total.failed += 1;
  }
}
console.log(JSON.stringify(total));
process.exitCode = total.failed === 0 ? 0 : 1;
