/**
 * DuckDB as this product's only reader and writer of Parquet. It is loaded on first use (0.15 s), so that what needs no Parquet does
 * not wait for it; one in-memory instance serves the whole process.
 */

import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DuckDBConnection, DuckDBInstance, DuckDBResult, DuckDBValue } from '@duckdb/node-api';

let instance: Promise<DuckDBInstance> | undefined;

async function openInstance(): Promise<DuckDBInstance> {
  const { DuckDBInstance: Instance } = await import('@duckdb/node-api');
  // Extensions would be downloaded; everything needed here is linked in.
  return Instance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    // Made when a query first needs more memory than there is, and removed with the instance.
    temp_directory: path.join(tmpdir(), `overwatch-backup-duckdb-${process.pid}`),
  });
}

/**
 * Runs `work` with a connection of its own, closed afterwards. An abort interrupts the running statement.
 *
 * @throws what `work` throws; the signal's reason when aborted.
 */
export async function withDuckDB<T>(
  work: (connection: DuckDBConnection) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  signal?.throwIfAborted();
  instance ??= openInstance().catch((error: unknown) => {
    instance = undefined;
    throw error;
  });
  const connection = await (await instance).connect();
  const interrupt = () => connection.interrupt();
  signal?.addEventListener('abort', interrupt);
  try {
    await connection.run("SET TimeZone = 'UTC'");
    return await work(connection);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', interrupt);
    connection.closeSync();
  }
}

/** All rows of a query as arrays of values, a column after the other. For small results. */
export async function queryRows(connection: DuckDBConnection, sql: string): Promise<DuckDBValue[][]> {
  return (await connection.runAndReadAll(sql)).getRows();
}

/** Hands a query's result on in chunks of about 2,000 rows, as columns, so that a large one never stands in memory twice. */
export async function eachChunk(
  connection: DuckDBConnection,
  sql: string,
  onChunk: (columns: readonly DuckDBValue[][], rows: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const result: DuckDBResult = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    signal?.throwIfAborted();
    onChunk(chunk.getColumns(), chunk.rowCount);
  }
}

/** What DuckDB says against a file, without the part of the statement that it quotes, and with names as {@link sqlFiles} got them. */
export function parquetTrouble(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  const missing = /No files found that match the pattern "(.*)"/.exec(words)?.[1];
  if (missing !== undefined) return `there is no file ${missing.replace(/\[([[\]*?{}])\]/g, '$1')}`;
  return (words.split(/\n\s*\n/)[0] ?? '').trim();
}

/** A text as an SQL string. */
export function sqlString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as a quoted SQL identifier. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A list of files for `read_parquet`: explicit, and with glob characters taken as they stand. */
export function sqlFiles(files: readonly string[]): string {
  return `[${files.map((file) => sqlString(file.replace(/[[\]*?{}]/g, '[$&]'))).join(', ')}]`;
}
