/** All rows of a small table as plain JSON values: how reports are read. */

import { sqlName, withDuckDB } from '../parquet/duckdb';
import type { Storage } from '../storage/storage';
import { neededOf } from './neededColumns';
import { scanSql } from './scan';
import { parseSchema } from './schema';
import type { Snapshot } from './snapshot';

/**
 * Integers as numbers, timestamps as epoch ms, nested values as JSON values; null stays null.
 *
 * @param needed columns that are needed where the table has them; others may be left out
 * @throws Fault `damaged`.
 */
export async function readRows(
  storage: Storage,
  snapshot: Snapshot,
  signal: AbortSignal,
  needed?: readonly string[],
): Promise<Readonly<Record<string, unknown>>[]> {
  const { fields } = parseSchema(snapshot.table, snapshot.metadata);
  return await withDuckDB(async (connection) => {
    const scan = await scanSql(storage, connection, snapshot, snapshot.files);
    const columns = neededOf(fields, needed).map(({ name, type }) => {
      const isTime = type === 'timestamp' || type === 'timestamp_ntz';
      return `${isTime ? `epoch_ms(${sqlName(name)})` : sqlName(name)} AS ${sqlName(name)}`;
    });
    const result = await connection.runAndReadAll(
      `SELECT to_json(r)::VARCHAR FROM (SELECT ${columns.join(', ')} FROM (${scan})) r`,
    );
    return result.getRows().map(([row]) => JSON.parse(String(row)) as Record<string, unknown>);
  }, signal);
}
