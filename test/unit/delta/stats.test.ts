import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileRows, totals, withLooseBounds } from '../../../src/delta/stats';
import { addNamed } from '../../support/deltaTable';

const rows = (stats: string) => fileRows(addNamed('a', { stats }));

describe('fileRows', () => {
  it('takes the figure wherever it stands, and no column of that name', () => {
    assert.equal(rows('{"numRecords":7,"minValues":{"numRecords":1}}'), 7);
    assert.equal(rows(' { "numRecords" : 7 }'), 7);
    assert.equal(rows('{"minValues":{"numRecords":1},"numRecords":7}'), 7);
    assert.equal(rows('{"minValues":{"numRecords":1}}'), undefined);
  });

  it('is unknown without statistics', () => {
    assert.equal(fileRows(addNamed('a')), undefined);
    for (const stats of ['', '{}', 'null', '{"numRecords":"7"}', '{"numRec'])
      assert.equal(rows(stats), undefined, stats);
  });

  it('leaves out what a deletion vector removes', () => {
    const deletionVector = { storageType: 'i', pathOrInlineDv: '', sizeInBytes: 1, cardinality: 3 };
    assert.equal(fileRows(addNamed('a', { stats: '{"numRecords":7}', deletionVector })), 4);
  });
});

describe('totals', () => {
  it('sums up; rows only where all are known', () => {
    assert.deepEqual(totals([]), { files: 0, bytes: 0, rows: 0 });
    const known = addNamed('a', { stats: '{"numRecords":7}' });
    assert.deepEqual(totals([known, known]), { files: 2, bytes: 20, rows: 14 });
    assert.deepEqual(totals([known, addNamed('b'), known]), { files: 3, bytes: 30, rows: undefined });
  });
});

describe('withLooseBounds', () => {
  const loosened = (stats: string) => withLooseBounds(addNamed('a', { stats })).stats;

  it('says so once, and leaves the other figures their digits', () => {
    const loose = '{"numRecords":3,"maxValues":{"a":12345678901234567890},"tightBounds":false}';
    assert.equal(loosened('{"numRecords":3,"maxValues":{"a":12345678901234567890}}'), loose);
    assert.equal(loosened(loose.replace('false', 'true')), loose);
    assert.equal(loosened(loose), loose);
    assert.deepEqual(withLooseBounds(addNamed('a')), {});
  });

  it('takes no column or value for it', () => {
    for (const stats of [
      '{"numRecords":3,"nullCount":{"tightBounds":0}}',
      '{"numRecords":3,"minValues":{"a":"\\"tightBounds\\":true"}}',
    ])
      assert.equal(loosened(stats), `${stats.slice(0, -1)},"tightBounds":false}`);
  });
});
