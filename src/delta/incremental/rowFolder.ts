/**
 * The folder in which a run puts the files that it writes itself: one for each run, called `rows-<version>-<uuid>`.
 *
 * The UUID begins with a mark of the copy. A copy whose source is itself such a copy, restored perhaps, has the source's folders beside its own, and
 * those hold what was copied.
 */

import { createHash, randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Storage } from '../../storage/storage';
import type { Snapshot } from '../snapshot';

/** @param version the version that is going to be committed */
export function newRowFolder(target: Snapshot, version: number): string {
  const begin = folderBegin(target, version);
  return begin + randomUUID().slice(MARK_LENGTH);
}

/**
 * Removes what other runs wrote for a version that has been committed: nobody can commit it any more, so no log will ever name those files. Before
 * the commit one could not know, for a run that seems dead may only be slow.
 *
 * @param own the folder that the commit names; undefined where it names none
 */
export async function sweepRows(
  storage: Storage,
  target: Snapshot,
  version: number,
  own: string | undefined,
): Promise<void> {
  const begin = folderBegin(target, version);
  for (const { name } of (await storage.list(target.table)) ?? [])
    if (name.startsWith(begin) && name !== own) await storage.remove(path.join(target.table, name));
}

const MARK_LENGTH = 8;

function folderBegin({ metadata }: Snapshot, version: number): string {
  const mark = createHash('sha256').update(metadata.id).digest('hex').slice(0, MARK_LENGTH);
  return `rows-${version}-${mark}`;
}
