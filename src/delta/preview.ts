/** The first rows of a table in a form people can read, and its exact number of rows. */

import { mapLimit } from '../base/concurrency';
import { eachChunk, queryRows, sqlFiles, sqlName, withDuckDB } from '../parquet/duckdb';
import type { Storage } from '../storage/storage';
import type { AddFile } from './actions';
import { readDeletionVector } from './deletionVector';
import { resolveDataPath } from './paths';
import { rowsIn } from './rowBitmaps';
import { scanSql } from './scan';
import { type DataType, parseSchema } from './schema';
import type { Snapshot } from './snapshot';
import { fileRows } from './stats';

/** Rows of text, nested values as JSON; null stays null. @throws Fault `damaged` or `unsupported-feature`. */
export async function previewRows(
  storage: Storage,
  snapshot: Snapshot,
  limit: number,
  signal: AbortSignal,
): Promise<(string | null)[][]> {
  const { fields } = parseSchema(snapshot.table, snapshot.metadata);
  return await withDuckDB(async (connection) => {
    const scan = await scanSql(storage, connection, snapshot, firstFiles(snapshot.files, limit));
    const columns = fields.map((field) => textSql(field.type, sqlName(field.name)));
    const rows: (string | null)[][] = [];
    await eachChunk(
      connection,
      `SELECT ${columns.join(', ')} FROM (${scan}) LIMIT ${limit}`,
      (values, count) => {
        for (let row = 0; row < count; row += 1)
          rows.push(values.map((column) => (column[row] as string | null) ?? null));
      },
    );
    return rows;
  }, signal);
}

/** Only as many files as are needed for `limit` rows, as far as statistics tell. */
function firstFiles(files: readonly AddFile[], limit: number): readonly AddFile[] {
  let rows = 0;
  const end = files.findIndex((add) => {
    rows += fileRows(add) ?? 0;
    return rows >= limit;
  });
  return end < 0 ? files : files.slice(0, end + 1);
}

function textSql(type: DataType, name: string): string {
  if (typeof type !== 'string' || type === 'variant') return `to_json(${name})::VARCHAR`;
  if (type === 'binary') return `lower(hex(${name}))`;
  if (type === 'timestamp') return `strftime(${name}::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%fZ')`;
  if (type === 'timestamp_ntz') return `strftime(${name}, '%Y-%m-%dT%H:%M:%S.%f')`;
  return `${name}::VARCHAR`;
}

/** Files counted by one statement. */
const BATCH = 500;

/** Counts the rows in the files themselves, less those in deletion vectors. @throws Fault `damaged`. */
export async function countRows(storage: Storage, snapshot: Snapshot, signal: AbortSignal): Promise<number> {
  const { table, files } = snapshot;
  let rows = 0;
  await withDuckDB(async (connection) => {
    for (let start = 0; start < files.length; start += BATCH) {
      const batch = files.slice(start, start + BATCH).map((add) => resolveDataPath(table, add.path));
      const [row] = await queryRows(
        connection,
        `SELECT coalesce(sum(num_rows), 0)::DOUBLE FROM parquet_file_metadata(${sqlFiles(batch)})`,
      );
      rows += Number(row?.[0] ?? 0);
    }
  }, signal);
  const vectors = files.flatMap(({ deletionVector }) =>
    deletionVector === undefined ? [] : [deletionVector],
  );
  const deleted = await mapLimit(vectors, 8, (vector) => readDeletionVector(storage, table, vector), signal);
  return deleted.reduce((left, ranges) => left - rowsIn(ranges), rows);
}
