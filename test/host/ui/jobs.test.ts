/** Runs and jobs on Databricks: submitted, followed, failed, tried again, reported, cancelled, and picked up by another session. A real Spark is behind the SQL. */

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { planSnapshot } from '../../../src/backup/planning/snapshot';
import { runPlan } from '../../../src/backup/run/run';
import type { PlanFile } from '../../../src/jobs/planFile';
import { LAYERS } from '../../../src/overwatch/catalog';
import { lakehouseOn, sqlOn } from '../../spark/thrift/lakehouseOn';
import type { FakeRun } from '../../support/fakeWorkspace/jobRuns';
import { launch, type Workbench } from '../harness';
import { textOf } from './text';
import { PROFILE, startWorkspace, type TestWorkspace, USER } from './workspace';

/** Statements and looks at a run take their time on a busy machine. */
const SLOW = { limitMs: 120_000 };
const DATABASE = ['work', 'overwatch'];
const TITLE = 'Snapshot of overwatch';
/** Until the test says otherwise. */
const LONG = 100_000;

describe('Run as a Databricks Job…', () => {
  let workspace: TestWorkspace;
  let workbench: Workbench;
  let root: string;

  before(async () => {
    workspace = await startWorkspace();
    workspace.rest.clusters.clusters.push({
      id: '1122-334455-abcdefgh',
      name: 'Shared',
      state: 'RUNNING',
      source: 'UI',
    });
    root = path.join(workspace.folder, 'backup');
    const lakehouses = [`databricks://${PROFILE}/abcdef0123456789?auth=profile`];
    workbench = await launch(
      workspace.folder,
      { 'overwatch.lakehouses': lakehouses },
      { env: workspace.env },
    );
    await workbench.openContainer('Overwatch');
    await workbench.tree('Databases').focus(DATABASE, SLOW);
  });
  after(async () => {
    await workbench?.close();
    await workspace?.stop();
  });

  const runs = () => [...workspace.rest.jobRuns.runs.values()];
  const lastRun = (): FakeRun => {
    const run = runs().at(-1);
    assert.ok(run !== undefined, 'No run was begun.');
    return run;
  };
  const rowsOfRuns = async () =>
    (await workbench.tree('Runs').rows())
      .filter(({ label }) => label === TITLE)
      .map(({ description }) => description);
  const listed = (description: RegExp) =>
    workbench.eventually(
      `a run is ${description}`,
      async () => (await rowsOfRuns()).some((one) => description.test(one)),
      { ...SLOW, seen: rowsOfRuns },
    );

  /** From the database to what is asked about the job itself. */
  async function chooseSnapshot(
    command = 'Run as a Databricks Job…',
    next = 'Once, or again and again?',
  ): Promise<void> {
    const { quickPick } = workbench;
    await workbench.tree('Databases').chooseFromMenu(DATABASE, command);
    await quickPick.waitFor('Of which process?', SLOW);
    await quickPick.pick('Snapshot');
    await quickPick.waitFor('Which type of snapshot?', SLOW);
    await quickPick.pick('Full');
    await quickPick.waitFor('(3/', SLOW);
    await quickPick.accept();
    await quickPick.waitFor('(4/', SLOW);
    await quickPick.accept();
    await quickPick.waitFor('Where to?', SLOW);
    await quickPick.type(root);
    await workbench.eventually(
      'the path is taken',
      async () => (await quickPick.state())?.drawn[0]?.label === root,
      { seen: () => quickPick.state() },
    );
    await quickPick.accept();
    await quickPick.waitFor(next, SLOW);
  }

  async function submit(): Promise<void> {
    const { quickPick } = workbench;
    await chooseSnapshot();
    await quickPick.pick('Run Once, Now');
    await quickPick.waitFor('What does it run on?', SLOW);
    await quickPick.pick('Serverless');
    await workbench.eventually(
      'the run is planned',
      async () => (await quickPick.items()).some(({ label }) => label === 'Submit'),
      { ...SLOW, seen: () => quickPick.state() },
    );
    await quickPick.pick('Submit');
  }

  /** Does what the script would do on Databricks, and has the run end well. */
  async function workAndEnd(run: FakeRun): Promise<PlanFile> {
    const [task] = run.tasks;
    assert.ok(task !== undefined);
    const { parameters } = task.settings.spark_python_task as { parameters: readonly string[] };
    const file = workspace.rest.objects.objects.get(parameters.at(-1) ?? '');
    const plan = JSON.parse(file?.content.toString() ?? '') as PlanFile;
    const sql = sqlOn(workspace.spark);
    const lakehouse = lakehouseOn(sql);
    const signal = AbortSignal.timeout(120_000);
    const database = { name: 'overwatch', location: lakehouse.place('spark_catalog.overwatch') };
    const chosen = { layers: LAYERS, exclude: [], include: [], checksum: false };
    const planned = await planSnapshot({ database, root: plan.root, type: 'full', ...chosen }, lakehouse, {
      now: Date.now,
      runId: plan.runId,
      concurrency: 2,
      signal,
    });
    const versions = planned.steps.map(({ table, state }) => ({
      table,
      version: state.ready && state.sourceVersion,
    }));
    assert.deepEqual(plan.tables, versions);
    const finished = await runPlan(planned, lakehouse, {
      onEvent: () => {},
      signal,
      concurrency: 2,
      now: Date.now,
    });
    assert.equal(finished.status, 'done');
    await sql.close();
    run.script = { ends: 'success', waits: 0, runs: 0, logs: '3 of 3 tables done.' };
    return plan;
  }

  it('says everything that is going to happen before it is submitted', async () => {
    const { quickPick } = workbench;
    await chooseSnapshot();
    await workbench.screenshot('job-how');
    await quickPick.pick('Run Once, Now');
    await quickPick.waitFor('What does it run on?', SLOW);
    await workbench.eventually('the clusters are listed', async () =>
      (await quickPick.items()).some(({ label }) => label === 'Shared'),
    );
    await workbench.screenshot('job-compute');
    await quickPick.pick('Serverless');
    const submitting = await workbench.eventually(
      'the run is planned',
      async () => (await quickPick.items()).find(({ label }) => label === 'Submit'),
      SLOW,
    );
    assert.equal(submitting.description, '3 tables · in work');
    await workbench.screenshot('job-review');
    const facts = (await quickPick.items()).map(({ label, description }) => `${label}: ${description}`);
    assert.ok(
      facts.some((fact) =>
        fact.startsWith(`Uploads script and plan: /Workspace/Users/${USER}/overwatch-backup/`),
      ),
    );
    assert.ok(facts.includes('Runs on: serverless compute'), facts.join('\n'));
    assert.ok(facts.includes('Takes: 3 tables, each in the version of now'));
    assert.ok(facts.includes(`Writes to: ${root}`));
    assert.deepEqual(runs(), []);
  });

  it('submits the run, and tells why it failed', async () => {
    workspace.rest.jobRuns.next.push({
      waits: 1,
      runs: 1,
      ends: 'failed',
      error: 'SystemExit: The root holds something else. Choose another root.',
      trace: 'Traceback (most recent call last):\n  File "overwatch_backup.py", line 1',
      logs: 'looked at the root',
    });
    await workbench.quickPick.pick('Submit');
    await listed(/^(waiting|running|submitted) on work/);
    await workbench.screenshot('job-running');
    await workbench.notifications.waitFor(/on work: failed\. The root holds something else/, SLOW);
    await listed(/^failed on work/);
    await workbench.screenshot('job-failed');
    await workbench.tree('Runs').focus([TITLE, 'Details and Output'], SLOW);
    await workbench.press('Enter');
    const page = await workbench.webviewFrame(`${TITLE}: run`);
    const text = await textOf(page);
    assert.match(text, /Traceback[\s\S]*looked at the root/);
    assert.match(text, /overwatch_backup\s+1\s+failed/);
    await workbench.screenshot('job-output');
  });

  it('runs it again with the same tables and versions, and opens its report when it is done', async () => {
    workspace.rest.jobRuns.next.push({ waits: 0, runs: LONG });
    await workbench.tree('Runs').chooseFromMenu([TITLE], 'Retry');
    await listed(/^running on work/);
    assert.equal(runs().length, 2);
    const plan = await workAndEnd(lastRun());
    await workbench.notifications.waitFor(/on work: 3 tables copied and verified/, SLOW);
    const report = await workbench.webviewFrame('Report: backup');
    await workbench.eventually(
      'the report shows the run',
      async () => /Snapshot done[\s\S]*3\s+all done/.test(await textOf(report)),
      SLOW,
    );
    assert.match(plan.runId, /^\d{8}T\d{6}Z-\w{6}$/);
    await workbench.screenshot('job-report');
  });

  it('cancels a run in the workspace', async () => {
    workspace.rest.jobRuns.next.push({ waits: 0, runs: LONG });
    await submit();
    await listed(/^running on work/);
    await workbench.runCommand('Overwatch: Cancel Run');
    await workbench.notifications.waitFor(/on work: cancelled/, SLOW);
    assert.equal(lastRun().state, 'cancelled');
    await workbench.screenshot('job-cancelled');
  });

  it('picks a run up again after the editor was closed', async () => {
    workspace.rest.jobRuns.next.push({ waits: 0, runs: LONG });
    await submit();
    await listed(/^running on work/);
    await workbench.crash();
    await workbench.openContainer('Overwatch');
    await listed(/^running on work/);
    await workAndEnd(lastRun());
    await workbench.notifications.waitFor(/on work: 3 tables copied and verified/, SLOW);
    assert.equal(runs().length, 4);
    await workbench.screenshot('job-picked-up');
  });

  it('makes a scheduled job, and changes it the second time', async () => {
    const { quickPick } = workbench;
    const { jobs } = workspace.rest.jobs;
    for (const item of [/^Create the Job$/, /^Update the Job /]) {
      await chooseSnapshot();
      await quickPick.pick('Scheduled Job…');
      await quickPick.waitFor('What does it run on?', SLOW);
      await quickPick.pick('Shared');
      await quickPick.waitFor('When does it run?', SLOW);
      await quickPick.accept();
      await workbench.eventually(
        'the job is looked for',
        async () => (await quickPick.items()).some(({ label }) => item.test(label)),
        { ...SLOW, seen: () => quickPick.state() },
      );
      await workbench.screenshot(`job-scheduled-${jobs.size}`);
      await quickPick.pick(item);
      await workbench.notifications.waitFor(jobs.size === 0 ? /was created in work/ : /was updated/, SLOW);
    }
    assert.equal(jobs.size, 1);
    const [job] = jobs.values();
    assert.match(JSON.stringify(job?.settings.schedule), /0 0 3 \? \* SUN/);
  });

  it('writes a job down instead of making it', async () => {
    const { quickPick } = workbench;
    await chooseSnapshot('Generate Job…', 'By which means?');
    await quickPick.accept();
    await quickPick.waitFor('What does the job run?');
    await quickPick.pick('Python Script');
    await quickPick.waitFor('In which form?');
    await quickPick.pick('JSON');
    const where = await quickPick.waitFor('/Workspace/');
    assert.equal(where.value, '/Workspace/Shared/overwatch-backup/overwatch_backup.py');
    await quickPick.accept();
    await quickPick.waitFor('What does it run on?', SLOW);
    await quickPick.pick('New Cluster…');
    await quickPick.waitFor('Which machines?', SLOW);
    await quickPick.pick('m5.xlarge');
    await quickPick.waitFor('Which runtime?', SLOW);
    assert.ok(!(await quickPick.items()).some(({ description }) => description.startsWith('11.3')));
    await quickPick.pick(/^16\.4 LTS .*2\.12/);
    await quickPick.waitFor(/\) 2$/);
    await quickPick.accept();
    await quickPick.waitFor('By which cluster policy?', SLOW);
    await quickPick.pick('No Policy');
    await quickPick.waitFor('When does it run?', SLOW);
    await quickPick.accept();
    await workbench.eventually('the job is generated', async () =>
      (await quickPick.items()).some(({ label }) => label === 'Copy'),
    );
    await workbench.screenshot('job-generated');
    await quickPick.pick('Copy');
    const job = await workbench.eventually('the job is on the clipboard', async () => {
      const copied = await workbench.clipboard();
      return copied.startsWith('{') && (JSON.parse(copied) as Record<string, unknown>);
    });
    assert.match(JSON.stringify(job.job_clusters), /"node_type_id":"m5.xlarge","num_workers":2/);
    assert.match(JSON.stringify(job.tasks), /"--process","snapshot"/);
  });
});
