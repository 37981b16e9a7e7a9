/** Reports as Delta tables of the warehouse: rows come in and go out as JSON, so that no value is ever part of a statement. */

import { asFault } from '../../base/fault';
import { neededOf } from '../../delta/neededColumns';
import { sameName } from '../../overwatch/names';
import type { ReportBatch } from '../lakehouse';
import { once, type Row, repeatable, textIn } from './sql';
import type { WriteColumns } from './statements';
import * as statements from './statements';
import type { Warehouse } from './warehouse';

/** One commit for the rows; before it, the table is made or widened if need be. */
export async function appendReport(
  table: string,
  { columns, rows }: ReportBatch,
  { sql }: Warehouse,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const known = await tryColumns(table, { sql }, signal);
  if (known === undefined) await sql.run(repeatable(statements.createTable(table, columns)), signal);
  const missing = columns.filter(
    ({ name }) => known?.some((column) => sameName(column.name, name)) === false,
  );
  if (missing.length > 0) await sql.run(once(statements.addColumns(table, missing)), signal);
  if (rows.length === 0) return;
  await sql.run(once(statements.insertRows(table, columns), { rows: toJson(columns, rows) }), signal);
}

/** Times are epoch ms in a batch, and text on their way into the table. */
function toJson(columns: WriteColumns, rows: ReportBatch['rows']): string {
  const times = columns.filter(({ type }) => type === 'timestamp').map(({ name }) => name);
  const withTimes = rows.map((row) => {
    const texts = times.map((name) => [
      name,
      typeof row[name] === 'number' ? new Date(row[name]).toISOString() : null,
    ]);
    return { ...row, ...Object.fromEntries(texts) };
  });
  return JSON.stringify(withTimes);
}

/** In no order. Undefined where there is no table. */
export async function readReport(
  table: string,
  { sql }: Warehouse,
  signal: AbortSignal,
  needed?: readonly string[],
): Promise<readonly Readonly<Record<string, unknown>>[] | undefined> {
  const columns = await tryColumns(table, { sql }, signal);
  if (columns === undefined) return undefined;
  const rows = await sql.run(repeatable(statements.readRows(table, neededOf(columns, needed))), signal);
  return rows.map((row) => JSON.parse(textIn(row, 'row') ?? '{}') as Row);
}

/** Types of wide structs are cut off in them. */
async function tryColumns(
  table: string,
  { sql }: Pick<Warehouse, 'sql'>,
  signal: AbortSignal,
): Promise<WriteColumns | undefined> {
  try {
    const rows = await sql.run(repeatable(statements.describeNewestColumns(table)), signal);
    return rows.map((row) => ({ name: textIn(row, 'col_name') ?? '', type: textIn(row, 'data_type') ?? '' }));
  } catch (error) {
    if (asFault(error).code === 'not-delta') return undefined;
    throw error;
  }
}
