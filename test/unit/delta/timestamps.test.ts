import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { commitName, listLog } from '../../../src/delta/logFiles';
import { commitTimes, committedAt, isInCommit, versionAt } from '../../../src/delta/timestamps';
import { localStorage } from '../../../src/storage/local';
import { beginning, commit, metadata, open, snapshotOf } from '../../support/deltaTable';
import { temporaryFolder } from '../../support/temporary';

const { signal } = new AbortController();
const IN_COMMIT = { 'delta.enableInCommitTimestamps': 'true' };

/** A table whose commits' files have these times, ms, and which has these in-commit timestamps, where given. */
async function tableOf(
  table: string,
  times: readonly (readonly [modified: number, inCommit?: number])[],
  configuration: Record<string, string> = {},
): Promise<void> {
  for (const [version, [modified, inCommitTimestamp]] of times.entries()) {
    const info = inCommitTimestamp === undefined ? {} : { inCommitTimestamp };
    const actions =
      version === 0 ? beginning('x', { configuration }) : [{ txn: { appId: 'a', version: '1' } }];
    await commit(table, actions, { ...info, timestamp: 1 });
    utimesSync(path.join(table, '_delta_log', commitName(version)), modified / 1000, modified / 1000);
  }
}

async function at(table: string, instant: number): Promise<number> {
  return await versionAt(
    localStorage,
    await listLog(localStorage, table),
    await open(table),
    instant,
    signal,
  );
}

async function timesOf(table: string): Promise<number[]> {
  const log = await listLog(localStorage, table);
  return [...(await commitTimes(localStorage, log, await open(table), signal)).values()];
}

describe('versions at an instant', () => {
  it('are the newest at or before it', async (test) => {
    const table = temporaryFolder(test);
    await tableOf(table, [[1000], [2000], [3000]]);
    assert.deepEqual(
      [await at(table, 1000), await at(table, 1999), await at(table, 2000), await at(table, 99_999)],
      [0, 0, 1, 2],
    );
    await assert.rejects(at(table, 999), {
      code: 'no-such-version',
      message: /1970-01-01T00:00:00\.999Z.*begins at 1970-01-01T00:00:01\.000Z \(version 0\)/,
    });
  });

  it('rise with the versions, even where the files’ times do not', async (test) => {
    const table = temporaryFolder(test);
    await tableOf(table, [[5000], [3000], [3000], [9000]]);
    assert.deepEqual(await timesOf(table), [5000, 5001, 5002, 9000]);
    assert.deepEqual([await at(table, 5000), await at(table, 5001), await at(table, 8000)], [0, 1, 2]);
  });

  it('follow in-commit timestamps, whatever the files’ times are', async (test) => {
    const table = temporaryFolder(test);
    await tableOf(
      table,
      [
        [9000, 100],
        [9000, 200],
        [9000, 300],
      ],
      IN_COMMIT,
    );
    assert.deepEqual(await timesOf(table), [100, 200, 300]);
    assert.equal(await at(table, 250), 1);
    assert.equal(await committedAt(localStorage, await open(table)), 300);
  });

  it('follow the files’ times before in-commit timestamps were there', async (test) => {
    const table = temporaryFolder(test);
    const since = {
      ...IN_COMMIT,
      'delta.inCommitTimestampEnablementVersion': '2',
      'delta.inCommitTimestampEnablementTimestamp': '5000',
    };
    await tableOf(
      table,
      [
        [1000, 77],
        [2000, 88],
        [1, 5000],
        [1, 6000],
      ],
      since,
    );
    assert.deepEqual(await timesOf(table), [1000, 2000, 5000, 6000]);
    assert.equal(await committedAt(localStorage, await open(table, 1)), 2000);
  });
});

describe('isInCommit', () => {
  const of = (configuration: Record<string, string>) =>
    snapshotOf({ table: '/t', metadata: metadata('x', { configuration }) });
  it('holds from the version of enablement on', () => {
    assert.equal(isInCommit(of({}), 5), false);
    assert.equal(isInCommit(of({ 'delta.enableInCommitTimestamps': 'false' }), 5), false);
    assert.equal(isInCommit(of(IN_COMMIT), 0), true);
    const later = of({ ...IN_COMMIT, 'delta.inCommitTimestampEnablementVersion': '5' });
    assert.deepEqual(
      [4, 5, 6].map((version) => isInCommit(later, version)),
      [false, true, true],
    );
  });
});
