/** A table's own properties: those that somebody gave it, without what the server keeps for itself. */

import { withoutOrigin } from '../../delta/origin';
import { repeatable, textIn } from './sql';
import { tableProperties } from './statements';
import type { Warehouse } from './warehouse';

/** Properties that the server sets by itself, and that a new table must not be given. */
const OF_THE_SERVER =
  /^(delta\.(minReaderVersion|minWriterVersion|columnMapping\.maxColumnId|rowTracking\.materialized|inCommitTimestampEnablement|constraints\.|feature\.(appendOnly|invariants)$)|option\.)/;

/** One by one: open-source Spark shows none of them in DESCRIBE DETAIL where one holds a quotation mark. */
export async function readProperties(
  table: string,
  { sql }: Warehouse,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const rows = await sql.run(repeatable(tableProperties(table)), signal);
  const pairs = rows.map((row) => [textIn(row, 'key') ?? '', textIn(row, 'value') ?? ''] as const);
  return withoutOrigin(Object.fromEntries(pairs.filter(([key]) => key !== '' && !OF_THE_SERVER.test(key))));
}
