/** The guide's five steps, from what the user chose to what the journal of a run says. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readState } from '../../../../src/backup/journal/journalWriter';
import { remainingOf } from '../../../../src/backup/journal/remaining';
import { migrationChecklist, nextStep } from '../../../../src/backup/migration/checklist';
import { planMigration } from '../../../../src/backup/migration/plan';
import { confirmRestart } from '../../../../src/backup/migration/restart';
import type { MigrationPlan } from '../../../../src/backup/plan';
import { runPlan } from '../../../../src/backup/run/run';
import { Fault } from '../../../../src/base/fault';
import {
  type FakeLakehouse,
  type FakeOptions,
  fakeDatabase,
  fakeLakehouse,
} from '../../support/fakeLakehouse';

const { signal } = new AbortController();
const DATABASE = '/lake/ow/global_share';
const CONFIG = '/conf/deployment.csv';
const RUN = 'run-1';

function lake(hook?: FakeOptions['hook']): FakeLakehouse {
  const tables = fakeDatabase(DATABASE, 'job_gold');
  const files = { [CONFIG]: 'storage_prefix,etl_database_name\n/lake/ow,ow\n' };
  return fakeLakehouse({ tables, files, ...(hook === undefined ? {} : { hook }) });
}

async function migrate(
  lakehouse: FakeLakehouse,
  drop = false,
  pausedJobs?: MigrationPlan['parameters']['pausedJobs'],
): Promise<MigrationPlan> {
  const choice = {
    database: { name: 'ow', location: DATABASE },
    root: '/new',
    config: { location: CONFIG },
    exclude: [],
    include: [],
    acceptLoss: [],
    checksum: false,
    jobsStopped: true,
    ...(drop ? { dropSource: 'ow' } : {}),
    ...(pausedJobs === undefined ? {} : { pausedJobs }),
  };
  const options = { now: () => 1000, runId: RUN, concurrency: 1, signal };
  const plan = await planMigration(choice, lakehouse, options);
  await runPlan(plan, lakehouse, { ...options, onEvent: () => {} });
  return plan;
}

async function checklist(lakehouse: FakeLakehouse, { parameters }: MigrationPlan) {
  const state = await readState('/new', RUN, lakehouse, signal);
  assert.ok(state);
  return { state, items: migrationChecklist(parameters, state) };
}

describe('migrationChecklist', () => {
  test('lists the steps in the order and the words of the guide; the user’s are the first and the last', async () => {
    const { parameters } = await migrate(lake());
    const items = migrationChecklist({ ...parameters, jobsStopped: false });
    assert.deepEqual(
      items.map(({ number, title, by, state }) => [number, title, by, state]),
      [
        [1, 'Stop the Overwatch jobs', 'user', 'pending'],
        [2, 'Migrate all old data to the new location', 'run', 'pending'],
        [3, 'Update the config with the new storage location', 'run', 'pending'],
        [4, 'Delete the old database', 'run', 'kept'],
        [5, 'Restart the jobs', 'user', 'pending'],
      ],
    );
    assert.equal(nextStep(items)?.number, 1);
  });

  test('after the run only the jobs are left, and their restart is kept in the journal', async () => {
    const lakehouse = lake();
    const plan = await migrate(lakehouse, true);
    const { items } = await checklist(lakehouse, plan);
    assert.deepEqual(
      items.map(({ state }) => state),
      ['done', 'done', 'done', 'done', 'pending'],
    );
    assert.match(items[1]?.text ?? '', /^2 of 2 tables verified; the source did not move$/);
    assert.equal(nextStep(items)?.number, 5);

    await confirmRestart('/new', RUN, { at: 2000 }, lakehouse, signal);
    const after = await checklist(lakehouse, plan);
    assert.equal(nextStep(after.items), undefined);
    assert.equal(after.state.status, 'done');
    await confirmRestart('/new', RUN, { at: 3000 }, lakehouse, signal);
    assert.equal((await checklist(lakehouse, plan)).state.steps.get('restart-jobs')?.endedAt, 2000);
  });

  test('jobs that were paused for it are named, and the journal remembers them until they are resumed', async () => {
    const lakehouse = lake();
    const pausedJobs = [
      { id: '9007199254740993', name: 'nightly' },
      { id: '2', name: 'optimizer' },
    ];
    const plan = await migrate(lakehouse, false, pausedJobs);
    const { state, items } = await checklist(lakehouse, plan);
    assert.equal(items[0]?.text, 'No job may write to ow until the end. Paused: nightly, optimizer.');
    assert.match(items[4]?.text ?? '', /^To be resumed: nightly, optimizer\. Check that pipeline_report /);
    assert.deepEqual(
      state.plan.process === 'migrate' ? state.plan.parameters.pausedJobs : undefined,
      pausedJobs,
    );
    const what = 'resumed nightly, optimizer';
    await confirmRestart('/new', RUN, { at: 2000, what }, lakehouse, signal);
    const outcome = (await checklist(lakehouse, plan)).state.steps.get('restart-jobs');
    assert.deepEqual(outcome, { status: 'done', what, startedAt: 2000, endedAt: 2000 });
  });

  test('a confirmation that was killed while it wrote can be given again', async () => {
    const lakehouse = lake();
    const plan = await migrate(lakehouse);
    await lakehouse.appendJournal('/new', RUN, '{"type":"step-en');
    await confirmRestart('/new', RUN, { at: 2000 }, lakehouse, signal);
    assert.equal(nextStep((await checklist(lakehouse, plan)).items), undefined);
  });

  test('a table that fails makes step 2 the failed one, and nothing after it is said to be done', async () => {
    const lakehouse = lake((operation, path) => {
      if (operation === 'clone' && path.endsWith('job_gold')) throw new Fault('io', 'No.');
    });
    const plan = await migrate(lakehouse, true);
    const { items } = await checklist(lakehouse, plan);
    assert.deepEqual(
      items.map(({ state }) => state),
      ['done', 'failed', 'pending', 'pending', 'pending'],
    );
    assert.equal(items[1]?.text, '1 of 2 tables verified; failed: job_gold');
    await assert.rejects(confirmRestart('/new', RUN, { at: 2000 }, lakehouse, signal), { code: 'conflict' });
  });
});

describe('remainingOf', () => {
  test('tells what is done and what is left of a run that was killed', async () => {
    const lakehouse = lake((operation) => {
      if (operation === 'replaceFile') throw new Fault('io', 'No.');
    });
    const plan = await migrate(lakehouse, true);
    const { state } = await checklist(lakehouse, plan);
    const remaining = remainingOf(state);
    assert.deepEqual(remaining.doneTables, ['job_gold', 'pipeline_report']);
    assert.deepEqual(remaining.leftTables, []);
    assert.deepEqual(
      remaining.doneSteps,
      [],
      'what was seen before the config was edited may no longer be so',
    );
    assert.deepEqual(
      remaining.leftSteps.map(({ kind }) => kind),
      ['verify-all', 'look-again', 'config', 'drop'],
    );
    const outcome = { status: 'done', what: 'edited', startedAt: 1, endedAt: 2 } as const;
    const edited = remainingOf({ ...state, steps: new Map([...state.steps, ['config', outcome]]) });
    assert.deepEqual(
      edited.leftSteps.map(({ kind }) => kind),
      ['drop'],
    );
    const begun = remainingOf({ ...state, tables: new Map(), steps: new Map() });
    assert.deepEqual([begun.leftTables.length, begun.leftBytes, begun.leftSteps.length], [2, 200, 4]);
  });
});
