/** A table's own properties: those that somebody gave it, without what the server keeps for itself; and its CHECK constraints, which it keeps among them. */

import { withoutOrigin } from '../../delta/origin';
import { repeatable, textIn } from './sql';
import { tableProperties } from './statements';
import type { Warehouse } from './warehouse';

/** Properties that the server sets by itself, and that a new table must not be given. */
const OF_THE_SERVER =
  /^(delta\.(minReaderVersion|minWriterVersion|columnMapping\.maxColumnId|rowTracking\.materialized|inCommitTimestampEnablement|constraints\.|feature\.(appendOnly|invariants)$)|option\.)/;

const CONSTRAINT = 'delta.constraints.';

export interface TableProperties {
  readonly properties: Readonly<Record<string, string>>;
  /** The conditions of CHECK constraints by their names. */
  readonly constraints: Readonly<Record<string, string>>;
}

/** One by one: open-source Spark shows none of them in DESCRIBE DETAIL where one holds a quotation mark. */
export async function readProperties(
  table: string,
  { sql }: Warehouse,
  signal: AbortSignal,
): Promise<TableProperties> {
  const rows = await sql.run(repeatable(tableProperties(table)), signal);
  const pairs = rows.map((row) => [textIn(row, 'key') ?? '', textIn(row, 'value') ?? ''] as const);
  const own = pairs.filter(([key]) => key !== '' && !OF_THE_SERVER.test(key));
  const constraints = pairs.flatMap(([key, value]) =>
    key.startsWith(CONSTRAINT) ? [[key.slice(CONSTRAINT.length), value] as const] : [],
  );
  return {
    properties: withoutOrigin(Object.fromEntries(own)),
    constraints: Object.fromEntries(constraints),
  };
}
