/** The last step of a migration is the user's: that it was taken is kept in the run's journal, beside what the run itself did. */

import { Fault } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { formatEntry } from '../journal/journal';
import { readState } from '../journal/journalWriter';
import { RESTART_JOBS } from './checklist';

/**
 * Keeps that the Overwatch jobs were restarted.
 *
 * @param what how: the user has said so, or which were resumed for them
 * @param at epoch ms
 * @throws Fault `conflict` for a migration that has not come to its end: jobs would write to a source that may still be dropped.
 */
export async function confirmRestart(
  root: string,
  runId: string,
  { at, what = 'confirmed' }: { readonly at: number; readonly what?: string },
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<void> {
  const state = await readState(root, runId, lakehouse, signal);
  if (state?.status !== 'done') {
    throw new Fault('conflict', `The migration ${runId} has not come to a good end yet.`, {
      advice: 'Resume it first, then restart the jobs.',
    });
  }
  if (state.steps.has(RESTART_JOBS)) return;
  const outcome = { status: 'done', what, startedAt: at, endedAt: at } as const;
  await lakehouse.appendJournal(
    root,
    runId,
    // An earlier try may have been killed while it wrote.
    formatEntry({ type: 'cut-off' }) + formatEntry({ type: 'step-ended', step: RESTART_JOBS, outcome }),
  );
}
