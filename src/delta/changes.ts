/** How two versions of a table differ, by their logical files. Pure. */

import type { TableChanges } from './results';
import { fileKey, type Snapshot } from './snapshot';
import { totals } from './stats';

export function changesBetween(from: Snapshot, to: Snapshot): TableChanges {
  const before = new Map(from.files.map((add) => [fileKey(from.table, add), add]));
  const after = new Map(to.files.map((add) => [fileKey(to.table, add), add]));
  const added = totals([...after].flatMap(([key, add]) => (before.has(key) ? [] : [add])));
  const removed = totals([...before].flatMap(([key, add]) => (after.has(key) ? [] : [add])));
  return {
    addedFiles: added.files,
    addedBytes: added.bytes,
    rows: added.rows === undefined || removed.rows === undefined ? undefined : added.rows - removed.rows,
    removedFiles: removed.files,
    removedBytes: removed.bytes,
  };
}
