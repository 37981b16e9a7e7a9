/** A deep clone, from opening the source to the commit, against `cp -r` of the same folder; and what verifying the clone costs on top. */

import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { deepClone } from '../../src/delta/clone';
import { openSnapshot } from '../../src/delta/snapshot';
import { verifyClone } from '../../src/delta/verify';
import { localStorage } from '../../src/storage/local';
import type { Bench } from './figure';
import { quickest, runProgram, settle } from './rounds';
import { writeTable } from './table';

const { signal } = new AbortController();

export const cloneLargeFiles = cloneBench('large-files', {
  files: 16,
  bytesPerFile: 128 * 1024 * 1024,
  rounds: 7,
  goal: 0.9,
  keepsCopies: false,
});

export const cloneSmallFiles = cloneBench('small-files', {
  files: 10_000,
  bytesPerFile: 20_000,
  rounds: 5,
  goal: 1,
  keepsCopies: true,
});

interface CloneBench {
  readonly files: number;
  readonly bytesPerFile: number;
  readonly rounds: number;
  readonly goal: number;
  /**
   * Whether the copies of all rounds stay until the end. ext4 steps over inodes freed in the last minutes one by one whenever it makes a
   * file, so a round right after the removal of 10,000 files would measure that.
   */
  readonly keepsCopies: boolean;
}

function cloneBench(name: string, { rounds, goal, keepsCopies, ...shape }: CloneBench): Bench {
  return {
    name,
    async run(directory) {
      const source = path.join(directory, 'source');
      await writeTable(source, shape);
      let clone = '';
      let copy = '';
      const next = async (old: string) => {
        if (old !== '' && !keepsCopies) await rm(old, { recursive: true });
        await settle();
        return path.join(await mkdtemp(path.join(directory, 'round-')), 'table');
      };
      const [ours = Number.NaN, baseline = Number.NaN] = await quickest(rounds, [
        {
          before: async () => {
            clone = await next(clone);
          },
          run: () => cloneTable(source, clone),
        },
        {
          before: async () => {
            copy = await next(copy);
          },
          run: () => runProgram('cp', ['-r', source, copy]),
        },
      ]);
      const [verify = Number.NaN] = await quickest(rounds, [{ run: () => verifyTable(source, clone) }]);
      return [
        { name: `${name}: clone / cp -r`, unit: 'ms', ours, baseline, goal },
        { name: `${name}: verify the clone / clone it`, unit: 'ms', ours: verify, baseline: ours },
      ];
    },
  };
}

async function cloneTable(source: string, clone: string): Promise<void> {
  const snapshot = await openSnapshot(localStorage, source, signal);
  await deepClone(localStorage, snapshot, clone, undefined, () => undefined, signal);
}

async function verifyTable(source: string, clone: string): Promise<void> {
  const [from, to] = [
    await openSnapshot(localStorage, source, signal),
    await openSnapshot(localStorage, clone, signal),
  ];
  await verifyClone(localStorage, from, to, signal);
}
