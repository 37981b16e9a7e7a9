/** The part of an incremental snapshot that reads and writes rows: the new ones, and those of the copy that they replace. */

import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { Fault } from '../../base/fault';
import { withDuckDB } from '../../parquet/duckdb';
import type { Storage } from '../../storage/storage';
import type { AddFile } from '../actions';
import { type ScanSchema, scanFilesSql, scanSchema } from '../scan';
import { duckdbType, type StructField } from '../schema';
import type { Snapshot } from '../snapshot';
import { totals } from '../stats';
import { adaptedField, matchFields } from './adapt';
import { MATCHED, type Matches, matchRows, NO_MATCHES } from './matchRows';
import { columnName, createNewRows, numbered } from './newRows';
import { type Sides, scanFiles } from './sides';
import { assertWritable, type TargetState } from './targetState';
import { writeRows } from './writeRows';

/** The new rows, of which some way is known to find them. */
export type Rows =
  /** They are to be written. */
  | { readonly kind: 'written'; readonly sides: Sides }
  /** They are all rows of these files, which are copied elsewhere; `schema` reads them. */
  | { readonly kind: 'copied'; readonly files: readonly AddFile[]; readonly schema: ScanSchema };

export interface RowWork {
  readonly source: Snapshot;
  readonly target: Snapshot;
  readonly state: TargetState;
  readonly rows: Rows;
  /** Columns of the new state by which rows are replaced; none where all are only added. */
  readonly keys: readonly StructField[];
  /** The version that is going to be committed. */
  readonly version: number;
}

export interface WrittenRows {
  /** Files of the copy that others replace. */
  readonly removed: readonly AddFile[];
  readonly written: readonly AddFile[];
  /** The folder of the written files, which is to be removed if the commit fails; undefined where nothing was written. */
  readonly folder: string | undefined;
  /** Of those in `rows`; undefined where they were only copied. */
  readonly newRows: number | undefined;
  readonly replacedRows: number;
  /** How many different keys the replaced rows had. Fewer than rows where keys are not unique. */
  readonly replacedKeys: number;
}

/** The name of the table of new rows. */
const NEW_ROWS = 'new_rows';

/** The name of the table of their keys. */
const NEW_KEYS = 'new_keys';

/**
 * Reads and writes what has to be. On failure nothing is left behind but by a kill.
 *
 * @throws Fault `unsupported-feature`, `damaged`, `no-space`, `cancelled`.
 */
export async function workRows(storage: Storage, work: RowWork, signal: AbortSignal): Promise<WrittenRows> {
  const folder = rowFolder(work.version);
  try {
    return await withDuckDB((connection) => workIn(storage, connection, work, folder, signal), signal);
  } catch (error) {
    await storage.remove(path.join(work.target.table, folder));
    throw error;
  }
}

const ROW_FOLDER = /^rows-(\d+)-[0-9a-f-]{36}$/;

function rowFolder(version: number): string {
  return `rows-${version}-${randomUUID()}`;
}

/** A folder that was written to more recently, ms, may be another run's. */
const ABANDONED_AFTER = 3_600_000;

/** Removes what killed runs have written for a version that was never committed. */
export async function sweepRows(storage: Storage, table: string, version: number): Promise<void> {
  for (const { name } of (await storage.list(table)) ?? []) {
    if (ROW_FOLDER.exec(name)?.[1] !== String(version)) continue;
    const folder = path.join(table, name);
    const stat = await storage.stat(folder);
    if (stat !== undefined && Date.now() - stat.modifiedAt > ABANDONED_AFTER) await storage.remove(folder);
  }
}

async function workIn(
  storage: Storage,
  connection: DuckDBConnection,
  work: RowWork,
  folder: string,
  signal: AbortSignal,
): Promise<WrittenRows> {
  const { target, state, rows, keys } = work;
  const newRows = rows.kind === 'written' ? await createNewRows(connection, NEW_ROWS, rows.sides) : undefined;
  const hasNew = newRows !== 0;
  const matches =
    hasNew && keys.length > 0 ? await replacedFiles(storage, connection, work, signal) : NO_MATCHES;
  const matched = matches.files;
  const replacedRows = matched.reduce((sum, file) => sum + file.rows, 0);
  const removed = state.rewritesAll ? target.files : matched.map(({ add }) => add);
  const parts: string[] = [];
  if (rows.kind === 'written' && hasNew) {
    parts.push(adapted(`SELECT * FROM ${NEW_ROWS}`, rows.sides.added.schema.fields, state.fields));
  }
  if (removed.length > 0) {
    assertWritable(target.table, state);
    const schema = scanSchema(target);
    const files = state.rewritesAll
      ? await scanFiles(storage, target.table, removed, signal)
      : matched.map(({ scan }) => scan);
    const except = matched.length > 0 ? { except: MATCHED } : {};
    const kept = await scanFilesSql(connection, schema, files, except);
    parts.push(adapted(kept, schema.fields, state.fields));
  }
  const written =
    parts.length === 0
      ? []
      : await writeRows(storage, connection, rowTarget(work, folder), parts.join('\nUNION ALL\n'), signal);
  assertComplete(work, removed, written, (newRows ?? 0) - replacedRows);
  return {
    removed,
    written,
    folder: parts.length === 0 ? undefined : folder,
    newRows,
    replacedRows,
    replacedKeys: matches.keys,
  };
}

async function replacedFiles(
  storage: Storage,
  connection: DuckDBConnection,
  { source, target, state, rows, keys }: RowWork,
  signal: AbortSignal,
): Promise<Matches> {
  const schema = rows.kind === 'written' ? rows.sides.added.schema : rows.schema;
  const matches = matchFields(schema.fields, state.fields);
  const own = keys.map((key) => matches[state.fields.indexOf(key)]);
  let query: string;
  if (rows.kind === 'written') {
    const columns = own.map((field) =>
      field === undefined ? 'NULL' : columnName(schema.fields.indexOf(field)),
    );
    query = `SELECT ${columns.join(', ')} FROM ${NEW_ROWS}`;
  } else {
    const files = await scanFiles(storage, source.table, rows.files, signal);
    query = await scanFilesSql(connection, { ...schema, fields: own.flatMap((field) => field ?? []) }, files);
  }
  const columns = keys.map(
    (key, index) => `CAST(${columnName(index)} AS ${duckdbType(key.type)}) AS ${columnName(index)}`,
  );
  await connection.run(
    `CREATE TEMP TABLE ${NEW_KEYS} AS SELECT DISTINCT ${columns.join(', ')} FROM ${numbered(query, keys.length)}`,
  );
  return await matchRows(storage, connection, target, state.fields, keys, NEW_KEYS, signal);
}

/** A query with the columns of `from`, in order, as one with those of `to`. */
function adapted(query: string, from: readonly StructField[], to: readonly StructField[]): string {
  const matches = matchFields(from, to);
  const columns = to.map((field, index) => {
    const old = matches[index];
    return adaptedField(old === undefined ? '' : columnName(from.indexOf(old)), old, field);
  });
  return `SELECT ${columns.join(', ')} FROM ${numbered(query, from.length)}`;
}

function rowTarget({ target, state }: RowWork, folder: string) {
  return {
    table: target.table,
    folder,
    fields: state.fields,
    partitionColumns: state.metadata.partitionColumns,
    materializesPartitions: state.protocol.writerFeatures?.includes('materializePartitionColumns') ?? false,
  };
}

/** What was written is counted once more, before anything depends on it. */
function assertComplete(
  { target }: RowWork,
  removed: readonly AddFile[],
  written: readonly AddFile[],
  change: number,
): void {
  const [before, after] = [totals(removed).rows, totals(written).rows];
  if (before === undefined || after === before + change) return;
  throw new Fault(
    'verify-failed',
    `${after} rows of ${target.table} were written instead of ${before + change}.`,
    {
      advice:
        'Nothing was changed. The row counts in the log of the copy may be wrong: check it with verify.',
    },
  );
}
