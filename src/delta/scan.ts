/**
 * The rows of a snapshot as an SQL query: columns under their logical names and types, rows of deletion vectors left out, partition values
 * taken from the log.
 *
 * Source: PROTOCOL.md, "Column Mapping", "Type Widening", "Deletion Vectors" and "Partition Value Serialization".
 */

import type { DuckDBConnection } from '@duckdb/node-api';
import { Fault } from '../base/fault';
import { parquetTrouble, sqlFiles, sqlName, sqlString } from '../parquet/duckdb';
import type { Storage } from '../storage/storage';
import type { AddFile } from './actions';
import { type RowRange, readDeletionVector } from './deletionVector';
import { type FileColumn, type FileShape, fileShapes } from './fileShape';
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

/** A data file to read, wherever it lies. */
export interface ScanFile {
  /** Absolute. */
  readonly file: string;
  readonly partitionValues: AddFile['partitionValues'];
  /** Rows that are passed over. */
  readonly deleted: readonly RowRange[];
  /** The only rows that are given, if set. */
  readonly only?: readonly RowRange[];
}

/** How the columns of files are to be understood. */
export interface ScanSchema {
  /** Named in faults. */
  readonly table: string;
  readonly mapping: ColumnMapping;
  readonly partitionColumns: readonly string[];
  /** The columns that the query gives, in order. */
  readonly fields: readonly StructField[];
}

export interface ScanOptions {
  /** Adds two columns behind the others: the file, under this name, and the row's number in it, `file_row_number`. */
  readonly fileColumn?: string;
  /** A table with the columns `file` and `row`: rows that are passed over too. */
  readonly except?: string;
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
 *
 * @throws Fault `damaged` for a file that cannot be read, naming it; `unsupported-feature` for a type that cannot be shown.
 */
export async function scanFilesSql(
  connection: DuckDBConnection,
  schema: ScanSchema,
  files: readonly ScanFile[],
  options: ScanOptions = {},
): Promise<string> {
  if (files.length === 0) {
    const position =
      options.fileColumn === undefined
        ? []
        : [`NULL::VARCHAR AS ${sqlName(options.fileColumn)}`, 'NULL::BIGINT AS file_row_number'];
    return `SELECT ${[...schema.fields.map(emptyColumn), ...position].join(', ')} WHERE false`;
  }
  const shapes = await shapesOf(connection, schema.table, files);
  const groups = new Map<string, { shape: FileShape; files: ScanFile[] }>();
  for (const file of files) {
    const shape = shapes.get(file.file);
    if (shape === undefined) throw new Fault('internal', `The shape of ${file.file} is not known.`);
    const isWhole = file.deleted.length === 0 && file.only === undefined;
    const key = `${isWhole ? '' : file.file}\n${JSON.stringify(file.partitionValues)}\n${shape.signature}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { shape, files: [file] });
    else group.files.push(file);
  }
  const selects = [...groups.values()].map((group) => groupSql(schema, group.shape, group.files, options));
  return selects.join('\nUNION ALL\n');
}

function emptyColumn(field: StructField): string {
  return `NULL::${duckdbType(field.type)} AS ${sqlName(field.name)}`;
}

/** Files of a group have one shape and one partition; one with deleted rows is alone. */
function groupSql(
  { fields, partitionColumns, mapping }: ScanSchema,
  { columns }: FileShape,
  files: readonly ScanFile[],
  { fileColumn, except }: ScanOptions,
): string {
  const [first] = files;
  if (first === undefined) throw new Fault('internal', 'A group of no files.');
  const selected = fields.map((field) => {
    const isPartition = partitionColumns.includes(field.name);
    const value = isPartition ? partitionSql(first, field) : columnSql(field, 'f', columns, mapping);
    return `${value} AS ${sqlName(field.name)}`;
  });
  if (fileColumn !== undefined)
    selected.push(`f.${sqlName(FILE)} AS ${sqlName(fileColumn)}`, 'f.file_row_number');
  const conditions = [
    ...rowsIn('NOT IN', first.deleted),
    ...(first.only === undefined ? [] : rowsIn('IN', first.only)),
    ...(except === undefined
      ? []
      : [
          `NOT EXISTS (SELECT 1 FROM ${sqlName(except)} x WHERE x.file = f.${sqlName(FILE)} AND x.row = f.file_row_number)`,
        ]),
  ];
  const needsFile = fileColumn !== undefined || except !== undefined;
  const given = [
    sqlFiles(files.map(({ file }) => file)),
    'hive_partitioning = false',
    `file_row_number = ${needsFile || conditions.length > 0}`,
    ...(needsFile ? [`filename = ${sqlString(FILE)}`] : []),
  ];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  return `SELECT ${selected.join(', ')} FROM read_parquet(${given.join(', ')}) f${where}`;
}

/** What the column with a row's file is called while it is read: a name that no table's own column has. */
const FILE = 'file of the row';

function rowsIn(operator: 'IN' | 'NOT IN', ranges: readonly RowRange[]): string[] {
  if (ranges.length === 0) return operator === 'IN' ? ['false'] : [];
  const values = ranges.map(([first, last]) => `(${first}, ${last + 1})`).join(', ');
  return [
    `f.file_row_number ${operator} (SELECT unnest(range(d.first_row, d.end_row)) FROM (VALUES ${values}) d(first_row, end_row))`,
  ];
}

/** Files asked about by one statement. */
const BATCH = 500;

async function shapesOf(
  connection: DuckDBConnection,
  table: string,
  files: readonly ScanFile[],
): Promise<Map<string, FileShape>> {
  const shapes = new Map<string, FileShape>();
  const paths = [...new Set(files.map(({ file }) => file))];
  for (let start = 0; start < paths.length; start += BATCH) {
    const batch = paths.slice(start, start + BATCH);
    for (const [file, shape] of await batchShapes(connection, table, batch)) shapes.set(file, shape);
  }
  return shapes;
}

/** Where one of several cannot be read, each is asked for by itself, so that the fault names it. */
async function batchShapes(
  connection: DuckDBConnection,
  table: string,
  files: readonly string[],
): Promise<ReadonlyMap<string, FileShape>> {
  try {
    return await fileShapes(connection, files);
  } catch (error) {
    const [only] = files;
    if (files.length === 1 && only !== undefined) throw unreadable(table, only, error);
    for (const file of files) await batchShapes(connection, table, [file]);
    throw error;
  }
}

function unreadable(table: string, file: string, cause: unknown): Fault {
  return new Fault(
    'damaged',
    `The data file ${file} of the table ${table} cannot be read: ${parquetTrouble(cause)}`,
    { advice: 'Bring the file back from the storage’s own versions or a backup.', cause },
  );
}

/** The log holds partition values as text; the empty text means null. */
function partitionSql(file: ScanFile, field: StructField): string {
  const text = file.partitionValues[physicalName(field)] ?? file.partitionValues[field.name];
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
