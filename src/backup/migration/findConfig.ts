/** The place of a deployment config that was named like a table of the lakehouse instead of by its path. */

import { asFault, Fault } from '../../base/fault';
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

/** Where a config may lie in a workspace: where its name leads, if it names a place there. */
export function configPlacesIn(name: string, lakehouse: Pick<Lakehouse, 'place'>): string[] {
  try {
    return [lakehouse.place(name)];
  } catch (error) {
    // A bare name is that of a table beside the database's own.
    if (asFault(error).code === 'usage') return [];
    throw error;
  }
}

/**
 * Where a config may lie: at the path that its name is, and, for `database.table`, in Hive's layout in the folders of the lakehouse.
 *
 * @param path the name as an absolute path
 */
export function configPlaces(
  name: string,
  path: string,
  folders: readonly string[],
  lakehouse: Pick<Lakehouse, 'join'>,
): string[] {
  const [database, table] = /^([^./\\]+)\.([^./\\]+)$/.exec(name)?.slice(1) ?? [];
  if (database === undefined || table === undefined) return [path];
  const hive = folders.flatMap((folder) =>
    [database, `${database}.db`].map((one) => lakehouse.join(folder, one, table)),
  );
  return [path, ...hive];
}
