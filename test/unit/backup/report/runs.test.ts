import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupRuns } from '../../../../src/backup/report/runs';
import { failedRow, reportRow } from '../../support/reportRow';

test('rows are grouped by run, newest first, and counted', () => {
  const runs = groupRuns([
    reportRow({ runId: 'old', startedAt: 1000, endedAt: 2000 }),
    reportRow({ runId: 'new', startedAt: 6000, endedAt: 8000, copiedBytes: 3000 }),
    reportRow({
      runId: 'new',
      startedAt: 5000,
      endedAt: 7000,
      copiedBytes: 3000,
      table: 'jobrun_gold',
      status: 'warning',
    }),
    failedRow('no', { runId: 'new', table: 'cluster_gold', startedAt: 5000, endedAt: 5500, bytes: 9999 }),
  ]);
  assert.deepEqual(
    runs.map(({ id, status }) => `${id} ${status}`),
    ['new partial', 'old done'],
  );
  const [newest] = runs;
  assert.ok(newest);
  assert.deepEqual(
    [newest.startedAt, newest.endedAt, newest.durationMs, newest.bytesPerSecond],
    [5000, 8000, 3000, 2000],
  );
  assert.deepEqual(newest.totals, {
    count: { done: 1, warning: 1, failed: 1, skipped: 0, cancelled: 0 },
    tables: 3,
    files: 4,
    bytes: 4000,
    copiedFiles: 2,
    copiedBytes: 6000,
  });
});

test('of a run that was resumed, each table counts as it ended last', () => {
  const [run] = groupRuns([
    failedRow('no', { endedAt: 2000 }),
    reportRow({ table: 'jobrun_gold', endedAt: 3000 }),
    reportRow({ endedAt: 4000 }),
  ]);
  assert.equal(run?.status, 'done');
  assert.deepEqual(
    run.rows.map(({ table, status }) => `${table} ${status}`),
    ['job_gold done', 'jobrun_gold done'],
  );
});

test('steps of the whole run count for its status', () => {
  const step = {
    ...{ runId: 'run-1', process: 'migrate', database: 'ow', source: undefined, target: undefined },
    ...{ startedAt: 1, endedAt: 2, errorCode: undefined, advice: undefined },
  };
  const [run] = groupRuns(
    [reportRow()],
    [
      { ...step, step: 'verify-all', status: 'done', statusText: '1 table verified' },
      { ...step, step: 'config', status: 'failed', statusText: 'No.' },
    ],
  );
  assert.equal(run?.status, 'partial');
  assert.equal(run.steps?.length, 2);
  assert.equal(groupRuns([reportRow()])[0]?.steps, undefined);
});

test('a run that copied nothing has no speed', () => {
  const [run] = groupRuns([reportRow({ copiedBytes: 0 })]);
  assert.equal(run?.bytesPerSecond, undefined);
});

test('rows of Overwatch itself are runs by root and instant, after ours, with ids that can be typed', () => {
  const upstream = { runId: undefined, startedAt: undefined, endedAt: undefined, process: undefined };
  const runs = groupRuns([
    reportRow({ ...upstream, target: '/a/data/job_gold' }),
    reportRow({ ...upstream, target: '/a/data/jobrun_gold', table: 'jobrun_gold' }),
    reportRow({ ...upstream, target: '/a/data/job_gold', asOf: '2024-01-01' }),
    reportRow({ runId: 'ours' }),
  ]);
  assert.deepEqual(
    runs.map(({ id, writtenBy, rows }) => `${id} ${writtenBy} ${rows.length}`),
    ['ours overwatch-backup 1', 'overwatch-1 overwatch 2', 'overwatch-2 overwatch 1'],
  );
  assert.equal(runs[1]?.durationMs, undefined);
});

test('no rows are no runs', () => assert.deepEqual(groupRuns([]), []));
