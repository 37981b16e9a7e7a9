/**
 * Where the source's files go in an accumulating copy and which `add` names them there.
 *
 * Unlike a clone's, such a file may be in the copy already, active, and still bring rows anew: deleted in the source before one snapshot and
 * restored before the next. So it never shares a name with a file that is there.
 */

import { createHash } from 'node:crypto';
import path from 'node:path';
import { mapLimit } from '../../base/concurrency';
import type { Storage } from '../../storage/storage';
import type { AddFile } from '../actions';
import { type NeededFile, relocateVector, targetNames } from '../cloneFiles';
import { type CopyMarker, isLeftover } from '../cloneMarker';
import { encodePath, resolveDataPath } from '../paths';
import { fileKey, type Snapshot } from '../snapshot';

export interface PlacedFiles {
  /** In the order of the files. */
  readonly adds: readonly AddFile[];
  /** What has to be copied, each once. */
  readonly needed: readonly NeededFile[];
}

const CONCURRENT_STATS = 16;

/**
 * @param files logical files of `source`
 * @param version the version of the copy that is going to be committed, which makes names unique
 */
export async function placeFiles(
  storage: Storage,
  source: Snapshot,
  files: readonly AddFile[],
  target: Snapshot,
  version: number,
  marker: CopyMarker,
  signal: AbortSignal,
): Promise<PlacedFiles> {
  const active = new Set(target.files.map((add) => fileKey(target.table, add).split('\n')[0]));
  const needed = new Map<string, NeededFile>();
  const adds = await mapLimit(
    files,
    CONCURRENT_STATS,
    async (add) => {
      const { own } = targetNames(source.table, add);
      const stat = active.has(own) ? undefined : await storage.stat(path.join(target.table, own));
      const isFree = !active.has(own) && (stat === undefined || isLeftover(marker, stat, add.size));
      const to = isFree ? own : otherName(own, version);
      const vector = relocateVector(source.table, add.deletionVector);
      needed.set(to, { from: resolveDataPath(source.table, add.path), to, bytes: add.size, held: false });
      if (vector?.file !== undefined)
        needed.set(vector.file.to, { ...vector.file, bytes: undefined, held: false });
      const deletionVector = vector === undefined ? {} : { deletionVector: vector.descriptor };
      return { ...add, path: encodePath(to), dataChange: true, ...deletionVector };
    },
    signal,
  );
  return { adds, needed: [...needed.values()] };
}

/** The same when a killed run is repeated, and another for each version of the copy. */
function otherName(own: string, version: number): string {
  const hash = createHash('sha256').update(own).digest('hex').slice(0, 8);
  return `snapshot-${version}-${hash}/${path.posix.basename(own)}`;
}
