/** The rows that are new in the source, as they come in, and as a table of DuckDB with what its columns are called there. */

import type { DuckDBConnection } from '@duckdb/node-api';
import { queryRows } from '../../parquet/duckdb';
import type { AddFile } from '../actions';
import { type ScanSchema, scanFilesSql } from '../scan';
import type { Sides } from './sides';

/** The new rows, of which some way is known to find them. */
export type IncomingRows =
  /** They are to be written. */
  | { readonly kind: 'written'; readonly sides: Sides }
  /** They are all rows of these files, which are copied elsewhere; `schema` reads them. */
  | { readonly kind: 'copied'; readonly files: readonly AddFile[]; readonly schema: ScanSchema };

/** The name of a column by its place. Names of a table's own might collide with those of a query. */
export function columnName(index: number): string {
  return `c${index}`;
}

/** A query with its columns renamed to {@link columnName}. */
export function numbered(query: string, columns: number): string {
  const names = Array.from({ length: columns }, (_, index) => columnName(index));
  return `(${query}) numbered(${names.join(', ')})`;
}

/**
 * Makes the table of the rows of one side less those of the other, as multisets, with its columns named by {@link columnName}.
 *
 * @returns the number of rows
 * @throws Fault `damaged`, `unsupported-feature`.
 */
export async function createNewRows(
  connection: DuckDBConnection,
  name: string,
  { added, removed }: Sides,
): Promise<number> {
  const width = added.schema.fields.length;
  const plus = numbered(await scanFilesSql(connection, added.schema, added.files), width);
  if (removed.files.length === 0) {
    await connection.run(`CREATE TEMP TABLE ${name} AS SELECT * FROM ${plus}`);
  } else {
    const minus = numbered(await scanFilesSql(connection, removed.schema, removed.files), width);
    const columns = added.schema.fields.map((_, index) => columnName(index)).join(', ');
    // Grouping spills to the disk where EXCEPT ALL would hold windows over all columns in memory.
    await connection.run(`CREATE TEMP TABLE ${name} AS
      SELECT ${columns} FROM (
        SELECT ${columns}, sum(copies) AS copies
        FROM (SELECT *, 1 AS copies FROM ${plus} UNION ALL SELECT *, -1 AS copies FROM ${minus})
        GROUP BY ${columns} HAVING sum(copies) > 0
      ), range(copies::BIGINT)`);
  }
  const [row] = await queryRows(connection, `SELECT count(*)::DOUBLE FROM ${name}`);
  return Number(row?.[0] ?? 0);
}
