/** Incremental snapshots of one table into a folder beside it, as tests take them over and over. */

import path from 'node:path';
import { type IncrementalOutcome, incrementalClone, type WriteMode } from '../../src/delta/incremental';
import { openSnapshot } from '../../src/delta/snapshot';
import { localStorage } from '../../src/storage/local';
import type { Storage } from '../../src/storage/storage';
import { open } from './deltaTable';

const { signal } = new AbortController();

/** Brings `copy` up to the newest version of `source`. Its progress is noted in `checkpoint/copy` beside it. */
export async function snapshotIncrementally(
  source: string,
  copy: string,
  write: WriteMode,
  storage: Storage = localStorage,
): Promise<IncrementalOutcome> {
  // A killed first run may have left an empty log.
  const hasCopy = (await localStorage.list(path.join(copy, '_delta_log')))?.some(({ name }) =>
    name.endsWith('.json'),
  );
  return await incrementalClone(
    storage,
    {
      source: await open(source),
      openSource: (version) => openSnapshot(localStorage, source, signal, version),
      table: copy,
      target: hasCopy === true ? await open(copy) : undefined,
      checkpointDirectory: path.join(copy, '..', 'checkpoint', 'copy'),
      write,
    },
    () => undefined,
    signal,
  );
}
