import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  appendRows,
  encodeBitmapArray,
  parseBitmapArray,
  type RowRange,
  rowsIn,
} from '../../../src/delta/rowBitmaps';
import { encodeBitmapArray as encodePlainly } from '../../support/deletionVectors';

/** Ascending ranges without neighbours, from gaps and lengths. */
function rangesOf(parts: readonly (readonly [gap: number, length: number])[]): RowRange[] {
  const ranges: RowRange[] = [];
  let next = 0;
  for (const [gap, length] of parts) {
    const first = next + gap;
    appendRows(ranges, first, first + length - 1);
    next = first + length;
  }
  return ranges;
}

const gap = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 3 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1000, max: 200_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 2 ** 31, max: 2 ** 33 }) },
);
const length = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 3 }) },
  { weight: 1, arbitrary: fc.integer({ min: 60_000, max: 140_000 }) },
);

describe('encodeBitmapArray', () => {
  it('is read back as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(gap, length), { maxLength: 60 }), (parts) => {
        const ranges = rangesOf(parts);
        assert.deepEqual(parseBitmapArray(encodeBitmapArray(ranges)), ranges);
      }),
      { seed: 7 },
    );
  });

  it('writes rows apart as values and as bits, and rows in line as runs', () => {
    const apart = (count: number) =>
      Array.from({ length: count }, (_, index): RowRange => [index * 3, index * 3]);
    assert.equal(encodeBitmapArray(apart(10)).length, encodePlainly([...Array(10).keys()]).length);
    assert.ok(encodeBitmapArray(apart(5000)).length > 8192);
    assert.ok(encodeBitmapArray(apart(20_000)).length < 8300);
    assert.ok(encodeBitmapArray([[0, 1_000_000]]).length < 300);
  });

  it('states where each container begins', () => {
    // Four containers with runs have a table of offsets, as those without runs always have.
    const ranges: RowRange[] = [0, 1, 2, 3].map((container) => [container * 65_536, container * 65_536 + 99]);
    const bitmap = encodeBitmapArray(ranges);
    const roaring = bitmap.subarray(16);
    const table = 4 + 1 + 4 * 4;
    for (let container = 0; container < 4; container += 1) {
      const offset = roaring.readUInt32LE(table + container * 4);
      assert.deepEqual([...roaring.subarray(offset, offset + 6)], [1, 0, 0, 0, 99, 0]);
    }
  });

  it('refuses to read what is none', () => {
    const bitmap = encodeBitmapArray([[1, 2]]);
    assert.throws(() => parseBitmapArray(Buffer.alloc(20)), RangeError);
    assert.throws(() => parseBitmapArray(bitmap.subarray(0, bitmap.length - 1)), RangeError);
  });
});

describe('rowsIn', () => {
  it('counts both ends', () =>
    assert.equal(
      rowsIn([
        [0, 0],
        [5, 7],
      ]),
      4,
    ));
});
