/**
 * Finds Overwatch databases and backups: schemas by their properties, and the paths that the user has named. A workspace may hold thousands
 * of schemas, so those that sound like Overwatch come first, and each is told of when it is found.
 */

import { mapLimit } from '../../base/concurrency';
import { asFault, Fault } from '../../base/fault';
import { PIPELINE_REPORT } from '../../overwatch/catalog';
import { sameName } from '../../overwatch/names';
import type { LakehouseEntry } from '../lakehouse';
import { isWithoutServer } from './errors';
import { listTables } from './listing';
import { nameLocation } from './places';
import { BACKUP_MARK, inspectRoot, OVERWATCH_MARK, placeName } from './root';
import { readSchema } from './schemas';
import { type Row, repeatable } from './sql';
import { showSchemas } from './statements';
import type { Warehouse } from './warehouse';

/** The schemas of a catalog with their properties, page by page as they arrive: Unity Catalog's REST API. */
export type ListSchemas = (
  catalog: string,
  signal: AbortSignal,
) => AsyncIterable<
  readonly { readonly name: string; readonly properties: Readonly<Record<string, string>> }[]
>;

export interface Surroundings {
  /** The catalogs to search; the one without Unity Catalog where none is named. */
  readonly catalogs: readonly string[];
  /** Locations of databases and backups that the user has named. */
  readonly roots: readonly string[];
  /** Used for catalogs of Unity Catalog. */
  readonly schemas: ListSchemas | undefined;
}

const CONCURRENT = 8;

/** The catalog of what Unity Catalog does not manage, on Databricks and in open-source Spark. */
export const HIVE_CATALOG = 'hive_metastore';
const SPARK_CATALOG = 'spark_catalog';

/** Whether Unity Catalog manages it: only such a catalog tells its schemas by REST, and has volumes. */
export function isUnityCatalog(catalog: string): boolean {
  return catalog !== HIVE_CATALOG && catalog !== SPARK_CATALOG;
}

export async function discover(
  { catalogs, roots, schemas }: Surroundings,
  warehouse: Warehouse,
  onEntry: (entry: LakehouseEntry) => void,
  signal: AbortSignal,
): Promise<LakehouseEntry[]> {
  signal.throwIfAborted();
  const { deepClone } = await warehouse.dialect(signal);
  const searched = catalogs.length > 0 ? catalogs : [deepClone ? HIVE_CATALOG : SPARK_CATALOG];
  const entries: LakehouseEntry[] = [];
  const found = (entry: LakehouseEntry) => {
    entries.push(entry);
    onEntry(entry);
  };
  await mapLimit(roots, CONCURRENT, async (root) => found(await lookAt(root, warehouse, signal)), signal);
  const broken = (location: string, fault: Fault) =>
    found({ kind: 'unreachable', location, error: fault.toData() });
  for (const catalog of searched) {
    const isOnly = searched.length === 1;
    const tell = (schema: string, properties: Readonly<Record<string, string>>) => {
      const kind = kindOf(properties);
      const location = nameLocation(catalog, schema);
      if (kind === undefined || entries.some((entry) => entry.location === location)) return;
      found({ kind, name: isOnly ? schema : `${catalog}.${schema}`, location });
    };
    try {
      await searchCatalog(catalog, schemas, warehouse, { tell, broken }, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (isWithoutServer(error)) throw error;
      broken(nameLocation(catalog), asFault(error, `The catalog ${catalog}`));
    }
  }
  return entries.sort(byName);
}

function byName(one: LakehouseEntry, other: LakehouseEntry): number {
  const nameOf = (entry: LakehouseEntry) =>
    entry.kind === 'unreachable' ? `\u{10ffff}${entry.location}` : entry.name;
  return nameOf(one).localeCompare(nameOf(other));
}

function kindOf(properties: Readonly<Record<string, string>>): 'database' | 'backup' | undefined {
  const isTrue = (name: string) =>
    Object.entries(properties).some(([key, value]) => sameName(key, name) && sameName(value, 'true'));
  if (isTrue(BACKUP_MARK)) return 'backup';
  return isTrue(OVERWATCH_MARK) ? 'database' : undefined;
}

interface Listener {
  tell(schema: string, properties: Readonly<Record<string, string>>): void;
  broken(location: string, fault: Fault): void;
}

async function searchCatalog(
  catalog: string,
  schemas: ListSchemas | undefined,
  { sql }: Warehouse,
  { tell, broken }: Listener,
  signal: AbortSignal,
): Promise<void> {
  if (isUnityCatalog(catalog) && schemas !== undefined) {
    for await (const page of schemas(catalog, signal)) {
      for (const { name, properties } of page) tell(name, properties);
    }
    return;
  }
  const rows = await sql.run(repeatable(showSchemas(catalog)), signal);
  const names = rows.flatMap((row) => firstText(row) ?? []).sort(soundsLikeOverwatch);
  const failures: { readonly location: string; readonly fault: Fault }[] = [];
  await mapLimit(
    names,
    CONCURRENT,
    async (name) => {
      const location = nameLocation(catalog, name);
      try {
        tell(name, (await readSchema(location, sql, signal))?.properties ?? {});
      } catch (error) {
        signal.throwIfAborted();
        if (isWithoutServer(error)) throw error;
        const fault = asFault(error, `The schema ${name}`);
        // Those that may not be looked into are passed over. One that is broken must not hide the others.
        if (fault.code !== 'no-permission') failures.push({ location, fault });
      }
    },
    signal,
  );
  const [first] = failures;
  if (first === undefined) return;
  const { code, message, advice } = first.fault;
  // Thousands may fail for one reason.
  if (failures.length === 1) broken(first.location, first.fault);
  else
    broken(
      nameLocation(catalog),
      new Fault(code, `${failures.length} schemas of ${catalog} cannot be read. The first: ${message}`, {
        advice,
      }),
    );
}

/** The column is called `databaseName` or `namespace`, by server. */
function firstText(row: Row): string | undefined {
  return Object.values(row).find((value): value is string => typeof value === 'string');
}

function soundsLikeOverwatch(one: string, other: string): number {
  const rank = (name: string) => (/overwatch/i.test(name) ? 0 : 1);
  return rank(one) - rank(other) || one.localeCompare(other);
}

/** A place that the user named: a backup, or else a database, or what is wrong with it. */
async function lookAt(root: string, warehouse: Warehouse, signal: AbortSignal): Promise<LakehouseEntry> {
  try {
    const { state } = await inspectRoot(root, warehouse, signal);
    if (state === 'backup') return { kind: 'backup', name: placeName(root), location: root };
    const tables = await listTables(root, warehouse, signal);
    if (tables.some(({ name }) => sameName(name, PIPELINE_REPORT)))
      return { kind: 'database', name: placeName(root), location: root };
    const message = `${root} holds neither a backup nor an Overwatch database.`;
    return { kind: 'unreachable', location: root, error: { code: 'not-overwatch', message } };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'unreachable', location: root, error: asFault(error, `Reading ${root}`).toData() };
  }
}
