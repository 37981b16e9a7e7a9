/** Finds Overwatch databases and backups below a folder, by listing and nothing else. */

import path from 'node:path';
import { mapLimit } from '../../base/concurrency';
import { asFault, Fault } from '../../base/fault';
import { PIPELINE_REPORT } from '../../overwatch/catalog';
import { CLONE_REPORT, describePlace, type Place, uniqueNames } from '../../overwatch/recognise';
import type { Storage } from '../../storage/storage';
import type { LakehouseEntry, UnreachableEntry } from '../lakehouse';

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
      if ((await storage.stat(root))?.kind !== 'directory') {
        throw new Fault('not-found', `The folder ${root} does not exist.`, {
          advice: 'Check the path, and that the drive or bucket is mounted.',
        });
      }
      places.push(...(await placesBelow(storage, path.resolve(root), seen, signal)));
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

/**
 * Walks breadth first, a level at a time, and goes into neither tables nor databases.
 *
 * @param seen real paths of folders that were looked at: links may lead to one folder by many ways, or in circles
 */
async function placesBelow(
  storage: Storage,
  root: string,
  seen: Set<string>,
  signal: AbortSignal,
): Promise<Place[]> {
  const places: Place[] = [];
  let level = [root];
  for (let depth = 0; level.length > 0 && depth <= MAX_DEPTH; depth += 1) {
    const found = await mapLimit(
      level,
      CONCURRENT_LISTS,
      (directory) => look(storage, directory, directory === root),
      signal,
    );
    level = [];
    for (const { real, place, below } of found) {
      if (seen.has(real)) continue;
      seen.add(real);
      if (place !== undefined) places.push(place);
      level.push(...below);
    }
  }
  return places;
}

interface Look {
  readonly real: string;
  readonly place?: Place;
  /** Folders worth a look of their own. */
  readonly below: readonly string[];
}

async function look(storage: Storage, directory: string, isRoot: boolean): Promise<Look> {
  const real = await storage.realPath(directory);
  const names = await folderNames(storage, directory, isRoot);
  if (names.includes('_delta_log')) return { real, below: [] };
  const report = names.find((name) => name.toLowerCase() === PIPELINE_REPORT);
  if (report !== undefined && (await isTable(storage, path.join(directory, report)))) {
    return { real, place: await describe(storage, directory), below: [] };
  }
  return { real, below: names.filter(isWorthALook).map((name) => path.join(directory, name)) };
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
  const above = path.dirname(directory);
  const isMarked = (await storage.stat(path.join(above, NOTES))) !== undefined;
  const hasCloneReport = isMarked || (await isTable(storage, path.join(above, CLONE_REPORT)));
  return describePlace(path.resolve(directory).split(path.sep), { hasCloneReport });
}

export async function isTable(storage: Storage, directory: string): Promise<boolean> {
  return (await storage.stat(path.join(directory, '_delta_log')))?.kind === 'directory';
}
