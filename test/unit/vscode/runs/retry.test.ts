import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { ReportRow } from '../../../../src/backup/report/report';
import { groupRuns, type RunRecord } from '../../../../src/backup/report/runs';
import { retryParameters } from '../../../../src/vscode/runs/retry';
import { failedRow, reportRow } from '../../support/reportRow';

function runOf(...rows: ReportRow[]): RunRecord {
  const [run] = groupRuns(rows);
  assert.ok(run);
  return run;
}

test('takes the failed and the cancelled tables, of the same database and into the same root', () => {
  const run = runOf(
    reportRow({ table: 'a' }),
    failedRow('gone', { table: 'b', source: '/mnt/ow/b' }),
    reportRow({ table: 'c', status: 'cancelled', source: '/mnt/ow/c' }),
  );
  assert.deepEqual(retryParameters(run, '/backups', path.posix.dirname), {
    database: { name: 'overwatch_etl', location: '/mnt/ow' },
    root: '/backups',
    type: 'full',
    layers: ['bronze', 'silver', 'gold'],
    exclude: [],
    include: [],
    only: ['b', 'c'],
    checksum: false,
  });
});

test('keeps the instant, so that all tables of the backup are of one moment', () => {
  const run = runOf(failedRow('gone', { asOf: '2026-11-23T03:24:56Z' }));
  assert.equal(retryParameters(run, '/backups', path.posix.dirname).asOf, Date.UTC(2026, 10, 23, 3, 24, 56));
});

test('a run without failures has nothing to retry', () => {
  assert.throws(() => retryParameters(runOf(reportRow()), '/backups', path.posix.dirname), {
    code: 'not-found',
  });
});
