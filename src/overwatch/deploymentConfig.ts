/**
 * Overwatch's deployment config: one row a workspace, each with the database it writes (`etl_database_name`) and where that lies
 * (`storage_prefix`). Pure: finds the rows of a database and changes where they point to.
 */

import { Fault } from '../base/fault';
import { type CsvField, type CsvRecord, parseCsv, replaceFields } from './csv';
import { nearestName, sameName } from './names';
import { GLOBAL_SHARE } from './recognise';

export const STORAGE_PREFIX = 'storage_prefix';
export const ETL_DATABASE_NAME = 'etl_database_name';

/** What a migration needs to know of one row. */
export interface ConfigRow {
  /** Where it stands, for people: `line 3`, `row 3`. */
  readonly place: string;
  /** As the config spells it, blanks included. */
  readonly database: string;
  readonly storagePrefix: string;
}

/** The rows of one database, which all have the same storage prefix. */
export interface Deployment {
  /** Its name as the first of the rows has it. */
  readonly database: string;
  readonly storagePrefix: string;
  readonly rows: readonly ConfigRow[];
}

/** How a database is found in a config. */
export interface WantedDatabase {
  /** What `etl_database_name` may say, in any case. */
  readonly name: string;
  /** Where its tables lie: tells the rows where none has that name, since a folder need not be called like its database. */
  readonly location?: string;
}

/**
 * The rows of a database.
 *
 * @throws Fault `bad-config` where it has no row, or rows with different storage prefixes or none, naming each with its place.
 */
export function findDeployment(rows: readonly ConfigRow[], wanted: WantedDatabase): Deployment {
  const named = rows.filter((row) => isOf(row, wanted.name));
  const found = named.length > 0 ? named : rowsLeadingTo(rows, wanted.location);
  const [first] = found;
  if (first === undefined) throw noRows(rows, wanted.name);
  const places = new Map<string, string[]>();
  for (const { storagePrefix, place } of found) {
    places.set(storagePrefix, [...(places.get(storagePrefix) ?? []), place]);
  }
  if (places.size > 1 || first.storagePrefix === '') throw severalPrefixes(first.database.trim(), places);
  return { database: first.database.trim(), storagePrefix: first.storagePrefix, rows: found };
}

/** Whether a row is of a database: Overwatch reads names without the blanks around them, and their case says nothing. */
export function isOf(row: Pick<ConfigRow, 'database'>, database: string): boolean {
  return sameName(row.database.trim(), database.trim());
}

/** Rows whose tables would lie at `location`, as long as they are of one database. */
function rowsLeadingTo(rows: readonly ConfigRow[], location: string | undefined): readonly ConfigRow[] {
  if (location === undefined) return [];
  const leading = rows.filter(({ storagePrefix }) => folderOf(storagePrefix) === plainPath(location));
  const names = new Set(leading.map(({ database }) => database.trim().toLowerCase()));
  return names.size === 1 ? leading : [];
}

function folderOf(storagePrefix: string): string {
  return `${plainPath(storagePrefix)}/${GLOBAL_SHARE}`;
}

/** A path without the scheme of a mounted file system and without slashes at its end. */
function plainPath(path: string): string {
  return path
    .replaceAll('\\', '/')
    .replace(/^(dbfs|file):\/*/i, '/')
    .replace(/\/+$/, '');
}

/** Whether a storage prefix may well lead to the place where the tables lie; mounts and schemes make certainty impossible. */
export function seemsToLeadTo(storagePrefix: string, location: string): boolean {
  const folders = (path: string) => plainPath(path).split('/');
  const last = folders(storagePrefix).at(-1);
  return last !== undefined && folders(location).slice(-2).includes(last);
}

function noRows(rows: readonly ConfigRow[], name: string): Fault {
  const names = [
    ...new Map(rows.map(({ database }) => [database.trim().toLowerCase(), database.trim()])).values(),
  ];
  const others = names.filter((one) => one !== '');
  const near = nearestName(name, others);
  const hint = near === undefined ? '' : `, ${near} for instance`;
  return new Fault('bad-config', `No row of the config has ${name} as its ${ETL_DATABASE_NAME}.`, {
    advice:
      others.length === 0
        ? 'The config names no database at all.'
        : `It names ${others.join(', ')}. Give the name by which the config knows the database${hint}.`,
  });
}

function severalPrefixes(database: string, places: ReadonlyMap<string, readonly string[]>): Fault {
  const list = [...places].map(
    ([prefix, where]) => `${prefix === '' ? 'none' : prefix} (${where.join(', ')})`,
  );
  const what = places.size > 1 ? `${places.size} different values` : 'no value';
  return new Fault('bad-config', `${STORAGE_PREFIX} of ${database} has ${what}: ${list.join('; ')}.`, {
    advice: `Give all rows of ${database} the one ${STORAGE_PREFIX} under which its tables lie now.`,
  });
}

/** What both kinds of config must have. @throws Fault `bad-config` for a column that is missing or there twice. */
function columnIndex(header: readonly string[], name: string): number {
  const index = header.findIndex((column) => sameName(column, name));
  if (index !== -1) return index;
  throw new Fault('bad-config', `The config has no column ${name}.`, {
    advice:
      header.length === 0
        ? 'It is empty.'
        : `Its columns are ${header.filter((column) => column !== '').join(', ')}. Name Overwatch's own deployment config.`,
  });
}

function assertDistinct(header: readonly string[]): void {
  const seen = new Set<string>();
  for (const column of header.map((name) => name.toLowerCase())) {
    if (seen.has(column)) {
      throw new Fault('bad-config', `The config has the column ${column} twice.`, {
        advice: 'Take one of them out: nobody can tell which of them counts.',
      });
    }
    if (column !== '') seen.add(column);
  }
}

interface CsvRow extends ConfigRow {
  /** Undefined where the row ends before the column. */
  readonly prefixField: CsvField | undefined;
}

/** The rows of a CSV config. @throws Fault `bad-config` where it is no such config. */
export function readCsvConfig(content: Uint8Array): ConfigRow[] {
  return csvRows(content).map(({ place, database, storagePrefix }) => ({ place, database, storagePrefix }));
}

function csvRows(content: Uint8Array): CsvRow[] {
  const [top, ...records] = parseCsv(content);
  const header = (top?.fields ?? []).map(({ text }) => text.trim());
  assertDistinct(header);
  const [database, prefix] = [columnIndex(header, ETL_DATABASE_NAME), columnIndex(header, STORAGE_PREFIX)];
  return records.map(({ line, fields }: CsvRecord) => ({
    place: `line ${line}`,
    database: fields[database]?.text ?? '',
    storagePrefix: fields[prefix]?.text.trim() ?? '',
    prefixField: fields[prefix],
  }));
}

/**
 * A CSV config in which the rows of a database have another storage prefix; every other byte is as it was.
 *
 * @param database as `Deployment.database` has it
 * @throws Fault `bad-config` for what {@link findDeployment} refuses.
 */
export function editCsvConfig(content: Uint8Array, database: string, storagePrefix: string): Uint8Array {
  findDeployment(readCsvConfig(content), { name: database });
  const fields = csvRows(content).flatMap((row) => (isOf(row, database) ? (row.prefixField ?? []) : []));
  return replaceFields(content, fields, storagePrefix);
}

/** The rows of a config that is a table. @throws Fault `bad-config` where it is no such config. */
export function readTableConfig(
  columns: readonly string[],
  records: readonly Readonly<Record<string, unknown>>[],
): ConfigRow[] {
  const database = columns[columnIndex(columns, ETL_DATABASE_NAME)] ?? '';
  const prefix = columns[columnIndex(columns, STORAGE_PREFIX)] ?? '';
  return records.map((record, index) => ({
    place: `row ${index + 1}`,
    database: textOf(record[database]),
    storagePrefix: textOf(record[prefix]).trim(),
  }));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
