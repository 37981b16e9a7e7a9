/** Measuring in a process of its own: nothing is loaded or remembered there, and its peak of memory is its own. */

import path from 'node:path';
import { elapsed, runProgram } from './rounds';

export interface Measured {
  readonly ms: number;
  /** The most memory the process ever held, bytes. */
  readonly peakBytes: number;
}

/** Runs a script of this folder in a new process; it must end with {@link printMeasured}. */
export async function measureInChild(script: string, ...args: readonly string[]): Promise<Measured> {
  return await runScript<Measured>(script, ...args);
}

/** Runs a script of this folder in a new process and gives the JSON that it printed. */
export async function runScript<Told>(script: string, ...args: readonly string[]): Promise<Told> {
  const file = path.join(__dirname, script);
  return JSON.parse(await runProgram(process.execPath, [...process.execArgv, file, ...args])) as Told;
}

/** The best of several runs: the shortest time and the lowest peak. */
export function best(runs: readonly Measured[]): Measured {
  return {
    ms: Math.min(...runs.map(({ ms }) => ms)),
    peakBytes: Math.min(...runs.map(({ peakBytes }) => peakBytes)),
  };
}

/** The child's side: times some work and prints what it took. */
export async function printMeasured(work: () => Promise<unknown>): Promise<void> {
  const ms = await elapsed(work);
  const measured: Measured = { ms, peakBytes: process.resourceUsage().maxRSS * 1024 };
  console.log(JSON.stringify(measured));
}
