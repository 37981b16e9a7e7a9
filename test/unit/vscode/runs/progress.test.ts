import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '../../../../src/backup/events';
import type { CloneStep, Plan, PlanOf } from '../../../../src/backup/plan';
import {
  advance,
  countStates,
  initialProgress,
  progressFraction,
  progressText,
  type RunProgress,
} from '../../../../src/vscode/runs/progress';
import { failedTables, jobOf, restoreRun, storeRun } from '../../../../src/vscode/runs/trackedRun';

function step(table: string, bytesToCopy: number): CloneStep {
  const ready = {
    ready: true,
    sourceVersion: 1,
    bytes: bytesToCopy,
    files: 1,
    rows: 1,
    bytesToCopy,
    statement: '',
  } as const;
  return { kind: 'clone', table, group: 'gold', source: `/s/${table}`, target: `/t/${table}`, state: ready };
}

function planOf(...steps: CloneStep[]): PlanOf<'snapshot'> {
  const bytes = steps.reduce((sum, { state }) => sum + (state.ready ? state.bytesToCopy : 0), 0);
  return {
    runId: 'run-1',
    process: 'snapshot',
    parameters: {
      database: { name: 'ow', location: '/s' },
      root: '/r',
      type: 'full',
      layers: ['gold'],
      exclude: [],
      include: [],
      checksum: false,
    },
    createdAt: 0,
    steps,
    reportTable: '/r/clone_report',
    leftOut: [],
    warnings: [],
    totals: { tables: steps.length, files: steps.length, bytes, bytesToCopy: bytes },
    freeBytes: undefined,
  };
}

const done = {
  status: 'done',
  startedAt: 0,
  endedAt: 1,
  metrics: {
    sourceTableSize: 0,
    sourceNumOfFiles: 0,
    numRemovedFiles: 0,
    numCopiedFiles: 0,
    removedFilesSize: 0,
    copiedFilesSize: 0,
  },
  targetVersion: 0,
  verification: { files: 0, bytes: 0, rows: 0, checksum: false },
  warnings: [],
} as const;

function after(plan: Plan, ...events: RunEvent[]): RunProgress {
  return events.reduce(advance, initialProgress(plan));
}

const plan = planOf(step('a', 600_000), step('b', 400_000));

test('starts with everything waiting', () => {
  const progress = initialProgress(plan);
  assert.equal(progressText(progress), '0 of 2 tables · 0 B of 1.0 MB');
  assert.equal(progressFraction(progress), 0);
});

test('says what is done to rows while it is done', () => {
  const rows = (table: string, phase: 'comparing rows' | 'merging rows'): RunEvent[] => [
    { type: 'table-started', table },
    { type: 'table-progress', table, phase },
  ];
  const one = after(plan, ...rows('a', 'comparing rows'));
  assert.equal(progressText(one), '0 of 2 tables · 0 B of 1.0 MB · comparing rows of a');
  assert.equal(one.tables.get('a')?.state, 'copying');
  const both = rows('b', 'merging rows').reduce(advance, one);
  assert.match(progressText(both), / · comparing rows of a and 1 more$/);
  const copied: RunEvent = {
    type: 'table-progress',
    table: 'a',
    phase: 'copying',
    copiedFiles: 1,
    totalFiles: 1,
    copiedBytes: 600_000,
    totalBytes: 600_000,
  };
  const verifying: RunEvent = { type: 'table-verifying', table: 'b' };
  const further = [copied, verifying].reduce(advance, both);
  assert.equal(progressText(further), '0 of 2 tables · 600 KB of 1.0 MB');
});

test('follows a run to its end', () => {
  const copying = after(
    plan,
    { type: 'run-started', runId: 'run-1', tables: 2, bytesToCopy: 1_000_000 },
    { type: 'table-started', table: 'a' },
    {
      type: 'table-progress',
      table: 'a',
      phase: 'copying',
      copiedFiles: 1,
      totalFiles: 2,
      copiedBytes: 300_000,
      totalBytes: 600_000,
    },
  );
  assert.equal(progressText(copying), '0 of 2 tables · 300 KB of 1.0 MB');
  assert.equal(copying.tables.get('a')?.state, 'copying');

  const ended = [
    {
      type: 'table-progress',
      table: 'a',
      phase: 'copying',
      copiedFiles: 2,
      totalFiles: 2,
      copiedBytes: 600_000,
      totalBytes: 600_000,
    },
    { type: 'table-verifying', table: 'a' },
    { type: 'table-finished', table: 'a', target: '/t/a', outcome: done },
    {
      type: 'table-finished',
      table: 'b',
      target: '/t/b',
      outcome: { status: 'failed', startedAt: 0, endedAt: 1, error: { code: 'damaged', message: 'gone' } },
    },
    { type: 'summary', runId: 'run-1', status: 'partial', tables: [] },
  ] satisfies RunEvent[];
  const progress = ended.reduce<RunProgress>(advance, copying);
  assert.equal(progressText(progress), '2 of 2 tables · 600 KB of 1.0 MB');
  assert.equal(progress.status, 'partial');
  assert.deepEqual(
    [...countStates(progress)],
    [
      ['done', 1],
      ['failed', 1],
    ],
  );
});

test('a table that the plan does not hold changes nothing', () => {
  const before = initialProgress(plan);
  assert.equal(advance(before, { type: 'table-started', table: 'zzz' }), before);
});

test('a finished table counts once, however often it is told', () => {
  const finished: RunEvent = { type: 'table-finished', table: 'a', target: '/t/a', outcome: done };
  assert.equal(after(plan, finished, finished).finishedTables, 1);
});

test('with nothing to copy the tables alone are the progress', () => {
  const nothing = planOf(step('a', 0), step('b', 0));
  const half = after(nothing, { type: 'table-finished', table: 'a', target: '/t/a', outcome: done });
  assert.equal(progressText(half), '1 of 2 tables · nothing to copy');
  assert.equal(progressFraction(half), 0.5);
});

test('a run survives being stored as JSON', () => {
  const progress = after(plan, {
    type: 'table-finished',
    table: 'b',
    target: '/t/b',
    outcome: { status: 'failed', startedAt: 0, endedAt: 1, error: { code: 'io', message: 'gone' } },
  });
  const run = {
    runId: 'run-1',
    job: jobOf(plan),
    folder: '/lake',
    startedAt: 5,
    end: { at: 9, status: 'partial' },
    progress,
  } as const;
  const restored = restoreRun(JSON.parse(JSON.stringify(storeRun(run))));
  assert.deepEqual(restored, run);
  assert.deepEqual(failedTables(restored), ['b']);
});
