import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReportRow } from '../../../../src/backup/report/report';
import { versionsAfter } from '../../../../src/backup/report/runState';
import { groupRuns } from '../../../../src/backup/report/runs';
import { Fault } from '../../../../src/base/fault';
import { reportRow } from '../../support/reportRow';

function row(runId: string | undefined, table: string, endedAt: number, more: Partial<ReportRow>): ReportRow {
  return reportRow({
    runId,
    table,
    target: `/b/data/${table.toLowerCase()}`,
    startedAt: endedAt - 1,
    endedAt,
    ...more,
  });
}

const ROWS = [
  row('one', 'Job_Gold', 10, { status: 'done', targetVersion: 0 }),
  row('one', 'user_gold', 11, { status: 'failed', targetVersion: undefined, errorMessage: 'Full.' }),
  row('two', 'job_gold', 20, { status: 'skipped', targetVersion: undefined }),
  row('two', 'user_gold', 21, { status: 'warning', targetVersion: 3 }),
  row('three', 'job_gold', 30, { status: 'cancelled', targetVersion: undefined }),
  row('three', 'job_gold', 31, { status: 'done', targetVersion: 5 }),
  row('four', 'job_gold', 40, { status: 'skipped', targetVersion: 9 }),
  row(undefined, 'job_gold', 0, { status: 'done', targetVersion: undefined }),
];

function after(id: string): Record<string, number | string> {
  const run = groupRuns(ROWS).find((one) => one.id === id);
  assert.ok(run);
  return Object.fromEntries(
    [...versionsAfter(run, ROWS)].map(([name, version]) => [
      name,
      version instanceof Fault ? version.message : version,
    ]),
  );
}

test('tables are found by the names of their folders; one that failed is not had', () => {
  assert.deepEqual(after('one'), {
    job_gold: 0,
    user_gold: 'Run one left no verified copy of the table user_gold (failed: Full.).',
  });
});

test('a table that was skipped is as the run before left it', () => {
  assert.deepEqual(after('two'), { job_gold: 0, user_gold: 3 });
  assert.deepEqual(after('four'), { job_gold: 9 });
});

test('a table that was tried again in the same run has the copy it got', () => {
  assert.deepEqual(after('three'), { job_gold: 5 });
});

test('runs of Overwatch do not tell their versions', () => {
  const { job_gold: message } = after('overwatch-1');
  assert.match(String(message), /does not tell which version of job_gold run overwatch-1 left/);
});
