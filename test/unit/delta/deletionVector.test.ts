import assert from 'node:assert/strict';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  deletionVectorFile,
  deletionVectorUuid,
  encodeUuid,
  readDeletionVector,
} from '../../../src/delta/deletionVector';
import type { RowRange } from '../../../src/delta/rowBitmaps';
import { localStorage } from '../../../src/storage/local';
import { encodeBitmapArray, encodeZ85, inlineVector, writeVectorFile } from '../../support/deletionVectors';
import { temporaryFolder } from '../../support/temporary';

const UUID = 'd2c639aa-8816-431a-aaf6-d3fe2512ff61';
const range = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index);

function rowsOf(ranges: readonly RowRange[]): number[] {
  return ranges.flatMap(([first, last]) => range(first, last - first + 1));
}

async function readInline(bitmap: Buffer, cardinality: number): Promise<number[]> {
  return rowsOf(await readDeletionVector(localStorage, '/t', inlineVector(bitmap, cardinality)));
}

describe('deletionVectorFile', () => {
  it('decodes the example of the protocol', () => {
    const vector = {
      storageType: 'u',
      pathOrInlineDv: 'ab^-aqEH.-t@S}K{vb[*k^',
      offset: 4,
      sizeInBytes: 40,
      cardinality: 6,
    };
    assert.equal(deletionVectorFile('/t', vector), `/t/ab/deletion_vector_${UUID}.bin`);
  });

  it('encodes what it decodes', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.constantFrom('', 'ab', 'Zz'), (uuid, folder) => {
        const vector = {
          storageType: 'u',
          pathOrInlineDv: encodeUuid(uuid, folder),
          sizeInBytes: 1,
          cardinality: 1,
        };
        const file = deletionVectorFile('/t', vector) ?? '';
        assert.equal(path.dirname(file), path.join('/t', folder));
        assert.equal(deletionVectorUuid(file), uuid);
      }),
      { seed: 4 },
    );
  });

  it('finds absolute ones, knows inline ones, and refuses kinds it does not know', () => {
    const vector = { pathOrInlineDv: 'file:/x/a%20b.bin', sizeInBytes: 1, cardinality: 1 };
    assert.equal(deletionVectorFile('/t', { ...vector, storageType: 'p' }), '/x/a b.bin');
    assert.equal(deletionVectorFile('/t', { ...vector, storageType: 'i' }), undefined);
    assert.throws(() => deletionVectorFile('/t', { ...vector, storageType: 'z' }), {
      code: 'unsupported-feature',
      message: /type z/,
    });
    assert.equal(deletionVectorUuid('/x/part-0.bin'), undefined);
  });

  it('refuses what is no Z85 as damage', () => {
    for (const pathOrInlineDv of ['', 'abc', '"'.repeat(20), '#'.repeat(20)])
      assert.throws(
        () => deletionVectorFile('/t', { storageType: 'u', pathOrInlineDv, sizeInBytes: 1, cardinality: 1 }),
        { code: 'damaged' },
        pathOrInlineDv,
      );
  });
});

describe('readDeletionVector', () => {
  it('reads containers of all three kinds', async () => {
    const sparse = [0, 2, 3, 65535, 65536, 70000, 200000];
    const dense = range(65536, 5000);
    for (const rows of [[], [7], sparse, dense, range(0, 65536), range(60000, 20000)])
      for (const kind of ['values', 'runs'] as const)
        assert.deepEqual(await readInline(encodeBitmapArray(rows, kind), rows.length), rows, kind);
  });

  it('reads rows beyond 32 bits, and runs of four containers and more', async () => {
    const rows = [1, 2 ** 32, 2 ** 32 + 1, 5 * 2 ** 32 + 65536];
    assert.deepEqual(await readInline(encodeBitmapArray(rows), 4), rows);
    const spread = range(0, 5).flatMap((container) => range(container * 65536 + 5, 3));
    assert.deepEqual(await readInline(encodeBitmapArray(spread, 'runs'), 15), spread);
  });

  it('says which file is missing, and of which table', async (test) => {
    const table = temporaryFolder(test);
    const pathOrInlineDv = encodeUuid(UUID);
    const vector = { storageType: 'u', pathOrInlineDv, offset: 1, sizeInBytes: 40, cardinality: 6 };
    await assert.rejects(readDeletionVector(localStorage, table, vector), {
      code: 'damaged',
      message: `The table ${table} is damaged: the deletion vector in ${path.join(table, `deletion_vector_${UUID}.bin`)} is missing.`,
    });
  });

  it('gives neighbours as one range, across containers too', async () => {
    const vector = inlineVector(encodeBitmapArray(range(10, 100_000)), 100_000);
    assert.deepEqual(await readDeletionVector(localStorage, '/t', vector), [[10, 100_009]]);
  });

  it('reads any rows', async () => {
    const row = fc.oneof(
      fc.nat({ max: 70_000 }),
      fc.maxSafeNat().map((value) => value % 2 ** 40),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(row, { maxLength: 60 }),
        fc.constantFrom('values', 'runs'),
        async (set, kind) => {
          const rows = [...set].sort((one, other) => one - other);
          assert.deepEqual(await readInline(encodeBitmapArray(rows, kind), rows.length), rows);
        },
      ),
      { seed: 5 },
    );
  });

  it('reads several from one file, under a prefix too', async (test) => {
    const table = temporaryFolder(test);
    const vectors = writeVectorFile(table, UUID, [[1, 2], range(0, 9000), [5]]);
    for (const [index, rows] of [[1, 2], range(0, 9000), [5]].entries()) {
      const vector = vectors[index];
      assert.ok(vector !== undefined);
      assert.deepEqual(rowsOf(await readDeletionVector(localStorage, table, vector)), rows);
    }
  });
});

describe('a damaged deletion vector is refused, naming its file', () => {
  async function assertDamaged(
    table: string,
    change: (file: string, content: Buffer) => void,
    words: RegExp,
  ) {
    const [vector] = writeVectorFile(table, UUID, [[1, 2, 3]]);
    assert.ok(vector !== undefined);
    const file = path.join(table, `deletion_vector_${UUID}.bin`);
    change(file, readFileSync(file));
    await assert.rejects(
      readDeletionVector(localStorage, table, vector),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'damaged');
        assert.match(error.message, words);
        assert.ok(error.message.includes(file));
        return true;
      },
    );
  }

  it('cut off', (test) =>
    assertDamaged(temporaryFolder(test), (file, { length }) => truncateSync(file, length - 1), /too short/));
  it('with another length', (test) =>
    assertDamaged(
      temporaryFolder(test),
      (file, content) => {
        content.writeInt32BE(5, 1);
        writeFileSync(file, content);
      },
      /another length/,
    ));
  it('with a bit turned', (test) =>
    assertDamaged(
      temporaryFolder(test),
      (file, content) => {
        content[20] = (content[20] ?? 0) ^ 1;
        writeFileSync(file, content);
      },
      /wrong checksum/,
    ));

  it('inline: of another format, cut off, or of another number of rows', async () => {
    const good = encodeBitmapArray([1, 2, 3]);
    const bad = Buffer.from(good);
    bad.writeInt32LE(1, 0);
    const cut = good.subarray(0, 20);
    await assert.rejects(readInline(bad, 3), { code: 'damaged', message: /unknown format/ });
    await assert.rejects(readInline(cut, 3), { code: 'damaged', message: /cut off/ });
    await assert.rejects(readInline(good, 4), { code: 'damaged', message: /3 rows instead of 4/ });
    const text = { ...inlineVector(good, 3), pathOrInlineDv: encodeZ85(Buffer.alloc(8)).replace('0', '"') };
    await assert.rejects(readDeletionVector(localStorage, '/t', text), { code: 'damaged' });
  });
});
