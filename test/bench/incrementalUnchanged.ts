/** An incremental run over an unchanged database, through plan, run and report, against the first run. */

import { rm } from 'node:fs/promises';
import path from 'node:path';
import { writeSample } from '../../scripts/sample/sample';
import { snapshotDatabase } from './database';
import type { Bench } from './figure';
import { elapsed, settle } from './rounds';

const ROUNDS = 3;
/** Unchanged runs after each first one; they are short. */
const AGAIN_PER_ROUND = 5;

export const incrementalUnchanged: Bench = {
  name: 'incremental-unchanged',
  async run(directory) {
    const lake = path.join(directory, 'lake');
    const { database, tables } = await writeSample({ directory: lake, scale: 1 });
    const root = path.join(directory, 'backup');
    let ours = Number.POSITIVE_INFINITY;
    let baseline = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round += 1) {
      await rm(root, { recursive: true, force: true });
      await settle();
      baseline = Math.min(
        baseline,
        await elapsed(() => snapshotDatabase('incremental', lake, database, root)),
      );
      await settle();
      for (let again = 0; again < AGAIN_PER_ROUND; again += 1)
        ours = Math.min(ours, await elapsed(() => snapshotDatabase('incremental', lake, database, root)));
    }
    return [
      { name: `incremental-unchanged: ${tables} tables`, unit: 'ms', ours, goal: 500 },
      { name: 'incremental-unchanged: unchanged / first', unit: 'ms', ours, baseline },
    ];
  },
};
