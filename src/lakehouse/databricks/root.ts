/** What the root of a backup holds, and whether places lie within one another. */

import { asFault } from '../../base/fault';
import { PIPELINE_REPORT } from '../../overwatch/catalog';
import { sameName } from '../../overwatch/names';
import { BACKUP_DATA, CHECKPOINT, CLONE_REPORT, GLOBAL_SHARE } from '../../overwatch/recognise';
import type { BackupEntry, RootInspection } from '../lakehouse';
import { readOrigin } from './changes';
import { readNewestDetail } from './detail';
import { namesAt, namesInSchema } from './listing';
import { LOG_TABLE, logTable, NOTES } from './log';
import { asNotWritable } from './notWritable';
import { joinPlace, nameLocation, namesOverlap, type Place, parseLocation, pathsOverlap } from './places';
import { readSchema } from './schemas';
import { numberIn, repeatable } from './sql';
import * as statements from './statements';
import type { Warehouse } from './warehouse';

/** The property of a schema that says that it is the root of a backup. */
export const BACKUP_MARK = 'OVERWATCH_BACKUP';

/** How Overwatch marks its own databases; not the one for its consumers. */
export const OVERWATCH_MARK = 'OVERWATCHDB';

const BACKUP_NAMES = new Set<string>([BACKUP_DATA, CHECKPOINT, CLONE_REPORT, NOTES]);

export async function inspectRoot(
  root: string,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<RootInspection> {
  const place = parseLocation(root);
  const names =
    place.kind === 'name'
      ? await namesInSchema(root, warehouse, signal)
      : await namesAt(place.path, warehouse, signal);
  const none = { foreignNames: [], freeBytes: undefined };
  if (names.length === 0) {
    const isThere = place.kind === 'name' && (await readSchema(root, warehouse.sql, signal)) !== undefined;
    return { state: isThere ? 'empty' : 'absent', ...none };
  }
  const own = place.kind === 'name' ? LOG_TABLE : NOTES;
  if (names.every((name) => name === own) && (await isEmpty(root, warehouse, signal)))
    return { state: 'empty', ...none };
  const foreign = place.kind === 'name' ? [] : names.filter((name) => !BACKUP_NAMES.has(name));
  if (foreign.length > 0)
    return { state: 'foreign', foreignNames: foreign.slice(0, 5), freeBytes: undefined };
  if (!(await isBackup(root, names, warehouse, signal))) {
    // In a schema with a log, the tables are those that a restore or a migration brought: what lies in the folder of a database elsewhere.
    const foreignNames =
      place.kind === 'name' && names.includes(LOG_TABLE) ? [GLOBAL_SHARE] : names.slice(0, 5);
    return { state: 'foreign', foreignNames, freeBytes: undefined };
  }
  const clonedFrom = await originOfRoot(root, warehouse, signal);
  return { state: 'backup', ...none, ...(clonedFrom === undefined ? {} : { clonedFrom }) };
}

async function isBackup(
  root: string,
  names: readonly string[],
  { sql }: Warehouse,
  signal: AbortSignal,
): Promise<boolean> {
  if (parseLocation(root).kind === 'path') return names.includes(NOTES) || names.includes(CLONE_REPORT);
  const { [BACKUP_MARK]: backup, [OVERWATCH_MARK]: database } =
    (await readSchema(root, sql, signal))?.properties ?? {};
  // A run that was stopped at its very beginning may have left its journal without the mark.
  return backup === 'TRUE' || (names.includes(LOG_TABLE) && database === undefined);
}

async function isEmpty(root: string, { sql }: Warehouse, signal: AbortSignal): Promise<boolean> {
  const [row] = await sql.run(repeatable(statements.maximum(logTable(root), 'seq')), signal);
  return numberIn(row, 'value') === undefined;
}

async function originOfRoot(
  root: string,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<RootInspection['clonedFrom']> {
  try {
    const found = await readOrigin(joinPlace(root, BACKUP_DATA, PIPELINE_REPORT), warehouse, signal);
    if (found?.tableId === undefined) return undefined;
    return { location: found.location, tableId: found.tableId, accumulates: found.accumulates };
  } catch (error) {
    // A damaged copy tells of no origin; the run itself says what is wrong with it.
    if (asFault(error).code !== 'damaged' && asFault(error).code !== 'not-delta') throw error;
    return undefined;
  }
}

export async function backupAt(
  location: string,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<BackupEntry | undefined> {
  const place = parseLocation(location);
  const roots =
    place.kind === 'path' && place.path.endsWith(`/${BACKUP_DATA}`)
      ? [place.path.slice(0, -BACKUP_DATA.length - 1), location]
      : [location];
  for (const root of roots) {
    if ((await inspectRoot(root, warehouse, signal)).state === 'backup')
      return { kind: 'backup', name: placeName(root), location: root };
  }
  return undefined;
}

/** What people call a place: the last part of its name or path that tells. */
export function placeName(location: string): string {
  const place = parseLocation(location);
  const parts = place.kind === 'name' ? place.parts : place.path.split('/').filter((part) => part !== '');
  return (
    parts.findLast((part) => !sameName(part, BACKUP_DATA) && !sameName(part, 'global_share')) ?? location
  );
}

/** Marks a schema as the root of a backup; a path is known as one by the log that lies there. */
export async function markBackup(root: string, warehouse: Warehouse, signal: AbortSignal): Promise<void> {
  await mark(root, { [BACKUP_MARK]: 'TRUE' }, warehouse, signal);
}

/** Marked before anything is copied too, so that who may not mark it is told at once. A path is known by its tables. */
export async function markDatabase(
  location: string,
  state: 'unfinished' | 'whole',
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<void> {
  const properties = state === 'whole' ? { [BACKUP_MARK]: 'FALSE', [OVERWATCH_MARK]: 'TRUE' } : UNFINISHED;
  await mark(location, properties, warehouse, signal);
}

const UNFINISHED = { [OVERWATCH_MARK]: 'FALSE' };

async function mark(
  location: string,
  properties: Readonly<Record<string, string>>,
  { sql }: Warehouse,
  signal: AbortSignal,
): Promise<void> {
  if (parseLocation(location).kind === 'path') return;
  try {
    await sql.run(repeatable(statements.markSchema(location, properties)), signal);
  } catch (error) {
    throw asNotWritable(error, location);
  }
}

const LOOKUP_LIMIT = 120_000;

/** Names are compared as names; a name and a path by where the name's tables are stored. */
export async function overlaps(one: string, other: string, warehouse: Warehouse): Promise<boolean> {
  const [first, second] = [parseLocation(one), parseLocation(other)];
  if (first.kind === 'name' && second.kind === 'name') return namesOverlap(first.parts, second.parts);
  const signal = AbortSignal.timeout(LOOKUP_LIMIT);
  const [paths, others] = [
    await storedAt(first, warehouse, signal),
    await storedAt(second, warehouse, signal),
  ];
  return paths.some((path) => others.some((another) => pathsOverlap(path, another)));
}

async function storedAt(place: Place, warehouse: Warehouse, signal: AbortSignal): Promise<string[]> {
  if (place.kind === 'path') return [place.path];
  const location = nameLocation(...place.parts);
  if (place.parts.length > 2) return await pathOf(location, warehouse, signal);
  const schema = await readSchema(location, warehouse.sql, signal);
  if (schema === undefined) return [];
  // Overwatch's tables lie elsewhere than their schema, as a rule.
  const tables = await pathOf(nameLocation(...place.parts, PIPELINE_REPORT), warehouse, signal);
  return [...(schema.location === undefined ? [] : [schema.location]), ...tables];
}

async function pathOf(table: string, warehouse: Warehouse, signal: AbortSignal): Promise<string[]> {
  try {
    const { path } = await readNewestDetail(table, warehouse, signal);
    return path === '' ? [] : [path];
  } catch (error) {
    if (asFault(error).code === 'not-delta' || asFault(error).code === 'not-found') return [];
    throw error;
  }
}
