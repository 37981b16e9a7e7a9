/** What lies in a schema, and what lies below a path. */

import { mapLimit } from '../../base/concurrency';
import { asFault } from '../../base/fault';
import { CLONE_REPORT, RESTORE_REPORT } from '../../overwatch/recognise';
import type { TableEntry } from '../lakehouse';
import { isWithoutServer } from './errors';
import { LOG_TABLE } from './log';
import { canonicalPath, joinPlace, nameLocation, parseLocation } from './places';
import { repeatable, textIn } from './sql';
import * as statements from './statements';
import type { Warehouse } from './warehouse';

/** Tables of a schema that is the root of a backup, besides the copies. */
const OWN_TABLES = new Set<string>([CLONE_REPORT, RESTORE_REPORT, LOG_TABLE]);

/** By name; none where there is no such place. */
export async function listTables(
  location: string,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<TableEntry[]> {
  const place = parseLocation(location);
  const names =
    place.kind === 'name'
      ? (await namesInSchema(location, warehouse, signal)).filter((name) => !OWN_TABLES.has(name))
      : (await tablesBelow(place.path, 1, warehouse, signal))
          .map(([name]) => name ?? '')
          .filter((name) => !/^[._]/.test(name));
  const entries = names.map((name) => ({ name, location: below(location, name) }));
  return entries.sort((one, other) => one.name.localeCompare(other.name));
}

/** A table of a schema may be called `data`, which `joinPlace` would take for a folder. */
function below(location: string, name: string): string {
  const place = parseLocation(location);
  return place.kind === 'name' ? nameLocation(...place.parts, name) : joinPlace(location, name);
}

/** Tables of any format, without views; none where there is no such schema. */
export async function namesInSchema(
  schema: string,
  { sql }: Warehouse,
  signal: AbortSignal,
): Promise<string[]> {
  try {
    const [tables, views] = await mapLimit(
      [statements.showTables(schema), statements.showViews(schema)],
      2,
      (text) => sql.run(repeatable(text), signal),
      signal,
    );
    const isView = new Set(views?.map((row) => textIn(row, 'viewName')));
    return (tables ?? []).flatMap((row) => {
      const name = textIn(row, 'tableName');
      return name === undefined || row.isTemporary === true || isView.has(name) ? [] : [name];
    });
  } catch (error) {
    if (asFault(error).code === 'not-found') return [];
    throw error;
  }
}

/**
 * The Delta tables up to `depth` folders below a path, each as the folders that lead to it. SQL has no listing of folders that works on
 * every server, but files can be asked for by a pattern, and a table is known by its log.
 */
export async function tablesBelow(
  path: string,
  depth: number,
  { sql }: Pick<Warehouse, 'sql'>,
  signal: AbortSignal,
): Promise<(readonly string[])[]> {
  try {
    const rows = await sql.run(repeatable(statements.findLogs(path, depth)), signal);
    const found = rows.flatMap((row) => foldersIn(path, textIn(row, 'file') ?? '') ?? []);
    return [...new Set(found)].sort().map((folders) => folders.split('/'));
  } catch (error) {
    if (asFault(error).code === 'not-delta' || asFault(error).code === 'not-found') return [];
    throw error;
  }
}

/** `data/jobs` of `<path>/data/jobs/_delta_log/….json`. */
function foldersIn(path: string, file: string): string | undefined {
  const [base, whole] = [`${canonicalPath(path)}/`, canonicalPath(decodeFile(file))];
  const at = whole.lastIndexOf('/_delta_log/');
  return at === -1 || !whole.startsWith(base) ? undefined : whole.slice(base.length, at);
}

/** The server gives files as URIs. */
function decodeFile(file: string): string {
  try {
    return decodeURIComponent(file);
  } catch {
    // A percent sign that stands for itself.
    return file;
  }
}

/** All names that lie directly in a path, as far as the server tells: with LIST, files too. */
export async function namesAt(path: string, warehouse: Warehouse, signal: AbortSignal): Promise<string[]> {
  const names = new Set((await tablesBelow(path, 2, warehouse, signal)).map(([first]) => first ?? ''));
  if ((await warehouse.dialect(signal)).deepClone) {
    try {
      const rows = await warehouse.sql.run(repeatable(statements.listPath(path)), signal);
      for (const row of rows) names.add((textIn(row, 'name') ?? '').replace(/\/$/, ''));
    } catch (error) {
      signal.throwIfAborted();
      // Only paths that Unity Catalog knows can be listed. Elsewhere tables are all that is seen.
      if (isWithoutServer(error)) throw error;
    }
  }
  return [...names].filter((name) => name !== '').sort();
}
