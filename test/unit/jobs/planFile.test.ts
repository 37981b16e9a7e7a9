import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plan, Step } from '../../../src/backup/plan';
import { planFileOf, planText, unpinnedPlan } from '../../../src/jobs/planFile';
import { SUBJECTS } from '../generate/subjects';

const ready = (table: string, sourceVersion: number): Step => ({
  kind: 'clone',
  table,
  group: 'gold',
  source: table,
  target: table,
  state: {
    ready: true,
    sourceVersion,
    bytes: 1,
    files: 1,
    rows: 1,
    bytesToCopy: 1,
    statement: '',
  },
});
const broken: Step = {
  ...ready('job_gold', 0),
  state: { ready: false, error: { code: 'damaged', message: 'It is damaged.' } },
};

function planOf(type: 'full' | 'incremental', steps: readonly Step[]): Plan {
  return {
    runId: 'run-1',
    process: 'snapshot',
    parameters: { ...SUBJECTS.snapshot.parameters, type },
    createdAt: 5,
    steps,
    reportTable: '',
    leftOut: [],
    warnings: [],
    totals: { tables: steps.length, files: 0, bytes: 0, bytesToCopy: 0 },
    freeBytes: undefined,
  };
}

test('a plan pins every table that can be copied, and keeps the others', () => {
  const { tables, runId, root, createdAt } = planFileOf(
    SUBJECTS.snapshot,
    planOf('full', [ready('cluster_gold', 12), broken]),
  );
  assert.deepEqual(tables, [{ table: 'cluster_gold', version: 12 }, { table: 'job_gold' }]);
  assert.deepEqual([runId, root, createdAt], ['run-1', SUBJECTS.snapshot.parameters.root, 5]);
});

test('an incremental plan pins nothing: the stream reads up to what there is', () => {
  const { tables } = planFileOf(SUBJECTS.incremental, planOf('incremental', [ready('cluster_gold', 12)]));
  assert.deepEqual(tables, [{ table: 'cluster_gold' }]);
});

test('without a lakehouse a plan holds the chosen tables that there are, or none where that is not known', () => {
  const fresh = { runId: 'run-2', now: Date.UTC(2026, 10, 23, 10) };
  const names = ['pipeline_report', 'cluster_gold', 'jobrun_silver'];
  assert.deepEqual(
    unpinnedPlan(SUBJECTS.snapshot, names, fresh).tables?.map(({ table }) => table),
    ['cluster_gold', 'pipeline_report'],
  );
  assert.equal(unpinnedPlan(SUBJECTS.incremental, undefined, fresh).tables, undefined);
});

test('a bronze backup that keeps old copies goes to a folder of its own', () => {
  const { process, parameters } = SUBJECTS['bronze-backup'];
  const dated = { process, parameters: { ...parameters, prefix: '/mnt/bronze/', overwrite: false } };
  const now = Date.UTC(2026, 10, 23, 10);
  const { root } = unpinnedPlan(dated, undefined, { runId: 'run-3', now });
  assert.equal(root, `/mnt/bronze/2026-11-23/${now}`);
});

test('the text is JSON with the options that the script is called with', () => {
  const plan = unpinnedPlan(SUBJECTS.restore, undefined, { runId: 'run-4', now: 1 });
  assert.deepEqual(JSON.parse(planText(plan)), {
    format: 1,
    runId: 'run-4',
    createdAt: 1,
    arguments: ['--process', 'restore', '--from', '/mnt/backup/ow', '--to', SUBJECTS.restore.parameters.root],
    root: SUBJECTS.restore.parameters.root,
  });
});
