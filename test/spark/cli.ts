/** The command line as people run it: a process of its own, built by `npm run build`. */

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const CLI = path.join(__dirname, '..', '..', 'dist', 'cli.js');
const LIMIT = 120_000;

/** Runs a command with `--json` and gives what it printed. @throws an Error with its output where it does not end with 0. */
export async function runCli(...words: readonly string[]): Promise<Record<string, unknown>[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [CLI, ...words, '--json'], {
    timeout: LIMIT,
  });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Like {@link runCli} for commands that run a plan. Gives the run's id. */
export async function runProcess(...words: readonly string[]): Promise<string> {
  return String((await runCli(...words)).at(-1)?.runId);
}
