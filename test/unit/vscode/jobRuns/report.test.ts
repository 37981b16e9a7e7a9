import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupRuns, type RunRecord } from '../../../../src/backup/report/runs';
import type { JobRunRecord } from '../../../../src/vscode/jobRuns/record';
import { kindByReport, runIn } from '../../../../src/vscode/jobRuns/report';
import { SUBJECTS } from '../../generate/subjects';
import { RUN_ID, snapshotOrder } from '../../jobs/orders';
import { reportRow } from '../../support/reportRow';

const BEGUN = Date.UTC(2026, 10, 23, 10);

function runs(...ids: readonly (readonly [id: string, startedAt: number])[]): readonly RunRecord[] {
  return groupRuns(ids.map(([runId, startedAt]) => reportRow({ runId, startedAt, endedAt: startedAt + 1 })));
}

test('the report of a run is found by the id that its plan gave it', () => {
  const record: JobRunRecord = {
    work: { kind: 'once', order: snapshotOrder() },
    address: 'databricks://prod/1',
    begunAt: BEGUN,
    phase: { kind: 'under-way', runId: '7' },
  };
  assert.equal(runIn(runs(['another', BEGUN], [RUN_ID, BEGUN]), record)?.id, RUN_ID);
  assert.equal(runIn(runs(['another', BEGUN + 1]), record), undefined);
});

test('that of a job that was started is the newest since then', () => {
  const record: JobRunRecord = {
    work: { kind: 'started', token: 'x', jobId: '7', subject: SUBJECTS.snapshot },
    address: 'databricks://prod/1',
    begunAt: BEGUN,
    phase: { kind: 'under-way', runId: '7' },
  };
  const before = ['20261122T000000Z-aaaaaa', BEGUN - 86_400_000] as const;
  const after = ['20261123T100500Z-bbbbbb', BEGUN + 300_000] as const;
  assert.equal(runIn(runs(before, after), record)?.id, after[0]);
  assert.equal(runIn(runs(before), record), undefined);
});

test('that of a job that was started is not a later one, which its schedule began', () => {
  const state = { kind: 'ended', result: 'success' } as const;
  const run = { id: '7', name: 'nightly', state, startedAt: BEGUN, endedAt: BEGUN + 600_000, tasks: [] };
  const record: JobRunRecord = {
    work: { kind: 'started', token: 'x', jobId: '7', subject: SUBJECTS.snapshot },
    address: 'databricks://prod/1',
    begunAt: BEGUN,
    phase: { kind: 'ended', runId: '7', run, end: { kind: 'success' } },
  };
  const own = ['20261123T100500Z-bbbbbb', BEGUN + 300_000] as const;
  const later = ['20261130T100000Z-cccccc', BEGUN + 7 * 86_400_000] as const;
  assert.equal(runIn(runs(own, later), record)?.id, own[0]);
  assert.equal(runIn(runs(later), record), undefined);
});

test('a success is one only as far as the report says so', () => {
  assert.equal(kindByReport('success', 'partial'), 'partial');
  assert.equal(kindByReport('success', 'failed'), 'failed');
  assert.equal(kindByReport('success', 'cancelled'), 'cancelled');
  assert.equal(kindByReport('success', 'done'), 'success');
  assert.equal(kindByReport('failed', 'partial'), 'partial');
  assert.equal(kindByReport('failed', 'done'), 'failed');
  assert.equal(kindByReport('cancelled', 'partial'), 'cancelled');
  assert.equal(kindByReport('success', undefined), 'success');
});
