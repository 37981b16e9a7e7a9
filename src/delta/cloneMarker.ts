/**
 * The note that a clone leaves in its target while it copies, so that a second run knows which files are whole and whence they came.
 *
 * Files reach their names only when they are complete, and a source's files never change, so what was put beside a note of the same source
 * table need not be copied again. Without a note, and of what is older than it, nothing that lies in the target is trusted.
 */

import path from 'node:path';
import { mapLimit } from '../base/concurrency';
import type { FileStat, Storage } from '../storage/storage';
import { isTemporaryName } from '../storage/temporaryName';

const MARKER = '.overwatch-backup-copying.json';

export interface CopyMarker {
  /** When a run from the same source table that was interrupted here began, epoch ms; undefined where none was. */
  readonly interruptedSince: number | undefined;
}

/** Puts the note into the table's folder, which is made if need be; one of the same source that is there stays. @throws what the storage throws. */
export async function beginCopying(
  storage: Storage,
  table: string,
  sourceTableId: string,
): Promise<CopyMarker> {
  await storage.makeDirectory(table);
  const file = path.join(table, MARKER);
  const text = JSON.stringify({ sourceTableId });
  const stat = await storage.stat(file);
  if (stat !== undefined && (await storage.read(file)).toString('utf8') === text)
    return { interruptedSince: stat.modifiedAt };
  await storage.replace(file, text);
  return { interruptedSince: undefined };
}

/** Whether a file that stands in the target was put there, whole, by the interrupted run. */
export function isLeftover(marker: CopyMarker, stat: FileStat, bytes: number | undefined): boolean {
  const { interruptedSince } = marker;
  return interruptedSince !== undefined && stat.modifiedAt >= interruptedSince && stat.size === bytes;
}

/** A file that was written to more recently, ms, may be another run's. */
const ABANDONED_AFTER = 60_000;

const CONCURRENT_LISTS = 16;

/**
 * Removes what a killed run was still writing to these folders.
 *
 * @returns whether nothing of the kind is left; otherwise the note should stay, so that a later run looks again.
 */
export async function sweep(storage: Storage, directories: Iterable<string>): Promise<boolean> {
  const clean = await mapLimit([...directories], CONCURRENT_LISTS, async (directory) => {
    const names = ((await storage.list(directory)) ?? []).map((entry) => entry.name).filter(isTemporaryName);
    const removed = names.map(async (name) => {
      const file = path.join(directory, name);
      const stat = await storage.stat(file);
      if (stat === undefined) return true;
      if (Date.now() - stat.modifiedAt < ABANDONED_AFTER) return false;
      await storage.remove(file);
      return true;
    });
    return (await Promise.all(removed)).every((gone) => gone);
  });
  return clean.every((isClean) => isClean);
}

/** When a copy into the table began that is under way or was interrupted, epoch ms; undefined where there is none. */
export async function copyingSince(storage: Storage, table: string): Promise<number | undefined> {
  return (await storage.stat(path.join(table, MARKER)))?.modifiedAt;
}

/** Removes the note; a missing one is no error. @throws what the storage throws. */
export async function endCopying(storage: Storage, table: string): Promise<void> {
  await storage.remove(path.join(table, MARKER));
}
