/** Folders and databases as the command line names them. */

import path from 'node:path';
import { configPlaces, configPlacesIn, findConfig } from '../backup/migration/findConfig';
import { Fault } from '../base/fault';
import { isDatabricksAddress } from '../lakehouse/address';
import type { BackupEntry, DatabaseEntry, Lakehouse, LakehouseEntry } from '../lakehouse/lakehouse';
import { lastPart } from '../lakehouse/placeText';
import { nearestName, sameName } from '../overwatch/names';
import { BACKUP_DATA, describePlace } from '../overwatch/recognise';
import { allValues, LAKEHOUSE, type ParsedArgs, statementsOf } from './args';
import type { CliContext } from './context';

/**
 * A folder's absolute path.
 *
 * @throws Fault `usage` for the address of a bucket or file system that is not mounted: it would become a folder of that name.
 */
export function folderOf(text: string, { cwd }: Pick<CliContext, 'cwd'>): string {
  if (/^[a-z][a-z0-9+.-]+:/i.test(text)) {
    throw new Fault('usage', `${text} is no folder.`, {
      advice:
        'Mount the storage, or copy from it, and give the path of the folder. Where a workspace reads it, name its SQL warehouse: --lakehouse databricks://PROFILE/ID.',
    });
  }
  return path.resolve(cwd, text);
}

/**
 * Opens the lakehouse of the given folders or warehouse, or of those in the environment variable OVERWATCH_LAKEHOUSE (folders separated as
 * in PATH).
 *
 * @throws Fault `usage` where neither names any.
 */
export function openLakehouse(args: ParsedArgs, context: CliContext): Promise<Lakehouse> {
  return context.openLakehouse(lakehouseAddresses(args, context), statementsOf(args));
}

/** The absolute folders of the lakehouse, or the address of its warehouse. @throws Fault as {@link openLakehouse} does. */
export function lakehouseAddresses(args: ParsedArgs, context: CliContext): string[] {
  const given = allValues(args, LAKEHOUSE.name).filter((address) => address !== '');
  const addresses = given.length > 0 ? given : addressesIn(context.env.OVERWATCH_LAKEHOUSE ?? '');
  if (addresses.length === 0) {
    throw new Fault('usage', 'No folder is given to look for databases in.', {
      advice:
        'Give --lakehouse DIR or --lakehouse databricks://PROFILE/ID, or set the environment variable OVERWATCH_LAKEHOUSE.',
    });
  }
  return addresses.map((address) => (isDatabricksAddress(address) ? address : folderOf(address, context)));
}

/** An address holds the character that separates folders. */
function addressesIn(variable: string): string[] {
  if (isDatabricksAddress(variable)) return [variable];
  return variable.split(path.delimiter).filter((folder) => folder !== '');
}

/** A place as the user named it, as a location of the lakehouse. @throws Fault `usage` where it names none. */
export function placeOf(
  text: string,
  lakehouse: Pick<Lakehouse, 'host' | 'place'>,
  context: CliContext,
): string {
  return lakehouse.host === undefined ? folderOf(text, context) : lakehouse.place(text);
}

/**
 * A place that is given by itself, such as the root of a backup, and the lakehouse that reads it: the warehouse that is given with it or
 * in OVERWATCH_LAKEHOUSE, otherwise the files of this machine.
 *
 * @throws Fault `usage` where a folder is given as the lakehouse: the place says itself where it lies.
 */
export async function openPlace(
  text: string,
  args: ParsedArgs,
  context: CliContext,
): Promise<{ readonly lakehouse: Lakehouse; readonly location: string }> {
  const [given] = allValues(args, LAKEHOUSE.name);
  const [address] = given === undefined ? addressesIn(context.env.OVERWATCH_LAKEHOUSE ?? '') : [given];
  if (address !== undefined && isDatabricksAddress(address)) {
    const lakehouse = await context.openLakehouse([address], statementsOf(args));
    return { lakehouse, location: lakehouse.place(text) };
  }
  if (given !== undefined) {
    throw new Fault('usage', `--${LAKEHOUSE.name} ${given} is not the address of a SQL warehouse.`, {
      advice: 'Leave it out for a folder of this machine: its path says where it lies.',
    });
  }
  const location = folderOf(text, context);
  return { lakehouse: await context.openLakehouse([location], statementsOf(args)), location };
}

type Found = DatabaseEntry | BackupEntry;

/**
 * The database or backup that is called `name`, in any case; the end of a longer name will do where it is the only one. A path that leads
 * to a place that was not found by itself is taken for a database, unless it is a backup's.
 *
 * @throws Fault `not-found` where there is none, naming the nearest; `usage` where there are several.
 */
export async function findPlace(lakehouse: Lakehouse, name: string, context: CliContext): Promise<Found> {
  // A workspace may hold thousands of schemas, which need not be searched for one that is named in full.
  if (lakehouse.host !== undefined && /[./:`]/.test(name)) {
    const location = lakehouse.place(name);
    const backup = await lakehouse.backupAt(location, context.signal);
    return backup ?? { kind: 'database', name: lastPart(location), location };
  }
  const entries = await entriesUntil(lakehouse, name, context.signal);
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
  if (/[\\/]/.test(name)) {
    const place = folderOf(name, context);
    return (await lakehouse.backupAt(place, context.signal)) ?? databaseAt(place);
  }
  throw notFound(name, entries);
}

/** All entries of a lakehouse; of a workspace, whose schemas have names of their own, none but the one of that name once it is found. */
async function entriesUntil(
  lakehouse: Lakehouse,
  name: string,
  signal: AbortSignal,
): Promise<readonly LakehouseEntry[]> {
  if (lakehouse.host === undefined) return lakehouse.entries(signal);
  const enough = new AbortController();
  let found: LakehouseEntry | undefined;
  try {
    return await lakehouse.entries(AbortSignal.any([signal, enough.signal]), (entry) => {
      if (entry.kind === 'unreachable' || !sameName(entry.name, name)) return;
      found = entry;
      enough.abort();
    });
  } catch (error) {
    if (found === undefined || signal.aborted) throw error;
    return [found];
  }
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
      advice:
        'Name the database itself; overwatch-backup databases lists them. If there is nothing left of it but this backup, restore it first ' +
        `(overwatch-backup restore --from ${found.location} --to PREFIX) and name what was restored.`,
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
  const nothing =
    names.length === 0 ? 'The folders hold no Overwatch database.' : `The folders hold ${names.join(', ')}.`;
  const hint = near === undefined ? nothing : `Did you mean ${near}?`;
  return new Fault('not-found', `There is no database ${name}.`, {
    advice: [hint, ...unreachable].join(' '),
  });
}

/** Where the tables of a database or a backup lie. */
export function tablesLocation({ kind, location }: Found, lakehouse: Lakehouse): string {
  return kind === 'backup' ? lakehouse.join(location, BACKUP_DATA) : location;
}

/** Where the deployment config lies that the user named: a file, a Delta table, or `database.table`. @throws Fault `not-found`. */
export function configOf(
  name: string,
  database: Pick<DatabaseEntry, 'name' | 'location'>,
  lakehouse: Lakehouse,
  args: ParsedArgs,
  context: CliContext,
): Promise<string> {
  const places =
    lakehouse.host === undefined
      ? configPlaces(name, folderOf(name, context), lakehouseAddresses(args, context), lakehouse)
      : configPlacesIn(name, lakehouse);
  return findConfig(name, places, database, lakehouse, context.signal);
}
