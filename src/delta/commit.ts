/** Writes one version of a table: all of it or nothing, and only if nobody else wrote that version first. */

import path from 'node:path';
import { Fault } from '../base/fault';
import type { Storage } from '../storage/storage';
import { type Action, type CommitInfo, formatAction } from './actions';
import { commitName } from './logFiles';
import { logDirectory } from './paths';

/** What the commits of this product say about their writer. */
export const ENGINE_INFO = 'overwatch-backup';

export interface Commit {
  readonly version: number;
  readonly commitInfo: CommitInfo;
  /** Everything but the commit info, which is put first as in-commit timestamps demand. */
  readonly actions: Iterable<Action>;
}

/**
 * Commits to a table's log.
 *
 * @throws Fault `conflict` where that version exists already; what the storage throws.
 */
export async function writeCommit(storage: Storage, table: string, commit: Commit): Promise<void> {
  const directory = logDirectory(table);
  await storage.makeDirectory(directory);
  const created = await storage.createExclusive(
    path.join(directory, commitName(commit.version)),
    commitLines(commit),
  );
  if (created) return;
  throw new Fault(
    'conflict',
    `Another writer committed version ${commit.version} of ${table} at the same time.`,
    {
      advice:
        'Nothing was changed by this run. Make sure that only one backup writes to this place, then run it again.',
    },
  );
}

function* commitLines({ commitInfo, actions }: Commit): Generator<string> {
  yield formatAction({ commitInfo });
  for (const action of actions) yield formatAction(action);
}
