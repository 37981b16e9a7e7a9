/** A table's own properties: those that somebody gave it, without what the server keeps for itself; and its CHECK constraints, which it keeps among them. */

import { ORIGIN_PROPERTY, withoutOrigin } from '../../delta/origin';
import { mapIn, repeatable, textIn } from './sql';
import { describeDetail, tableProperties } from './statements';
import type { Warehouse } from './warehouse';

/** Properties that the server sets by itself, and that a new table must not be given. */
const OF_THE_SERVER =
  /^(delta\.(minReaderVersion|minWriterVersion|columnMapping\.maxColumnId|rowTracking\.materialized|inCommitTimestampEnablement|constraints\.|feature\.(appendOnly|invariants)$)|option\.)/;

const CONSTRAINT = 'delta.constraints.';

/** What SHOW TBLPROPERTIES shows for a value where its name or itself looks like a secret. Source: `spark.redaction.regex` in Spark's configuration. */
const HIDDEN = '*********(redacted)';

export interface TableProperties {
  readonly properties: Readonly<Record<string, string>>;
  /** The conditions of CHECK constraints by their names. */
  readonly constraints: Readonly<Record<string, string>>;
  /** Names of properties and constraints whose values the server keeps to itself; they are in neither of the above. */
  readonly hidden: readonly string[];
}

export async function readProperties(
  table: string,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<TableProperties> {
  const all = await readAll(table, warehouse, signal);
  const isConstraint = (name: string) => name.startsWith(CONSTRAINT);
  const ofPeople = all.filter(([name]) => isConstraint(name) || !OF_THE_SERVER.test(name));
  const shown = ofPeople.filter(([, value]) => value !== HIDDEN);
  return {
    properties: withoutOrigin(Object.fromEntries(shown.filter(([name]) => !isConstraint(name)))),
    constraints: Object.fromEntries(
      shown.flatMap(([name, value]) => (isConstraint(name) ? [[name.slice(CONSTRAINT.length), value]] : [])),
    ),
    hidden: ofPeople.flatMap(([name, value]) => (value === HIDDEN && name !== ORIGIN_PROPERTY ? [name] : [])),
  };
}

/** What a copy notes of its source. */
export async function readOriginProperty(
  table: string,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<string | undefined> {
  return new Map(await readAll(table, warehouse, signal)).get(ORIGIN_PROPERTY);
}

/** One by one, since open-source Spark shows none of them in DESCRIBE DETAIL where one holds a quotation mark; what is hidden then is asked of that. */
async function readAll(
  table: string,
  { sql }: Warehouse,
  signal: AbortSignal,
): Promise<readonly (readonly [name: string, value: string])[]> {
  const rows = await sql.run(repeatable(tableProperties(table)), signal);
  const shown = rows.map((row) => [textIn(row, 'key') ?? '', textIn(row, 'value') ?? ''] as const);
  if (!shown.some(([, value]) => value === HIDDEN)) return shown;
  const [detail] = await sql.run(repeatable(describeDetail(table)), signal);
  const told = mapIn(detail, 'properties');
  return shown.map(([name, value]) => [name, value === HIDDEN ? (told[name] ?? HIDDEN) : value] as const);
}
