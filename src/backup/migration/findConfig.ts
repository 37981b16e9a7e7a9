/** The place of a deployment config that was named like a table of the lakehouse instead of by its path. */

import { Fault } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { sameName } from '../../overwatch/names';

/**
 * The first of some places that holds anything; otherwise the table that is called `database.table`, or `table` in the database that is to be
 * migrated, among the databases of the lakehouse.
 *
 * @param name as the user typed it
 * @param places where it may lie if it is a path, in the order in which they are tried
 * @throws Fault `not-found`.
 */
export async function findConfig(
  name: string,
  places: readonly string[],
  database: { readonly name: string; readonly location: string },
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<string> {
  for (const place of places) {
    if ((await lakehouse.placeKind(place, signal)) !== undefined) return place;
  }
  const dot = name.lastIndexOf('.');
  const [of, table] = dot === -1 ? [database.name, name] : [name.slice(0, dot), name.slice(dot + 1)];
  const entries = await lakehouse.entries(signal);
  const locations = entries.flatMap((entry) =>
    entry.kind === 'database' && sameName(entry.name, of) ? [entry.location] : [],
  );
  for (const location of locations) {
    const found = (await lakehouse.tables(location, signal)).find((one) => sameName(one.name, table));
    if (found !== undefined) return found.location;
  }
  throw new Fault(
    'not-found',
    `There is no config ${name}: neither a file or folder nor a table has that name.`,
    {
      advice: 'Give the path of the CSV file or Delta table, or database.table.',
    },
  );
}
