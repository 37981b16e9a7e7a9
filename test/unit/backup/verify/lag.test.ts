import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backupLag } from '../../../../src/backup/verify/lag';
import { type BackupLag, lagFacts, lagText } from '../../../../src/backup/verify/lagText';
import { Fault } from '../../../../src/base/fault';
import { type FakeTable, fakeLakehouse, fakeTable } from '../../support/fakeLakehouse';

const { signal } = new AbortController();
const NOTHING: BackupLag = { upToDate: [], behind: [], replaced: [], unknown: [], failed: [] };

/** A table of so many versions. */
function source(tableId: string, versions: number): FakeTable {
  const [first] = fakeTable(tableId).versions;
  assert.ok(first);
  return { tableId, versions: Array.from({ length: versions }, () => first) };
}

function copyOf(name: string, tableId: string, version: number): FakeTable {
  return { ...fakeTable(`copy of ${name}`), clonedFrom: { location: `/lake/${name}`, tableId, version } };
}

const tables = {
  '/lake/same': source('same', 3),
  '/lake/behind': source('behind', 6),
  '/lake/replaced': source('another', 3),
  '/b/data/same': copyOf('same', 'same', 2),
  '/b/data/behind': copyOf('behind', 'behind', 2),
  '/b/data/replaced': copyOf('replaced', 'replaced', 2),
  '/b/data/gone': copyOf('gone', 'gone', 2),
  '/b/data/plain': fakeTable('plain'),
};

test('each copy is compared with what its own log names', async () => {
  const lakehouse = fakeLakehouse({ tables });
  const copies = await lakehouse.tables('/b/data', signal);
  const { failed, ...lag } = await backupLag(copies, lakehouse, { concurrency: 2, signal });
  assert.deepEqual(lag, {
    upToDate: ['same'],
    behind: [{ table: 'behind', versions: 3 }],
    replaced: ['replaced'],
    unknown: ['plain'],
  });
  assert.deepEqual(
    failed.map(({ table, error }) => [table, error.code]),
    [['gone', 'not-found']],
  );
});

test('an abort ends it, and is no failure of a table', async () => {
  const abort = new AbortController();
  const lakehouse = fakeLakehouse({
    tables,
    hook: () => {
      abort.abort(new Fault('cancelled', 'Cancelled.'));
    },
  });
  const copies = [{ name: 'same', location: '/b/data/same' }];
  await assert.rejects(backupLag(copies, lakehouse, { concurrency: 1, signal: abort.signal }), {
    code: 'cancelled',
  });
});

test('a backup is up to date only where every table is known to be', () => {
  const error = { code: 'not-found', message: 'It is gone.' } as const;
  const behind = (table: string) => ({ table, versions: 1 });
  const texts: readonly (readonly [Partial<BackupLag>, string])[] = [
    [{ upToDate: ['a', 'b'] }, 'up to date'],
    [{}, ''],
    [{ upToDate: ['a'], failed: [{ table: 'b', error }] }, ''],
    [{ upToDate: ['a'], unknown: ['b'] }, ''],
    [{ failed: [{ table: 'b', error }] }, ''],
    [{ behind: [behind('a')], failed: [{ table: 'b', error }] }, '1 table behind'],
    [{ behind: [behind('a'), behind('b')], replaced: ['c'] }, '2 tables behind, 1 table created anew'],
  ];
  for (const [lag, text] of texts) assert.equal(lagText({ ...NOTHING, ...lag }), text);
});

test('the facts name tables, but not all of very many, and why some are not compared', () => {
  const error = { code: 'not-found', message: '/lake/a is gone.' } as const;
  const names = Array.from({ length: 10 }, (_, index) => `t${index}`);
  const lag = {
    ...NOTHING,
    behind: [{ table: 'job_gold', versions: 3 }],
    upToDate: ['x'],
    failed: names.map((table) => ({ table, error })),
  };
  assert.deepEqual(lagFacts(lag), [
    ['Behind', 'job_gold by 3 versions'],
    ['Up to date', '1 table'],
    ['Not compared', 't0, t1, t2, t3, t4, t5, t6, t7 and 2 more'],
    ['Why not', '/lake/a is gone.'],
  ]);
  assert.deepEqual(lagFacts(NOTHING), []);
});
