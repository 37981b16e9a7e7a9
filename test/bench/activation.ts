/**
 * Loading and activating the extension as it is packaged, in a new process with a stand-in for the editor, and the size of what is loaded
 * for it. The bundle is built afresh from a copy of the sources, so that `dist/` is neither trusted nor touched.
 */

import { cp, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { Bench } from './figure';
import { runProgram } from './rounds';

const ROUNDS = 9;
const REPOSITORY = path.resolve(__dirname, '../..');
const BUILT_FROM = ['src', 'scripts', 'package.json', 'tsconfig.json'];

/** What the child prints: how long it took, and the bytes of the files that it loaded. */
interface Activated {
  readonly ms: number;
  readonly bytes: number;
}

export const activation: Bench = {
  name: 'activation',
  async run(directory) {
    const extension = await build(directory);
    const runs: Activated[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      // Plain Node, as an editor has it: what compiles TypeScript on the fly would be counted too.
      const printed = await runProgram(process.execPath, [path.join(__dirname, 'activate.cjs'), extension]);
      runs.push(JSON.parse(printed) as Activated);
    }
    const ms = Math.min(...runs.map((run) => run.ms));
    const bytes = Math.max(...runs.map((run) => run.bytes));
    return [
      { name: 'activation: load and activate', unit: 'ms', ours: ms, goal: 50 },
      { name: 'activation: code loaded', unit: 'bytes', ours: bytes, goal: 150_000 },
    ];
  },
};

/** Builds for production and gives the path of the extension's entry. */
async function build(directory: string): Promise<string> {
  for (const name of BUILT_FROM) {
    await cp(path.join(REPOSITORY, name), path.join(directory, name), { recursive: true });
  }
  await symlink(path.join(REPOSITORY, 'node_modules'), path.join(directory, 'node_modules'), 'dir');
  await runProgram(process.execPath, [path.join(directory, 'scripts', 'build.mjs'), '--production']);
  return path.join(directory, 'dist', 'extension.js');
}
