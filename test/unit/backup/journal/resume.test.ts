import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findUnfinished } from '../../../../src/backup/journal/resume';
import type { SnapshotParameters } from '../../../../src/backup/plan';
import { planSnapshot } from '../../../../src/backup/planning/snapshot';
import { fromRecords } from '../../../../src/backup/report/reportTable';
import { groupRuns } from '../../../../src/backup/report/runs';
import { runPlan } from '../../../../src/backup/run/run';
import { Fault } from '../../../../src/base/fault';
import {
  type FakeLakehouse,
  type FakeOptions,
  fakeDatabase,
  fakeLakehouse,
  fakeTable,
} from '../../support/fakeLakehouse';

const { signal } = new AbortController();
const DATABASE = '/lake/ow/global_share';
const PARAMETERS: SnapshotParameters = {
  database: { name: 'ow', location: DATABASE },
  root: '/backups/ow',
  type: 'full',
  layers: ['gold'],
  exclude: [],
  include: [],
  checksum: false,
};

function lake(hook?: FakeOptions['hook']): FakeLakehouse {
  const tables = {
    ...fakeDatabase(DATABASE, 'job_gold'),
    [`${DATABASE}/jobrun_gold`]: fakeTable('large', 8),
  };
  return fakeLakehouse(hook === undefined ? { tables } : { tables, hook });
}

let clock = 1000;
const options = { onEvent: () => {}, signal, concurrency: 1, now: () => (clock += 10) };

async function begin(
  lakehouse: FakeLakehouse,
  runId = 'run-1',
  more: Partial<Parameters<typeof runPlan>[2]> = {},
  type: SnapshotParameters['type'] = 'full',
) {
  const plan = await planSnapshot({ ...PARAMETERS, type }, lakehouse, { ...options, runId });
  return await runPlan(plan, lakehouse, { ...options, ...more });
}

async function resume(lakehouse: FakeLakehouse) {
  const resumed = await findUnfinished('/backups/ow', undefined, lakehouse, signal);
  assert.ok(resumed !== undefined);
  return await runPlan(resumed.plan, lakehouse, { ...options, resumed });
}

/** A process that dies once: from the call on that `when` tells, nothing it does succeeds, until another one takes its place. */
function dying(when: (operation: string, path: string) => boolean) {
  const life = { isDead: false, isOver: false };
  const hook: FakeOptions['hook'] = (operation, path) => {
    if (!life.isOver && when(operation, path)) life.isDead = true;
    if (life.isDead) throw new Error('Killed.');
  };
  const another = () => Object.assign(life, { isDead: false, isOver: true });
  return { hook, another };
}

const clonesOf = (lakehouse: FakeLakehouse, table: string) =>
  lakehouse.calls.filter((call) => call === `clone ${DATABASE}/${table}`).length;

const rowsOf = (lakehouse: FakeLakehouse) =>
  fromRecords(lakehouse.state.get('/backups/ow/clone_report')?.records ?? []);

describe('a snapshot that was killed', () => {
  test('is finished in the versions it was planned with; what is done is not done again', async () => {
    const { hook, another } = dying((operation, path) => operation === 'clone' && path.endsWith('/job_gold'));
    const lakehouse = lake(hook);
    await begin(lakehouse);
    another();
    const source = lakehouse.state.get(`${DATABASE}/job_gold`);
    assert.ok(source !== undefined);
    const newer = { committedAt: 2000, files: { 'newer.parquet': 1 }, rows: 1 };
    lakehouse.state.set(`${DATABASE}/job_gold`, { ...source, versions: [...source.versions, newer] });
    lakehouse.calls.length = 0;

    const finished = await resume(lakehouse);
    assert.equal(finished.status, 'done');
    assert.equal(clonesOf(lakehouse, 'jobrun_gold'), 0);
    assert.equal(clonesOf(lakehouse, 'job_gold'), 1);
    assert.equal(lakehouse.state.get('/backups/ow/data/job_gold')?.clonedFrom?.version, 0);
    assert.deepEqual(
      rowsOf(lakehouse).map(({ table, status, runId }) => [table, status, runId]),
      ['job_gold', 'jobrun_gold', 'pipeline_report'].map((table) => [table, 'done', 'run-1']),
    );
    assert.equal(await findUnfinished('/backups/ow', undefined, lakehouse, signal), undefined);
  });
});

describe('a clone that the killed process committed without telling the journal', () => {
  test('is only verified, and its row has the figures of the clone', async () => {
    const { hook, another } = dying((operation) => operation === 'verifyClone');
    const lakehouse = lake(hook);
    await begin(lakehouse);
    assert.equal(clonesOf(lakehouse, 'jobrun_gold'), 1);
    another();
    const finished = await resume(lakehouse);
    assert.equal(finished.status, 'done');
    assert.equal(clonesOf(lakehouse, 'jobrun_gold'), 1);
    assert.equal(lakehouse.state.get('/backups/ow/data/jobrun_gold')?.versions.length, 1);
  });
});

describe('a run that was cancelled, or in which tables failed', () => {
  test('is resumed: the rows of its report count as they ended last', async () => {
    let isFull = true;
    const lakehouse = lake((operation, path) => {
      if (isFull && operation === 'clone' && path.endsWith('/job_gold')) throw new Fault('no-space', 'Full.');
    });
    assert.equal((await begin(lakehouse)).status, 'partial');
    isFull = false;
    assert.equal((await resume(lakehouse)).status, 'done');
    assert.equal(clonesOf(lakehouse, 'jobrun_gold'), 1);
    const [run, ...others] = groupRuns(rowsOf(lakehouse));
    assert.deepEqual(others, []);
    assert.equal(run?.status, 'done');
    assert.deepEqual(
      run.rows.map(({ table, status }) => [table, status]),
      [
        ['job_gold', 'done'],
        ['jobrun_gold', 'done'],
        ['pipeline_report', 'done'],
      ],
    );
    assert.equal(rowsOf(lakehouse).length, 4, 'rows that stand are not written again');
  });

  test('cancelled before anything was written, it leaves no journal', async () => {
    const abort = new AbortController();
    abort.abort();
    const lakehouse = lake();
    assert.equal((await begin(lakehouse, 'run-1', { signal: abort.signal })).status, 'cancelled');
    assert.deepEqual(await lakehouse.journals('/backups/ow', signal), []);
  });
});

describe('the report', () => {
  test('that could not be written leaves the run unfinished; resumed, it is written and nothing else is done', async () => {
    let isBroken = true;
    const lakehouse = lake((operation) => {
      if (operation === 'appendReport' && isBroken) throw new Fault('no-permission', 'No.');
    });
    assert.equal((await begin(lakehouse)).status, 'partial');
    isBroken = false;
    lakehouse.calls.length = 0;
    assert.equal((await resume(lakehouse)).status, 'done');
    assert.ok(!lakehouse.calls.some((call) => call.startsWith('clone ')));
    assert.equal(rowsOf(lakehouse).length, 3);
  });

  test('that was written by a process that died right after is not written twice', async () => {
    const isReported = () => lakehouse.state.has('/backups/ow/clone_report');
    const { hook, another } = dying((operation) => operation === 'appendJournal' && isReported());
    const lakehouse: FakeLakehouse = lake(hook);
    await begin(lakehouse);
    assert.equal(rowsOf(lakehouse).length, 3);
    another();
    assert.equal((await resume(lakehouse)).status, 'done');
    assert.equal(rowsOf(lakehouse).length, 3);
  });
});

test('a journal that cannot be written after a table was copied makes that table a warning', async () => {
  const lakehouse: FakeLakehouse = lake((operation) => {
    const isCopied = lakehouse.state.has('/backups/ow/data/jobrun_gold');
    if (operation === 'appendJournal' && isCopied) throw new Fault('no-space', 'The disk is full.');
  });
  const finished = await begin(lakehouse);
  const outcome = finished.outcomes.get('jobrun_gold');
  assert.ok(outcome?.status === 'warning');
  assert.match(outcome.warnings.join(), /journal could not be written: The disk is full/);
});

describe('an incremental copy that the interrupted run committed and did not verify', () => {
  const outcomesOf = async (lakehouse: FakeLakehouse) =>
    [...(await resume(lakehouse)).outcomes].map(([table, { status }]) => [table, status]);

  test('is verified before the resumed run passes over it', async () => {
    const { hook, another } = dying((operation) => operation === 'verifyClone');
    const lakehouse = lake(hook);
    await begin(lakehouse, 'run-1', {}, 'incremental');
    another();
    lakehouse.calls.length = 0;
    assert.deepEqual(await outcomesOf(lakehouse), [
      ['job_gold', 'done'],
      ['jobrun_gold', 'skipped'],
      ['pipeline_report', 'done'],
    ]);
    assert.ok(
      lakehouse.calls.includes('verifyClone /backups/ow/data/jobrun_gold'),
      lakehouse.calls.join('\n'),
    );
  });

  test('is verified by a new run as well, where the copy says that it was not', async () => {
    const lakehouse = lake();
    const telling: FakeLakehouse = {
      ...lakehouse,
      incremental: async (...asked) => ({ ...(await lakehouse.incremental(...asked)), unverified: true }),
    };
    await begin(telling, 'run-1', {}, 'incremental');
    lakehouse.calls.length = 0;
    const { outcomes } = await begin(telling, 'run-2', {}, 'incremental');
    const outcome = outcomes.get('jobrun_gold');
    assert.match(outcome?.status === 'skipped' ? outcome.reason : '', /was verified/);
    assert.ok(lakehouse.calls.includes('verifyClone /backups/ow/data/jobrun_gold'));
  });

  test('stays failed as long as it is not right', async () => {
    const lakehouse = lake((operation, path) => {
      if (operation === 'verifyClone' && path.endsWith('/jobrun_gold'))
        throw new Fault('verify-failed', 'No.');
    });
    await begin(lakehouse, 'run-1', {}, 'incremental');
    assert.deepEqual(await outcomesOf(lakehouse), [
      ['job_gold', 'done'],
      ['jobrun_gold', 'failed'],
      ['pipeline_report', 'done'],
    ]);
  });
});
