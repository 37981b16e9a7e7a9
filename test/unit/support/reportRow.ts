/** A report row for tests: a table that was cloned; what a test is about is given. */

import type { ReportRow } from '../../../src/backup/report/report';

export function reportRow(given: Partial<ReportRow> = {}): ReportRow {
  const table = given.table ?? 'job_gold';
  return {
    runId: 'run-1',
    process: 'snapshot',
    snapshotType: 'full',
    database: 'overwatch_etl',
    table,
    group: 'gold',
    source: `/mnt/acme lake/ow/global_share/${table}`,
    target: `/backups/ow/data/${table}`,
    asOf: undefined,
    statement: undefined,
    status: 'done',
    statusText: 'SUCCESS',
    sourceVersion: 4,
    targetVersion: 0,
    files: 2,
    bytes: 2000,
    rows: 20,
    copiedFiles: 1,
    copiedBytes: 1000,
    startedAt: 1_700_000_000_000,
    endedAt: 1_700_000_001_000,
    durationMs: 1000,
    verification: 'files, sizes and rows',
    errorCode: undefined,
    errorMessage: undefined,
    advice: undefined,
    ...given,
  };
}

/** A row of a table that failed with this message. */
export function failedRow(message: string, given: Partial<ReportRow> = {}): ReportRow {
  return reportRow({
    status: 'failed',
    statusText: message,
    errorCode: 'damaged',
    errorMessage: message,
    targetVersion: undefined,
    copiedFiles: undefined,
    copiedBytes: undefined,
    verification: undefined,
    ...given,
  });
}
