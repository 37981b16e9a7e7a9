/**
 * The note that a clone leaves in its target while it copies, so that a second run knows which files are whole and whence they came.
 *
 * Files reach their names only when they are complete, and a source's files never change, so whatever stands beside a note of the same
 * source table need not be copied again. Without a note nothing that lies in the target is trusted.
 */

import path from 'node:path';
import type { Storage } from '../storage/storage';

const MARKER = '.overwatch-backup-copying.json';

export interface CopyMarker {
  /** Whether an earlier run from the same source table was interrupted here. */
  readonly resumed: boolean;
}

export async function beginCopying(
  storage: Storage,
  table: string,
  sourceTableId: string,
): Promise<CopyMarker> {
  await storage.makeDirectory(table);
  const file = path.join(table, MARKER);
  const text = JSON.stringify({ sourceTableId });
  const resumed =
    (await storage.stat(file)) !== undefined && (await storage.read(file)).toString('utf8') === text;
  if (!resumed) await storage.replace(file, text);
  return { resumed };
}

export async function endCopying(storage: Storage, table: string): Promise<void> {
  await storage.remove(path.join(table, MARKER));
}
