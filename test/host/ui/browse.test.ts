/** Looks around as somebody does who has just installed the extension: nothing, a database, a table, a table that is broken. */

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launch, type TreePath, type Workbench } from '../harness';
import { damage, makeLakehouse, type TestLakehouse } from './lakehouse';
import { textOf } from './text';

let lake: TestLakehouse;

before(async () => {
  lake = await makeLakehouse();
});
after(() => lake.remove());

describe('a folder with a database', () => {
  let workbench: Workbench;
  const database = ['lake', 'overwatch_lake'];

  before(async () => {
    await damage(path.join(lake.database, 'cluster_gold'));
    workbench = await launch(lake.folder, { 'overwatch.lakehouses': [path.join(lake.scratch, 'gone')] });
    await workbench.openContainer('Overwatch');
  });
  after(() => workbench?.close());

  it('shows each layer with its tables, their size, files, version and age', async () => {
    const tree = workbench.tree('Databases');
    await described(workbench, [...database, 'Bronze'], /^2 tables · [\d.]+ KB$/);
    const table = [...database, 'Bronze', 'audit_log_bronze'];
    await described(workbench, table, /^[\d.]+ [KM]B · \d+ files · v\d+ · \d+ days ago$/);
    assert.match((await tree.focus(table)).ariaLabel, /^audit_log_bronze, [\d.]+ [KM]B · \d+ files/);
    const layers = (await tree.rows()).filter(({ level }) => level === 3).map(({ label }) => label);
    assert.deepEqual(layers, ['Pipeline health', 'Bronze', 'Silver', 'Gold', 'Report', 'Other']);
  });

  it('tells the rest in the tooltip', async () => {
    const text = await workbench.tree('Databases').tooltip([...database, 'Silver', 'jobrun_silver']);
    assert.match(text, new RegExp(`Path\\s+${lake.database}/jobrun_silver`));
    assert.match(text, /Rows\s+[\d,]+/);
    assert.match(text, /Partitioned\sby\s+organization_id/);
  });

  it('shows a broken table as such, beside others that are fine', async () => {
    await described(
      workbench,
      [...database, 'Gold', 'cluster_gold'],
      /^The log of the table cluster_gold is damaged/,
    );
    await described(workbench, [...database, 'Gold', 'job_gold'], /files/);
    await described(workbench, [...database, 'Gold'], /· 1 unreadable$/);
    await workbench.screenshot('tree-broken-table');
  });

  it('shows a folder that is gone as out of reach', async () => {
    const rows = await workbench.tree('Databases').rows();
    assert.ok(rows.some(({ description }) => description === 'cannot be reached'));
  });

  it('previews a table, nulls and nested values readable', async () => {
    await workbench.tree('Databases').inlineAction([...database, 'Gold', 'job_gold'], /^Preview Table/);
    const page = await workbench.webviewFrame('job_gold');
    const text = await textOf(page);
    assert.match(text, /the first \d+ rows of version \d+/);
    assert.match(text, /job_id\s+bigint/);
    await workbench.screenshot('preview');
  });

  it('shows schema and history', async () => {
    const tree = workbench.tree('Databases');
    await tree.chooseFromMenu([...database, 'Gold', 'job_gold'], /^Show Schema/);
    const schema = await workbench.webviewFrame('job_gold: schema');
    assert.match(await textOf(schema), /tags\s+map<string,string>\s+yes/);
    await tree.chooseFromMenu([...database, 'Gold', 'job_gold'], /^Show History/);
    const history = await workbench.webviewFrame('job_gold: history');
    assert.match(await textOf(history), /WRITE/);
  });

  it('counts the rows themselves', async () => {
    await workbench.tree('Databases').chooseFromMenu([...database, 'Gold', 'job_gold'], /^Count Rows/);
    await workbench.notifications.waitFor(
      /job_gold holds [\d,]+ rows at version \d+, as its statistics say\./,
    );
  });

  it('copies the path', async () => {
    await workbench.tree('Databases').chooseFromMenu([...database, 'Gold', 'job_gold'], 'Copy Path');
    await workbench.eventually('the path is on the clipboard', async () => {
      return (await workbench.clipboard()) === path.join(lake.database, 'job_gold');
    });
  });

  it('offers only what can be done', async () => {
    const menu = await workbench.tree('Databases').contextMenu([...database, 'Gold', 'cluster_gold']);
    await workbench.press('Escape');
    assert.deepEqual(menu, ['Copy Path', 'Reveal Folder', 'Refresh']);
  });
});

describe('a folder that is not trusted', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await launch(
      lake.folder,
      { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.emptyWindow': false },
      { workspaceTrust: true },
    );
    await workbench.openContainer('Overwatch');
  });
  after(() => workbench?.close());

  it('is not looked at until it is', async () => {
    assert.match(
      await workbench.tree('Databases').welcome(),
      /only once you trust it[\s\S]*Manage Workspace Trust/,
    );
    assert.deepEqual(await workbench.tree('Databases').rows(), []);
    await workbench.screenshot('restricted-mode');
  });
});

describe('a folder with nothing', () => {
  let workbench: Workbench;

  before(async () => {
    const empty = path.join(lake.scratch, 'empty');
    await mkdir(empty);
    workbench = await launch(empty);
    await workbench.openContainer('Overwatch');
  });
  after(() => workbench?.close());

  it('says what to do in each view', async () => {
    assert.match(
      await workbench.tree('Databases').welcome(),
      /No Overwatch database found yet[\s\S]*Add Lakehouse…/,
    );
    assert.match(await workbench.tree('Backups').welcome(), /No backup found yet/);
    assert.match(await workbench.tree('Runs').welcome(), /Nothing has run here yet/);
    await workbench.screenshot('welcome');
  });

  it('leads from Snapshot… to adding a folder', async () => {
    await workbench.runCommand('Overwatch: Snapshot…');
    await workbench.quickPick.waitFor('(1/6)');
    const items = await workbench.quickPick.items();
    assert.deepEqual(
      items.map(({ label }) => label),
      ['Add Lakehouse…'],
    );
    await workbench.quickPick.cancel();
  });

  it('finds a database in a folder that is added, until it is removed', async () => {
    const tree = workbench.tree('Databases');
    await workbench.runCommand('Overwatch: Add Lakehouse…');
    await workbench.quickPick.waitFor('Where do the tables lie?');
    await workbench.quickPick.pick('Folder…');
    await workbench.quickPick.waitFor('Add Lakehouse Folder');
    // The dialog fills in a folder of its own, which must not come behind what is typed.
    await workbench.eventually('the dialog shows where it begins', async () =>
      ((await workbench.quickPick.state())?.value ?? '').endsWith('/'),
    );
    await workbench.quickPick.type(`${lake.folder}/`);
    await workbench.eventually('the dialog lists the folder', async () =>
      (await workbench.quickPick.items()).some(({ label }) => label === 'overwatch_lake'),
    );
    await workbench.quickPick.button('Add');
    await tree.focus(['lake', 'overwatch_lake', 'Bronze', 'audit_log_bronze']);
    await tree.chooseFromMenu(['lake'], 'Remove Lakehouse…');
    assert.match(await tree.welcome(), /No Overwatch database found yet/);
  });

  it('finds a database in a folder that is added to the settings', async () => {
    workbench.updateSettings({ 'overwatch.lakehouses': [lake.folder] });
    await workbench.tree('Databases').focus(['lake', 'overwatch_lake', 'Bronze', 'audit_log_bronze']);
  });
});

/** Waits until a row of the Databases view is described so: details arrive one after the other. */
async function described(workbench: Workbench, row: TreePath, description: RegExp): Promise<void> {
  const shown = async () => (await workbench.tree('Databases').focus(row)).description;
  await workbench.eventually(
    `${row.join(' › ')} is ${description}`,
    async () => description.test(await shown()),
    {
      seen: shown,
    },
  );
}
