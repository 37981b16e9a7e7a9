/** A Databricks workspace from the sign-in to the report, with a real Spark behind its SQL warehouse. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { FAKE_TOKEN } from '../../support/fakeWorkspace/fakeWorkspace';
import { launch, type Workbench } from '../harness';
import { textOf } from './text';
import { startWorkspace, type TestWorkspace, USER } from './workspace';

/** A statement takes its time on a busy machine. */
const SLOW = { limitMs: 180_000 };

describe('a Databricks workspace', () => {
  let workspace: TestWorkspace;
  let workbench: Workbench;
  const database = ['work', 'overwatch'];

  before(async () => {
    workspace = await startWorkspace();
    workbench = await launch(workspace.folder, {}, { env: workspace.env });
    await workbench.openContainer('Overwatch');
  });
  after(async () => {
    await workbench?.close();
    await workspace?.stop();
  });

  it('is added by a profile, and a token that is no good is told of at once', async () => {
    await workbench.runCommand('Overwatch: Add Lakehouse…');
    await workbench.quickPick.waitFor('Add Lakehouse');
    await workbench.quickPick.pick('Databricks Workspace…');
    await workbench.quickPick.waitFor('Which workspace, and how to sign in?');
    await workbench.screenshot('workspace-sign-in');
    await workbench.quickPick.pick('expired');
    await workbench.notifications.waitFor(/Invalid access token\. Sign in again/);
    await workbench.screenshot('workspace-refused');
    await workbench.quickPick.waitFor('Which workspace, and how to sign in?');
    await workbench.quickPick.pick('work');
    await workbench.quickPick.waitFor(`You are ${USER} in ${workspace.host}.`);
    const houses = await workbench.quickPick.items();
    assert.deepEqual(
      houses.map(({ label, description }) => `${label}: ${description}`),
      ['Analytics: running · 2X-Small', 'Nightly: stopped · 2X-Small'],
    );
    await workbench.screenshot('workspace-warehouses');
    await workbench.quickPick.pick('Analytics');
    await workbench.quickPick.closed();
  });

  it('shows its databases by layer, and reads a table only when it is shown', async () => {
    const tree = workbench.tree('Databases');
    await tree.focus(database, SLOW);
    assert.equal((await tree.focus(['work'])).description, '1 database');
    const table = [...database, 'Gold', 'cluster_gold'];
    await tree.focus(table, SLOW);
    await workbench.eventually(
      'the table tells its size',
      async () => / · \d+ files? · v1 · /.test((await tree.focus(table)).description),
      SLOW,
    );
    await workbench.screenshot('workspace-tree');
    const menu = await tree.contextMenu(table);
    await workbench.press('Escape');
    assert.ok(menu.includes('Copy Path') && !menu.includes('Reveal Folder'), menu.join(', '));
    await tree.chooseFromMenu(table, 'Copy Path');
    await workbench.eventually(
      'the name is on the clipboard',
      async () => (await workbench.clipboard()) === 'spark_catalog.overwatch.cluster_gold',
    );
  });

  it('previews a table', async () => {
    await workbench.tree('Databases').inlineAction([...database, 'Gold', 'cluster_gold'], /^Preview Table/);
    const page = await workbench.webviewFrame('cluster_gold');
    assert.match(await textOf(page), /a cluster/);
    await workbench.screenshot('workspace-preview');
  });

  it('says why incremental is not offered, and takes a schema for the target', async () => {
    await workbench.tree('Databases').chooseFromMenu(database, 'Snapshot…');
    await workbench.quickPick.waitFor('(1/5)', SLOW);
    const [full, incremental] = await workbench.quickPick.items();
    assert.equal(full?.label, 'Full');
    assert.match(incremental?.detail ?? '', /needs a cluster/);
    await workbench.screenshot('workspace-type');
    await workbench.quickPick.pick('Full');
    await workbench.quickPick.waitFor('(2/5)', SLOW);
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor('(3/5)', SLOW);
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor('(4/5)');
    const shown = (await workbench.quickPick.items()).map(({ label }) => label);
    assert.deepEqual(shown, ['spark_catalog.overwatch_backup']);
    await workbench.quickPick.type('nowhere');
    await workbench.eventually('what names no place is refused', async () =>
      (await workbench.quickPick.state())?.drawn[0]?.detail.includes('names no place in a workspace'),
    );
    await workbench.screenshot('workspace-target');
    await workbench.quickPick.type('spark_catalog.kept');
    await workbench.eventually(
      'the schema is accepted',
      async () => (await workbench.quickPick.state())?.drawn[0]?.detail === 'new schema',
      SLOW,
    );
    await workbench.quickPick.accept();
  });

  it('copies by SQL, and reports', async () => {
    await workbench.quickPick.waitFor('(5/5)');
    const run = await workbench.eventually(
      'the plan is made',
      async () => (await workbench.quickPick.items()).find(({ label }) => label === 'Run'),
      SLOW,
    );
    assert.match(run.description, /^3 tables · /);
    assert.equal(run.detail, 'to spark_catalog.kept');
    await workbench.screenshot('workspace-review');
    await workbench.quickPick.pick('Copy CLI Command');
    const command = await workbench.eventually('the command is on the clipboard', async () => {
      const copied = await workbench.clipboard();
      return copied.startsWith('node ') && copied;
    });
    assert.match(
      command,
      /--lakehouse 'databricks:\/\/work\/\w+\?auth=profile' --database overwatch --to spark_catalog\.kept/,
    );
    const env = { ...process.env, ...workspace.env };
    const { stdout } = await promisify(execFile)('sh', ['-c', `${command} --dry-run --json`], { env });
    assert.match(stdout, /"table":"cluster_gold"/);
    // It stops by itself while somebody reads the plan.
    const analytics = workspace.rest.warehouses.warehouses.find(({ name }) => name === 'Analytics');
    assert.ok(analytics);
    Object.assign(analytics, { state: 'STOPPED', looks: 1 });
    await workbench.quickPick.pick('Run');
    await workbench.notifications.waitFor(/Snapshot of overwatch: 3 tables copied and verified/, SLOW);
    assert.equal(analytics.state, 'RUNNING');
    const report = await workbench.webviewFrame('Report: kept');
    await workbench.eventually(
      'the report shows the run',
      async () => /Snapshot done[\s\S]*3\s+all done/.test(await textOf(report)),
      SLOW,
    );
    await workbench.screenshot('workspace-report');
    const rows = await workspace.spark.sql('SELECT count(*) AS n FROM spark_catalog.kept.cluster_gold');
    assert.equal(Number(rows[0]?.n), 20);
  });

  it('lists the backup with its run', async () => {
    const tree = workbench.tree('Backups');
    await tree.focus(['kept', 'Runs'], SLOW);
    await workbench.screenshot('workspace-backups');
  });

  it('stops a run within moments', async () => {
    await workbench.tree('Databases').chooseFromMenu(database, 'Snapshot…');
    await workbench.quickPick.waitFor('(1/5)', SLOW);
    for (const step of ['(2/5)', '(3/5)', '(4/5)']) {
      await workbench.quickPick.accept();
      await workbench.quickPick.waitFor(step, SLOW);
    }
    await workbench.quickPick.type('spark_catalog.cut_off');
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor('(5/5)', SLOW);
    await workbench.eventually(
      'the plan is made',
      async () => (await workbench.quickPick.items()).some(({ label }) => label === 'Run'),
      SLOW,
    );
    workspace.front.delay = 3_000;
    await workbench.quickPick.pick('Run');
    await workbench.eventually(
      'the run is listed',
      async () =>
        (await workbench.tree('Runs').rows()).some(({ label }) => /^Snapshot of overwatch/.test(label)),
      SLOW,
    );
    await workbench.runCommand('Overwatch: Cancel Run');
    // The end of the run is written by statements too.
    workspace.front.delay = 0;
    await workbench.notifications.waitFor(/cancelled/i, SLOW);
    await workbench.screenshot('workspace-cancelled');
  });

  it('says that a warehouse is stopped instead of starting it, and starts it when asked to', async () => {
    const [house] = workspace.rest.warehouses.warehouses;
    assert.ok(house !== undefined);
    house.state = 'STOPPED';
    const tree = workbench.tree('Databases');
    await workbench.runCommand('Overwatch: Refresh');
    const start = ['work', 'Start Warehouse'];
    await tree.focus(start, SLOW);
    assert.equal((await tree.focus(['work'])).description, 'not running');
    await workbench.tree('Backups').focus(start, SLOW);
    await workbench.screenshot('workspace-stopped');
    await tree.focus(start);
    await workbench.press('Enter');
    await tree.focus(database, SLOW);
    await workbench.tree('Backups').focus(['kept'], SLOW);
    assert.equal(house.state, 'RUNNING');
    await tree.chooseFromMenu(['work'], 'Test Connection…');
    await workbench.notifications.waitFor(`The SQL warehouse Analytics is running.`);
  });

  it('takes a token that is entered, and a warehouse that is not started', async () => {
    await workbench.runCommand('Overwatch: Add Lakehouse…');
    await workbench.quickPick.waitFor('Add Lakehouse');
    await workbench.quickPick.pick('Databricks Workspace…');
    await workbench.quickPick.waitFor('Which workspace, and how to sign in?');
    await workbench.quickPick.pick('Personal Access Token…');
    await workbench.quickPick.waitFor('(2/4)');
    await workbench.quickPick.type(`https://${workspace.host}/?o=7`);
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor('(3/4)');
    await workbench.quickPick.type(FAKE_TOKEN);
    await workbench.screenshot('workspace-token');
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor(`You are somebody@example.com in ${workspace.host}.`);
    await workbench.quickPick.pick('Nightly');
    await workbench.quickPick.waitFor('The SQL warehouse Nightly is not running.');
    await workbench.quickPick.pick('Add It without Starting');
    await workbench.quickPick.closed();
    await workbench.tree('Databases').focus([workspace.host, 'Start Warehouse'], SLOW);
    const started = workspace.rest.requests.filter(({ path }) => path.endsWith('/0000000000000002/start'));
    assert.deepEqual(started, []);
    await workbench.screenshot('workspace-not-running');
  });
});
