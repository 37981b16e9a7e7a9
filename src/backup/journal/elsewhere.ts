/** Whether another process may still be at work on a run: two must not be, so whoever resumes one asks here first. */

import type { Lakehouse } from '../../lakehouse/lakehouse';
import type { JournalState } from './journal';

/** `unknown` for a process on another machine, and for a journal of old, which names none. */
export type Elsewhere = 'no' | 'yes' | 'unknown';

/**
 * A run that came to its end is nobody's, however it ended; and one of this very process that goes on no more was given up, as where its report
 * could not be written.
 */
export function elsewhereOf(
  { status, writer }: Pick<JournalState, 'status' | 'writer'>,
  { processName, isAlive }: Pick<Lakehouse, 'processName' | 'isAlive'>,
): Elsewhere {
  if (status !== undefined || writer === processName) return 'no';
  const lives = writer === undefined ? undefined : isAlive(writer);
  if (lives === undefined) return 'unknown';
  return lives ? 'yes' : 'no';
}
