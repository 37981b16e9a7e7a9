/** Runs programs for the scripts of this repository. Needs nothing but Node. */

import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * Runs a program in the repository's folder with this terminal's output.
 *
 * @returns its exit code; 1 where it could not be started or a signal ended it.
 */
export function run(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit', ...options });
    child.on('error', (error) => {
      console.error(`${program} could not be started: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** Like {@link run}, and gives back what the program printed as well as printing it. */
export async function runAndRead(program, args, options = {}) {
  let output = '';
  const code = await new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], ...options });
    child.stdout.on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.on('error', (error) => {
      console.error(`${program} could not be started: ${error.message}`);
      resolve(1);
    });
    child.on('close', (exit) => resolve(exit ?? 1));
  });
  return { code, output };
}

/** Runs one of this repository's own scripts or tools with the same Node. */
export function node(args, options = {}) {
  return run(process.execPath, args, options);
}

/** npm as a program that can be spawned on every system. */
export function npm(args, options = {}) {
  const windows = process.platform === 'win32';
  return run(windows ? 'npm.cmd' : 'npm', args, { shell: windows, ...options });
}

/** Installs the dependencies of the lock where they are missing or older than it. Ends the process where that fails. */
export async function install() {
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  const lock = path.join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  heading('Installing dependencies');
  if ((await npm(['ci'])) !== 0) fail('npm ci failed: see above.');
}

export function heading(text) {
  console.log(`\n=== ${text}`);
}

export function fail(message) {
  console.error(message);
  process.exit(1);
}
