/** Folders and databases as the command line names them. */

import path from 'node:path';
import { Fault } from '../base/fault';
import type { BackupEntry, DatabaseEntry, Lakehouse, LakehouseEntry } from '../lakehouse/lakehouse';
import { nearestName, sameName } from '../overwatch/names';
import { BACKUP_DATA, describePlace } from '../overwatch/recognise';
import { allValues, LAKEHOUSE, type ParsedArgs } from './args';
import type { CliContext } from './context';

/**
 * A folder's absolute path.
 *
 * @throws Fault `usage` for the address of a bucket or file system that is not mounted: it would become a folder of that name.
 */
export function folderOf(text: string, { cwd }: Pick<CliContext, 'cwd'>): string {
  if (/^[a-z][a-z0-9+.-]+:/i.test(text)) {
    throw new Fault('usage', `${text} is no folder.`, {
      advice: 'Mount the storage, or copy from it, and give the path of the folder.',
    });
  }
  return path.resolve(cwd, text);
}

/**
 * Opens the lakehouse of the given folders, or of those in the environment variable OVERWATCH_LAKEHOUSE (separated as in PATH).
 *
 * @throws Fault `usage` where neither names a folder.
 */
export function openLakehouse(args: ParsedArgs, context: CliContext): Promise<Lakehouse> {
  return context.openLakehouse(lakehouseFolders(args, context));
}

/** The folders of the lakehouse. @throws Fault as {@link openLakehouse} does. */
export function lakehouseFolders(args: ParsedArgs, context: CliContext): string[] {
  const given = allValues(args, LAKEHOUSE.name);
  const fromEnvironment = (context.env.OVERWATCH_LAKEHOUSE ?? '').split(path.delimiter);
  const folders = (given.length > 0 ? given : fromEnvironment).filter((folder) => folder !== '');
  if (folders.length === 0) {
    throw new Fault('usage', 'No folder is given to look for databases in.', {
      advice: 'Give --lakehouse DIR, or set the environment variable OVERWATCH_LAKEHOUSE.',
    });
  }
  return folders.map((folder) => folderOf(folder, context));
}

type Found = DatabaseEntry | BackupEntry;

/**
 * The database or backup that is called `name`, in any case; the end of a longer name will do where it is the only one. A path that leads
 * to a place that was not found by itself is taken for a database.
 *
 * @throws Fault `not-found` where there is none, naming the nearest; `usage` where there are several.
 */
export async function findPlace(lakehouse: Lakehouse, name: string, context: CliContext): Promise<Found> {
  const entries = await lakehouse.entries(context.signal);
  const places = entries.filter((entry): entry is Found => entry.kind !== 'unreachable');
  const location = path.resolve(context.cwd, name);
  const exact = places.find((entry) => sameName(entry.name, name) || entry.location === location);
  if (exact !== undefined) return exact;
  const ending = places.filter((entry) => entry.name.toLowerCase().endsWith(`/${name.toLowerCase()}`));
  const [first, second] = ending;
  if (first !== undefined && second === undefined) return first;
  if (first !== undefined) {
    throw new Fault(
      'usage',
      `Several databases are called ${name}: ${ending.map((entry) => entry.name).join(', ')}.`,
      {
        advice: 'Give the whole name of the one you mean.',
      },
    );
  }
  if (/[\\/]/.test(name)) return databaseAt(folderOf(name, context));
  throw notFound(name, entries);
}

/** The database that is called `name`. @throws Fault as {@link findPlace} does; `not-overwatch` for a backup. */
export async function findDatabase(
  name: string,
  lakehouse: Lakehouse,
  context: CliContext,
): Promise<Pick<DatabaseEntry, 'name' | 'location'>> {
  const found = await findPlace(lakehouse, name, context);
  if (found.kind === 'database') return { name: found.name, location: found.location };
  throw new Fault(
    'not-overwatch',
    `${found.name} (${found.location}) is a backup, not an Overwatch database.`,
    {
      advice: 'Name the database itself; overwatch-backup databases lists them.',
    },
  );
}

function databaseAt(location: string): DatabaseEntry {
  const { name } = describePlace(location.split(path.sep), { hasCloneReport: false });
  return { kind: 'database', name, location };
}

function notFound(name: string, entries: readonly LakehouseEntry[]): Fault {
  const names = entries.flatMap((entry) => (entry.kind === 'unreachable' ? [] : [entry.name]));
  const unreachable = entries.flatMap((entry) => (entry.kind === 'unreachable' ? [entry.error.message] : []));
  const near = nearestName(name, names);
  const hint = near === undefined ? 'The folders hold no Overwatch database.' : `Did you mean ${near}?`;
  return new Fault('not-found', `There is no database ${name}.`, {
    advice: [hint, ...unreachable].join(' '),
  });
}

/** Where the tables of a database or a backup lie. */
export function tablesLocation({ kind, location }: Found, lakehouse: Lakehouse): string {
  return kind === 'backup' ? lakehouse.join(location, BACKUP_DATA) : location;
}
