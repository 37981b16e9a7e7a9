/** Finds the run of a root that can be resumed. */

import { Fault } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { nearestName } from '../../overwatch/names';
import { adviceOnPlace } from '../namedBackup';
import type { JournalState } from './journal';
import { readNewest, readState } from './journalWriter';

/**
 * Where the newest run of a root stands, if it did not end well; undefined where nothing is left to do.
 *
 * Only the newest run may be resumed: an older one would put its versions over those that a later run copied.
 *
 * @param runId the run that is meant; the newest where it is left out
 * @throws Fault `not-found` where no run, or no such run, left a journal; `conflict` for a run after which others have begun.
 */
export async function findUnfinished(
  root: string,
  runId: string | undefined,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<JournalState | undefined> {
  const newest = await readNewest(root, lakehouse, signal);
  if (newest === undefined) {
    const otherwise =
      'Name the root that the run wrote to. If it was stopped before it had written anything, there is nothing to resume: begin it again.';
    throw new Fault('not-found', `${root} holds no journal of a run.`, {
      advice: await adviceOnPlace(root, otherwise, lakehouse, signal),
    });
  }
  const { runId: newestId } = newest.plan;
  if (runId === undefined || runId === newestId) return newest.status === 'done' ? undefined : newest;
  const state = await readState(root, runId, lakehouse, signal);
  if (state === undefined) {
    const near = nearestName(runId, await lakehouse.journals(root, signal));
    throw new Fault('not-found', `${root} holds no journal of a run ${runId}.`, {
      advice: `Did you mean ${near ?? newestId}?`,
    });
  }
  if (state.status === 'done') return undefined;
  throw new Fault('conflict', `The run ${runId} cannot be resumed: the run ${newestId} began after it.`, {
    advice: `Resume ${newestId}, or begin a new run: what is already copied is kept.`,
  });
}
