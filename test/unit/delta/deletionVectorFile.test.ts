import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { readDeletionVector } from '../../../src/delta/deletionVector';
import { writeDeletionVectors } from '../../../src/delta/deletionVectorFile';
import type { RowRange } from '../../../src/delta/rowBitmaps';
import { localStorage } from '../../../src/storage/local';
import { writeVectorFile } from '../../support/deletionVectors';
import { temporaryFolder } from '../../support/temporary';

const VECTORS: readonly (readonly RowRange[])[] = [
  [[3, 3]],
  [
    [0, 0],
    [7, 7],
    [70_000, 70_000],
  ],
  [],
];

describe('writeDeletionVectors', () => {
  for (const folder of ['', 'rows-7-x']) {
    it(`writes one file of all vectors ${folder === '' ? 'beside the data' : 'in a folder'}`, async (test) => {
      const table = temporaryFolder(test);
      mkdirSync(path.join(table, folder), { recursive: true });
      const descriptors = await writeDeletionVectors(localStorage, table, folder, randomUUID(), VECTORS);
      assert.deepEqual(
        descriptors.map(({ cardinality }) => cardinality),
        [1, 3, 0],
      );
      for (const [index, descriptor] of descriptors.entries())
        assert.deepEqual(await readDeletionVector(localStorage, table, descriptor), VECTORS[index]);
    });
  }

  it('has the layout that the protocol states', async (test) => {
    const [ours, other] = [temporaryFolder(test), temporaryFolder(test)];
    const uuid = randomUUID();
    const descriptors = await writeDeletionVectors(localStorage, ours, '', uuid, VECTORS.slice(0, 1));
    assert.deepEqual(descriptors, writeVectorFile(other, uuid, [[3]]));
    const [start, end] = [0, 1 + 4 + 12 + 4 + 8 + 4];
    const bytes = (table: string) =>
      readFileSync(path.join(table, `deletion_vector_${uuid}.bin`)).subarray(start, end);
    assert.deepEqual(bytes(ours), bytes(other));
  });

  it('overwrites nothing', async (test) => {
    const table = temporaryFolder(test);
    const uuid = randomUUID();
    await writeDeletionVectors(localStorage, table, '', uuid, VECTORS);
    await assert.rejects(writeDeletionVectors(localStorage, table, '', uuid, VECTORS), { code: 'io' });
  });
});
