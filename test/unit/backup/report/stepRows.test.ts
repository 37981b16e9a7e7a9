import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromRecords, toBatch } from '../../../../src/backup/report/reportTable';
import { type StepRow, stepsFromRecords } from '../../../../src/backup/report/stepRows';
import { reportRow } from '../../support/reportRow';

const STEP: StepRow = {
  runId: 'run-1',
  process: 'migrate',
  database: 'ow',
  step: 'config',
  source: undefined,
  target: '/conf/deployment.csv',
  status: 'failed',
  statusText: 'Somebody changed it.',
  startedAt: 1000,
  endedAt: 2000,
  errorCode: 'conflict',
  advice: 'Put it back.',
};

test('rows of steps and of tables lie in one report and come apart again', () => {
  const { columns, rows } = toBatch([reportRow()], [STEP]);
  assert.ok(columns.some(({ name }) => name === 'step'));
  assert.deepEqual(fromRecords(rows), [reportRow({ statusText: 'SUCCESS' })]);
  assert.deepEqual(stepsFromRecords(rows), [STEP]);
});

test('reports without such a column hold tables only', () => {
  assert.deepEqual(stepsFromRecords([{ status: 'SUCCESS' }, { status: 'SUCCESS', step: null }]), []);
});
