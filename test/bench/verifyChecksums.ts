/** `verify --checksum` of a table whose checksums are kept, its log included, against `sha256sum` over the same files. */

import path from 'node:path';
import { deepClone } from '../../src/delta/clone';
import { openSnapshot } from '../../src/delta/snapshot';
import { verifyClone, verifyTable } from '../../src/delta/verify';
import { localStorage } from '../../src/storage/local';
import type { Bench, Figure } from './figure';
import { quickest, runProgram } from './rounds';
import { writeTable } from './table';

const ROUNDS = 3;
const SHAPES = [
  { name: 'large files', files: 8, bytesPerFile: 64 * 1024 * 1024 },
  { name: 'small files', files: 3_000, bytesPerFile: 20_000 },
];

const { signal } = new AbortController();

export const verifyChecksums: Bench = {
  name: 'verify-checksums',
  async run(directory) {
    const figures: Figure[] = [];
    for (const { name, ...shape } of SHAPES) {
      const source = path.join(directory, name, 'source');
      const copy = path.join(directory, name, 'copy');
      await writeTable(source, shape);
      const from = await openSnapshot(localStorage, source, signal);
      await deepClone(localStorage, from, copy, undefined, () => undefined, signal);
      const to = await openSnapshot(localStorage, copy, signal);
      await verifyClone(localStorage, from, to, signal, localStorage.sha256);
      const files = to.files.map((add) => path.join(copy, add.path));
      const [ours = Number.NaN, baseline = Number.NaN] = await quickest(ROUNDS, [
        { run: () => verify(copy) },
        { run: () => runProgram('sha256sum', files) },
      ]);
      figures.push({
        name: `verify-checksums: ${name}, verify / sha256sum`,
        unit: 'ms',
        ours,
        baseline,
        goal: 1,
      });
    }
    return figures;
  },
};

async function verify(table: string): Promise<void> {
  const snapshot = await openSnapshot(localStorage, table, signal);
  await verifyTable(localStorage, snapshot, signal, localStorage.sha256);
}
