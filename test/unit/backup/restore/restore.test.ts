import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toBatch } from '../../../../src/backup/report/reportTable';
import { planRestore, type RestoreChoice } from '../../../../src/backup/restore/restore';
import { runPlan } from '../../../../src/backup/run/run';
import { Fault } from '../../../../src/base/fault';
import { type FakeOptions, fakeDatabase, fakeLakehouse, fakeTable } from '../../support/fakeLakehouse';
import { failedRow, reportRow } from '../../support/reportRow';

const ROOT = '/backups/ow';
const TABLES = fakeDatabase(`${ROOT}/data`, 'job_gold', 'jobrun_gold');

const report = (...rows: ReturnType<typeof reportRow>[]) => ({
  [`${ROOT}/clone_report`]: { ...fakeTable('report'), records: toBatch(rows).rows },
});

function plan(choice: Partial<RestoreChoice> = {}, lake: Partial<FakeOptions> = {}) {
  const lakehouse = fakeLakehouse({ tables: TABLES, ...lake });
  const options = {
    now: () => 1_800_000_000_000,
    runId: 'restore-1',
    concurrency: 2,
    signal: new AbortController().signal,
  };
  return planRestore({ from: ROOT, root: '/new', checksum: false, ...choice }, lakehouse, options);
}

const steps = ({ steps: all }: Awaited<ReturnType<typeof plan>>) =>
  all.map(({ table, state }) => `${table} ${state.ready ? state.sourceVersion : state.error.code}`);

describe('what is restored', () => {
  test('is every table of the backup, called by the name of its database', async () => {
    const made = await plan({}, { tables: { ...TABLES, ...report(reportRow({ table: 'job_gold' })) } });
    assert.deepEqual(steps(made), ['job_gold 0', 'jobrun_gold 0', 'pipeline_report 0']);
    assert.deepEqual(made.parameters.database, { name: 'overwatch_etl', location: `${ROOT}/data` });
    assert.equal(made.steps[0]?.target, '/new/global_share/job_gold');
    assert.equal(made.reportTable, '/new/restore_report');
  });

  test('without a report takes its name from the folder', async () => {
    assert.equal((await plan()).parameters.database.name, 'ow');
  });

  test('is only what was asked for, with or without the database’s name before it', async () => {
    const tables = { ...TABLES, ...report(reportRow({ table: 'cluster_gold' })) };
    assert.deepEqual(steps(await plan({ only: ['overwatch_etl.JOB_GOLD'] }, { tables })), ['job_gold 0']);
    await assert.rejects(plan({ only: ['other.job_gold'] }, { tables }), { code: 'usage' });
  });

  test('lacks no copied table in silence', async () => {
    const tables = { ...TABLES, ...report(reportRow({ table: 'cluster_gold' })) };
    assert.deepEqual(steps(await plan({}, { tables })).at(-1), 'cluster_gold not-found');
  });

  test('does not lack what was copied later, or never', async () => {
    const { endedAt = 0 } = reportRow();
    const rows = report(reportRow({ table: 'cluster_gold' }), failedRow('No.', { table: 'notebook_gold' }));
    const made = await plan({ asOf: endedAt - 1 }, { tables: { ...TABLES, ...rows } });
    assert.deepEqual(
      made.steps.map(({ table }) => table),
      ['job_gold', 'jobrun_gold', 'pipeline_report'],
    );
  });

  test('of a run is what it left: versions, and nothing it did not take', async () => {
    const job = { ...fakeTable('job'), versions: [0, 1].flatMap(() => fakeTable('job').versions) };
    const rows = report(
      reportRow({ table: 'job_gold', targetVersion: 0 }),
      reportRow({ table: 'cluster_gold' }),
      failedRow('No.', { table: 'pipeline_report' }),
    );
    const tables = { ...TABLES, [`${ROOT}/data/job_gold`]: job, ...rows };
    const made = await plan({ run: 'run-1' }, { tables });
    assert.deepEqual(steps(made), [
      'job_gold 0',
      'pipeline_report no-such-version',
      'cluster_gold not-found',
    ]);
    assert.deepEqual(made.leftOut, [{ table: 'jobrun_gold', group: 'gold', reason: 'run' }]);
  });
});

describe('what the user is told', () => {
  test('a copy that stands although its last snapshot failed', async () => {
    const tables = { ...TABLES, ...report(failedRow('No.', { table: 'job_gold' })) };
    assert.match(
      (await plan({}, { tables })).warnings.join(),
      /The last snapshot of 1 table failed \(job_gold\)/,
    );
  });

  test('a report that cannot be read, unless a run of it is wanted', async () => {
    const hook: FakeOptions['hook'] = (operation) => {
      if (operation === 'readReport') throw new Fault('damaged', 'Version 2 is missing.');
    };
    assert.match((await plan({}, { hook })).warnings.join(), /report cannot be read: Version 2 is missing/);
    await assert.rejects(plan({ run: 'run-1' }, { hook }), { code: 'damaged' });
  });
});

describe('refused', () => {
  test('a run together with an instant', () =>
    assert.rejects(plan({ run: 'run-1', asOf: 1 }), { code: 'usage' }));
  test('a place that is no backup', () =>
    assert.rejects(plan({}, { tables: {} }), { code: 'not-overwatch' }));
  test('a target that cannot be written to', () => {
    const hook: FakeOptions['hook'] = (operation, place) => {
      if (operation === 'assertWritable') throw new Fault('no-permission', `${place} is read-only.`);
    };
    return assert.rejects(plan({}, { hook }), { code: 'no-permission', message: '/new is read-only.' });
  });
  for (const [what, others] of [
    ['something else', ['/new/photos/1.jpg']],
    ['a backup', ['/new/data/x/_delta_log/0']],
  ] as const) {
    test(`a target that holds ${what}`, () => assert.rejects(plan({}, { others }), { code: 'bad-target' }));
  }
});

describe('the place of a restore', () => {
  const runOn = async (hook?: FakeOptions['hook']) => {
    const lakehouse = fakeLakehouse({ tables: TABLES, ...(hook === undefined ? {} : { hook }) });
    const options = { now: () => 1_800_000_000_000, concurrency: 2, signal: new AbortController().signal };
    const choice = { from: ROOT, root: '/new', checksum: false };
    const made = await planRestore(choice, lakehouse, { ...options, runId: 'restore-1' });
    const { status } = await runPlan(made, lakehouse, { ...options, onEvent: () => undefined });
    return { status, marks: lakehouse.calls.filter((call) => call.startsWith('markDatabase')) };
  };

  test('is a database once every table is there', async () => {
    assert.deepEqual(await runOn(), {
      status: 'done',
      marks: ['markDatabase /new unfinished', 'markDatabase /new whole'],
    });
    const partly = await runOn((operation, path) => {
      if (operation === 'clone' && path.endsWith('job_gold')) throw new Fault('io', 'No.');
    });
    assert.deepEqual(partly, { status: 'partial', marks: ['markDatabase /new unfinished'] });
  });
});
