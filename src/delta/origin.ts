/** Where a table was copied from, as its newest commits tell. */

import type { Storage } from '../storage/storage';
import type { CommitInfo } from './actions';
import { listLog } from './logFiles';
import type { Origin } from './results';
import { readCommit } from './snapshot';

/** The operation in the commits of incremental snapshots. */
export const INCREMENTAL_SNAPSHOT = 'INCREMENTAL SNAPSHOT';

/** Commits that are searched for the last copy. */
const SEARCHED_COMMITS = 50;

/** The source of the newest commit that names one: a clone or an incremental snapshot. @throws Fault `damaged`, `not-delta`. */
export async function readOrigin(
  storage: Storage,
  table: string,
  signal: AbortSignal,
): Promise<Origin | undefined> {
  const { commits } = await listLog(storage, table);
  for (const version of commits.slice(-SEARCHED_COMMITS).reverse()) {
    signal.throwIfAborted();
    const actions = await readCommit(storage, table, version);
    const info = actions.find(({ commitInfo }) => commitInfo !== undefined)?.commitInfo;
    const origin = originIn(info);
    if (origin === undefined) continue;
    // The first copy of an incremental history is a clone that notes its progress as a stream does.
    const notesProgress = actions.some(({ txn }) => txn?.appId === origin.tableId);
    return { ...origin, accumulates: origin.accumulates || notesProgress };
  }
  return undefined;
}

/** The source that a commit's info names. */
export function originIn(info: CommitInfo | undefined): Origin | undefined {
  const { source, sourceVersion, sourceTableId } = info?.operationParameters ?? {};
  if (typeof source !== 'string' || !/^\d+$/.test(String(sourceVersion))) return undefined;
  return {
    location: source,
    tableId: typeof sourceTableId === 'string' ? sourceTableId : undefined,
    version: Number(sourceVersion),
    accumulates: info?.operation === INCREMENTAL_SNAPSHOT,
  };
}
