/** What a snapshot root holds, whether places may be written to, and whether they lie within one another. */

import path from 'node:path';
import { asFault, Fault } from '../../base/fault';
import { readOrigin } from '../../delta/origin';
import { PIPELINE_REPORT } from '../../overwatch/catalog';
import { BACKUP_DATA, CHECKPOINT, CLONE_REPORT } from '../../overwatch/recognise';
import type { Storage } from '../../storage/storage';
import type { RootInspection } from '../lakehouse';
import { isTable, NOTES } from './discover';

/** What a backup root may hold: upstream's folders and our own. */
const BACKUP_NAMES = new Set([BACKUP_DATA, CHECKPOINT, CLONE_REPORT, NOTES]);

/** What operating systems leave in any folder. */
const NOISE = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini', 'lost+found']);

/** Looks at a root and writes nothing. @throws what the storage throws. */
export async function inspectRoot(
  storage: Storage,
  root: string,
  signal: AbortSignal,
): Promise<RootInspection> {
  const freeBytes = await storage.freeBytes(root);
  const entries = await storage.list(root);
  if (entries === undefined) {
    const obstacle = await obstacleTo(storage, root);
    if (obstacle !== undefined) return { state: 'foreign', foreignNames: [obstacle], freeBytes };
    return { state: 'absent', foreignNames: [], freeBytes };
  }
  const names = entries.map((entry) => entry.name).filter((name) => !NOISE.has(name));
  if (names.every((name) => name === NOTES) && (await isEmpty(storage, path.join(root, NOTES))))
    return { state: 'empty', foreignNames: [], freeBytes };
  const foreignNames = names.filter((name) => !BACKUP_NAMES.has(name)).slice(0, 5);
  if (foreignNames.length > 0) return { state: 'foreign', foreignNames, freeBytes };
  // Tables in `data` without a report or our mark are somebody's database, not a backup.
  const isMarked = names.includes(NOTES) || (await isTable(storage, path.join(root, CLONE_REPORT)));
  if (!isMarked) return { state: 'foreign', foreignNames: names, freeBytes };
  const clonedFrom = await origin(storage, path.join(root, BACKUP_DATA, PIPELINE_REPORT), signal);
  return {
    state: 'backup',
    foreignNames: [],
    freeBytes,
    ...(clonedFrom === undefined ? {} : { clonedFrom }),
  };
}

/** What keeps a folder from being made, in words; undefined where nothing does. */
async function obstacleTo(storage: Storage, folder: string): Promise<string | undefined> {
  const stat = await storage.stat(folder);
  const name = path.basename(folder);
  if (stat !== undefined) return stat.kind === 'file' ? `${name} is a file` : undefined;
  const parent = path.dirname(folder);
  const besides = await storage.list(parent);
  if (besides?.some((entry) => entry.name === name && entry.kind === 'file'))
    return `${name} is a link that leads nowhere`;
  return parent === folder ? undefined : obstacleTo(storage, parent);
}

async function isEmpty(storage: Storage, directory: string): Promise<boolean> {
  return ((await storage.list(directory)) ?? []).length === 0;
}

/** Where a table was last copied from, if its log still says so and tells which table that was. */
async function origin(
  storage: Storage,
  table: string,
  signal: AbortSignal,
): Promise<RootInspection['clonedFrom']> {
  if (!(await isTable(storage, table))) return undefined;
  try {
    const found = await readOrigin(storage, table, signal);
    if (found?.tableId === undefined) return undefined;
    return { location: found.location, tableId: found.tableId, accumulates: found.accumulates };
  } catch (error) {
    // A damaged copy tells of no origin; the run itself says what is wrong with it.
    if (asFault(error).code !== 'damaged' && asFault(error).code !== 'not-delta') throw error;
    return undefined;
  }
}

/** @throws Fault `no-permission`, or `io`, where no file can be made at a place, or where the file there cannot be replaced. */
export async function assertWritable(storage: Storage, location: string): Promise<void> {
  try {
    const isFile = (await storage.stat(location))?.kind === 'file';
    // A file is replaced by another one beside it, where it really lies.
    await storage.assertWritable(isFile ? path.dirname(await storage.realPath(location)) : location);
  } catch (error) {
    const { code, message } = asFault(error);
    throw new Fault(code, `${location} cannot be written to: ${message}.`, {
      advice: 'Give this user the right to write there, or choose another place.',
      cause: error,
    });
  }
}

/** Whether one of two paths lies inside the other or both are one, links resolved as far as the paths exist. */
export async function overlaps(storage: Storage, one: string, other: string): Promise<boolean> {
  const [first, second] = [await storage.realPath(one), await storage.realPath(other)];
  return isWithin(first, second) || isWithin(second, first);
}

/** @throws Fault `bad-target` where a copy would be written into its own source. */
export async function refuseOverlap(storage: Storage, source: string, target: string): Promise<void> {
  if (!(await overlaps(storage, source, target))) return;
  throw new Fault(
    'bad-target',
    `The table ${source} cannot be copied to ${target}, which lies in the same place.`,
    { advice: 'Choose a target outside the source.' },
  );
}

function isWithin(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner);
  return (
    relative === '' ||
    (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative))
  );
}
