/**
 * The rows of a snapshot as an SQL query: columns under their logical names and types, rows of deletion vectors left out, partition values
 * taken from the log.
 *
 * Source: PROTOCOL.md, "Column Mapping", "Type Widening", "Deletion Vectors" and "Partition Value Serialization".
 */

import type { DuckDBConnection } from '@duckdb/node-api';
import { asFault, Fault } from '../base/fault';
import { sqlFiles, sqlName, sqlString } from '../parquet/duckdb';
import type { Storage } from '../storage/storage';
import type { AddFile } from './actions';
import { type RowRange, readDeletionVector } from './deletionVector';
import { type FileColumn, fileShape } from './fileShape';
import { resolveDataPath } from './paths';
import {
  type ColumnMapping,
  columnMapping,
  type DataType,
  duckdbType,
  fieldId,
  parseSchema,
  physicalName,
  type StructField,
} from './schema';
import type { Snapshot } from './snapshot';

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
  const { fields } = parseSchema(snapshot.table, snapshot.metadata);
  if (files.length === 0) return `SELECT ${fields.map(emptyColumn).join(', ')} WHERE false`;
  const parts: string[] = [];
  for (const add of files) parts.push(await fileSql(storage, connection, snapshot, fields, add));
  return parts.join('\nUNION ALL\n');
}

function emptyColumn(field: StructField): string {
  return `NULL::${duckdbType(field.type)} AS ${sqlName(field.name)}`;
}

async function fileSql(
  storage: Storage,
  connection: DuckDBConnection,
  { table, metadata }: Snapshot,
  fields: readonly StructField[],
  add: AddFile,
): Promise<string> {
  const file = resolveDataPath(table, add.path);
  const mapping = columnMapping(metadata);
  const shape = await shapeOf(connection, table, file);
  const columns = fields.map((field) => {
    const isPartition = metadata.partitionColumns.includes(field.name);
    const value = isPartition ? partitionSql(add, field) : columnSql(field, 'f', shape, mapping);
    return `${value} AS ${sqlName(field.name)}`;
  });
  const deleted =
    add.deletionVector === undefined ? [] : await readDeletionVector(storage, table, add.deletionVector);
  const from = `read_parquet(${sqlFiles([file])}, hive_partitioning = false, file_row_number = ${deleted.length > 0}) f`;
  return `SELECT ${columns.join(', ')} FROM ${from}${notDeleted(deleted)}`;
}

async function shapeOf(
  connection: DuckDBConnection,
  table: string,
  file: string,
): Promise<readonly FileColumn[]> {
  try {
    return await fileShape(connection, file);
  } catch (error) {
    throw new Fault(
      'damaged',
      `The data file ${file} of the table ${table} cannot be read: ${asFault(error).message}`,
      {
        advice: 'Bring the file back from the storage’s own versions or a backup.',
        cause: error,
      },
    );
  }
}

function notDeleted(ranges: readonly RowRange[]): string {
  if (ranges.length === 0) return '';
  const values = ranges.map(([first, last]) => `(${first}, ${last + 1})`).join(', ');
  return ` WHERE file_row_number NOT IN (SELECT unnest(range(d.first_row, d.end_row)) FROM (VALUES ${values}) d(first_row, end_row))`;
}

/** The log holds partition values as text; the empty text means null. */
function partitionSql(add: AddFile, field: StructField): string {
  const text = add.partitionValues[physicalName(field)] ?? add.partitionValues[field.name];
  const type = duckdbType(field.type);
  if (text === undefined || text === null || text === '') return `NULL::${type}`;
  return field.type === 'binary' ? `encode(${sqlString(text)})` : `CAST(${sqlString(text)} AS ${type})`;
}

/** A field's value where its parent is the SQL expression `parent`; null where the file is older than the field. */
function columnSql(
  field: StructField,
  parent: string,
  siblings: readonly FileColumn[],
  mapping: ColumnMapping,
): string {
  const column = findColumn(field, siblings, mapping);
  if (column === undefined) return `NULL::${duckdbType(field.type)}`;
  return valueSql(field.type, `${parent}.${sqlName(column.name)}`, column, mapping);
}

function findColumn(
  field: StructField,
  columns: readonly FileColumn[],
  mapping: ColumnMapping,
): FileColumn | undefined {
  const id = mapping === 'id' ? fieldId(field) : undefined;
  if (id !== undefined && columns.some((column) => column.id !== undefined))
    return columns.find((column) => column.id === id);
  const name = mapping === 'none' ? field.name : physicalName(field);
  const exact = columns.find((column) => column.name === name);
  // Without column mapping Spark finds columns in any case.
  return exact ?? columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
}

function valueSql(type: DataType, value: string, column: FileColumn, mapping: ColumnMapping): string {
  if (typeof type === 'string') return type === 'variant' ? value : `CAST(${value} AS ${duckdbType(type)})`;
  switch (type.type) {
    case 'struct': {
      const pairs = type.fields.map(
        (field) => `${sqlName(field.name)} := ${columnSql(field, value, column.children, mapping)}`,
      );
      return `CASE WHEN ${value} IS NULL THEN NULL ELSE struct_pack(${pairs.join(', ')}) END`;
    }
    case 'array': {
      const item = variableFor(value);
      const element = elementOf(column);
      return `list_transform(${value}, lambda ${item}: ${valueSql(type.elementType, item, element, mapping)})`;
    }
    case 'map': {
      const item = variableFor(value);
      const [key, content] = entryOf(column);
      const entry = `struct_pack(k := ${valueSql(type.keyType, `${item}.key`, key, mapping)}, v := ${valueSql(type.valueType, `${item}.value`, content, mapping)})`;
      return `map_from_entries(list_transform(map_entries(${value}), lambda ${item}: ${entry}))`;
    }
  }
}

/** Lambdas within lambdas need names of their own. */
function variableFor(value: string): string {
  const depth = (value.match(/\bitem\d+/g) ?? []).length;
  return `item${depth}`;
}

const NOTHING: FileColumn = { name: '', id: undefined, children: [] };

/** Parquet lists have three levels (list, repeated group, element); old writers left the middle one out. */
function elementOf(column: FileColumn): FileColumn {
  const repeated = column.children[0] ?? NOTHING;
  return repeated.children.length === 1 ? (repeated.children[0] ?? NOTHING) : repeated;
}

/** Parquet maps are a repeated group of a key and a value. */
function entryOf(column: FileColumn): [FileColumn, FileColumn] {
  const entry = column.children[0] ?? NOTHING;
  return [entry.children[0] ?? NOTHING, entry.children[1] ?? NOTHING];
}
