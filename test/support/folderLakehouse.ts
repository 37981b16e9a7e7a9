/** A folder lakehouse over any storage, and the calls that tests make of it over and over. */

import { openFolderLakehouse } from '../../src/lakehouse/folder/index';
import type { CloneRequest, CloneResult, Lakehouse, Verification } from '../../src/lakehouse/lakehouse';
import { localStorage } from '../../src/storage/local';
import type { Storage } from '../../src/storage/storage';

const { signal } = new AbortController();

export function folderLakehouse(storage: Storage = localStorage, roots: readonly string[] = []): Lakehouse {
  return openFolderLakehouse({ roots, storage });
}

/** Clones without listening to progress. */
export function clone(request: CloneRequest, storage?: Storage): Promise<CloneResult> {
  return folderLakehouse(storage).clone(request, () => undefined, signal);
}

/** Verifies a clone by its contents. */
export function verify(request: CloneRequest): Promise<Verification> {
  return folderLakehouse().verifyClone(request, true, signal);
}
