/** Finds the run of a root that can be resumed. */

import { Fault } from '../base/fault';
import type { Lakehouse } from '../lakehouse/lakehouse';
import { nearestName } from '../overwatch/names';
import type { JournalState } from './journal';
import { readState } from './journalWriter';

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
  const ids = await lakehouse.journals(root, signal);
  const newest = ids.at(-1);
  if (newest === undefined) {
    throw new Fault('not-found', `${root} holds no journal of a run.`, {
      advice: 'Name the root that the run wrote to.',
    });
  }
  const id = runId ?? newest;
  if (!ids.includes(id)) {
    throw new Fault('not-found', `${root} holds no journal of a run ${id}.`, {
      advice: `Did you mean ${nearestName(id, ids)}?`,
    });
  }
  const state = await readState(root, id, lakehouse, signal);
  if (state?.status === 'done') return undefined;
  if (id !== newest) {
    throw new Fault('conflict', `The run ${id} cannot be resumed: the run ${newest} began after it.`, {
      advice: `Resume ${newest}, or begin a new run: what is already copied is kept.`,
    });
  }
  return state;
}
