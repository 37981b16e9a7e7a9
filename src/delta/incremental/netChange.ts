/** What changed between two versions of a table, by logical files. Pure. */

import type { Action, AddFile } from '../actions';
import { fileKey } from '../snapshot';

/** Logical files that one version has and the other has not. Files that both have cancel out, whatever happened to them in between. */
export interface FileDifference {
  readonly added: readonly AddFile[];
  readonly removed: readonly AddFile[];
}

/** @param table the folder to which the paths of both are relative */
export function fileDifference(
  table: string,
  before: readonly AddFile[],
  now: readonly AddFile[],
): FileDifference {
  const removed = new Map(before.map((add) => [fileKey(table, add), add]));
  const added = now.filter((add) => !removed.delete(fileKey(table, add)));
  return { added, removed: [...removed.values()] };
}

/**
 * The files whose rows are new, if the commits prove it: where no commit removed rows, all else only moved rows about (OPTIMIZE), and
 * the new rows are exactly those of the files that were added as a change of data, even if such a file was rewritten since.
 *
 * @param commits the actions of every commit after the one version up to the other, oldest first
 * @returns undefined where the commits prove nothing
 */
export function provenAppends(
  table: string,
  commits: readonly (readonly Action[])[],
): readonly AddFile[] | undefined {
  const appended = new Map<string, AddFile>();
  for (const { add, remove } of commits.flat()) {
    // What a writer leaves unsaid is taken for a change.
    if (remove !== undefined && remove.dataChange !== false) return undefined;
    if (add !== undefined && add.dataChange !== false) appended.set(fileKey(table, add), add);
  }
  return [...appended.values()];
}
