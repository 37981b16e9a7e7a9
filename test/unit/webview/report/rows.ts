/** Report rows and runs for the tests of the report. */

import type { ReportRow } from '../../../../src/backup/report/report';
import { groupRuns, type RunRecord } from '../../../../src/backup/report/runs';

/** A table that was cloned in full; `change` says what is different. */
export function row(change: Partial<ReportRow> = {}): ReportRow {
  const table = change.table ?? 'job_gold';
  return {
    runId: '20261123T032456Z-1a2b3c',
    process: 'snapshot',
    snapshotType: 'full',
    database: 'overwatch_etl',
    table,
    group: 'gold',
    source: `/lake/${table}`,
    target: `/backup/data/${table}`,
    asOf: undefined,
    statement: undefined,
    status: 'done',
    statusText: 'SUCCESS',
    sourceVersion: 7,
    targetVersion: 0,
    files: 4,
    bytes: 4000,
    rows: 10,
    copiedFiles: 3,
    copiedBytes: 3000,
    startedAt: 1000,
    endedAt: 3000,
    durationMs: 2000,
    verification: 'files, sizes and rows',
    errorCode: undefined,
    errorMessage: undefined,
    advice: undefined,
    ...change,
  };
}

/** A table that could not be cloned. */
export function failedRow(change: Partial<ReportRow> = {}): ReportRow {
  return row({
    status: 'failed',
    statusText: 'The disk is full.',
    errorMessage: 'The disk is full.',
    errorCode: 'no-space',
    advice: 'Free some space.',
    targetVersion: undefined,
    copiedFiles: undefined,
    copiedBytes: undefined,
    verification: undefined,
    ...change,
  });
}

/** The run that these rows make up. */
export function runOf(rows: readonly ReportRow[]): RunRecord {
  const [run, ...others] = groupRuns(rows);
  if (run === undefined || others.length > 0) throw new Error('The rows are not those of one run.');
  return run;
}
