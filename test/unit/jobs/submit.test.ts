import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../../../src/base/fault';
import { orderAgain } from '../../../src/jobs/order';
import { submitOrder } from '../../../src/jobs/submit';
import { submitSettings } from '../../../src/jobs/submitSettings';
import { jobFiles } from '../../../src/jobs/upload';
import { startFakeWorkspace } from '../../support/fakeWorkspace/fakeWorkspace';
import { SUBJECTS } from '../generate/subjects';
import { RUN_ID, snapshotOrder } from './orders';

const signal = new AbortController().signal;
const USER = 'somebody@example.com';
const nothing = async () => undefined;

test('script and plan are uploaded, then one run is submitted that names them', async (context) => {
  const workspace = await startFakeWorkspace(context);
  const order = snapshotOrder();
  const runId = await submitOrder(
    workspace.rest,
    order,
    { script: 'print(1)', aboutToSend: nothing },
    signal,
  );
  const files = jobFiles(USER, order.subject, RUN_ID);
  assert.equal(workspace.objects.objects.get(files.script)?.content.toString(), 'print(1)');
  const plan = JSON.parse(workspace.objects.objects.get(files.plan)?.content.toString() ?? '');
  assert.deepEqual([plan.runId, plan.arguments], [RUN_ID, order.plan.arguments]);
  const run = workspace.jobRuns.runs.get(runId);
  assert.equal(run?.name, 'Overwatch: full snapshot of main.overwatch_etl');
  const [task] = run?.tasks ?? [];
  assert.deepEqual(task?.settings.spark_python_task, {
    python_file: files.script,
    parameters: [...order.plan.arguments, '--plan', files.plan],
  });
});

test('each run has a plan of its own, so that one that waits for its cluster keeps its plan', () => {
  const { subject } = snapshotOrder();
  assert.notEqual(jobFiles(USER, subject, 'a').plan, jobFiles(USER, subject, 'b').plan);
  assert.equal(jobFiles(USER, subject, 'a').script, jobFiles(USER, subject, 'b').script);
});

test('what repeats a job, groups it or finds it again is not submitted', () => {
  const cluster = { sparkVersion: '16.4.x-scala2.12', nodeType: 'i3.xlarge', workers: 2 };
  const order = snapshotOrder({
    options: { ...snapshotOrder().options, compute: { kind: 'job-cluster', cluster } },
  });
  const settings = submitSettings(order, jobFiles(USER, order.subject, RUN_ID));
  assert.deepEqual(Object.keys(settings).sort(), [
    'email_notifications',
    'run_name',
    'tasks',
    'timeout_seconds',
  ]);
  const [task] = settings.tasks as readonly Record<string, unknown>[];
  assert.deepEqual(Object.keys(task ?? {}).sort(), ['new_cluster', 'spark_python_task', 'task_key']);
});

test('killed between upload and request, nothing runs', async (context) => {
  const workspace = await startFakeWorkspace(context);
  const killed = new Error('killed');
  await assert.rejects(
    submitOrder(
      workspace.rest,
      snapshotOrder(),
      { script: 'print(1)', aboutToSend: () => Promise.reject(killed) },
      signal,
    ),
    killed,
  );
  assert.equal(workspace.objects.objects.size > 0, true);
  assert.equal(workspace.jobRuns.runs.size, 0);
});

test('an answer that gets lost, and a second request after a kill, find the same run', async (context) => {
  const workspace = await startFakeWorkspace(context);
  const order = snapshotOrder();
  workspace.trouble(/POST .*runs\/submit/, 'drop');
  const options = { script: 'print(1)', aboutToSend: nothing };
  const first = await submitOrder(workspace.rest, order, options, signal);
  const second = await submitOrder(workspace.rest, order, options, signal);
  assert.equal(second, first);
  assert.equal(workspace.jobRuns.runs.size, 1);
  const again = orderAgain(order, { token: 'token-2', runId: '20261123T110000Z-ffffff' });
  assert.notEqual(await submitOrder(workspace.rest, again, options, signal), first);
  assert.deepEqual(again.plan.tables, order.plan.tables);
});

test('what the workspace refuses is a fault that says why', async (context) => {
  const workspace = await startFakeWorkspace(context);
  const order = snapshotOrder({
    options: { ...snapshotOrder().options, compute: { kind: 'existing', clusterId: '0000-000000-none' } },
  });
  await assert.rejects(
    submitOrder(workspace.rest, order, { script: '', aboutToSend: nothing }, signal),
    (error) => error instanceof Fault && /Cluster 0000-000000-none does not exist/.test(error.message),
  );
  const unsafe = { ...SUBJECTS.snapshot, parameters: { ...SUBJECTS.snapshot.parameters, checksum: true } };
  assert.throws(
    () =>
      snapshotOrder({ subject: unsafe }) &&
      submitSettings(snapshotOrder({ subject: unsafe }), jobFiles(USER, unsafe, '')),
    /checksum/,
  );
});
