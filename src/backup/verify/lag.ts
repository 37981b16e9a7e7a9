/** How far the copies of a backup are behind their sources, by what the copies' own logs say they were made from. */

import { mapLimit } from '../../base/concurrency';
import type { FaultData } from '../../base/fault';
import type { Lakehouse, TableEntry } from '../../lakehouse/lakehouse';
import { groupOf } from '../../overwatch/catalog';
import { compareTable, type DiffOptions, type TableDiff, unreadable } from './diff';
import type { BackupLag } from './lagText';

/** Compares one copy with the table it says it was made from, as that is now. @throws Fault where either cannot be read. */
export async function compareWithOrigin(
  { name: table, location }: TableEntry,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<TableDiff> {
  const origin = await lakehouse.origin(location, signal);
  if (origin === undefined) return { table, group: groupOf(table), status: 'unknown', schema: [] };
  const [detail, source] = await Promise.all([
    lakehouse.detail(location, 'latest', signal),
    lakehouse.detail(origin.location, 'latest', signal),
  ]);
  return compareTable({ table, source, copy: { detail, origin } });
}

/**
 * Compares each copy with its source.
 *
 * @throws the signal's reason when aborted; a copy that cannot be compared is told as such.
 */
export async function backupLag(
  copies: readonly TableEntry[],
  lakehouse: Lakehouse,
  { concurrency, signal }: DiffOptions,
): Promise<BackupLag> {
  const upToDate: string[] = [];
  const behind: { table: string; versions: number }[] = [];
  const replaced: string[] = [];
  const unknown: string[] = [];
  const failed: { table: string; error: FaultData }[] = [];
  const found = await mapLimit(copies, concurrency, (copy) => tryCompare(copy, lakehouse, signal), signal);
  for (const { table, status, versionsBehind = 0, error } of found) {
    if (error !== undefined) failed.push({ table, error });
    else if (status === 'behind') behind.push({ table, versions: versionsBehind });
    else if (status === 'replaced') replaced.push(table);
    else if (status === 'unknown') unknown.push(table);
    else upToDate.push(table);
  }
  return { upToDate, behind, replaced, unknown, failed };
}

async function tryCompare(copy: TableEntry, lakehouse: Lakehouse, signal: AbortSignal): Promise<TableDiff> {
  try {
    return await compareWithOrigin(copy, lakehouse, signal);
  } catch (error) {
    signal.throwIfAborted();
    return unreadable(copy.name, error);
  }
}
