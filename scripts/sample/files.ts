/** Writes the data files of one commit: runs a query, lets DuckDB split it by partition, and gives the files the names Spark would give. */

import { mkdir, rename, rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBMapValue, type DuckDBValue } from '@duckdb/node-api';
import type { AddFile } from './log';
import type { SparkStruct } from './schema';
import { seededUuid } from './seed';
import { text } from './sql';

/** How many leading columns of a table have statistics. */
const STATS_COLUMNS = 6;
/** Longer strings have no statistics: Delta would cut them to this length. */
const STATS_STRING_LENGTH = 32;

export interface FileTarget {
  /** The table's directory. */
  readonly directory: string;
  readonly schema: SparkStruct;
  readonly partitionBy: readonly string[];
  /** Makes the names of the files; not used twice in a table. */
  readonly seed: string;
  /** Becomes the files' modification time, epoch ms. */
  readonly time: number;
  readonly dataChange: boolean;
}

/** Writes the rows of `query` and returns the files, ordered by their partitions. */
export async function writeFiles(
  connection: DuckDBConnection,
  query: string,
  target: FileTarget,
): Promise<AddFile[]> {
  const scratch = join(target.directory, '_scratch');
  const partitioned = target.partitionBy.length > 0;
  const partitionBy = partitioned
    ? `, PARTITION_BY (${target.partitionBy.map((name) => `"${name}"`).join(', ')})`
    : '';
  await mkdir(scratch, { recursive: true });
  const reader = await connection.runAndReadAll(
    `COPY (${query}) TO ${text(partitioned ? scratch : join(scratch, 'data_0.parquet'))}
     (FORMAT parquet, COMPRESSION snappy, RETURN_STATS true, OVERWRITE_OR_IGNORE true${partitionBy})`,
  );
  const written = reader.getRowObjects().sort((a, b) => (String(a.filename) < String(b.filename) ? -1 : 1));
  const files: AddFile[] = [];
  for (const [index, row] of written.entries()) {
    const values = entriesOf(row.partition_keys);
    const partitionValues = Object.fromEntries(
      target.partitionBy.map((name) => [name, String(values.get(name))]),
    );
    const folders = Object.entries(partitionValues).map(
      ([name, value]) => `${hiveEscape(name)}=${hiveEscape(value)}/`,
    );
    const name = `part-${String(index).padStart(5, '0')}-${seededUuid(`${target.seed} ${index}`)}.c000.snappy.parquet`;
    const path = folders.join('') + name;
    const file = join(target.directory, path);
    await mkdir(dirname(file), { recursive: true });
    await rename(String(row.filename), file);
    await utimes(file, target.time / 1000, target.time / 1000);
    files.push({
      path: encodeURI(path),
      partitionValues,
      size: Number(row.file_size_bytes),
      modificationTime: target.time,
      dataChange: target.dataChange,
      stats: statsOf(Number(row.count), entriesOf(row.column_statistics), target),
    });
  }
  await rm(scratch, { recursive: true });
  return files;
}

/** Escapes a partition value in a folder's name as Hive does: `clusters/events` becomes `clusters%2Fevents`. */
function hiveEscape(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among those that Hive escapes.
  return value.replace(/[\u0000-\u001f"#%'*/:=?\\{[\]^\u007f]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}

/** The statistics of a file as Delta has them, for the leading columns that are not partition columns. */
function statsOf(numRecords: number, columns: ReadonlyMap<string, DuckDBValue>, target: FileTarget): string {
  const minValues: Record<string, unknown> = {};
  const maxValues: Record<string, unknown> = {};
  const nullCount: Record<string, number> = {};
  const leading = target.schema.fields
    .filter((field) => !target.partitionBy.includes(field.name))
    .slice(0, STATS_COLUMNS);
  for (const { name, type } of leading) {
    const statistics = entriesOf(columns.get(`"${name}"`));
    const [min, max] = [statistics.get('min'), statistics.get('max')].map((value) => statsValue(type, value));
    if (statistics.size > 0) nullCount[name] = Number(statistics.get('null_count'));
    if (min === undefined || max === undefined) continue;
    minValues[name] = min;
    maxValues[name] = max;
  }
  return JSON.stringify({ numRecords, minValues, maxValues, nullCount });
}

/** DuckDB's text of a value as a JSON value of Delta's statistics; undefined where the type or the length has none. */
function statsValue(type: unknown, value: DuckDBValue | undefined): string | number | undefined {
  if (typeof value !== 'string') return undefined;
  switch (type) {
    case 'long':
    case 'integer':
    case 'double':
      return Number(value);
    case 'timestamp':
      return new Date(value.replace(' ', 'T').replace(/\+00$/, 'Z')).toISOString();
    case 'date':
      return value;
    case 'string':
      return value.length <= STATS_STRING_LENGTH ? value : undefined;
    default:
      return undefined;
  }
}

function entriesOf(value: DuckDBValue | undefined): ReadonlyMap<string, DuckDBValue> {
  if (!(value instanceof DuckDBMapValue)) return new Map();
  return new Map(value.entries.map((entry) => [String(entry.key), entry.value]));
}
