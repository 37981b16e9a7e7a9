/** Timing by several rounds within one run: the sides take turns, so that a slow moment of the machine hits both, and the minimum counts. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface Side {
  /** Brings back the state that every round begins with; not timed. */
  readonly before?: () => Promise<void>;
  readonly run: () => Promise<unknown>;
}

/** The quickest round of each side, ms. Every other round goes through the sides backwards. */
export async function quickest(rounds: number, sides: readonly Side[]): Promise<number[]> {
  const best = sides.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round += 1) {
    const turns = [...sides.entries()];
    for (const [index, side] of round % 2 === 0 ? turns : turns.reverse()) {
      await side.before?.();
      best[index] = Math.min(best[index] ?? Number.POSITIVE_INFINITY, await elapsed(side.run));
    }
  }
  return best;
}

/** How long some work takes, ms. */
export async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const runFile = promisify(execFile);

/** Runs a program to its end and gives what it printed. */
export async function runProgram(program: string, args: readonly string[]): Promise<string> {
  return (await runFile(program, args)).stdout;
}

/** Waits until what was written is on the disk, so that no round pays for the one before. */
export async function settle(): Promise<void> {
  await runProgram('sync', []);
}
