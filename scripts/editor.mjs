#!/usr/bin/env node
/**
 * Opens VS Code with this extension on a folder: an installed `code` where there is one and a display, else the npm-only VS Code,
 * which a browser shows.
 *
 *   node scripts/editor.mjs FOLDER [--port N]
 */

import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { hostUnsupported } from './vscode-host/install.mjs';
import { startHost } from './vscode-host/server.mjs';

/**
 * Opens the editor. Returns at once where a window of its own opens; with the npm-only VS Code it stays until Ctrl-C.
 *
 * @param {{ extensionPath: string, folder: string, port?: number }} options port of the npm-only VS Code, a free one unless given
 */
export async function openEditor({ extensionPath, folder, port }) {
  const developmentPath = `--extensionDevelopmentPath=${path.resolve(extensionPath)}`;
  if (hasDisplay() && hasCode()) return openDesktop(developmentPath, folder);
  const unsupported = hostUnsupported();
  if (unsupported !== undefined) {
    console.log(`There is no \`code\` on the PATH, and ${unsupported}. To open the extension yourself:`);
    console.log(`  code ${developmentPath} ${path.resolve(folder)}`);
    console.log(`or open ${path.resolve(extensionPath)} in VS Code and press F5.`);
    return;
  }
  await serve({ extensionPath, folder, ...(port === undefined ? {} : { port }) });
}

function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

function hasCode() {
  return (
    spawnSync('code', ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0
  );
}

async function openDesktop(developmentPath, folder) {
  const code = await new Promise((resolve, reject) => {
    const child = spawn('code', [developmentPath, path.resolve(folder)], {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`code ended with exit code ${code}`);
  console.log(`VS Code opens on ${folder}; the extension is the Overwatch icon in its activity bar.`);
}

async function serve(options) {
  const host = await startHost({ ...options, log: console.log });
  const interrupted = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => resolve(undefined));
  });
  console.log(
    `\nVS Code runs on ${path.resolve(options.folder)}. Open this address in a browser on this machine:\n`,
  );
  console.log(`  ${host.url}\n`);
  console.log('The extension is the Overwatch icon in the activity bar. Press Ctrl-C here to stop VS Code.');
  const ended = await Promise.race([interrupted, host.exited.then(() => 'by itself')]);
  await host.stop();
  if (ended !== undefined) throw new Error('The VS Code server ended by itself.');
  console.log('\nVS Code stopped.');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values, positionals } = parseArgs({
    options: { port: { type: 'string' } },
    allowPositionals: true,
  });
  const [folder] = positionals;
  const port = values.port === undefined ? undefined : Number(values.port);
  if (folder === undefined || (port !== undefined && !Number.isInteger(port))) {
    console.error('Usage: node scripts/editor.mjs FOLDER [--port N]');
    process.exit(2);
  }
  await openEditor({ extensionPath: path.resolve(import.meta.dirname, '..'), folder, port });
}
