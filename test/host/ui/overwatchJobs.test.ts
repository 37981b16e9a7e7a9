/** The jobs of a workspace that run Overwatch: listed, paused, resumed, and opened, in a real VS Code. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { FAKE_TOKEN } from '../../support/fakeWorkspace/fakeWorkspace';
import { launch, type Workbench } from '../harness';
import { type ScriptedWorkspace, startScriptedWorkspace } from './scriptedWorkspace';

const HOUSE = 'aaaa000000000001';
const HOUR = 60 * 60 * 1000;

describe('Overwatch Jobs…', () => {
  let workspace: ScriptedWorkspace;
  let workbench: Workbench;
  /** The ids of jobs, by their names. */
  const ids = new Map<string, string>();

  before(async () => {
    workspace = await startScriptedWorkspace();
    const { warehouses, jobs, jobRuns } = workspace.rest;
    warehouses.warehouses.push({ id: HOUSE, name: 'Analytics', state: 'RUNNING' });
    const cluster = { spark_version: '11.3.x-scala2.12', node_type_id: 'm5.large', num_workers: 2 };
    const main = (name: string) => ({
      task_key: 'a',
      spark_jar_task: { main_class_name: `com.databricks.labs.overwatch.${name}`, parameters: [] },
      new_cluster: cluster,
    });
    const notebook = (path: string) => ({ task_key: 'a', notebook_task: { notebook_path: path } });
    const schedule = { quartz_cron_expression: '0 0 3 ? * SUN', timezone_id: 'Europe/Berlin' };
    const add = (name: string, task: object, more: object = {}) =>
      ids.set(name, jobs.add({ name, tasks: [task], ...more }));
    add('Overwatch nightly', main('MultiWorkspaceRunner'), { schedule });
    add('Overwatch optimizer', main('Optimizer'), { schedule: { ...schedule, pause_status: 'PAUSED' } });
    add('Overwatch of the others', notebook('/Shared/overwatch/runner'), { schedule });
    add('Overwatch by hand', notebook('/Shared/overwatch/backup'));
    add('Sales', notebook('/Shared/sales'), { schedule });
    jobs.readOnly.add(idOf('Overwatch of the others'));
    const startedAt = Date.now() - 5 * HOUR;
    const ends = { startedAt, endedAt: startedAt + HOUR };
    jobRuns.addEnded(idOf('Overwatch nightly'), 'failed', ends, 'Could not reach the audit logs.');
    jobRuns.addEnded(idOf('Overwatch optimizer'), 'success', ends);

    const env = {
      ...workspace.env,
      DATABRICKS_HOST: `https://${workspace.host}`,
      DATABRICKS_TOKEN: FAKE_TOKEN,
    };
    workbench = await launch(workspace.folder, {}, { env });
    await workbench.openContainer('Overwatch');
  });
  after(async () => {
    await workbench?.close();
    await workspace?.stop();
  });

  function idOf(name: string): string {
    return ids.get(name) ?? '';
  }

  function isPaused(name: string): boolean {
    const { schedule } = workspace.rest.jobs.find(idOf(name)).settings;
    return (schedule as { pause_status: string }).pause_status === 'PAUSED';
  }

  async function itemOf(name: string) {
    return (await workbench.quickPick.items()).find(({ label }) => label === name);
  }

  it('says that no workspace was added, and offers to add one', async () => {
    await workbench.runCommand('Overwatch: Overwatch Jobs…');
    const told = await workbench.notifications.waitFor('No workspace has been added.');
    assert.deepEqual(told.buttons, ['Add Lakehouse…']);
    workbench.updateSettings({ 'overwatch.lakehouses': [`databricks://${workspace.host}/${HOUSE}`] });
    await workbench.tree('Databases').focus([workspace.host], { limitMs: 60_000 });
  });

  it('lists them from the menu of the workspace, with their schedule and how they last ended', async () => {
    const { quickPick } = workbench;
    await workbench.tree('Databases').chooseFromMenu([workspace.host], 'Overwatch Jobs…');
    await quickPick.waitFor('Overwatch jobs of ');
    const items = await quickPick.items();
    assert.deepEqual(
      items.map(({ label, description }) => [label, description]),
      [
        ['Overwatch by hand', 'copies its tables · started by hand'],
        ['Overwatch nightly', 'runs Overwatch · at 03:00 every Sunday (Europe/Berlin)'],
        ['Overwatch of the others', 'runs Overwatch · at 03:00 every Sunday (Europe/Berlin)'],
        [
          'Overwatch optimizer',
          'optimizes its tables · paused, otherwise at 03:00 every Sunday (Europe/Berlin)',
        ],
      ],
    );
    const details = items.map(({ detail }) => detail);
    assert.match(details[0] ?? '', /^has not run lately · it runs \/Shared\/overwatch\/backup$/);
    assert.match(details[1] ?? '', /^failed 4 h ago: Could not reach the audit logs\. · its main class is /);
    assert.match(details[3] ?? '', /^done 4 h ago · its main class is .*\.Optimizer$/);
    await workbench.screenshot('overwatch-jobs');
  });

  it('pauses one and resumes one, and shows them as they are then', async () => {
    const { quickPick } = workbench;
    await quickPick.pick('Overwatch nightly');
    await quickPick.waitFor('What is to be done with this job?');
    assert.deepEqual(
      (await quickPick.items()).map(({ label }) => label),
      ['Pause', 'Open in Browser', 'Open Last Run in Browser'],
    );
    await workbench.screenshot('overwatch-jobs-actions');
    await quickPick.pick('Pause');
    await workbench.eventually('the job is shown as paused', async () =>
      (await itemOf('Overwatch nightly'))?.description.includes('paused, otherwise at 03:00'),
    );
    assert.equal(isPaused('Overwatch nightly'), true);
    await quickPick.pick('Overwatch optimizer');
    await quickPick.waitFor('What is to be done with this job?');
    await quickPick.pick('Resume');
    await workbench.eventually('the job is no longer shown as paused', async () => {
      const description = (await itemOf('Overwatch optimizer'))?.description;
      return description !== undefined && !description.includes('paused');
    });
    assert.equal(isPaused('Overwatch optimizer'), false);
    await workbench.screenshot('overwatch-jobs-paused');
  });

  it('tells by name which one may not be paused, and goes on', async () => {
    const { quickPick } = workbench;
    await quickPick.pick('Overwatch of the others');
    await quickPick.waitFor('What is to be done with this job?');
    await quickPick.pick('Pause');
    await workbench.notifications.waitFor(
      /Pausing the job Overwatch of the others: .*Manage or Owner permissions/,
    );
    assert.equal(isPaused('Overwatch of the others'), false);
    await quickPick.waitFor('Overwatch jobs of ');
  });

  it('opens the page of a job', async () => {
    const { quickPick } = workbench;
    const browsed: string[] = [];
    await workbench.page.context().route(/\/jobs\/\d+/, async (route) => {
      browsed.push(route.request().url());
      await route.fulfill({ body: 'The page of a job.' });
    });
    await quickPick.pick('Overwatch by hand');
    await quickPick.waitFor('What is to be done with this job?');
    assert.deepEqual(
      (await quickPick.items()).map(({ label }) => label),
      ['Open in Browser'],
      'what is started by hand cannot be paused',
    );
    await quickPick.pick('Open in Browser');
    await workbench.eventually('the page is opened', async () =>
      browsed.some((url) => url.endsWith(`/jobs/${idOf('Overwatch by hand')}`)),
    );
    await quickPick.waitFor('Overwatch jobs of ');
    await quickPick.cancel();
  });
});
