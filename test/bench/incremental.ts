/**
 * An incremental snapshot of one new commit in a table of 10,000 commits and 5,000 files, against a full snapshot of that table: each from opening
 * source and copy to the verified commit.
 */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '../../src/base/fault';
import { type Action, type AddFile, formatAction } from '../../src/delta/actions';
import { deepClone } from '../../src/delta/clone';
import { incrementalClone, verifyIncremental } from '../../src/delta/incremental';
import { commitName } from '../../src/delta/logFiles';
import { openSnapshot } from '../../src/delta/snapshot';
import { verifyClone } from '../../src/delta/verify';
import { localStorage } from '../../src/storage/local';
import { writeCheckpointFile } from './checkpointFile';
import type { Bench } from './figure';
import { quickest, settle } from './rounds';
import { newAdd, newMetadata, PROTOCOL, writeDataFiles } from './table';

const COMMITS = 10_000;
/** The newest commits added a file each, the others none. */
const FILES = 5_000;
/** The last commit of which there is a checkpoint: writers make one every ten commits. */
const CHECKPOINT = COMMITS - 10;

const ROUNDS = 3;

const { signal } = new AbortController();

/** 1 GB in all. */
export const incrementalOneCommit = oneCommitBench('incremental-one-commit', 200_000);

/** 5 GB in all, and three times as much on the disk. */
export const incrementalOneCommitLarge = oneCommitBench('incremental-one-commit-5gb', 1_000_000);

function oneCommitBench(name: string, bytesPerFile: number): Bench {
  return {
    name,
    async run(directory) {
      const source = path.join(directory, 'source');
      const copy = path.join(directory, 'copy');
      const full = path.join(directory, 'full');
      await writeHistory(source, bytesPerFile);
      await incremental(source, copy);
      let version = COMMITS - 1;
      const [ours = Number.NaN, baseline = Number.NaN] = await quickest(ROUNDS, [
        {
          before: async () => {
            version += 1;
            const add = newAdd(version, bytesPerFile);
            await writeDataFiles(source, [add]);
            await writeVersion(source, version, [{ add }]);
            await settle();
          },
          run: () => incremental(source, copy),
        },
        {
          before: async () => {
            await rm(full, { recursive: true, force: true });
            await settle();
          },
          run: () => clone(source, full),
        },
      ]);
      return [{ name: `${name}: incremental / full`, unit: 'ms', ours, baseline, goal: 0.01 }];
    },
  };
}

async function clone(source: string, table: string): Promise<void> {
  const from = await openSnapshot(localStorage, source, signal);
  await deepClone(localStorage, from, table, undefined, () => undefined, signal);
  await verifyClone(localStorage, from, await openSnapshot(localStorage, table, signal), signal);
}

async function incremental(source: string, table: string): Promise<void> {
  const hasCopy = (await localStorage.stat(table)) !== undefined;
  const outcome = await incrementalClone(
    localStorage,
    {
      source: await openSnapshot(localStorage, source, signal),
      openSource: (version) => openSnapshot(localStorage, source, signal, version),
      table,
      target: hasCopy ? await openSnapshot(localStorage, table, signal) : undefined,
      checkpointDirectory: path.join(table, '..', 'checkpoint'),
      write: { mode: 'append' },
    },
    () => undefined,
    signal,
  );
  if (outcome.kind !== 'first' && outcome.kind !== 'appended')
    throw new Fault('internal', `The snapshot that was measured ended as ${outcome.kind}.`);
  await verifyIncremental(localStorage, table, outcome, signal);
}

/** Written without waiting for the disk, commit by commit. */
async function writeHistory(table: string, bytesPerFile: number): Promise<void> {
  await mkdir(path.join(table, '_delta_log'), { recursive: true });
  const metaData = newMetadata();
  const state: Action[] = [{ protocol: PROTOCOL }, { metaData }];
  const adds: AddFile[] = [];
  for (let version = 0; version < COMMITS; version += 1) {
    const fresh = version < COMMITS - FILES ? [] : [newAdd(version, bytesPerFile)];
    await writeDataFiles(table, fresh);
    adds.push(...fresh);
    await writeVersion(table, version, [...(version === 0 ? state : []), ...fresh.map((add) => ({ add }))]);
    if (version === CHECKPOINT) await writeCheckpointFile(table, version, metaData, adds);
  }
}

async function writeVersion(table: string, version: number, actions: readonly Action[]): Promise<void> {
  const timestamp = 1_735_689_600_000 + version * 3_600_000;
  const commitInfo: Action = { commitInfo: { timestamp, operation: 'WRITE' } };
  const text = [commitInfo, ...actions].map(formatAction).join('');
  await writeFile(path.join(table, '_delta_log', commitName(version)), text);
}
