/** Decides from folder names alone what a place with Overwatch tables is, a database or a backup, and what it is called. */

import { sameName } from './names';

/** What stands at a directory that holds `pipeline_report/_delta_log`. */
export interface Place {
  readonly kind: 'database' | 'backup';
  /** From the nearest telling folder. {@link uniqueNames} makes it unique within a lakehouse. */
  readonly name: string;
  /** The path segments of its location: the directory itself, or for a backup the root above `data`. */
  readonly location: readonly string[];
}

/** The folder of a backup root that holds its tables. */
export const BACKUP_DATA = 'data';
/** The table of a backup root that tells what was snapshotted. */
export const CLONE_REPORT = 'clone_report';

/** The folder of a backup root that tells how far its incremental copies are. */
export const CHECKPOINT = 'checkpoint';

/** Folders whose names say nothing about which database lies in them. */
const UNTELLING = new Set(['global_share', 'data', 'tables', 'delta', 'etl', 'warehouse', 'database', 'db']);

/** The folder of a restored or migrated database below its prefix, as Overwatch lays it out. */
export const GLOBAL_SHARE = 'global_share';
/** The table beside it that tells what was restored. */
export const RESTORE_REPORT = 'restore_report';

const REMOVING = '.removing-';

/** What a folder is called while it is being removed: nothing takes it for data. `unique` keeps two of one name apart. */
export function removingName(name: string, unique: string): string {
  return isRemoving(name) ? name : `${REMOVING}${name}-${unique}`;
}

/** Whether a folder is one whose removal was begun. */
export function isRemoving(name: string): boolean {
  return name.startsWith(REMOVING);
}

/** `2024-01-31` and `1706659200000`: folders of upstream's legacy bronze backups, which tell only together with the folder above. */
const INSTANT = /^(\d{4}-\d{2}-\d{2}|\d{10,})$/;

/**
 * Describes a directory that holds `pipeline_report/_delta_log`.
 *
 * @param path the segments of the directory's absolute path, outermost first; at least one.
 * @param hasCloneReport whether `clone_report` or the marker of a backup lies beside the directory, in the folder above it.
 */
export function describePlace(
  path: readonly string[],
  { hasCloneReport }: { readonly hasCloneReport: boolean },
): Place {
  const above = path.slice(0, -1);
  const isBackup = hasCloneReport && path.at(-1) === BACKUP_DATA && above.length > 0;
  const location = isBackup ? above : path;
  return { kind: isBackup ? 'backup' : 'database', name: nameOf(location, 0), location };
}

/** The folders of a bronze backup's copy below its prefix: the day it was taken (UTC), and the instant in epoch ms. */
export function datedFolders(takenAt: number): readonly [day: string, instant: string] {
  return [new Date(takenAt).toISOString().slice(0, 10), String(takenAt)];
}

/** When the copy in such folders was taken, epoch ms; undefined for folders of any other name. */
export function datedInstant(day: string, instant: string): number | undefined {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && /^\d{10,14}$/.test(instant) ? Number(instant) : undefined;
}

/** The name of a location with `parents` folders of its path put before it; its whole path where it has no more of them. */
function nameOf(location: readonly string[], parents: number): string {
  const path = location.filter((folder) => folder !== '');
  const telling = path.findLastIndex((folder) => !UNTELLING.has(stem(folder).toLowerCase()));
  const end = telling === -1 ? path.length : telling + 1;
  const first = Math.max(
    path.slice(0, end).findLastIndex((folder) => !INSTANT.test(folder)),
    0,
  );
  return parents > first
    ? `/${path.join('/')}`
    : path
        .slice(first - parents, end)
        .map(stem)
        .join('/');
}

/** A folder's name without the `.db` that Hive puts after a database's. */
function stem(folder: string): string {
  return folder.replace(/\.db$/i, '');
}

/**
 * Gives every place a name of its own: those whose names clash (whatever their case) get folders of their paths put before them,
 * `east/overwatch` and `west/overwatch`. Where a backup clashes with a database, only the backup's name grows.
 *
 * @returns the names in the order of `places`.
 */
export function uniqueNames(places: readonly Pick<Place, 'kind' | 'location'>[]): string[] {
  const candidates = places.map((place) => ({ ...place, parents: 0, name: nameOf(place.location, 0) }));
  for (;;) {
    const clashing = candidates.filter(
      (one) =>
        one.parents < one.location.length &&
        candidates.some(
          (other) =>
            other !== one &&
            sameName(other.name, one.name) &&
            !(one.kind === 'database' && other.kind === 'backup'),
        ),
    );
    if (clashing.length === 0) return candidates.map(({ name }) => name);
    for (const one of clashing) {
      one.parents += 1;
      one.name = nameOf(one.location, one.parents);
    }
  }
}
