/** A full snapshot into a root that holds an earlier one of the same, unchanged database, against that first snapshot. */

import { rm } from 'node:fs/promises';
import path from 'node:path';
import { writeSample } from '../../scripts/sample/sample';
import { mapLimit } from '../../src/base/concurrency';
import { writeCommit } from '../../src/delta/commit';
import { latestVersion, listLog } from '../../src/delta/logFiles';
import { openFolderLakehouse } from '../../src/lakehouse/folder';
import type { TableEntry } from '../../src/lakehouse/lakehouse';
import { localStorage } from '../../src/storage/local';
import { CONCURRENT_TABLES, snapshotDatabase } from './database';
import type { Bench } from './figure';
import { elapsed, settle } from './rounds';
import { newAdd, writeDataFiles } from './table';

/** Files added to every table of the sample, so that the database is nearer to a real one in size: 2.9 GB. */
const FILES_PER_TABLE = 3;
const BYTES_PER_FILE = 16 * 1024 * 1024;

const ROUNDS = 3;
/** Second snapshots after each first one; they are short. */
const SECONDS_PER_ROUND = 3;
const { signal } = new AbortController();

export const secondSnapshot: Bench = {
  name: 'second-snapshot',
  async run(directory) {
    const lake = path.join(directory, 'lake');
    const { database } = await writeSample({ directory: lake, scale: 1 });
    const tables = await openFolderLakehouse({ roots: [lake] }).tables(database, signal);
    await mapLimit(tables, CONCURRENT_TABLES, enlarge);
    const root = path.join(directory, 'backup');
    let ours = Number.POSITIVE_INFINITY;
    let baseline = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round += 1) {
      await rm(root, { recursive: true, force: true });
      await settle();
      baseline = Math.min(baseline, await elapsed(() => snapshotDatabase('full', lake, database, root)));
      await settle();
      for (let second = 0; second < SECONDS_PER_ROUND; second += 1) {
        ours = Math.min(ours, await elapsed(() => snapshotDatabase('full', lake, database, root)));
      }
    }
    return [
      {
        name: `second-snapshot: second / first, ${tables.length} tables`,
        unit: 'ms',
        ours,
        baseline,
        goal: 0.03,
      },
    ];
  },
};

/** Appends a commit with large files of random bytes; nothing here reads their rows. */
async function enlarge({ location }: TableEntry): Promise<void> {
  const adds = Array.from({ length: FILES_PER_TABLE }, (_, index) => newAdd(index, BYTES_PER_FILE));
  await writeDataFiles(location, adds);
  await writeCommit(localStorage, location, {
    version: latestVersion(await listLog(localStorage, location)) + 1,
    commitInfo: { timestamp: Date.now(), operation: 'WRITE' },
    actions: adds.map((add) => ({ add })),
  });
}
