import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TableOutcome } from '../../../../src/backup/outcome';
import type { CloneStep, Plan } from '../../../../src/backup/plan';
import { reportRows, verificationText } from '../../../../src/backup/report/reportRows';

const TIMES = { startedAt: 1000, endedAt: 3500 };
const STEP: CloneStep = {
  kind: 'clone',
  table: 'job_gold',
  group: 'gold',
  source: '/s/job_gold',
  target: '/t/data/job_gold',
  state: {
    ready: true,
    sourceVersion: 7,
    bytes: 300,
    files: 3,
    rows: 30,
    bytesToCopy: 100,
    statement: 'CREATE …',
  },
};

function planOf(...steps: CloneStep[]): Plan {
  return {
    runId: 'run-1',
    process: 'snapshot',
    parameters: {
      database: { name: 'ow', location: '/s' },
      root: '/t',
      type: 'full',
      layers: ['gold'],
      exclude: [],
      include: [],
      checksum: false,
      asOf: Date.parse('2026-11-23T00:00:00Z'),
    },
    createdAt: 0,
    steps,
    reportTable: '/t/clone_report',
    leftOut: [],
    warnings: [],
    totals: { tables: steps.length, files: 3, bytes: 300, bytesToCopy: 100 },
    freeBytes: undefined,
  };
}

function rowOf(outcome: TableOutcome, step = STEP) {
  const [row] = reportRows(planOf(step), new Map([[step.table, outcome]]));
  assert.ok(row);
  return row;
}

const CLONED = {
  metrics: {
    sourceTableSize: 300,
    sourceNumOfFiles: 3,
    numRemovedFiles: 0,
    numCopiedFiles: 1,
    removedFilesSize: 0,
    copiedFilesSize: 100,
  },
  targetVersion: 2,
  verification: { files: 3, bytes: 300, rows: 30, checksum: true },
  ...TIMES,
} as const;

test('a cloned table', () => {
  assert.deepEqual(rowOf({ status: 'done', warnings: [], ...CLONED }), {
    runId: 'run-1',
    process: 'snapshot',
    snapshotType: 'full',
    database: 'ow',
    table: 'job_gold',
    group: 'gold',
    source: '/s/job_gold',
    target: '/t/data/job_gold',
    asOf: '2026-11-23T00:00:00Z',
    statement: 'CREATE …',
    status: 'done',
    statusText: 'SUCCESS',
    sourceVersion: 7,
    targetVersion: 2,
    files: 3,
    bytes: 300,
    rows: 30,
    copiedFiles: 1,
    copiedBytes: 100,
    startedAt: 1000,
    endedAt: 3500,
    durationMs: 2500,
    verification: 'files, sizes, rows and checksums',
    errorCode: undefined,
    errorMessage: undefined,
    advice: undefined,
  });
});

test('warnings follow upstream’s words', () => {
  assert.equal(
    rowOf({ status: 'warning', warnings: ['One.', 'Two.'], ...CLONED }).statusText,
    'SUCCESS WITH WARNINGS: One. Two.',
  );
});

test('a table that could not be read has its error and no version', () => {
  const error = { code: 'damaged', message: 'Version 3 is missing.', advice: 'Restore it.' } as const;
  const row = rowOf({ status: 'failed', error, ...TIMES }, { ...STEP, state: { ready: false, error } });
  assert.deepEqual(
    [
      row.status,
      row.statusText,
      row.errorCode,
      row.errorMessage,
      row.advice,
      row.sourceVersion,
      row.copiedBytes,
      row.verification,
    ],
    [
      'failed',
      'Version 3 is missing.',
      'damaged',
      'Version 3 is missing.',
      'Restore it.',
      undefined,
      undefined,
      undefined,
    ],
  );
});

test('skipped and cancelled tables say so', () => {
  assert.equal(rowOf({ status: 'skipped', reason: 'unchanged', ...TIMES }).statusText, 'SKIPPED: unchanged');
  assert.equal(rowOf({ status: 'cancelled', ...TIMES }).statusText, 'CANCELLED');
});

test('what was verified is told in words', () => {
  assert.equal(verificationText({ files: 1, bytes: 1, rows: 1, checksum: false }), 'files, sizes and rows');
  assert.equal(verificationText({ files: 1, bytes: 1, rows: undefined, checksum: false }), 'files and sizes');
  assert.equal(
    verificationText({ files: 1, bytes: 1, rows: undefined, checksum: true }),
    'files, sizes and checksums',
  );
});
