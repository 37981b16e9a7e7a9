/** Reports as Delta tables in a folder. */

import { appendRows } from '../../delta/append';
import { tryListLog } from '../../delta/logFiles';
import { readRows } from '../../delta/readRows';
import { parseShortType } from '../../delta/schema';
import { openSnapshot } from '../../delta/snapshot';
import type { Storage } from '../../storage/storage';
import type { ReportBatch } from '../lakehouse';

export async function appendReport(
  storage: Storage,
  table: string,
  { columns, rows }: ReportBatch,
  signal: AbortSignal,
): Promise<void> {
  const times = new Set(columns.filter((column) => column.type === 'timestamp').map((column) => column.name));
  const typed = columns.map(({ name, type }) => ({ name, type: parseShortType(type) }));
  const values = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, times.has(name) ? isoTime(value) : value]),
    ),
  );
  await appendRows(storage, table, typed, values, signal);
}

/** Times are epoch ms in a batch and text on their way into the table. */
function isoTime(value: unknown): string | null {
  return typeof value === 'number' ? new Date(value).toISOString() : null;
}

export async function readReport(
  storage: Storage,
  table: string,
  signal: AbortSignal,
  needed?: readonly string[],
): Promise<readonly Readonly<Record<string, unknown>>[] | undefined> {
  const log = await tryListLog(storage, table);
  if (log === undefined) return undefined;
  const snapshot = await openSnapshot(storage, table, signal, undefined, log);
  return await readRows(storage, snapshot, signal, needed);
}
