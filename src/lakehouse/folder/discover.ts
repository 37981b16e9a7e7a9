/** Finds Overwatch databases and backups below a folder, by listing and nothing else. */

import path from 'node:path';
import { mapLimit } from '../../base/concurrency';
import { asFault, Fault } from '../../base/fault';
import { PIPELINE_REPORT } from '../../overwatch/catalog';
import { BACKUP_DATA, CLONE_REPORT, describePlace, type Place, uniqueNames } from '../../overwatch/recognise';
import type { Storage } from '../../storage/storage';
import type { BackupEntry, LakehouseEntry, UnreachableEntry } from '../lakehouse';

/** The folder of a backup root that holds this product's own notes; it also marks the root as a backup. */
export const NOTES = '.overwatch-backup';

/** Folders below a root that are searched; databases lie two to five deep in practice. */
const MAX_DEPTH = 8;

const CONCURRENT_LISTS = 16;

/** Every database and backup below the roots, by name; roots that cannot be read come as entries of their own. */
export async function discover(
  storage: Storage,
  roots: readonly string[],
  signal: AbortSignal,
): Promise<LakehouseEntry[]> {
  const places: Place[] = [];
  const seen = new Set<string>();
  const unreachable: UnreachableEntry[] = [];
  for (const root of roots) {
    try {
      await assertFolder(storage, root);
      places.push(...(await placesBelow(storage, path.resolve(root), 0, seen, signal)));
    } catch (error) {
      signal.throwIfAborted();
      unreachable.push({
        kind: 'unreachable',
        location: root,
        error: asFault(error, `Reading ${root}`).toData(),
      });
    }
  }
  const distinct = [...new Map(places.map((place) => [place.location.join('/'), place])).values()];
  const names = uniqueNames(distinct);
  const entries = distinct.map(({ kind, location }, index) => ({
    kind,
    name: names[index] ?? '',
    location: location.join(path.sep),
  }));
  entries.sort((one, other) => one.name.localeCompare(other.name));
  return [...entries, ...unreachable];
}

async function assertFolder(storage: Storage, root: string): Promise<void> {
  const kind = (await storage.stat(root))?.kind;
  if (kind === 'directory') return;
  const message = kind === 'file' ? `${root} is a file, not a folder.` : `The folder ${root} does not exist.`;
  throw new Fault('not-found', message, {
    advice: 'Check the path, and that the drive or bucket is mounted.',
  });
}

/**
 * Walks breadth first, a level at a time, and goes into neither tables nor databases. Links come last, so that a place that lies below the
 * start anyway is known by its own path.
 *
 * @param depth how deep `start` lies below the root
 * @param seen real paths of folders that were looked at: links may lead to one folder by many ways, or in circles
 */
async function placesBelow(
  storage: Storage,
  start: string,
  depth: number,
  seen: Set<string>,
  signal: AbortSignal,
): Promise<Place[]> {
  const realStart = await storage.realPath(start);
  if (seen.has(realStart)) return [];
  const places: Place[] = [];
  const links: { readonly directory: string; readonly depth: number }[] = [];
  let level = [start];
  for (let at = depth; level.length > 0 && at <= MAX_DEPTH; at += 1) {
    const isRoot = at === 0;
    const found = await mapLimit(
      level,
      CONCURRENT_LISTS,
      (directory) => look(storage, directory, isRoot),
      signal,
    );
    level = [];
    for (const { directory, real, place, below } of found) {
      if (real !== path.join(realStart, path.relative(start, directory))) {
        links.push({ directory, depth: at });
        continue;
      }
      if (seen.has(real)) continue;
      seen.add(real);
      if (place !== undefined) places.push(place);
      level.push(...below);
    }
  }
  for (const link of links)
    places.push(...(await placesBelow(storage, link.directory, link.depth, seen, signal)));
  return places;
}

interface Look {
  readonly directory: string;
  /** Its path with every link resolved. */
  readonly real: string;
  readonly place?: Place;
  /** Folders worth a look of their own. */
  readonly below: readonly string[];
}

async function look(storage: Storage, directory: string, isRoot: boolean): Promise<Look> {
  const real = await storage.realPath(directory);
  const names = await folderNames(storage, directory, isRoot);
  if (names.includes('_delta_log')) return { directory, real, below: [] };
  const report = names.find((name) => name.toLowerCase() === PIPELINE_REPORT);
  if (report !== undefined && (await isTable(storage, path.join(directory, report)))) {
    return { directory, real, place: await describe(storage, directory), below: [] };
  }
  // A backup may lack pipeline_report: where its run was killed, or that very table failed.
  if (names.includes(BACKUP_DATA) && (await isBackupRoot(storage, directory))) {
    const place = describePlace(segments(path.join(directory, BACKUP_DATA)), { hasCloneReport: true });
    return { directory, real, place, below: [] };
  }
  const below = names.filter(isWorthALook).map((name) => path.join(directory, name));
  return { directory, real, below };
}

/** A folder that may not be read is passed over unless the user named it. */
async function folderNames(storage: Storage, directory: string, isRoot: boolean): Promise<string[]> {
  try {
    const entries = (await storage.list(directory)) ?? [];
    return entries.filter((entry) => entry.kind === 'directory').map((entry) => entry.name);
  } catch (error) {
    if (isRoot || asFault(error).code !== 'no-permission') throw error;
    return [];
  }
}

/** Hidden folders, partitions and dependencies hold no databases. */
function isWorthALook(name: string): boolean {
  return !/^[._]/.test(name) && !name.includes('=') && name !== 'node_modules';
}

async function describe(storage: Storage, directory: string): Promise<Place> {
  const hasCloneReport = await isBackupRoot(storage, path.dirname(directory));
  return describePlace(segments(directory), { hasCloneReport });
}

/** The backup whose root or `data` is at a place, links resolved. */
export async function backupAt(storage: Storage, location: string): Promise<BackupEntry | undefined> {
  const real = await storage.realPath(location);
  for (const root of path.basename(real) === BACKUP_DATA ? [path.dirname(real), real] : [real]) {
    const data = path.join(root, BACKUP_DATA);
    if ((await storage.stat(data))?.kind !== 'directory' || !(await isBackupRoot(storage, root))) continue;
    const { name } = describePlace(segments(data), { hasCloneReport: true });
    return { kind: 'backup', name, location: root };
  }
  return undefined;
}

/** Whether a folder has our mark or a clone report. */
async function isBackupRoot(storage: Storage, directory: string): Promise<boolean> {
  const isMarked = (await storage.stat(path.join(directory, NOTES))) !== undefined;
  return isMarked || (await isTable(storage, path.join(directory, CLONE_REPORT)));
}

function segments(directory: string): string[] {
  return path.resolve(directory).split(path.sep);
}

/** Whether a folder holds a log. One that may not be looked into counts as a table: whoever opens it is told what is wrong. */
export async function isTable(storage: Storage, directory: string): Promise<boolean> {
  try {
    return (await storage.stat(path.join(directory, '_delta_log')))?.kind === 'directory';
  } catch (error) {
    if (asFault(error).code === 'no-permission') return true;
    throw error;
  }
}
