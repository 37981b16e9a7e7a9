/**
 * Rows of several files as single numbers, and sets of them as temporary tables of DuckDB, where millions of rows are joined as quickly as they
 * are read.
 *
 * A position is a BIGINT: the number of a file in the bits from the 41st on, the number of a row in its file in those below.
 */

import { randomUUID } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { RowRange } from './rowBitmaps';

const ROW_BITS = 40;

/** The position of the row that is being read. @param file SQL for the number of its file */
export function positionSql(file: string): string {
  return `(((${file})::BIGINT << ${ROW_BITS}) + f.file_row_number)`;
}

/** SQL for the number of the file of a position. */
export function fileOfSql(position: string): string {
  return `(${position} >> ${ROW_BITS})`;
}

/** SQL for the number of the row of a position within its file. */
export function rowOfSql(position: string): string {
  return `(${position} & ${2 ** ROW_BITS - 1})`;
}

/** Ranges handed to DuckDB by one statement. */
const BATCH = 50_000;

/** Makes a table of positions. @returns its name */
export async function createPositions(
  connection: DuckDBConnection,
  files: readonly { readonly number: number; readonly rows: readonly RowRange[] }[],
): Promise<string> {
  const table = newName();
  await connection.run(`CREATE TEMP TABLE ${table} (position BIGINT)`);
  for (const { number, rows } of files) {
    for (let start = 0; start < rows.length; start += BATCH) {
      const batch = rows.slice(start, start + BATCH);
      // Texts of numbers are read many times as fast as statements that spell them.
      await connection.run(
        `INSERT INTO ${table} SELECT (${number}::BIGINT << ${ROW_BITS}) + unnest(range(first_row, last_row + 1)) FROM (
           SELECT unnest(string_split($1, ','))::BIGINT AS first_row, unnest(string_split($2, ','))::BIGINT AS last_row)`,
        [batch.map(([first]) => first).join(','), batch.map(([, last]) => last).join(',')],
      );
    }
  }
  return table;
}

/** Makes a table of those positions of another one that lie in some files, under new numbers of these. @returns its name */
export async function renumberPositions(
  connection: DuckDBConnection,
  positions: string,
  numbers: readonly (readonly [before: number, now: number])[],
): Promise<string> {
  const table = newName();
  const pairs = numbers.map(([before, now]) => `(${before}, ${now})`).join(', ');
  await connection.run(`CREATE TEMP TABLE ${table} AS
    SELECT (n.now::BIGINT << ${ROW_BITS}) + ${rowOfSql('p.position')} AS position
    FROM ${positions} p JOIN (VALUES ${pairs}) n(before, now) ON ${fileOfSql('p.position')} = n.before`);
  return table;
}

function newName(): string {
  return `positions_${randomUUID().replaceAll('-', '')}`;
}
