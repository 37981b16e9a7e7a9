/** What the tree of a database costs in a new process: finding it, listing its 57 tables, and the details of all of them. */

import { writeSample } from '../../scripts/sample/sample';
import { best, type Measured, measureInChild } from './child';
import type { Bench } from './figure';

const ROUNDS = 7;

export const tree: Bench = {
  name: 'tree',
  async run(directory) {
    const { tables } = await writeSample({ directory, scale: 1 });
    const runs: Measured[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      runs.push(await measureInChild('treeChild.ts', directory));
    }
    return [{ name: `tree: details of ${tables} tables`, unit: 'ms', ours: best(runs).ms, goal: 500 }];
  },
};
