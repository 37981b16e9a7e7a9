/**
 * Finds the rows of a copy that new rows replace: those with the same key, nulls being equal. Of the copy's files only those are read that can
 * hold such a row, and of them only the key columns.
 */

import type { DuckDBConnection } from '@duckdb/node-api';
import { mapLimit } from '../../base/concurrency';
import { queryRows } from '../../parquet/duckdb';
import type { Storage } from '../../storage/storage';
import type { AddFile } from '../actions';
import { fileOfSql } from '../rowPositions';
import { type ScanFile, scanFile, scanPositions, scanSchema } from '../scan';
import { duckdbType, parseSchema, type StructField } from '../schema';
import type { Snapshot } from '../snapshot';
import { matchFields } from './adapt';
import { filesWithin, isBounded, isPartitionKey, type KeyRanges } from './keyRanges';
import { columnName } from './newRows';
import { partitionText } from './writeRows';

/** A file of the copy and how many of its rows are replaced. */
export interface MatchedFile {
  readonly add: AddFile;
  readonly scan: ScanFile;
  /** Its number in the positions of the matched rows. */
  readonly number: number;
  readonly rows: number;
}

export interface Matches {
  readonly files: readonly MatchedFile[];
  /** How many keys the matched rows have. Fewer than rows where keys are not unique. */
  readonly keys: number;
}

export const NO_MATCHES: Matches = { files: [], keys: 0 };

const CONCURRENT_READS = 16;

/** The name of the table of matched rows, with the column `position`, see `rowPositions.ts`. */
export const MATCHED = 'matched_rows';

/**
 * Makes the table of matched rows.
 *
 * @param fieldsOfCopy the columns that the copy will have
 * @param keys those of them that are keys
 * @param keyTable a table of DuckDB that holds the keys of the new rows, each once, its columns named by {@link columnName}
 */
export async function matchRows(
  storage: Storage,
  connection: DuckDBConnection,
  target: Snapshot,
  fieldsOfCopy: readonly StructField[],
  keys: readonly StructField[],
  keyTable: string,
  signal: AbortSignal,
): Promise<Matches> {
  const own = parseSchema(target.table, target.metadata).fields;
  const matches = matchFields(own, fieldsOfCopy);
  const columns = keys.map((key, index) => ({
    key,
    name: columnName(index),
    field: matches[fieldsOfCopy.indexOf(key)],
  }));
  const candidates = await candidatesOf(connection, target, columns, keyTable);
  const scans = await mapLimit(
    candidates,
    CONCURRENT_READS,
    (add) => scanFile(storage, target.table, add),
    signal,
  );
  const present = columns.filter(({ field }) => field !== undefined);
  const fields = present.flatMap(({ field }) => field ?? []);
  const scan = await scanPositions(connection, { ...scanSchema(target), fields }, scans);
  const withNulls = await columnsWithNulls(connection, keyTable, columns.length);
  const conditions = columns.map(({ key, name, field }, index) => {
    // A column that the copy does not have yet is null in all its rows.
    if (field === undefined) return `k.${name} IS NULL`;
    // Where no key is null both mean the same, and equality lets DuckDB pass over what lies out of the keys' bounds.
    const equals = withNulls[index] === true ? 'IS NOT DISTINCT FROM' : '=';
    return `CAST(t.${name} AS ${duckdbType(key.type)}) ${equals} k.${name}`;
  });
  const names = [...present.map(({ name }) => name), 'position'];
  await connection.run(`CREATE TEMP TABLE ${MATCHED} AS
    SELECT t.position, k.rowid AS key FROM (${scan.sql}) t(${names.join(', ')}) JOIN ${keyTable} k ON ${conditions.join(' AND ')}`);
  const counts = await queryRows(
    connection,
    `SELECT ${fileOfSql('position')}::INTEGER, count(*)::DOUBLE FROM ${MATCHED} GROUP BY 1`,
  );
  const byNumber = new Map(counts.map(([number, rows]) => [Number(number), Number(rows)]));
  const files = candidates.flatMap((add, index) => {
    const [found, number] = [scans[index], scan.numbers[index]];
    const rows = number === undefined ? undefined : byNumber.get(number);
    return found === undefined || number === undefined || rows === undefined
      ? []
      : [{ add, scan: found, number, rows }];
  });
  const [row] = await queryRows(connection, `SELECT count(DISTINCT key)::DOUBLE FROM ${MATCHED}`);
  return { files, keys: Number(row?.[0] ?? 0) };
}

async function columnsWithNulls(
  connection: DuckDBConnection,
  table: string,
  columns: number,
): Promise<readonly unknown[]> {
  const selected = Array.from({ length: columns }, (_, index) => `bool_or(${columnName(index)} IS NULL)`);
  const [row] = await queryRows(connection, `SELECT ${selected.join(', ')} FROM ${table}`);
  return row ?? [];
}

interface KeyColumn {
  readonly key: StructField;
  /** Its name in the table of keys. */
  readonly name: string;
  /** The copy's own column as it is now. */
  readonly field: StructField | undefined;
}

async function candidatesOf(
  connection: DuckDBConnection,
  target: Snapshot,
  columns: readonly KeyColumn[],
  keyTable: string,
): Promise<AddFile[]> {
  const { partitionColumns } = target.metadata;
  const partitions = columns.filter(
    ({ field }) => field !== undefined && isPartitionKey(field, partitionColumns),
  );
  const bounded = columns.filter(
    ({ key, field }) => field !== undefined && !partitionColumns.includes(field.name) && isBounded(key.type),
  );
  const ranges = await keyRanges(connection, keyTable, partitions, bounded);
  const fieldsOf = (some: readonly KeyColumn[]) => some.flatMap(({ field }) => field ?? []);
  return filesWithin(target.files, fieldsOf(partitions), fieldsOf(bounded), ranges);
}

async function keyRanges(
  connection: DuckDBConnection,
  keyTable: string,
  partitions: readonly KeyColumn[],
  bounded: readonly KeyColumn[],
): Promise<KeyRanges[]> {
  const texts = partitions.map(({ key, name }) => partitionText(name, key.type));
  const bounds = bounded.flatMap(({ key, name }) => [
    `CASE WHEN bool_and(${name} IS NOT NULL) THEN ${partitionText(`min(${name})`, key.type)} END`,
    partitionText(`max(${name})`, key.type),
  ]);
  const group = texts.length === 0 ? '' : ` GROUP BY ${texts.map((_, index) => index + 1).join(', ')}`;
  const selected = [...texts, ...bounds, 'count(*)'];
  const rows = await queryRows(connection, `SELECT ${selected.join(', ')} FROM ${keyTable}${group}`);
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  return rows.map((row) => ({
    partition: partitions.map((_, index) => text(row[index])),
    bounds: bounded.map((_, index) => {
      const [min, max] = row.slice(texts.length + index * 2).map(text);
      return typeof min === 'string' && typeof max === 'string' ? { min, max } : undefined;
    }),
  }));
}
