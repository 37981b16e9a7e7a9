/** How two versions of a table differ, by what its commits tell of themselves; rows are counted. */

import type { HistoryEntry, Origin, TableChanges } from '../lakehouse';
import { countRows } from './detail';
import { findVersion, readHistory } from './versions';
import type { Warehouse } from './warehouse';

export async function readChanges(
  table: string,
  from: number,
  to: number,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<TableChanges> {
  await findVersion(table, { version: from }, warehouse, signal);
  const { version: latest } = await findVersion(table, { version: to }, warehouse, signal);
  const history = await readHistory(table, undefined, warehouse, signal);
  const between = history.filter(({ version }) => version > from && version <= latest);
  const [before, after] = await Promise.all([
    countRows(table, from, warehouse, signal),
    countRows(table, to, warehouse, signal),
  ]);
  const sum = (names: readonly string[]) => between.reduce((total, entry) => total + figure(entry, names), 0);
  return {
    addedFiles: sum(ADDED_FILES),
    addedBytes: sum(ADDED_BYTES),
    rows: after - before,
    removedFiles: sum(REMOVED_FILES),
    removedBytes: sum(REMOVED_BYTES),
  };
}

/** Names that operations give the same figure; a commit has one of them. Source: docs.databricks.com/delta/history, "Operation metrics keys". */
const ADDED_FILES = [
  'numAddedFiles',
  'numTargetFilesAdded',
  'numCopiedFiles',
  'numRestoredFiles',
  'numFiles',
];
const ADDED_BYTES = [
  'numAddedBytes',
  'numTargetBytesAdded',
  'copiedFilesSize',
  'restoredFilesSize',
  'numOutputBytes',
];
const REMOVED_FILES = ['numRemovedFiles', 'numTargetFilesRemoved'];
const REMOVED_BYTES = ['numRemovedBytes', 'numTargetBytesRemoved', 'removedFilesSize'];

function figure({ metrics }: HistoryEntry, names: readonly string[]): number {
  const found = names.find((name) => metrics[name] !== undefined);
  return found === undefined ? 0 : Number(metrics[found]);
}

/** Bytes that a commit took out of use. */
export function removedBytes(entry: HistoryEntry): number {
  return figure(entry, REMOVED_BYTES);
}

/** Commits that are searched for the last copy. */
const SEARCHED_COMMITS = 50;

export async function readOrigin(
  table: string,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<Origin | undefined> {
  const history = await readHistory(table, SEARCHED_COMMITS, warehouse, signal);
  return history.find(({ copy }) => copy !== undefined)?.copy?.from;
}
