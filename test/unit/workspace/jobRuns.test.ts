import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  cancelJobRun,
  getJobRun,
  type JobRun,
  latestRun,
  type RunState,
  submitRun,
  taskOutput,
} from '../../../src/workspace/jobRuns';
import type { Rest } from '../../../src/workspace/rest';
import { startFakeWorkspace } from '../../support/fakeWorkspace/fakeWorkspace';
import type { RunEnd } from '../../support/fakeWorkspace/jobRuns';

const NEVER = new AbortController().signal;

function settings(...keys: string[]) {
  const notebook_task = { notebook_path: '/Workspace/Shared/n' };
  return { run_name: 'a run', tasks: keys.map((task_key) => ({ task_key, notebook_task })) };
}

/** The states that a run is seen in until it ends. */
async function follow(rest: Rest, id: string): Promise<RunState[]> {
  const states: RunState[] = [];
  for (;;) {
    const { state } = await getJobRun(rest, id, NEVER);
    states.push(state);
    if (state.kind === 'ended') return states;
  }
}

describe('runs of jobs', () => {
  it('are submitted, and followed to a good end', async (test) => {
    const { rest, jobRuns, host, requests } = await startFakeWorkspace(test);
    const id = await submitRun(rest, settings('a'), 'token', NEVER);
    assert.ok(!Number.isSafeInteger(Number(id)));
    assert.deepEqual(JSON.parse(requests[0]?.body ?? ''), { ...settings('a'), idempotency_token: 'token' });
    assert.deepEqual(await follow(rest, id), [
      { kind: 'waiting' },
      { kind: 'running' },
      { kind: 'ended', result: 'success' },
    ]);
    const fake = jobRuns.runs.get(id);
    assert.ok(fake);
    const expected: JobRun = {
      id,
      jobId: fake.jobId,
      name: 'a run',
      state: { kind: 'ended', result: 'success' },
      pageUrl: `https://${host}/?o=7405605519549535#job/${fake.jobId}/run/${id}`,
      startedAt: fake.startedAt,
      endedAt: fake.endedAt,
      tasks: [
        {
          runId: fake.tasks[0]?.id ?? '',
          key: 'a',
          state: { kind: 'ended', result: 'success' },
          attempt: 0,
          pageUrl: `https://${host}/?o=7405605519549535#job/${fake.jobId}/run/${fake.tasks[0]?.id}`,
        },
      ],
    };
    assert.deepEqual(await getJobRun(rest, id, NEVER), expected);
  });

  it('are one where an answer was lost and the request is sent again', async (test) => {
    const { rest, jobRuns, trouble, requests } = await startFakeWorkspace(test);
    const id = await submitRun(rest, settings('a'), 'token', NEVER);
    trouble(/submit$/, 'drop');
    assert.equal(await submitRun(rest, settings('a'), 'token', NEVER), id);
    assert.equal(requests.length, 3);
    assert.equal(jobRuns.runs.size, 1);
    await assert.rejects(submitRun(rest, settings('a'), 'x'.repeat(65), NEVER), {
      code: 'usage',
      message: /at most 64 characters/,
    });
  });

  const ENDS: Readonly<Record<RunEnd, string>> = {
    success: 'success',
    failed: 'failed',
    'timed-out': 'timed-out',
    cancelled: 'cancelled',
    'internal-error': 'failed',
    skipped: 'skipped',
  };
  for (const shape of ['both', 'state', 'status'] as const) {
    it(`end in every way, told in the shape of ${shape}`, async (test) => {
      const { rest, jobRuns } = await startFakeWorkspace(test);
      jobRuns.shape = shape;
      for (const [ends, result] of Object.entries(ENDS) as [RunEnd, string][]) {
        jobRuns.next.push({ waits: 0, runs: 1, ends, message: `why ${ends}` });
        const id = await submitRun(rest, settings('a'), ends, NEVER);
        const states = await follow(rest, id);
        // The new shape alone cannot tell a time-out.
        const expected = shape === 'status' && ends === 'timed-out' ? 'cancelled' : result;
        assert.deepEqual(states.at(-1), { kind: 'ended', result: expected, message: `why ${ends}` });
      }
    });
  }

  it('have as many tasks as there are, over all pages', async (test) => {
    const { rest, jobRuns } = await startFakeWorkspace(test);
    jobRuns.partSize = 2;
    jobRuns.next.push({ waits: 0, runs: 0, ends: 'failed' });
    const id = await submitRun(rest, settings('a', 'b', 'c', 'd', 'e'), 'token', NEVER);
    const { tasks } = await getJobRun(rest, id, NEVER);
    assert.deepEqual(
      tasks.map(({ key, state }) => [key, state.kind === 'ended' ? state.result : state.kind]),
      [
        ['a', 'failed'],
        ['b', 'skipped'],
        ['c', 'skipped'],
        ['d', 'skipped'],
        ['e', 'skipped'],
      ],
    );
  });

  it('say by task why they failed and what they printed', async (test) => {
    const { rest, jobRuns } = await startFakeWorkspace(test);
    jobRuns.next.push({
      waits: 0,
      runs: 1,
      ends: 'failed',
      message: 'Task a failed.',
      error: 'AnalysisException: no such table',
      trace: 'at line 3',
      logs: 'copying…\n',
      logsTruncated: true,
    });
    const id = await submitRun(rest, settings('a'), 'token', NEVER);
    const taskId = (await getJobRun(rest, id, NEVER)).tasks[0]?.runId ?? '';
    assert.deepEqual(await taskOutput(rest, taskId, NEVER), { logsTruncated: false }, 'while it runs');
    await follow(rest, id);
    assert.deepEqual(await taskOutput(rest, taskId, NEVER), {
      error: 'AnalysisException: no such table',
      trace: 'at line 3',
      logs: 'copying…\n',
      logsTruncated: true,
    });
    await assert.rejects(taskOutput(rest, id, NEVER), {
      code: 'usage',
      message: /retrieve the output of each individual task run/,
    });
    jobRuns.next.push({ waits: 0, runs: 0, result: '{"rows":1}' });
    const good = await submitRun(rest, settings('a'), 'other', NEVER);
    const { tasks } = await getJobRun(rest, good, NEVER);
    assert.deepEqual(await taskOutput(rest, tasks[0]?.runId ?? '', NEVER), {
      logsTruncated: false,
      result: '{"rows":1}',
    });
  });

  it('are cancelled, which takes a moment', async (test) => {
    const { rest } = await startFakeWorkspace(test);
    const id = await submitRun(rest, settings('a'), 'token', NEVER);
    await getJobRun(rest, id, NEVER);
    await cancelJobRun(rest, id, NEVER);
    assert.deepEqual(await follow(rest, id), [
      { kind: 'ended', result: 'cancelled', message: 'Run cancelled.' },
    ]);
    await cancelJobRun(rest, id, NEVER);
    await assert.rejects(cancelJobRun(rest, '9', NEVER), { code: 'not-found' });
  });

  it('that are not there are not found', async (test) => {
    const { rest } = await startFakeWorkspace(test);
    await assert.rejects(getJobRun(rest, '9007199254740999', NEVER), {
      code: 'not-found',
      message: /^Looking at the run 9007199254740999: .*does not exist/,
    });
    await assert.rejects(taskOutput(rest, '9007199254740999', NEVER), { code: 'not-found' });
  });

  it('are looked up by their job: the one that ended last, or is under way', async (test) => {
    const { rest, jobs, jobRuns } = await startFakeWorkspace(test);
    const job = jobs.add({ name: 'j', tasks: settings('a').tasks });
    assert.equal(await latestRun(rest, job, NEVER), undefined);
    jobRuns.addEnded(job, 'success', { startedAt: 1000, endedAt: 2000 });
    const last = jobRuns.addEnded(job, 'failed', { startedAt: 3000, endedAt: 4000 }, 'Boom.');
    jobRuns.addEnded(job, 'success', { startedAt: 500, endedAt: 600 });
    const run = await latestRun(rest, job, NEVER);
    assert.deepEqual(
      [run?.id, run?.state, run?.startedAt, run?.endedAt, run?.tasks],
      [last, { kind: 'ended', result: 'failed', message: 'Boom.' }, 3000, 4000, []],
    );
    await assert.rejects(latestRun(rest, '9', NEVER), { code: 'not-found' });
  });

  it('are waited for no longer than wanted', async (test) => {
    const { rest, trouble } = await startFakeWorkspace(test);
    trouble(/submit$/, 'hang');
    const reason = new Error('stop');
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 20);
    await assert.rejects(submitRun(rest, settings('a'), 'token', controller.signal), reason);
  });
});
