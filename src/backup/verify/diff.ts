/** Compares a backup with the database it was made from: what has happened there since, table by table. */

import { mapLimit } from '../../base/concurrency';
import { asFault, type FaultData, isAbort } from '../../base/fault';
import type {
  Column,
  Lakehouse,
  Origin,
  TableChanges,
  TableDetail,
  TableEntry,
} from '../../lakehouse/lakehouse';
import { groupOf, type TableGroup } from '../../overwatch/catalog';
import { sameName } from '../../overwatch/names';
import { BACKUP_DATA } from '../../overwatch/recognise';
import { requireBackup } from '../namedBackup';
import { requirePipelineReport } from '../planning/copyPlan';
import { inCatalogOrder, targetName } from '../planning/select';
import { pairColumns } from './schemaDiff';

/** How a table of the database and its copy stand to one another. */
export type DiffStatus =
  /** The copy is of the newest version. */
  | 'same'
  | 'behind'
  /** The table was created anew, or went back, since it was copied. */
  | 'replaced'
  /** The backup has no copy of the table. */
  | 'not-in-backup'
  /** The database no longer has the table. */
  | 'not-in-database'
  /** The copy does not say of what it is. */
  | 'unknown'
  | 'unreadable';

/** A column that only one side has, or whose type differs. */
export interface ColumnDifference {
  readonly column: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** The column's type in the database; undefined where it is not there. */
  readonly source: string | undefined;
  /** In the copy. */
  readonly copy: string | undefined;
}

/** How a copy stands to its table. */
export interface TableDiff {
  readonly table: string;
  readonly group: TableGroup;
  readonly status: DiffStatus;
  /** The database's newest version. */
  readonly sourceVersion?: number;
  /** The version of the database's table that the copy stands for. */
  readonly copiedVersion?: number;
  readonly versionsBehind?: number;
  /** Since the copied version; absent where the table's log no longer reaches back so far. */
  readonly changes?: TableChanges;
  /** In the order of the database's columns, then those that only the copy has. */
  readonly schema: readonly ColumnDifference[];
  readonly error?: FaultData;
}

/** What is known of one table on both sides. */
export interface TableState {
  readonly table: string;
  readonly source: TableDetail | undefined;
  readonly copy: { readonly detail: TableDetail; readonly origin: Origin | undefined } | undefined;
}

export interface DiffOptions {
  /** How many tables are read at a time. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

/**
 * Compares every table of the database at `database` with its copy in the backup at `from`, in the catalog's order. A table that cannot be
 * read is a row of its own.
 *
 * @throws Fault `not-overwatch` where either is not what it should be; the signal's reason when aborted.
 */
export async function diffBackup(
  from: string,
  database: string,
  lakehouse: Lakehouse,
  { concurrency, signal }: DiffOptions,
): Promise<TableDiff[]> {
  const sources = await lakehouse.tables(database, signal);
  requirePipelineReport(sources, database);
  const copies = await lakehouse.tables(lakehouse.join(from, BACKUP_DATA), signal);
  await requireBackup(copies, from, lakehouse, signal);
  const copyOf = (name: string) => copies.find((copy) => sameName(copy.name, targetName(name)));
  const pairs = [
    ...[...sources].sort(inCatalogOrder).map((source) => ({ source, copy: copyOf(source.name) })),
    ...copies
      .filter((copy) => !sources.some(({ name }) => sameName(targetName(name), copy.name)))
      .sort(inCatalogOrder)
      .map((copy) => ({ source: undefined, copy })),
  ];
  return await mapLimit(pairs, concurrency, (pair) => diffTable(pair, lakehouse, signal), signal);
}

async function diffTable(
  { source, copy }: { readonly source: TableEntry | undefined; readonly copy: TableEntry | undefined },
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<TableDiff> {
  const table = source?.name ?? copy?.name ?? '';
  try {
    const state: TableState = {
      table,
      source: source && (await lakehouse.detail(source.location, 'latest', signal)),
      copy: copy && {
        detail: await lakehouse.detail(copy.location, 'latest', signal),
        origin: await lakehouse.origin(copy.location, signal),
      },
    };
    const diff = compareTable(state);
    if (source === undefined || diff.status !== 'behind') return diff;
    return { ...diff, ...(await changesSince(source, diff, lakehouse, signal)) };
  } catch (error) {
    if (signal.aborted || isAbort(error)) throw error;
    return unreadable(table, error);
  }
}

/** The row of a table that cannot be compared, with what was thrown. */
export function unreadable(table: string, thrown: unknown): TableDiff {
  const error = asFault(thrown, `Table ${table}`).toData();
  return { table, group: groupOf(table), status: 'unreadable', schema: [], error };
}

async function changesSince(
  { location }: TableEntry,
  { copiedVersion, sourceVersion }: TableDiff,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<Pick<TableDiff, 'changes'>> {
  if (copiedVersion === undefined || sourceVersion === undefined) return {};
  try {
    return { changes: await lakehouse.changes(location, copiedVersion, sourceVersion, signal) };
  } catch (error) {
    // The log was cleaned up past that version: how far behind the copy is, is known all the same.
    if (asFault(error).code === 'no-such-version') return {};
    throw error;
  }
}

/** How a copy stands to its table, by what is known of both. Pure. */
export function compareTable({ table, source, copy }: TableState): TableDiff {
  const about = { table, group: groupOf(table) };
  if (source === undefined) return { ...about, status: 'not-in-database', schema: [] };
  const sourceVersion = source.version;
  if (copy === undefined) return { ...about, status: 'not-in-backup', sourceVersion, schema: [] };
  const { detail, origin } = copy;
  const schema = compareColumns(source.columns, detail.columns);
  if (origin === undefined) return { ...about, status: 'unknown', sourceVersion, schema };
  const versions = { sourceVersion, copiedVersion: origin.version };
  const isOther = origin.tableId !== undefined && origin.tableId !== source.tableId;
  if (isOther || origin.version > sourceVersion) return { ...about, status: 'replaced', ...versions, schema };
  const versionsBehind = sourceVersion - origin.version;
  return { ...about, status: versionsBehind === 0 ? 'same' : 'behind', ...versions, versionsBehind, schema };
}

/** Columns by name, whatever its case; nested types are compared as a whole. */
export function compareColumns(source: readonly Column[], copy: readonly Column[]): ColumnDifference[] {
  return pairColumns(source, copy).flatMap((pair): ColumnDifference[] => {
    const [ofSource, ofCopy] = [pair.source?.type, pair.copy?.type];
    if (ofSource === ofCopy) return [];
    const change = ofCopy === undefined ? 'added' : ofSource === undefined ? 'removed' : 'changed';
    const column = (pair.source ?? pair.copy)?.name ?? '';
    return [{ column, change, source: ofSource, copy: ofCopy }];
  });
}
