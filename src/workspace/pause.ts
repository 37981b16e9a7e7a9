/** Waiting between two tries. */

import { setTimeout as sleep } from 'node:timers/promises';

/** Times in ms. */
export interface Pauses {
  /** The first; each further one is twice as long, up to `longestPauseMs`. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
}

/**
 * How long to wait after so many tries, ms: half to all of the pause, so that clients that were sent away together do not come back
 * together.
 */
export function backOff(tries: number, { pauseMs, longestPauseMs }: Pauses): number {
  const longest = Math.min(pauseMs * 2 ** (tries - 1), longestPauseMs);
  return longest * (0.5 + Math.random() / 2);
}

/** Waits. @throws the signal's own reason when aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
