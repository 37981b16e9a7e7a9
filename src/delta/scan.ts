/**
 * The rows of a snapshot as an SQL query: columns under their logical names and types, rows of deletion vectors left out, partition values
 * taken from the log.
 *
 * Source: PROTOCOL.md, "Column Mapping", "Type Widening", "Deletion Vectors" and "Partition Value Serialization".
 */

import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlFiles, sqlName, sqlString } from '../parquet/duckdb';
import type { Storage } from '../storage/storage';
import type { AddFile } from './actions';
import { columnSql } from './columnSql';
import { readDeletionVector } from './deletionVector';
import { type FileGroup, groupFiles, type ScanFile } from './fileGroups';
import { resolveDataPath } from './paths';
import type { RowRange } from './rowBitmaps';
import { createPositions, positionSql, renumberPositions } from './rowPositions';
import {
  type ColumnMapping,
  columnMapping,
  duckdbType,
  parseSchema,
  physicalName,
  type StructField,
} from './schema';
import type { Snapshot } from './snapshot';

export type { ScanFile } from './fileGroups';

/** How the columns of files are to be understood. */
export interface ScanSchema {
  /** Named in faults. */
  readonly table: string;
  readonly mapping: ColumnMapping;
  readonly partitionColumns: readonly string[];
  /** The columns that the query gives, in order. */
  readonly fields: readonly StructField[];
}

/** Rows to pass over besides those that deletion vectors remove. */
export interface Except {
  /** A table of DuckDB with the column `position`, see {@link scanPositions}. */
  readonly table: string;
  /** For each file that is read, its number in that table's positions; undefined for one of which no row stands there. */
  readonly numbers: readonly (number | undefined)[];
}

/**
 * A query that gives the rows of some files of a snapshot.
 *
 * @throws Fault `damaged` for a file that cannot be read, naming it; `unsupported-feature` for a type that cannot be shown.
 */
export async function scanSql(
  storage: Storage,
  connection: DuckDBConnection,
  snapshot: Snapshot,
  files: readonly AddFile[],
): Promise<string> {
  const scanned: ScanFile[] = [];
  for (const add of files) scanned.push(await scanFile(storage, snapshot.table, add));
  return await scanFilesSql(connection, scanSchema(snapshot), scanned);
}

/** The schema a snapshot's own files are read with. @throws Fault `damaged`. */
export function scanSchema({ table, metadata }: Snapshot): ScanSchema {
  const { fields } = parseSchema(table, metadata);
  return { table, mapping: columnMapping(metadata), partitionColumns: metadata.partitionColumns, fields };
}

/** A logical file with its deletion vector read. @throws Fault `damaged`. */
export async function scanFile(storage: Storage, table: string, add: AddFile): Promise<ScanFile> {
  const { deletionVector, partitionValues } = add;
  const deleted =
    deletionVector === undefined ? [] : await readDeletionVector(storage, table, deletionVector);
  return { file: resolveDataPath(table, add.path), partitionValues, deleted };
}

/**
 * A query that gives the rows of files. Files of one shape and partition are read together, so that many small ones make no long query.
 * Rows to pass over are put into temporary tables of the connection.
 *
 * @throws Fault `damaged` for a file that cannot be read, naming it; `unsupported-feature` for a type that cannot be shown.
 */
export async function scanFilesSql(
  connection: DuckDBConnection,
  schema: ScanSchema,
  files: readonly ScanFile[],
  except?: Except,
): Promise<string> {
  if (files.length === 0) return emptyRows(schema.fields.map(emptyColumn));
  const groups = await groupFiles(connection, schema.table, files);
  const selects = await eachInTurn(groups, (group) => groupSql(connection, schema, group, { except }));
  return selects.join('\nUNION ALL\n');
}

export interface PositionScan {
  /** Gives the columns of the schema, and then `position`. */
  readonly sql: string;
  /** For each file that was asked for, its number in the positions. */
  readonly numbers: readonly number[];
}

/** The same as {@link scanFilesSql}, with the position of every row, see `rowPositions.ts`. @throws Fault as that does. */
export async function scanPositions(
  connection: DuckDBConnection,
  schema: ScanSchema,
  files: readonly ScanFile[],
): Promise<PositionScan> {
  if (files.length === 0)
    return { sql: emptyRows([...schema.fields.map(emptyColumn), 'NULL::BIGINT AS position']), numbers: [] };
  const groups = await groupFiles(connection, schema.table, files);
  const selects = await eachInTurn(groups, (group) =>
    groupSql(connection, schema, group, { hasPosition: true }),
  );
  const numbers: number[] = [];
  for (const { first, members } of groups)
    for (const [index, { place }] of members.entries()) numbers[place] = first + index;
  return { sql: selects.join('\nUNION ALL\n'), numbers };
}

/** A connection does one thing at a time. */
async function eachInTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

function emptyRows(columns: readonly string[]): string {
  return `SELECT ${columns.join(', ')} WHERE false`;
}

function emptyColumn(field: StructField): string {
  return `NULL::${duckdbType(field.type)} AS ${sqlName(field.name)}`;
}

async function groupSql(
  connection: DuckDBConnection,
  { fields, partitionColumns, mapping }: ScanSchema,
  group: FileGroup,
  { except, hasPosition = false }: { readonly except?: Except | undefined; readonly hasPosition?: boolean },
): Promise<string> {
  const { shape, members, partitionValues } = group;
  const selected = fields.map((field) => {
    const value = partitionColumns.includes(field.name)
      ? partitionSql(partitionValues, field)
      : columnSql(field, 'f', shape.columns, mapping);
    return `${value} AS ${sqlName(field.name)}`;
  });
  const position = positionSql(group.isAlone ? String(group.first) : `f.file_index + ${group.first}`);
  if (hasPosition) selected.push(`${position} AS position`);
  const conditions = await rowConditions(connection, group, position, except);
  const given = [
    sqlFiles(members.map(({ file }) => file.file)),
    'hive_partitioning = false',
    `file_row_number = ${hasPosition || conditions.length > 0}`,
  ];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  return `SELECT ${selected.join(', ')} FROM read_parquet(${given.join(', ')}) f${where}`;
}

/** Conditions that leave out rows which are deleted or not asked for. The rows stand in tables, since there may be very many. */
async function rowConditions(
  connection: DuckDBConnection,
  { first, members }: FileGroup,
  position: string,
  except: Except | undefined,
): Promise<string[]> {
  const rowsOf = (rows: (file: ScanFile) => readonly RowRange[]) =>
    members.map(({ file }, index) => ({ number: first + index, rows: rows(file) }));
  const conditions: string[] = [];
  const hide = (table: string) => conditions.push(`${position} NOT IN (SELECT position FROM ${table})`);
  const deleted = rowsOf((file) => file.deleted);
  if (deleted.some(({ rows }) => rows.length > 0)) hide(await createPositions(connection, deleted));
  const numbers = members.flatMap(({ place }, index): [before: number, now: number][] => {
    const before = except?.numbers[place];
    return before === undefined ? [] : [[before, first + index]];
  });
  if (except !== undefined && numbers.length > 0)
    hide(await renumberPositions(connection, except.table, numbers));
  if (members.some(({ file }) => file.only !== undefined)) {
    const only = await createPositions(
      connection,
      rowsOf((file) => file.only ?? []),
    );
    conditions.push(`${position} IN (SELECT position FROM ${only})`);
  }
  return conditions;
}

/** The log holds partition values as text; the empty text means null. */
function partitionSql(values: AddFile['partitionValues'], field: StructField): string {
  const text = values[physicalName(field)] ?? values[field.name];
  const type = duckdbType(field.type);
  if (text === undefined || text === null || text === '') return `NULL::${type}`;
  return field.type === 'binary' ? `encode(${sqlString(text)})` : `CAST(${sqlString(text)} AS ${type})`;
}
