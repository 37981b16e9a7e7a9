/** Writes the rows of a query as Parquet files of a table, and gives their `add` actions. */

import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { Fault } from '../../base/fault';
import { queryRows, sqlName, sqlString } from '../../parquet/duckdb';
import type { Storage } from '../../storage/storage';
import type { AddFile } from '../actions';
import { notWritten } from '../append';
import { encodePath, nameWithin } from '../paths';
import { physicalName, type StructField } from '../schema';
import { fieldIdsSql } from './adapt';
import { columnName, numbered } from './newRows';
import { statsJson } from './writtenStats';

export interface RowTarget {
  readonly table: string;
  /** A folder below the table for the files; its name is not encoded in any way. */
  readonly folder: string;
  readonly fields: readonly StructField[];
  readonly partitionColumns: readonly string[];
  /** Whether data files hold the partition columns too. */
  readonly materializesPartitions: boolean;
}

/** Bytes after which another file is begun. */
const FILE_SIZE = '256MB';

/** The column that tells the partitions apart while they are written; it does not get into the files. */
const PARTITION = 'overwatch_backup_partition';

/**
 * @param query gives the columns of `fields`, in order, under whatever names
 * @throws Fault `no-space`, `io`; what DuckDB throws where the query fails.
 */
export async function writeRows(
  storage: Storage,
  connection: DuckDBConnection,
  target: RowTarget,
  query: string,
  signal: AbortSignal,
): Promise<AddFile[]> {
  const { table, folder, fields, partitionColumns } = target;
  const directory = path.join(table, folder);
  const rows = numbered(query, fields.length);
  // A column without a type of its own is not in data files at all.
  const written = fields.flatMap((field, index) => {
    const isLeftOut = !target.materializesPartitions && partitionColumns.includes(field.name);
    return isLeftOut || field.type === 'void' ? [] : [{ field, column: columnName(index) }];
  });
  const columns = written.map(({ field, column }) => `${column} AS ${sqlName(physicalName(field))}`);
  const ids = fieldIdsSql(written.map(({ field }) => field));
  const options = [
    'FORMAT parquet',
    'COMPRESSION snappy',
    "FILENAME_PATTERN 'part-{uuid}-c000.snappy'",
    'RETURN_STATS true',
    ...(ids === undefined ? [] : [`FIELD_IDS ${ids}`]),
  ];
  const partitions = partitionsOf(fields, partitionColumns);
  let copy = `COPY (SELECT ${columns.join(', ')} FROM ${rows}) TO ${sqlString(directory)} (${[...options, `FILE_SIZE_BYTES '${FILE_SIZE}'`].join(', ')})`;
  let values: readonly AddFile['partitionValues'][] = [{}];
  if (partitions.length > 0) {
    values = await createPartitions(connection, rows, partitions);
    const on = partitions.map(({ text }, index) => `${text} IS NOT DISTINCT FROM p.p${index}`);
    const select = `SELECT ${[...columns, `p.id AS ${PARTITION}`].join(', ')} FROM ${rows} JOIN partitions p ON ${on.join(' AND ')}`;
    copy = `COPY (${select}) TO ${sqlString(directory)} (${[...options, `PARTITION_BY (${PARTITION})`].join(', ')})`;
  }
  await storage.makeDirectory(directory);
  const files = await runCopy(connection, copy, directory, signal);
  const adds: AddFile[] = [];
  for (const file of files) {
    const partitionValues = values[file.partition];
    const name = nameWithin(table, path.normalize(file.name));
    const stat = await storage.stat(file.name);
    if (stat === undefined || name === undefined || partitionValues === undefined)
      throw new Fault('io', `The file ${file.name} was written and is not there.`);
    adds.push({
      path: encodePath(name),
      partitionValues,
      size: stat.size,
      modificationTime: Math.floor(stat.modifiedAt),
      dataChange: true,
      stats: statsJson(
        written.map(({ field }) => field),
        file.rows,
        file.columns,
      ),
    });
  }
  return adds;
}

interface Partition {
  /** The name in the log. */
  readonly name: string;
  /** SQL that gives the value as the log spells it. */
  readonly text: string;
}

function partitionsOf(fields: readonly StructField[], names: readonly string[]): Partition[] {
  return names.flatMap((name) => {
    const index = fields.findIndex((field) => field.name === name);
    const field = fields[index];
    return field === undefined
      ? []
      : [{ name: physicalName(field), text: partitionText(columnName(index), field.type) }];
  });
}

/** A partition value as the log spells it. Source: PROTOCOL.md, "Partition Value Serialization". */
export function partitionText(value: string, type: StructField['type']): string {
  switch (type) {
    case 'timestamp':
      return `strftime(${value}::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%fZ')`;
    case 'timestamp_ntz':
      return `strftime(${value}, '%Y-%m-%d %H:%M:%S.%f')`;
    case 'binary':
      return `decode(${value})`;
    default:
      return `${value}::VARCHAR`;
  }
}

/** Makes a table of the partitions the rows lie in and gives the values of each by its number. */
async function createPartitions(
  connection: DuckDBConnection,
  rows: string,
  partitions: readonly Partition[],
): Promise<AddFile['partitionValues'][]> {
  const texts = partitions.map(({ text }, index) => `${text} AS p${index}`);
  const names = partitions.map((_, index) => `p${index}`);
  await connection.run(`CREATE OR REPLACE TEMP TABLE partitions AS
    SELECT (row_number() OVER ())::INTEGER - 1 AS id, * FROM (SELECT DISTINCT ${texts.join(', ')} FROM ${rows})`);
  const found = await queryRows(connection, `SELECT ${names.join(', ')} FROM partitions ORDER BY id`);
  return found.map((row) =>
    Object.fromEntries(
      partitions.map(({ name }, index) => [name, typeof row[index] === 'string' ? row[index] : null]),
    ),
  );
}

interface WrittenFile {
  readonly name: string;
  readonly rows: number;
  /** The number of its partition; 0 where there are none. */
  readonly partition: number;
  /** Minimum, maximum and nulls of each column, by its quoted name. */
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

async function runCopy(
  connection: DuckDBConnection,
  copy: string,
  directory: string,
  signal: AbortSignal,
): Promise<WrittenFile[]> {
  let result: Record<string, unknown>[];
  try {
    result = (await connection.runAndReadAll(copy)).getRowObjectsJson();
  } catch (error) {
    signal.throwIfAborted();
    throw notWritten(directory, error);
  }
  const files = result.map((row) => ({
    name: String(row.filename),
    rows: Number(row.count),
    partition: Number(toMap(row.partition_keys, String).get(PARTITION) ?? 0),
    columns: toMap(row.column_statistics, (inner) => toMap(inner, String)),
  }));
  return files.filter((file) => file.rows > 0);
}

/** A map of DuckDB in its JSON form. */
function toMap<T>(value: unknown, read: (inner: unknown) => T): ReadonlyMap<string, T> {
  if (!Array.isArray(value)) return new Map();
  return new Map(
    value.map((entry: { readonly key: unknown; readonly value: unknown }) => [
      String(entry.key),
      read(entry.value),
    ]),
  );
}
