import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FinishedRun, RunEvent } from '../../../../src/backup/events';
import type { SnapshotParameters } from '../../../../src/backup/plan';
import { planSnapshot } from '../../../../src/backup/planning/snapshot';
import { runPlan } from '../../../../src/backup/run/run';
import { Fault } from '../../../../src/base/fault';
import {
  type FakeLakehouse,
  type FakeOptions,
  fakeDatabase,
  fakeLakehouse,
  fakeTable,
} from '../../support/fakeLakehouse';

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
const TABLES = {
  ...fakeDatabase(DATABASE, 'job_gold'),
  [`${DATABASE}/jobrun_gold`]: fakeTable('large', 8),
  [`${DATABASE}/cluster_gold`]: fakeTable('middle', 3),
};

interface Ran {
  readonly run: FinishedRun;
  readonly events: readonly RunEvent[];
  readonly lakehouse: FakeLakehouse;
}

async function run(
  lake: Partial<FakeOptions> = {},
  {
    concurrency = 2,
    abort = new AbortController(),
    onEvent = (_: RunEvent) => {},
    parameters = PARAMETERS,
  } = {},
): Promise<Ran> {
  const lakehouse = fakeLakehouse({ tables: TABLES, ...lake });
  let clock = 1_700_000_000_000;
  const now = () => (clock += 10);
  const plan = await planSnapshot(parameters, lakehouse, {
    now,
    runId: 'run-1',
    concurrency,
    signal: new AbortController().signal,
  });
  lakehouse.calls.length = 0;
  const events: RunEvent[] = [];
  const listen = (event: RunEvent) => {
    events.push(event);
    onEvent(event);
  };
  return {
    run: await runPlan(plan, lakehouse, { onEvent: listen, signal: abort.signal, concurrency, now }),
    events,
    lakehouse,
  };
}

const statuses = ({ outcomes }: FinishedRun) =>
  [...outcomes].map(([table, { status }]) => `${table} ${status}`);

describe('a run in which all goes well', () => {
  test('clones, verifies and reports every table, outcomes in the order of the plan', async () => {
    const { run: finished, lakehouse } = await run();
    assert.equal(finished.status, 'done');
    assert.deepEqual(statuses(finished), [
      'cluster_gold done',
      'job_gold done',
      'jobrun_gold done',
      'pipeline_report done',
    ]);
    const outcome = finished.outcomes.get('jobrun_gold');
    assert.ok(outcome?.status === 'done');
    assert.equal(outcome.metrics.copiedFilesSize, 800);
    assert.deepEqual(outcome.verification, { files: 8, bytes: 800, rows: 80, checksum: false });
    assert.ok(outcome.endedAt > outcome.startedAt);
    assert.equal(lakehouse.state.get('/backups/ow/clone_report')?.records?.length, 4);
  });

  test('large tables begin first', async () => {
    const { lakehouse } = await run({}, { concurrency: 1 });
    const clones = lakehouse.calls
      .filter((call) => call.startsWith('clone '))
      .map((call) => call.split('/').at(-1));
    assert.deepEqual(clones, ['jobrun_gold', 'cluster_gold', 'job_gold', 'pipeline_report']);
  });

  test('tells what it does: started, tables, report, and a summary last', async () => {
    const { events } = await run({}, { concurrency: 1 });
    assert.deepEqual(events[0], { type: 'run-started', runId: 'run-1', tables: 4, bytesToCopy: 1300 });
    const ofOne = events
      .filter((event) => 'table' in event && event.table === 'job_gold')
      .map(({ type }) => type);
    assert.deepEqual(ofOne, ['table-started', 'table-progress', 'table-verifying', 'table-finished']);
    assert.equal(events.at(-2)?.type, 'report-written');
    const summary = events.at(-1);
    assert.ok(summary?.type === 'summary');
    assert.equal(summary.status, 'done');
    assert.deepEqual(summary.tables[0], {
      table: 'cluster_gold',
      status: 'done',
      target: '/backups/ow/data/cluster_gold',
    });
  });

  test('warnings of a clone make the table a warning and the run done', async () => {
    const { run: finished } = await run({ warnings: ['A shallow clone was resolved.'] });
    assert.equal(finished.status, 'done');
    assert.ok(statuses(finished).every((line) => line.endsWith(' warning')));
  });

  test('checksums are asked for when the plan says so', async () => {
    const { run: finished } = await run({}, { parameters: { ...PARAMETERS, checksum: true } });
    const outcome = finished.outcomes.get('job_gold');
    assert.ok(outcome?.status === 'done' && outcome.verification.checksum);
  });
});

describe('failures', () => {
  const failing = (operation: string, error: unknown): Partial<FakeOptions> => ({
    hook: (now, path) => {
      if (now === operation && path.endsWith('/job_gold')) throw error;
    },
  });

  for (const operation of ['clone', 'verifyClone']) {
    test(`one table whose ${operation} fails stops no other and makes the run partly done`, async () => {
      const { run: finished, events } = await run(
        failing(operation, new Fault('verify-failed', 'job_gold differs.')),
      );
      assert.equal(finished.status, 'partial');
      assert.deepEqual(statuses(finished), [
        'cluster_gold done',
        'job_gold failed',
        'jobrun_gold done',
        'pipeline_report done',
      ]);
      const summary = events.at(-1);
      assert.ok(summary?.type === 'summary');
      assert.deepEqual(summary.tables[1]?.error, { code: 'verify-failed', message: 'job_gold differs.' });
    });
  }

  test('an unknown exception is a fault that names the table', async () => {
    const { run: finished } = await run(failing('clone', new TypeError('x is undefined')));
    const outcome = finished.outcomes.get('job_gold');
    assert.ok(outcome?.status === 'failed');
    assert.deepEqual(outcome.error, { code: 'internal', message: 'Table job_gold: x is undefined' });
  });

  test('a time limit that nobody asked for is a failure, not a cancel', async () => {
    const { run: finished } = await run(
      failing('clone', AbortSignal.abort(new DOMException('late', 'TimeoutError')).reason),
    );
    assert.equal(finished.status, 'partial');
    const outcome = finished.outcomes.get('job_gold');
    assert.ok(outcome?.status === 'failed');
    assert.equal(outcome.error.code, 'io');
  });

  test('a step known to fail fails without being cloned', async () => {
    const { run: finished, lakehouse } = await run(
      failing('detail', new Fault('damaged', 'job_gold is damaged.')),
    );
    assert.equal(finished.status, 'partial');
    assert.ok(!lakehouse.calls.some((call) => call.startsWith('clone') && call.endsWith('/job_gold')));
    const record = lakehouse.state
      .get('/backups/ow/clone_report')
      ?.records?.find((row) => row.table === 'job_gold');
    assert.equal(record?.state, 'failed');
    assert.equal(record?.status, 'job_gold is damaged.');
  });

  test('a root that cannot be written to fails every table for that reason', async () => {
    const { run: finished, lakehouse } = await run({
      hook: (operation) => {
        if (operation === 'prepareRoot') throw new Fault('no-permission', 'The root is read-only.');
      },
    });
    assert.equal(finished.status, 'failed');
    const errors = [...finished.outcomes.values()].map(
      (outcome) => outcome.status === 'failed' && outcome.error.message,
    );
    assert.deepEqual([...new Set(errors)], ['The root is read-only.']);
    assert.ok(!lakehouse.calls.some((call) => call.startsWith('clone ')));
  });

  test('all tables failing is a failed run, and still reported', async () => {
    const { run: finished, lakehouse } = await run({
      hook: (operation) => {
        if (operation === 'clone') throw new Fault('no-space', 'The disk is full.');
      },
    });
    assert.equal(finished.status, 'failed');
    assert.equal(lakehouse.state.get('/backups/ow/clone_report')?.records?.length, 4);
  });

  test('a report that cannot be written makes the run partly done, and says so', async () => {
    const { run: finished, events } = await run({
      hook: (operation) => {
        if (operation === 'appendReport') throw new Fault('no-permission', 'No.');
      },
    });
    assert.equal(finished.status, 'partial');
    assert.equal(finished.reportError?.code, 'no-permission');
    assert.equal(events.at(-2)?.type, 'report-failed');
    const summary = events.at(-1);
    assert.ok(summary?.type === 'summary');
    assert.equal(summary.reportError?.code, 'no-permission');
  });
});

describe('cancelling', () => {
  test('stops tables in flight, begins no other, and reports all of them', async () => {
    const abort = new AbortController();
    const cancel = (event: RunEvent) => {
      if (event.type === 'table-progress' && event.table === 'cluster_gold') abort.abort();
    };
    const { run: finished, events, lakehouse } = await run({}, { concurrency: 1, abort, onEvent: cancel });
    assert.equal(finished.status, 'cancelled');
    assert.deepEqual(statuses(finished), [
      'cluster_gold cancelled',
      'job_gold cancelled',
      'jobrun_gold done',
      'pipeline_report cancelled',
    ]);
    assert.ok(!lakehouse.state.has('/backups/ow/data/cluster_gold'));
    assert.ok(!events.some((event) => event.type === 'table-started' && event.table === 'job_gold'));
    const records = lakehouse.state.get('/backups/ow/clone_report')?.records ?? [];
    assert.deepEqual(
      records.map((row) => row.status),
      ['CANCELLED', 'CANCELLED', 'SUCCESS', 'CANCELLED'],
    );
  });

  test('before it begins still yields a report and a summary', async () => {
    const abort = new AbortController();
    abort.abort();
    const { run: finished, events } = await run({}, { abort });
    assert.equal(finished.status, 'cancelled');
    assert.equal(events.at(-1)?.type, 'summary');
  });

  test('whatever an aborted table throws, it counts as cancelled', async () => {
    const abort = new AbortController();
    const { run: finished } = await run(
      {
        hook: (operation) => {
          if (operation !== 'clone') return;
          abort.abort();
          throw new Error('premature close');
        },
      },
      { abort },
    );
    assert.ok(statuses(finished).every((line) => line.endsWith(' cancelled')));
  });
});

test('a second run copies only what is new, and a failed one is made good', async () => {
  let full = true;
  const lakehouse = fakeLakehouse({
    tables: TABLES,
    hook: (operation, path) => {
      if (full && operation === 'clone' && path.endsWith('/job_gold'))
        throw new Fault('no-space', 'The disk is full.');
    },
  });
  const signal = new AbortController().signal;
  const options = { onEvent: () => {}, signal, concurrency: 2, now: () => 5000 };
  const again = async (runId: string) =>
    runPlan(await planSnapshot(PARAMETERS, lakehouse, { ...options, runId }), lakehouse, options);
  assert.equal((await again('run-1')).status, 'partial');
  full = false;
  const second = await again('run-2');
  assert.equal(second.status, 'done');
  assert.equal(second.plan.totals.bytesToCopy, 100);
});
