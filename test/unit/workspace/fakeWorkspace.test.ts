/** The fake workspace is strict: what Databricks' API refuses, it refuses. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseQuartz } from '../../../src/generate/quartz';
import { nextRuns } from '../../../src/generate/quartzRuns';
import { getJobRun, submitRun } from '../../../src/workspace/jobRuns';
import { createJob, runJobNow } from '../../../src/workspace/jobs';
import { asJson, type JsonObject, objectOf, objectsOf } from '../../../src/workspace/json';
import { callJson } from '../../../src/workspace/rest';
import { startFakeWorkspace } from '../../support/fakeWorkspace/fakeWorkspace';
import { quartzCron } from '../../support/fakeWorkspace/schedules';

const NEVER = new AbortController().signal;
const NOTEBOOK = { notebook_task: { notebook_path: '/Workspace/n' } };
const PYTHON = { spark_python_task: { python_file: '/Workspace/s.py' } };
const CLUSTER = { spark_version: '16.4.x-scala2.12', node_type_id: 'm5.large', num_workers: 1 };
const SCHEDULE = { quartz_cron_expression: '0 0 3 ? * SUN', timezone_id: 'Europe/Berlin' };

function job(more: JsonObject, task: JsonObject = NOTEBOOK): JsonObject {
  return { name: 'j', tasks: [{ task_key: 'a', ...task }], ...more };
}

const REFUSED: readonly (readonly [string, JsonObject, RegExp])[] = [
  ['an unknown field', job({ shedule: SCHEDULE }), /unknown field shedule/],
  ['an unknown field of a task', job({}, { ...NOTEBOOK, notebook: '/n' }), /unknown field notebook/],
  ['a value of the wrong kind', job({ timeout_seconds: '60' }), /timeout_seconds must be an integer/],
  ['a cron of five fields', job({ schedule: { ...SCHEDULE, quartz_cron_expression: '0 3 * * *' } }), /cron/],
  ['both kinds of days', job({ schedule: { ...SCHEDULE, quartz_cron_expression: '0 0 3 * * *' } }), /cron/],
  ['a time zone that is none', job({ schedule: { ...SCHEDULE, timezone_id: 'Berlin' } }), /timezone/],
  [
    'a schedule without its zone',
    job({ schedule: { quartz_cron_expression: '0 0 3 * * ?' } }),
    /lacks the field/,
  ],
  ['two starts', job({ schedule: SCHEDULE, continuous: {} }), /not several/],
  ['a continuous job twice at a time', job({ continuous: {}, max_concurrent_runs: 2 }), /concurrent/],
  ['no task', job({}, {}), /A task must be specified/],
  ['two tasks in one', job({}, { ...NOTEBOOK, ...PYTHON }), /Only one task/],
  ['a missing compute', job({}, PYTHON), /must be specified/],
  [
    'two computes',
    job({}, { ...PYTHON, new_cluster: CLUSTER, existing_cluster_id: 'c' }),
    /Only one cluster/,
  ],
  ['a job cluster that is not there', job({}, { ...PYTHON, job_cluster_key: 'x' }), /not defined/],
  ['an environment that is not there', job({}, { ...PYTHON, environment_key: 'x' }), /not defined/],
  [
    'a cluster that is not there',
    job({}, { ...PYTHON, existing_cluster_id: 'c' }),
    /Cluster c does not exist/,
  ],
  ['a cluster without machines', job({}, { ...PYTHON, new_cluster: { spark_version: 'x' } }), /node_type_id/],
  [
    'a size given twice',
    job({}, { ...PYTHON, new_cluster: { ...CLUSTER, autoscale: { min_workers: 1, max_workers: 2 } } }),
    /num_workers or autoscale/,
  ],
  ['libraries without a cluster', job({}, { ...NOTEBOOK, libraries: [{ jar: '/x.jar' }] }), /serverless/],
  [
    'a task key twice',
    {
      name: 'j',
      tasks: [
        { task_key: 'a', ...NOTEBOOK },
        { task_key: 'a', ...NOTEBOOK },
      ],
    },
    /Duplicate task_key 'a'/,
  ],
  ['a task key with blanks', { name: 'j', tasks: [{ task_key: 'a b', ...NOTEBOOK }] }, /letters, digits/],
  ['an unknown dependency', job({}, { ...NOTEBOOK, depends_on: [{ task_key: 'b' }] }), /depends on b/],
  [
    'too many tags',
    job({ tags: Object.fromEntries(Array.from({ length: 26 }, (_, i) => [i, ''])) }),
    /25 tags/,
  ],
  [
    'too many destinations',
    job({ webhook_notifications: { on_failure: [{ id: '1' }, { id: '2' }, { id: '3' }, { id: '4' }] } }),
    /3 destinations/,
  ],
];

describe('the fake workspace', () => {
  for (const [what, settings, message] of REFUSED) {
    it(`refuses a job with ${what}`, async (test) => {
      const { rest, jobs } = await startFakeWorkspace(test);
      await assert.rejects(createJob(rest, settings, NEVER), { message });
      assert.equal(jobs.jobs.size, 0);
    });
  }

  it('refuses in a run without a job what only jobs have', async (test) => {
    const { rest, jobRuns } = await startFakeWorkspace(test);
    const tasks = [{ task_key: 'a', ...PYTHON, new_cluster: CLUSTER }];
    for (const field of ['tags', 'job_clusters', 'schedule', 'max_concurrent_runs', 'name']) {
      await assert.rejects(submitRun(rest, { tasks, [field]: {} }, field, NEVER), {
        message: new RegExp(`unknown field ${field}`),
      });
    }
    await assert.rejects(submitRun(rest, { run_name: 'x' }, 't', NEVER), {
      message: /lacks the field tasks/,
    });
    await assert.rejects(submitRun(rest, { tasks: [] }, 't', NEVER), { message: /at least one task/ });
    const shared = [{ task_key: 'a', ...PYTHON, job_cluster_key: 'x' }];
    await assert.rejects(submitRun(rest, { tasks: shared }, 't', NEVER), { message: /unknown field/ });
    assert.equal(jobRuns.runs.size, 0);
    await submitRun(rest, { tasks }, 't', NEVER);
  });

  it('keeps what an update does not name, and merges tasks by their keys', async (test) => {
    const { rest, jobs } = await startFakeWorkspace(test);
    const id = jobs.add({ ...job({ schedule: SCHEDULE, tags: { team: 'x' } }) });
    const update = (json: JsonObject) =>
      callJson(
        rest,
        {
          method: 'POST',
          path: '/api/2.2/jobs/update',
          json: asJson({ job_id: BigInt(id), ...json }),
          what: 'Updating',
        },
        NEVER,
      );
    await update({ new_settings: { tasks: [{ task_key: 'b', ...NOTEBOOK }] }, fields_to_remove: ['tags'] });
    const { settings } = jobs.find(id);
    assert.deepEqual(
      (settings.tasks as { task_key: string }[]).map((task) => task.task_key),
      ['a', 'b'],
    );
    assert.deepEqual(
      [settings.tags, settings.schedule],
      [undefined, { ...SCHEDULE, pause_status: 'UNPAUSED' }],
    );
    await assert.rejects(update({ new_settings: { continuous: {} } }), { message: /not several/ });
  });

  it('lists jobs by their exact name in any case, and forgets those that are deleted', async (test) => {
    const { rest, jobs } = await startFakeWorkspace(test);
    const id = jobs.add(job({ name: 'Nightly' }));
    jobs.add(job({ name: 'Nightly 2' }));
    const list = (name: string) =>
      callJson(rest, { method: 'GET', path: '/api/2.2/jobs/list', query: { name }, what: 'Listing' }, NEVER);
    const [found, ...others] = objectsOf(await list('nightly'), 'jobs');
    assert.deepEqual([found?.job_id, others.length], [id, 0]);
    assert.equal(objectOf(found ?? {}, 'settings').tasks, undefined, 'not unless they are asked for');
    const json = { job_id: BigInt(id) };
    await callJson(rest, { method: 'POST', path: '/api/2.2/jobs/delete', json, what: 'Deleting' }, NEVER);
    assert.deepEqual(objectsOf(await list('nightly'), 'jobs'), []);
  });

  it('skips a run of a job that runs as often as it may', async (test) => {
    const { rest, jobs } = await startFakeWorkspace(test);
    const id = jobs.add(job({}));
    const first = await runJobNow(rest, id, 'one', NEVER);
    const second = await runJobNow(rest, id, 'two', NEVER);
    assert.equal((await getJobRun(rest, first, NEVER)).state.kind, 'waiting');
    assert.deepEqual((await getJobRun(rest, second, NEVER)).state, { kind: 'ended', result: 'skipped' });
  });

  it('reads schedules as the product does', () => {
    const schedules = [
      '0 0 3 ? * SUN',
      '0 0/5 14,18 * * ?',
      '0 15 10 ? * MON-FRI',
      '0 15 10 L * ?',
      '0 15 10 L-2 * ?',
      '0 15 10 ? * 6L',
      '0 15 10 ? * 6#3',
      '0 0 12 1/5 * ? 2099',
      '0 0 12 15W JAN-MAR,DEC ?',
      '0 3 * * *',
      '60 0 3 ? * SUN',
      '0 0 24 ? * SUN',
      '0 0 3 ? * *  * *',
      '0 0 3 32 * ?',
      '0 0 3 ? 13 SUN',
      '0 0 3 * * *',
      '0 0 3 ? * ?',
      'x 0 3 ? * SUN',
    ];
    for (const schedule of schedules) {
      const taken = (work: () => unknown) => {
        try {
          work();
          return true;
        } catch {
          return false;
        }
      };
      assert.equal(
        taken(() => quartzCron(schedule, 'schedule')),
        taken(() => nextRuns(parseQuartz(schedule), 'UTC', 0, 1)),
        schedule,
      );
    }
  });
});
