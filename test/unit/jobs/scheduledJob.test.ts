import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../../../src/base/fault';
import { JOB_TAG } from '../../../src/generate/jobOptions';
import { subjectId } from '../../../src/generate/subject';
import { putScheduledJob, type ScheduledOrder } from '../../../src/jobs/scheduledJob';
import { startFakeWorkspace } from '../../support/fakeWorkspace/fakeWorkspace';
import { SUBJECTS } from '../generate/subjects';

const signal = new AbortController().signal;

function order(cron = '0 0 3 ? * SUN'): ScheduledOrder {
  return {
    subject: SUBJECTS.incremental,
    options: {
      compute: { kind: 'serverless' },
      emails: [],
      webhooks: [],
      retries: 1,
      timeoutMinutes: 0,
      tags: {},
      schedule: { cron, timeZone: 'Europe/Berlin', paused: false },
    },
  };
}

const SCRIPT = { script: 'print(1)' };

test('a second time changes the job of the first, found by its tag', async (context) => {
  const workspace = await startFakeWorkspace(context);
  const first = await putScheduledJob(workspace.rest, order(), SCRIPT, signal);
  const second = await putScheduledJob(workspace.rest, order('0 0 4 ? * MON'), SCRIPT, signal);
  assert.deepEqual([first.change, second.change], ['created', 'updated']);
  assert.equal(second.id, first.id);
  const { settings } = workspace.jobs.find(first.id);
  assert.deepEqual(settings.tags, { [JOB_TAG]: subjectId(SUBJECTS.incremental) });
  assert.equal((settings.schedule as Record<string, unknown>).quartz_cron_expression, '0 0 4 ? * MON');
  const [task] = settings.tasks as readonly Record<string, Record<string, unknown>>[];
  assert.equal(JSON.stringify(task?.spark_python_task).includes('--plan'), false);
});

test('of several with the tag none is touched until one is chosen', async (context) => {
  const workspace = await startFakeWorkspace(context);
  const tags = { [JOB_TAG]: subjectId(SUBJECTS.incremental) };
  const one = workspace.jobs.add({ name: 'One', tags });
  const two = workspace.jobs.add({ name: 'Two', tags });
  await assert.rejects(
    putScheduledJob(workspace.rest, order(), SCRIPT, signal),
    (error) =>
      error instanceof Fault &&
      error.code === 'conflict' &&
      error.message.includes(one) &&
      error.message.includes(two),
  );
  assert.equal(workspace.jobs.find(two).settings.schedule, undefined);
  const put = await putScheduledJob(workspace.rest, order(), { ...SCRIPT, chosen: two }, signal);
  assert.deepEqual([put.id, put.change], [two, 'updated']);
  assert.equal(workspace.jobs.find(one).settings.schedule, undefined);
});

test('a job whose making was not answered is found instead of made twice', async (context) => {
  const workspace = await startFakeWorkspace(context);
  const made = workspace.jobs.add({
    name: 'Made',
    tags: { [JOB_TAG]: subjectId(SUBJECTS.incremental) },
  });
  // Before the request there was none; the request was taken, and its answer got lost.
  workspace.trouble(/GET .*jobs\/list/, { json: {} });
  workspace.trouble(/POST .*jobs\/create/, 'drop');
  const { id } = await putScheduledJob(workspace.rest, order(), SCRIPT, signal);
  assert.equal(id, made);
});

test('a job that was not made is told of as one that may have been', async (context) => {
  const workspace = await startFakeWorkspace(context);
  workspace.trouble(/POST .*jobs\/create/, 'drop');
  await assert.rejects(
    putScheduledJob(workspace.rest, order(), SCRIPT, signal),
    /Whether it took effect is not known/,
  );
  assert.equal((await putScheduledJob(workspace.rest, order(), SCRIPT, signal)).change, 'created');
});

test('a job that was paused stays paused, and one that is gone is told of', async (context) => {
  const workspace = await startFakeWorkspace(context);
  const schedule = { quartz_cron_expression: '0 0 1 * * ?', timezone_id: 'UTC', pause_status: 'PAUSED' };
  const tags = { [JOB_TAG]: subjectId(SUBJECTS.incremental) };
  const id = workspace.jobs.add({ name: 'Paused', tags, schedule });
  await putScheduledJob(workspace.rest, order(), SCRIPT, signal);
  assert.deepEqual(workspace.jobs.find(id).settings.schedule, {
    quartz_cron_expression: '0 0 3 ? * SUN',
    timezone_id: 'Europe/Berlin',
    pause_status: 'PAUSED',
  });
  await assert.rejects(
    putScheduledJob(workspace.rest, order(), { ...SCRIPT, chosen: '77' }, signal),
    /The job 77 is gone/,
  );
});
