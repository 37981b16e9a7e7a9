import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  createJob,
  getJob,
  jobUrl,
  listJobs,
  resetJob,
  runJobNow,
  setJobPaused,
  type WorkspaceJob,
} from '../../../src/workspace/jobs';
import type { Rest } from '../../../src/workspace/rest';
import { type FakeWorkspace, startFakeWorkspace } from '../../support/fakeWorkspace/fakeWorkspace';

const NEVER = new AbortController().signal;
const SCHEDULE = { quartz_cron_expression: '0 0 3 ? * SUN', timezone_id: 'Europe/Berlin' };

function notebookTask(key: string) {
  return { task_key: key, notebook_task: { notebook_path: `/Workspace/Shared/${key}` } };
}

async function all(rest: Rest): Promise<WorkspaceJob[]> {
  const jobs: WorkspaceJob[] = [];
  for await (const page of listJobs(rest, NEVER)) jobs.push(...page);
  return jobs;
}

function paths({ requests }: FakeWorkspace): string[] {
  return requests.map(({ path }) => path);
}

describe('jobs', () => {
  it('are made, changed and read with ids that a JavaScript number cannot hold', async (test) => {
    const { rest, requests } = await startFakeWorkspace(test);
    const id = await createJob(rest, { name: 'One', tasks: [notebookTask('a')], tags: { team: 'x' } }, NEVER);
    assert.equal(id, '9007199254740995');
    assert.ok(!Number.isSafeInteger(Number(id)));
    const made = await getJob(rest, id, NEVER);
    assert.equal(made.name, 'One');
    assert.equal(made.creator, 'somebody@example.com');
    assert.deepEqual(made.tags, { team: 'x' });
    assert.equal(made.start, undefined);
    assert.equal(made.tasks[0]?.task_key, 'a');

    await resetJob(rest, id, { name: 'Two', tasks: [notebookTask('b')] }, NEVER);
    assert.match(requests.at(-1)?.body ?? '', /"job_id":9007199254740995[,}]/, 'a bare integer');
    const changed = await getJob(rest, id, NEVER);
    assert.deepEqual([changed.name, changed.tasks.length, changed.tags], ['Two', 1, {}]);
    assert.equal(changed.tasks[0]?.task_key, 'b');
  });

  it('are listed over all pages, with every task of long ones', async (test) => {
    const workspace = await startFakeWorkspace(test);
    const { rest, jobs } = workspace;
    assert.deepEqual(await all(rest), []);
    jobs.pageSize = 2;
    jobs.partSize = 3;
    const keys = Array.from({ length: 7 }, (_, index) => `t${index}`);
    for (const name of ['first', 'second', 'third']) {
      const tasks = (name === 'second' ? keys : ['only']).map(notebookTask);
      jobs.add({ name, tasks });
    }
    const found = await all(rest);
    assert.deepEqual(
      found.map(({ name, tasks }) => [name, tasks.length]),
      [
        ['third', 1],
        ['second', 7],
        ['first', 1],
      ],
    );
    const [, second] = found;
    assert.deepEqual(
      second?.tasks.map((task) => task.task_key),
      keys,
    );
    assert.deepEqual(second?.settings.tasks, second?.tasks);
    assert.equal(paths(workspace).filter((path) => path.endsWith('/jobs/get')).length, 3, 'a part each');
  });

  it('tell what starts them, and whether that is paused', async (test) => {
    const { rest, jobs } = await startFakeWorkspace(test);
    const startOf = async (settings: Record<string, unknown>) => {
      const id = jobs.add({ name: 'j', tasks: [notebookTask('a')], ...settings });
      return (await getJob(rest, id, NEVER)).start;
    };
    assert.deepEqual(await startOf({ schedule: { ...SCHEDULE, pause_status: 'PAUSED' } }), {
      kind: 'schedule',
      paused: true,
      cron: '0 0 3 ? * SUN',
      timeZone: 'Europe/Berlin',
    });
    assert.deepEqual(await startOf({ continuous: {} }), { kind: 'continuous', paused: false });
    const arrival = { file_arrival: { url: '/Volumes/a/b/c/' } };
    assert.deepEqual(await startOf({ trigger: arrival }), { kind: 'trigger', paused: false });
    const triggers = [{ ...arrival, pause_status: 'PAUSED' }, { periodic: { interval: 1, unit: 'DAYS' } }];
    assert.deepEqual(await startOf({ triggers }), { kind: 'several', paused: false });
    assert.equal(await startOf({}), undefined);
  });

  it('are paused and resumed with all else of their schedule as it is at that moment', async (test) => {
    const workspace = await startFakeWorkspace(test);
    const { rest, jobs } = workspace;
    const condition = { query_id: 'q' };
    const id = jobs.add({
      name: 'nightly',
      tasks: [notebookTask('a')],
      tags: { team: 'x' },
      schedule: { ...SCHEDULE, sql_condition: condition },
    });
    const known = await getJob(rest, id, NEVER);
    jobs.find(id).settings = {
      ...jobs.find(id).settings,
      schedule: { ...SCHEDULE, quartz_cron_expression: '0 30 4 * * ?', sql_condition: condition },
    };
    const before = jobs.find(id).settings;
    await setJobPaused(rest, known, true, NEVER);
    assert.deepEqual(jobs.find(id).settings, {
      ...before,
      schedule: {
        ...SCHEDULE,
        quartz_cron_expression: '0 30 4 * * ?',
        sql_condition: condition,
        pause_status: 'PAUSED',
      },
    });
    await setJobPaused(rest, known, true, NEVER);
    const updates = () => paths(workspace).filter((path) => path.endsWith('/jobs/update')).length;
    assert.equal(updates(), 1, 'what is paused is not paused again');
    await setJobPaused(rest, known, false, NEVER);
    assert.equal(updates(), 2);
    assert.equal((await getJob(rest, id, NEVER)).start?.paused, false);

    const continuous = jobs.add({ name: 'c', tasks: [notebookTask('a')], continuous: {} });
    await setJobPaused(rest, { id: continuous }, true, NEVER);
    assert.deepEqual(jobs.find(continuous).settings.continuous, { pause_status: 'PAUSED' });
  });

  it('that cannot be paused say why', async (test) => {
    const { rest, jobs } = await startFakeWorkspace(test);
    const byHand = jobs.add({ name: 'by hand', tasks: [notebookTask('a')] });
    await assert.rejects(setJobPaused(rest, { id: byHand }, true, NEVER), {
      code: 'usage',
      message: 'The job by hand has no schedule, so it cannot be paused.',
    });
    const triggers = [{ periodic: { interval: 1, unit: 'DAYS' } }];
    const several = jobs.add({ name: 'several', tasks: [notebookTask('a')], triggers });
    await assert.rejects(setJobPaused(rest, { id: several }, true, NEVER), {
      code: 'unsupported-feature',
      advice: `Pause or resume them on its page, https://${rest.tokens.host}/jobs/${several}.`,
    });
    const foreign = jobs.add({ name: 'foreign', tasks: [notebookTask('a')], schedule: SCHEDULE });
    jobs.readOnly.add(foreign);
    await assert.rejects(setJobPaused(rest, { id: foreign }, true, NEVER), {
      code: 'no-permission',
      message: /^Pausing the job foreign: .*does not have Manage or Owner permissions/,
    });
  });

  it('that are not there, or no ids at all, are faults', async (test) => {
    const { rest } = await startFakeWorkspace(test);
    const missing = { code: 'not-found', message: /Job 9007199254740999 does not exist/ };
    await assert.rejects(getJob(rest, '9007199254740999', NEVER), missing);
    await assert.rejects(resetJob(rest, '9007199254740999', { name: 'x' }, NEVER), missing);
    await assert.rejects(runJobNow(rest, '9007199254740999', 'token', NEVER), missing);
    await assert.rejects(resetJob(rest, 'x"1', { name: 'x' }, NEVER), { code: 'usage' });
  });

  it('are changed again after a lost answer, and not made again', async (test) => {
    const { rest, jobs, trouble } = await startFakeWorkspace(test);
    const id = jobs.add({ name: 'j', tasks: [notebookTask('a')], schedule: SCHEDULE });
    trouble(/update$/, 'drop-halfway');
    await setJobPaused(rest, { id }, true, NEVER);
    assert.deepEqual(jobs.find(id).settings.schedule, { ...SCHEDULE, pause_status: 'PAUSED' });
    trouble(/create$/, 'drop-halfway');
    await assert.rejects(createJob(rest, { name: 'k', tasks: [notebookTask('a')] }, NEVER), {
      code: 'unreachable',
      message: /^Creating the job k: .* Whether it took effect is not known\.$/,
    });
  });

  it('wait while the workspace is busy, and stop waiting when they are told to', async (test) => {
    const { rest, jobs, trouble } = await startFakeWorkspace(test);
    const id = jobs.add({ name: 'j', tasks: [notebookTask('a')] });
    const busy = { error_code: 'REQUEST_LIMIT_EXCEEDED', message: 'Too many.' };
    trouble(/jobs\/get$/, { status: 429, headers: { 'Retry-After': '0' }, json: busy }, 2);
    trouble(/jobs\/get$/, { status: 503, json: busy });
    assert.equal((await getJob(rest, id, NEVER)).name, 'j');
    trouble(/jobs\/get$/, 'hang');
    const reason = new Error('stop');
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 20);
    await assert.rejects(getJob(rest, id, controller.signal), reason);
  });

  it('begin one run however often they are told with one token', async (test) => {
    const { rest, jobs, jobRuns, trouble } = await startFakeWorkspace(test);
    const id = jobs.add({ name: 'j', tasks: [notebookTask('a')], max_concurrent_runs: 2 });
    const run = await runJobNow(rest, id, 'token-1', NEVER);
    trouble(/run-now$/, 'drop-halfway');
    assert.equal(await runJobNow(rest, id, 'token-1', NEVER), run);
    assert.equal(jobRuns.runs.size, 1);
    assert.notEqual(await runJobNow(rest, id, 'token-2', NEVER), run);
  });

  it('have a page, with the workspace where a host serves several', async (test) => {
    const { rest } = await startFakeWorkspace(test);
    assert.equal(jobUrl(rest, '12'), `https://${rest.tokens.host}/jobs/12`);
    const shared = { ...rest, tokens: { ...rest.tokens, workspaceId: '7405605519549535' } };
    assert.equal(jobUrl(shared, '12'), `https://${rest.tokens.host}/jobs/12?o=7405605519549535`);
    const named = { ...rest, tokens: { ...rest.tokens, workspaceId: 'a b' } };
    assert.equal(jobUrl(named, '12'), `https://${rest.tokens.host}/jobs/12?w=a%20b`);
  });
});
