import assert from 'node:assert/strict';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { beginCopying, endCopying, isLeftover, sweep } from '../../../src/delta/cloneMarker';
import { localStorage } from '../../../src/storage/local';
import { temporaryName } from '../../../src/storage/temporaryName';
import { filesBelow, temporaryFolder } from '../../support/temporary';

describe('the note of a clone under way', () => {
  it('tells a second run of the same source when the first began; no other', async (test) => {
    const table = path.join(temporaryFolder(test), 'table');
    assert.deepEqual(await beginCopying(localStorage, table, 'one'), { interruptedSince: undefined });
    const [note] = filesBelow(table);
    assert.ok(note !== undefined);
    utimesSync(path.join(table, note), 50, 50);
    assert.deepEqual(await beginCopying(localStorage, table, 'one'), { interruptedSince: 50_000 });
    assert.deepEqual(await beginCopying(localStorage, table, 'two'), { interruptedSince: undefined });
    assert.deepEqual(await beginCopying(localStorage, table, 'one'), { interruptedSince: undefined });
    await endCopying(localStorage, table);
    assert.deepEqual(filesBelow(table), []);
    assert.deepEqual(await beginCopying(localStorage, table, 'one'), { interruptedSince: undefined });
  });

  it('trusts what is as long as it should be and not older than the note', () => {
    const file = { kind: 'file', size: 5, modifiedAt: 100 } as const;
    assert.equal(isLeftover({ interruptedSince: 100 }, file, 5), true);
    assert.equal(isLeftover({ interruptedSince: 101 }, file, 5), false);
    assert.equal(isLeftover({ interruptedSince: 100 }, file, 6), false);
    assert.equal(isLeftover({ interruptedSince: undefined }, file, 5), false);
  });
});

describe('sweep', () => {
  it('removes what was left half-written long ago, and tells whether something younger stays', async (test) => {
    const table = temporaryFolder(test);
    mkdirSync(path.join(table, 'p'));
    const old = temporaryName(path.join(table, 'p', 'a.parquet'));
    const young = temporaryName(path.join(table, 'b.parquet'));
    for (const file of [old, young, path.join(table, '.other.tmp'), path.join(table, 'c.parquet')]) {
      writeFileSync(file, 'x');
      if (file !== young) utimesSync(file, 1, 1);
    }
    const folders = [table, path.join(table, 'p'), path.join(table, 'nowhere')];
    assert.equal(await sweep(localStorage, folders), false);
    assert.deepEqual(filesBelow(table), [path.basename(young), '.other.tmp', 'c.parquet'].sort());
    utimesSync(young, 1, 1);
    assert.equal(await sweep(localStorage, folders), true);
    assert.deepEqual(filesBelow(table), ['.other.tmp', 'c.parquet']);
  });
});
