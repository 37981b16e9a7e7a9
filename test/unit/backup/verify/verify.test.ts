import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toBatch } from '../../../../src/backup/report/reportTable';
import {
  type FinishedVerification,
  type VerifyEvent,
  verifyBackup,
} from '../../../../src/backup/verify/verify';
import { Fault } from '../../../../src/base/fault';
import { type FakeOptions, fakeDatabase, fakeLakehouse, fakeTable } from '../../support/fakeLakehouse';
import { reportRow } from '../../support/reportRow';

const ROOT = '/backups/ow';
const TABLES = fakeDatabase(`${ROOT}/data`, 'job_gold', 'jobrun_gold');
const report = (...rows: Parameters<typeof reportRow>[0][]) => ({
  [`${ROOT}/clone_report`]: { ...fakeTable('report'), records: toBatch(rows.map(reportRow)).rows },
});

async function verify(
  lake: Partial<FakeOptions> = {},
  abort = new AbortController(),
): Promise<FinishedVerification & { events: VerifyEvent[] }> {
  const events: VerifyEvent[] = [];
  const lakehouse = fakeLakehouse({ tables: TABLES, ...lake });
  const options = {
    signal: abort.signal,
    concurrency: 2,
    now: () => 1,
    runId: 'v-1',
    onEvent: (event: VerifyEvent) => events.push(event),
  };
  return { ...(await verifyBackup(ROOT, lakehouse, options)), events };
}

const statuses = ({ summary }: FinishedVerification) =>
  summary.tables.map(({ table, status }) => `${table} ${status}`);

test('every table is verified and the summary comes last', async () => {
  const found = await verify();
  assert.equal(found.summary.status, 'done');
  assert.deepEqual(statuses(found), ['pipeline_report done', 'job_gold done', 'jobrun_gold done']);
  assert.deepEqual(found.events[0], { type: 'verify-started', runId: 'v-1', tables: 3 });
  assert.deepEqual(found.events.at(-1), found.summary);
});

test('a broken table makes it partly done', async () => {
  const found = await verify({
    hook: (operation, path) => {
      if (operation === 'verifyTable' && path.endsWith('/job_gold'))
        throw new Fault('damaged', 'part-0.parquet is missing.');
    },
  });
  assert.equal(found.summary.status, 'partial');
  assert.deepEqual(found.summary.tables[1], {
    table: 'job_gold',
    status: 'failed',
    target: `${ROOT}/data/job_gold`,
    error: { code: 'damaged', message: 'part-0.parquet is missing.' },
  });
});

describe('what the report promises', () => {
  test('a copy that is gone fails', async () => {
    const found = await verify({
      tables: { ...TABLES, ...report({ table: 'cluster_gold', targetVersion: 0 }) },
    });
    const gone = found.summary.tables.find(({ table }) => table === 'cluster_gold');
    assert.equal(gone?.error?.code, 'not-found');
    assert.match(gone?.error?.message ?? '', /run-1/);
  });

  test('a copy that has lost its newest commits fails', async () => {
    const found = await verify({ tables: { ...TABLES, ...report({ table: 'job_gold', targetVersion: 1 }) } });
    const old = found.summary.tables.find(({ table }) => table === 'job_gold');
    assert.match(old?.error?.message ?? '', /ends with version 0, but run run-1 wrote version 1/);
  });

  test('only the newest row of a table counts, and only rows that tell of a copy', async () => {
    const rows = report(
      { table: 'job_gold', targetVersion: 9, endedAt: 1 },
      { table: 'job_gold', targetVersion: 0, endedAt: 2 },
      { table: 'gone_gold', status: 'failed' },
    );
    assert.equal((await verify({ tables: { ...TABLES, ...rows } })).summary.status, 'done');
  });

  test('a report that cannot be read is a failed table of its own', async () => {
    const found = await verify({
      hook: (operation) => {
        if (operation === 'readReport') throw new Fault('damaged', 'clone_report lacks version 2.');
      },
    });
    assert.equal(found.summary.status, 'partial');
    assert.equal(statuses(found)[0], 'clone_report failed');
  });
});

test('a journal that cannot be read is told of, and the tables are verified all the same', async () => {
  const lakehouse = fakeLakehouse({ tables: TABLES });
  lakehouse.journalTexts.set(`${ROOT} run-9`, 'xx\nyy\n');
  const options = { signal: new AbortController().signal, concurrency: 2, now: () => 1, runId: 'v-1' };
  const { summary } = await verifyBackup(ROOT, lakehouse, { ...options, onEvent: () => {} });
  assert.equal(summary.status, 'partial');
  const last = summary.tables.at(-1);
  assert.deepEqual([summary.tables.length, last?.table, last?.error?.code], [4, 'journal', 'damaged']);
  assert.match(
    last?.error?.message ?? '',
    /^Run run-9 at \/backups\/ow: The journal cannot be read in line 1/,
  );
});

describe('a database that was restored or migrated', () => {
  const shared = fakeDatabase(`${ROOT}/global_share`, 'job_gold');
  const target = `${ROOT}/global_share/job_gold`;
  for (const name of ['restore_report', 'clone_report']) {
    test(`is held to its ${name}`, async () => {
      const rows = [reportRow({ table: 'job_gold', targetVersion: 1, target })];
      const table = { ...fakeTable('report'), records: toBatch(rows).rows };
      const found = await verify({ tables: { ...shared, [`${ROOT}/${name}`]: table } });
      assert.deepEqual(statuses(found), ['pipeline_report done', 'job_gold failed']);
      assert.equal('goodRun' in found.summary, false);
    });
  }

  test('of which nothing is left fails', async () => {
    const table = {
      ...fakeTable('report'),
      records: toBatch([reportRow({ table: 'job_gold', target })]).rows,
    };
    const found = await verify({ tables: { [`${ROOT}/restore_report`]: table } });
    assert.deepEqual(
      found.summary.tables.map((one) => [one.target, one.error?.code]),
      [[target, 'not-found']],
    );
  });

  test('may be named one folder too deep, and that is said', () =>
    assert.rejects(verify({ tables: fakeDatabase(ROOT) }), {
      code: 'not-found',
      advice: 'It holds tables itself: name the folder above it.',
    }));
});

test('a root without tables is refused', () =>
  assert.rejects(verify({ tables: {} }), (fault) => fault instanceof Fault && fault.code === 'not-found'));

test('a cancel stops it and says so', async () => {
  const abort = new AbortController();
  const found = await verify(
    { hook: (operation) => (operation === 'verifyTable' ? abort.abort() : undefined) },
    abort,
  );
  assert.equal(found.summary.status, 'cancelled');
  assert.ok(statuses(found).every((line) => line.endsWith(' cancelled')));
});
