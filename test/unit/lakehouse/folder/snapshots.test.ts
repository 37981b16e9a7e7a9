import assert from 'node:assert/strict';
import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { rememberSnapshots } from '../../../../src/lakehouse/folder/snapshots';
import { localStorage } from '../../../../src/storage/local';
import { addNamed, beginning, commit } from '../../../support/deltaTable';
import { faultyStorage } from '../../../support/faultyStorage';
import { temporaryFolder } from '../../../support/temporary';

const { signal } = new AbortController();

describe('rememberSnapshots', () => {
  it('reads a version once, and a new one when it comes', async (test) => {
    const table = temporaryFolder(test);
    await commit(table, beginning('x'));
    const counting = faultyStorage(localStorage);
    const reads = () => counting.calls.filter(({ method }) => method === 'read').length;
    const snapshots = rememberSnapshots(counting.storage);
    const first = await snapshots.open(table, 'latest', signal);
    assert.equal(await snapshots.open(table, { version: 0 }, signal), first);
    assert.equal(await snapshots.tryOpenLatest(table, signal), first);
    assert.equal(reads(), 1);
    await commit(table, [{ add: addNamed('a') }]);
    assert.equal((await snapshots.open(table, 'latest', signal)).version, 1);
    assert.equal(await snapshots.open(table, { version: 0 }, signal), first);
    assert.notEqual(await snapshots.openAfresh(table, { version: 0 }, signal), first, 'read from the disk');
  });

  it('notices a table that was dropped and made anew under its path', async (test) => {
    const table = temporaryFolder(test);
    await commit(table, [...beginning('first'), { add: addNamed('a') }]);
    const snapshots = rememberSnapshots(localStorage);
    assert.equal((await snapshots.open(table, 'latest', signal)).metadata.id, 'first');
    rmSync(path.join(table, '_delta_log'), { recursive: true });
    assert.equal(await snapshots.tryOpenLatest(table, signal), undefined);
    await assert.rejects(snapshots.open(table, 'latest', signal), { code: 'not-delta' });
    await commit(table, [...beginning('other'), { add: addNamed('b') }]);
    utimesSync(path.join(table, '_delta_log', '00000000000000000000.json'), 5, 5);
    assert.equal((await snapshots.open(table, 'latest', signal)).metadata.id, 'other');
  });

  it('says of a damaged copy how to get another one', async (test) => {
    const table = temporaryFolder(test);
    await commit(table, beginning('x'));
    writeFileSync(path.join(table, '_delta_log', '00000000000000000000.json'), '{');
    const snapshots = rememberSnapshots(localStorage);
    const expected = {
      code: 'damaged',
      message: /garbled in line 1/,
      advice: /move .* away and run it again/,
    };
    await assert.rejects(snapshots.tryOpenLatest(table, signal), expected);
  });

  it('opens versions by instant, and refuses those that are not there', async (test) => {
    const table = temporaryFolder(test);
    for (const version of [0, 1]) {
      await commit(table, version === 0 ? beginning('x') : [{ add: addNamed('a') }]);
      const file = path.join(table, '_delta_log', `0000000000000000000${version}.json`);
      utimesSync(file, 1000 * (version + 1), 1000 * (version + 1));
    }
    const snapshots = rememberSnapshots(localStorage);
    assert.equal((await snapshots.open(table, { asOf: 1_500_000 }, signal)).version, 0);
    assert.equal((await snapshots.openAfresh(table, { asOf: 2_000_000 }, signal)).version, 1);
    await assert.rejects(snapshots.open(table, { asOf: 999_999 }, signal), { code: 'no-such-version' });
    await assert.rejects(snapshots.open(table, { version: 2 }, signal), { code: 'no-such-version' });
  });
});
