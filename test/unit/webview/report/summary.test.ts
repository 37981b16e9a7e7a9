import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TableStatus } from '../../../../src/backup/outcome';
import type { StepRow } from '../../../../src/backup/report/stepRows';
import {
  alertOf,
  figuresOf,
  hasCopy,
  isSourceDropped,
  outcomeText,
  retryLabel,
  tableCount,
  titleOf,
} from '../../../../src/webview/report/summary';
import { failedRow, row, runOf } from './rows';

const DONE = runOf([row({ table: 'a' }), row({ table: 'b' })]);
const PARTIAL = runOf([row({ table: 'a' }), failedRow({ table: 'b' }), failedRow({ table: 'c' })]);
const CANCELLED = runOf([
  row({ table: 'a' }),
  row({ table: 'b', status: 'cancelled', statusText: 'CANCELLED' }),
]);
const DROP: StepRow = {
  runId: '20261123T032456Z-1a2b3c',
  process: 'migrate',
  database: 'overwatch_etl',
  step: 'drop',
  source: '/lake',
  target: undefined,
  status: 'done',
  statusText: 'SUCCESS',
  startedAt: 1000,
  endedAt: 2000,
  errorCode: undefined,
  advice: undefined,
};
const UPSTREAM = runOf([
  row({
    runId: undefined,
    process: undefined,
    files: undefined,
    bytes: undefined,
    copiedBytes: undefined,
    startedAt: undefined,
  }),
]);

test('the title says how the run ended', () => {
  assert.equal(titleOf(DONE), 'Snapshot done');
  assert.equal(titleOf(runOf([row({ status: 'warning' })])), 'Snapshot done with warnings');
  assert.equal(titleOf(PARTIAL), 'Snapshot partly done');
  assert.equal(titleOf(runOf([failedRow()])), 'Snapshot failed');
  assert.equal(titleOf(CANCELLED), 'Snapshot cancelled');
  assert.equal(titleOf(UPSTREAM), 'Backup done');
});

test('the figures are those of the tables that have a copy, seen against the whole', () => {
  assert.deepEqual(figuresOf(DONE), [
    { label: 'Tables', value: '2', note: 'all done' },
    { label: 'Files copied', value: '6', note: 'of 8 files' },
    { label: 'Bytes copied', value: '6.0 KB', note: 'of 8.0 KB' },
    { label: 'Duration', value: '2.0 s' },
    { label: 'Speed', value: '3.0 KB/s' },
  ]);
  assert.deepEqual(figuresOf(PARTIAL)[0], { label: 'Tables', value: '1 of 3', note: '2 failed' });
  assert.deepEqual(tableCount(CANCELLED), { all: 2, ended: 1 });
});

test('a run without copied bytes has no speed, and one of Overwatch no figures it never wrote', () => {
  const unchanged = runOf([row({ copiedBytes: 0, copiedFiles: 0 })]);
  assert.ok(!figuresOf(unchanged).some(({ label }) => label === 'Speed'));
  assert.deepEqual(
    figuresOf(UPSTREAM).map(({ label }) => label),
    ['Tables'],
  );
});

test('tables without a new copy are told of, and can be tried again', () => {
  assert.equal(alertOf(DONE), undefined);
  assert.equal(alertOf(PARTIAL), '2 tables have no new copy from this run.');
  assert.equal(alertOf(CANCELLED), '1 table has no new copy from this run.');
  assert.equal(retryLabel(DONE), undefined);
  assert.equal(retryLabel(PARTIAL), 'Retry failed (2)');
  assert.equal(retryLabel(CANCELLED), 'Retry cancelled (1)');
  const both = runOf([failedRow({ table: 'a' }), row({ table: 'b', status: 'cancelled' })]);
  assert.equal(retryLabel(both), 'Retry failed and cancelled (2)');
});

test('runs that Overwatch wrote cannot be tried again from here', () => {
  assert.equal(retryLabel(runOf([failedRow({ runId: undefined })])), undefined);
});

test('a migration goes on as a whole, also where only a step of it failed', () => {
  const moved = runOf([row({ process: 'migrate' })]);
  assert.equal(retryLabel(moved), undefined);
  assert.equal(retryLabel({ ...moved, status: 'partial' }), 'Resume');
});

test('a table’s outcome is told without the marks of the report', () => {
  assert.equal(outcomeText(failedRow({ errorMessage: 'Gone.', statusText: 'x' })), 'Gone.');
  assert.equal(
    outcomeText(failedRow({ errorMessage: undefined, statusText: 'Upstream said so' })),
    'Upstream said so',
  );
  assert.equal(
    outcomeText(row({ status: 'warning', statusText: 'SUCCESS WITH WARNINGS: Careful.' })),
    'Careful.',
  );
  assert.equal(outcomeText(row({ status: 'skipped', statusText: 'SKIPPED: Unchanged.' })), 'Unchanged.');
  assert.match(outcomeText(row({ status: 'cancelled' })), /cancelled/);
});

test('only tables that ended well have a copy to look at', () => {
  assert.deepEqual(
    (['done', 'warning', 'skipped', 'failed', 'cancelled'] as const).filter((status) =>
      hasCopy(row({ status })),
    ),
    ['done', 'warning', 'skipped'],
  );
});

test('the source of a run is gone only when its last step has dropped it', () => {
  const step = (status: TableStatus) => ({ ...DROP, status });
  assert.equal(isSourceDropped(DONE), false);
  assert.equal(isSourceDropped({ steps: [step('failed')] }), false);
  assert.equal(isSourceDropped({ steps: [{ ...step('done'), step: 'config' }, step('skipped')] }), false);
  assert.equal(isSourceDropped({ steps: [{ ...step('done'), step: 'config' }, step('done')] }), true);
});
