/** The part of an incremental snapshot that reads and writes rows: the new ones, and those of the copy that they replace. */

import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { Fault } from '../../base/fault';
import { withDuckDB } from '../../parquet/duckdb';
import type { Storage } from '../../storage/storage';
import type { AddFile } from '../actions';
import type { CloneProgress } from '../results';
import { scanFilesSql, scanSchema } from '../scan';
import type { StructField } from '../schema';
import type { Snapshot } from '../snapshot';
import { totals } from '../stats';
import { adaptedField, matchFields } from './adapt';
import { MATCHED, type MatchedFile, type Matches, matchRows, NO_MATCHES } from './matchRows';
import { createNewKeys } from './newKeys';
import { columnName, createNewRows, type IncomingRows, numbered } from './newRows';
import { hideRows, planReplacement } from './replaceRows';
import { newRowFolder } from './rowFolder';
import { scanFiles } from './sides';
import { assertWritable, type TargetState } from './targetState';
import { writeRows } from './writeRows';

export interface RowWork {
  readonly source: Snapshot;
  readonly target: Snapshot;
  readonly state: TargetState;
  readonly rows: IncomingRows;
  /** Columns of the new state by which rows are replaced; none where all are only added. */
  readonly keys: readonly StructField[];
  /** The version that is going to be committed. */
  readonly version: number;
  readonly onProgress: (progress: CloneProgress) => void;
}

export interface WrittenRows {
  /** Files of the copy that are no longer part of it, or no longer as they were. */
  readonly removed: readonly AddFile[];
  readonly written: readonly AddFile[];
  /** Those of the removed files that come back with more of their rows deleted. */
  readonly hidden: readonly AddFile[];
  /** The folder of the written files, which is to be removed if the commit fails; undefined where nothing was written. */
  readonly folder: string | undefined;
  /** How many rows are new; undefined where they are not written here but come in whole files. */
  readonly newRows: number | undefined;
  readonly replacedRows: number;
  /** How many different keys the replaced rows had. Fewer than rows where keys are not unique. */
  readonly replacedKeys: number;
}

/** The names of the table of new rows, and of the table of their keys. */
const NEW_ROWS = 'new_rows';
const NEW_KEYS = 'new_keys';

/**
 * Reads and writes what has to be. On failure nothing is left behind but by a kill.
 *
 * @throws Fault `unsupported-feature`, `damaged`, `no-space`, `cancelled`.
 */
export async function workRows(storage: Storage, work: RowWork, signal: AbortSignal): Promise<WrittenRows> {
  const folder = newRowFolder(work.target, work.version);
  try {
    return await withDuckDB((connection) => workIn(storage, connection, work, folder, signal), signal);
  } catch (error) {
    await storage.remove(path.join(work.target.table, folder));
    throw error;
  }
}

async function workIn(
  storage: Storage,
  connection: DuckDBConnection,
  work: RowWork,
  folder: string,
  signal: AbortSignal,
): Promise<WrittenRows> {
  const { target, state, rows, keys, onProgress } = work;
  if (rows.kind === 'written') onProgress({ phase: 'comparing rows' });
  const newRows = rows.kind === 'written' ? await createNewRows(connection, NEW_ROWS, rows.sides) : undefined;
  const hasNew = newRows !== 0;
  onProgress({ phase: 'merging rows' });
  const matches =
    hasNew && keys.length > 0 ? await replacedRowsOf(storage, connection, work, signal) : NO_MATCHES;
  const replacedRows = matches.files.reduce((sum, file) => sum + file.rows, 0);
  const { emptied, hidden, rewritten } = planReplacement(
    matches.files,
    state.takesVectors && !state.rewritesAll,
  );
  const removed = state.rewritesAll
    ? target.files
    : [...emptied, ...hidden, ...rewritten].map(({ add }) => add);
  const parts: string[] = [];
  if (rows.kind === 'written' && hasNew) {
    parts.push(adapted(`SELECT * FROM ${NEW_ROWS}`, rows.sides.added.schema.fields, state.fields));
  }
  if (removed.length > 0) assertWritable(target.table, state);
  if (state.rewritesAll || rewritten.length > 0) {
    parts.push(await keptRows(storage, connection, work, { matched: matches.files, rewritten }, signal));
  }
  const written =
    parts.length === 0
      ? []
      : await writeRows(storage, connection, rowTarget(work, folder), parts.join('\nUNION ALL\n'), signal);
  // After the rows, since DuckDB wants an empty folder.
  const hiding = await hideRows(storage, connection, target.table, folder, hidden, signal);
  assertComplete(work, removed, [...written, ...hiding], (newRows ?? 0) - replacedRows);
  return {
    removed,
    written,
    hidden: hiding,
    folder: parts.length === 0 && hidden.length === 0 ? undefined : folder,
    newRows,
    replacedRows,
    replacedKeys: matches.keys,
  };
}

/** A query of the rows that stay of files which are written anew. */
async function keptRows(
  storage: Storage,
  connection: DuckDBConnection,
  { target, state }: RowWork,
  {
    matched,
    rewritten,
  }: { readonly matched: readonly MatchedFile[]; readonly rewritten: readonly MatchedFile[] },
  signal: AbortSignal,
): Promise<string> {
  const schema = scanSchema(target);
  const files = state.rewritesAll
    ? await scanFiles(storage, target.table, target.files, signal)
    : rewritten.map(({ scan }) => scan);
  const adds = state.rewritesAll ? target.files : rewritten.map(({ add }) => add);
  const numbers = new Map(matched.map(({ add, number }) => [add, number]));
  const except = { table: MATCHED, numbers: adds.map((add) => numbers.get(add)) };
  return adapted(await scanFilesSql(connection, schema, files, except), schema.fields, state.fields);
}

/** Which rows of the copy have the key of a new row. */
async function replacedRowsOf(
  storage: Storage,
  connection: DuckDBConnection,
  { source, target, state: { fields }, rows, keys }: RowWork,
  signal: AbortSignal,
): Promise<Matches> {
  const request = { source: source.table, rows, newRows: NEW_ROWS, fields, keys };
  await createNewKeys(storage, connection, NEW_KEYS, request, signal);
  return await matchRows(storage, connection, target, fields, keys, NEW_KEYS, signal);
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
