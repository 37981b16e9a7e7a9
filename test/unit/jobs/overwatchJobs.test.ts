import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  isStartedByItself,
  isUnderWay,
  listOverwatchJobs,
  overwatchJobs,
  type Recognition,
  recogniseOverwatchJob,
  setJobsPaused,
} from '../../../src/jobs/overwatchJobs';
import { getJob, type WorkspaceJob } from '../../../src/workspace/jobs';
import type { JsonObject } from '../../../src/workspace/json';
import { startFakeWorkspace } from '../../support/fakeWorkspace/fakeWorkspace';

const NEVER = new AbortController().signal;
const SCHEDULE = { quartz_cron_expression: '0 0 3 ? * SUN', timezone_id: 'UTC' };
const PACKAGE = 'com.databricks.labs.overwatch';
const MAVEN = { maven: { coordinates: 'com.databricks.labs:overwatch_2.12:0.8.2.0' } };

function jobWith(tasks: readonly JsonObject[], tags: Readonly<Record<string, string>> = {}): WorkspaceJob {
  return { id: '1', name: 'j', tags, settings: {}, tasks, clusters: [] };
}

function main(name: string): JsonObject {
  return { spark_jar_task: { main_class_name: name, parameters: [] } };
}

function notebook(path: string, more: JsonObject = {}): JsonObject {
  return { notebook_task: { notebook_path: path }, ...more };
}

const CASES: readonly (readonly [string, WorkspaceJob, Recognition | undefined])[] = [
  [
    'the runner of one workspace',
    jobWith([main(`${PACKAGE}.BatchRunner`)]),
    { kind: 'runner', why: `its main class is ${PACKAGE}.BatchRunner` },
  ],
  [
    'the runner of many workspaces',
    jobWith([main(`${PACKAGE}.MultiWorkspaceRunner`)]),
    { kind: 'runner', why: `its main class is ${PACKAGE}.MultiWorkspaceRunner` },
  ],
  [
    'the optimizer',
    jobWith([main(`${PACKAGE}.Optimizer`)]),
    { kind: 'optimizer', why: `its main class is ${PACKAGE}.Optimizer` },
  ],
  [
    "the guide's snapshot",
    jobWith([main(`${PACKAGE}.pipeline.Snapshot`)]),
    { kind: 'backup', why: `its main class is ${PACKAGE}.pipeline.Snapshot` },
  ],
  [
    'a released migration',
    jobWith([main(`${PACKAGE}.pipeline.MigrationRunner`)]),
    { kind: 'backup', why: `its main class is ${PACKAGE}.pipeline.MigrationRunner` },
  ],
  [
    'another class of Overwatch',
    jobWith([main(`${PACKAGE}.utils.Upgrade`)]),
    { kind: 'other', why: `its main class is ${PACKAGE}.utils.Upgrade` },
  ],
  [
    'spark-submit',
    jobWith([{ spark_submit_task: { parameters: ['--class', `${PACKAGE}.BatchRunner`, 's3://b/o.jar'] } }]),
    { kind: 'runner', why: `its main class is ${PACKAGE}.BatchRunner` },
  ],
  [
    'a notebook with the library',
    jobWith([notebook('/Users/me/Daily Runner', { libraries: [{ pypi: { package: 'x' } }, MAVEN] })]),
    { kind: 'runner', why: 'it brings the library com.databricks.labs:overwatch_2.12:0.8.2.0' },
  ],
  [
    'a notebook with a JAR of one’s own',
    jobWith([
      notebook('/Users/me/nightly', { libraries: [{ jar: 'dbfs:/jars/Overwatch-assembly-0.7.jar' }] }),
    ]),
    { kind: 'other', why: 'it brings the library dbfs:/jars/Overwatch-assembly-0.7.jar' },
  ],
  [
    'a notebook by its name',
    jobWith([notebook('/Shared/Overwatch/optimize tables')]),
    { kind: 'optimizer', why: 'it runs /Shared/Overwatch/optimize tables' },
  ],
  [
    'a Python file by its name',
    jobWith([{ spark_python_task: { python_file: '/Workspace/Shared/overwatch_backup.py' } }]),
    { kind: 'backup', why: 'it runs /Workspace/Shared/overwatch_backup.py' },
  ],
  [
    'a task that is done for each of something',
    jobWith([{ for_each_task: { inputs: '[1]', task: main(`${PACKAGE}.BatchRunner`) } }]),
    { kind: 'runner', why: `its main class is ${PACKAGE}.BatchRunner` },
  ],
  [
    'the most important of several tasks',
    jobWith([notebook('/n'), main(`${PACKAGE}.Optimizer`), main(`${PACKAGE}.BatchRunner`)]),
    { kind: 'runner', why: `its main class is ${PACKAGE}.BatchRunner` },
  ],
  [
    'a job that this product made',
    jobWith([notebook('/n')], { 'overwatch-backup': 'snapshot-1' }),
    { kind: 'backup', why: 'it has the tag overwatch-backup' },
  ],
  ['a notebook of something else', jobWith([notebook('/Users/me/watch over sales')]), undefined],
  ['a class of something else', jobWith([main('com.databricks.labs.overwatchful.Main')]), undefined],
  [
    'a library of something else',
    jobWith([notebook('/n', { libraries: [{ jar: '/overwatch/x.jar' }] })]),
    undefined,
  ],
  ['a job without tasks', jobWith([]), undefined],
];

describe('jobs of Overwatch', () => {
  for (const [what, job, expected] of CASES) {
    it(`are told apart: ${what}`, () => {
      assert.deepEqual(recogniseOverwatchJob(job), expected);
      assert.equal(overwatchJobs([job]).length, expected === undefined ? 0 : 1);
    });
  }

  it('are listed by name, each with its last run, and others are not asked about', async (test) => {
    const { rest, jobs, jobRuns, trouble, requests } = await startFakeWorkspace(test);
    const task = { task_key: 'a', notebook_task: { notebook_path: '/Shared/overwatch/runner' } };
    const unseen = jobs.add({ name: 'C unseen', tasks: [task] });
    const never = jobs.add({ name: 'B never', tasks: [task] });
    const nightly = jobs.add({ name: 'A nightly', tasks: [task], schedule: SCHEDULE });
    jobs.add({ name: 'sales', tasks: [{ ...task, notebook_task: { notebook_path: '/sales' } }] });
    const run = jobRuns.addEnded(nightly, 'failed', { startedAt: 1000, endedAt: 2000 }, 'Boom.');
    const json = { error_code: 'PERMISSION_DENIED', message: 'No view.' };
    assert.equal((await listOverwatchJobs(rest, NEVER)).length, 3);
    const asked = requests.filter(({ path }) => path.endsWith('/runs/list')).map(({ query }) => query.job_id);
    assert.deepEqual(asked.sort(), [unseen, never, nightly].sort());

    jobRuns.addEnded(unseen, 'success', { startedAt: 1, endedAt: 2 });
    trouble(/runs\/list$/, { status: 403, json }, 3);
    const none = await listOverwatchJobs(rest, NEVER);
    assert.deepEqual(
      none.map(({ last }) => last.kind),
      ['unseen', 'unseen', 'unseen'],
      'a last run that may not be seen is no reason to hide the job',
    );

    const found = await listOverwatchJobs(rest, NEVER);
    assert.deepEqual(
      found.map(({ job, kind, last }) => [job.name, kind, last.kind, isStartedByItself(job)]),
      [
        ['A nightly', 'runner', 'run', true],
        ['B never', 'runner', 'none', false],
        ['C unseen', 'runner', 'run', false],
      ],
    );
    const [first] = found;
    assert.ok(first?.last.kind === 'run');
    assert.equal(first.last.run.id, run);
    assert.deepEqual(first.last.run.state, { kind: 'ended', result: 'failed', message: 'Boom.' });
    assert.equal(isUnderWay(first), false);
  });

  it('are paused and resumed, and one that fails is told by name', async (test) => {
    const { rest, jobs } = await startFakeWorkspace(test);
    const task = { task_key: 'a', notebook_task: { notebook_path: '/Shared/overwatch/runner' } };
    const named = ['one', 'two', 'three'].map((name) => ({
      id: jobs.add({ name, tasks: [task], schedule: SCHEDULE }),
      name,
    }));
    const [one, two, three] = named;
    assert.ok(one !== undefined && two !== undefined && three !== undefined);
    jobs.readOnly.add(two.id);
    const outcomes = await setJobsPaused(rest, named, true, NEVER);
    assert.deepEqual(
      outcomes.map(({ name, fault }) => [name, fault?.code]),
      [
        ['one', undefined],
        ['two', 'no-permission'],
        ['three', undefined],
      ],
    );
    const isPaused = async (id: string) => (await getJob(rest, id, NEVER)).start?.paused;
    assert.deepEqual(
      [await isPaused(one.id), await isPaused(two.id), await isPaused(three.id)],
      [true, false, true],
    );
    await setJobsPaused(rest, [one], false, NEVER);
    assert.deepEqual([await isPaused(one.id), await isPaused(three.id)], [false, true]);
    const reason = new Error('stop');
    await assert.rejects(setJobsPaused(rest, named, false, AbortSignal.abort(reason)), reason);
  });
});
