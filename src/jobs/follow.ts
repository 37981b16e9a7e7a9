/** Follows a run on Databricks to its end by asking for it now and then. What does not answer for a while is asked again, for as long as one follows. */

import { asFault, type FaultCode, type FaultData } from '../base/fault';
import { getJobRun, type JobRun, type RunState } from '../workspace/jobRuns';
import { backOff, type Pauses, pause } from '../workspace/pause';
import type { Rest } from '../workspace/rest';

export type Seen =
  | { readonly kind: 'seen'; readonly run: JobRun }
  /** The workspace could not be asked. It is asked again. */
  | { readonly kind: 'trouble'; readonly error: FaultData };

/** A run takes minutes to hours: seconds are soon enough at first, half a minute later on. */
const PAUSES: Pauses = { pauseMs: 4_000, longestPauseMs: 30_000 };

/** What passes by itself. */
const PASSING: readonly FaultCode[] = ['unavailable', 'unreachable', 'timeout', 'io'];

/**
 * Yields the run whenever it was looked at, the last time when it has ended.
 *
 * @throws Fault that asking again does not mend: `not-found`, `unauthenticated`, `no-permission`; the signal's reason when aborted.
 */
export async function* followRun(
  rest: Rest,
  id: string,
  signal: AbortSignal,
  pauses: Pauses = PAUSES,
): AsyncGenerator<Seen> {
  let before: RunState['kind'] | undefined;
  for (let looks = 1; ; looks += 1) {
    const seen = await look(rest, id, signal);
    yield seen;
    if (seen.kind === 'seen') {
      const { kind } = seen.run.state;
      if (kind === 'ended') return;
      // What has just changed may soon change again.
      if (kind !== before) looks = 1;
      before = kind;
    }
    await pause(backOff(looks, pauses), signal);
  }
}

async function look(rest: Rest, id: string, signal: AbortSignal): Promise<Seen> {
  try {
    return { kind: 'seen', run: await getJobRun(rest, id, signal) };
  } catch (error) {
    signal.throwIfAborted();
    const fault = asFault(error);
    if (!PASSING.includes(fault.code)) throw fault;
    return { kind: 'trouble', error: fault.toData() };
  }
}
