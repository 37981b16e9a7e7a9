/** Alerts on a workspace, and the health of a database there: REST API and SQL warehouse are fakes. */

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Answer } from '../../support/fakeThrift/fakeThrift';
import { FAKE_TOKEN } from '../../support/fakeWorkspace/fakeWorkspace';
import { TYPE_ID } from '../../support/thrift/arrowResult';
import { launch, type Workbench } from '../harness';
import { HIVE_DATABASE, type ScriptedWorkspace, startScriptedWorkspace } from './scriptedWorkspace';
import { textOf } from './text';

const PROFILE = 'work';

const HOUSE = 'aaaa000000000001';
const REPORT = `\`hive_metastore\`.\`${HIVE_DATABASE}\`.\`pipeline_report\``;
const DAY = 86_400_000;

function table(
  columns: Readonly<Record<string, keyof typeof TYPE_ID>>,
  ...rows: (readonly unknown[])[]
): Answer {
  const named = Object.entries(columns).map(([name, type]) => ({ name, typeId: TYPE_ID[type] }));
  return { columns: named, rows };
}

/** The database has a report of one module, which failed; no other database has any. */
function answer(statement: string): Answer | undefined {
  const isTable = { database: 'string', tableName: 'string', isTemporary: 'boolean' } as const;
  if (statement.startsWith('SHOW TABLES')) return table(isTable, [HIVE_DATABASE, 'pipeline_report', false]);
  if (statement.startsWith('SHOW VIEWS'))
    return table({ namespace: 'string', viewName: 'string', isTemporary: 'boolean' });
  if (statement.startsWith('DESCRIBE QUERY'))
    return table(
      { col_name: 'string', data_type: 'string', comment: 'string' },
      ...COLUMNS.map((column) => [...column, null]),
    );
  if (statement.startsWith('SELECT to_json'))
    return table({ row: 'string' }, ...ROWS.map((row) => [JSON.stringify(row)]));
  if (statement.includes('AS problems')) {
    if (!statement.includes(REPORT))
      return { error: '[TABLE_OR_VIEW_NOT_FOUND] The table cannot be found.', sqlState: '42P01' };
    return table({ problems: 'bigint', details: 'string' }, [
      1n,
      '1 1006 Bronze_SparkEventLogs: FAILED --> x',
    ]);
  }
  return undefined;
}

const COLUMNS = [
  ['organization_id', 'string'],
  ['moduleID', 'int'],
  ['moduleName', 'string'],
  ['status', 'string'],
  ['untilTS', 'bigint'],
  ['Pipeline_SnapTS', 'timestamp'],
] as const;
const OF_MODULE = {
  organization_id: '2222170229861029',
  moduleID: 1006,
  moduleName: 'Bronze_SparkEventLogs',
};
const DAY_AGO = Date.now() - DAY;
const ROWS = [
  { ...OF_MODULE, status: 'SUCCESS', untilTS: DAY_AGO, Pipeline_SnapTS: DAY_AGO },
  {
    ...OF_MODULE,
    status: 'FAILED --> x\nERROR:\n403 Forbidden',
    untilTS: DAY_AGO + 1,
    Pipeline_SnapTS: DAY_AGO + 1,
  },
];

describe('a workspace whose Overwatch has a module that failed', () => {
  let workspace: ScriptedWorkspace;
  let workbench: Workbench;
  const database = [PROFILE, HIVE_DATABASE];

  before(async () => {
    workspace = await startScriptedWorkspace(answer);
    workspace.rest.warehouses.warehouses.push({ id: HOUSE, name: 'Analytics', state: 'RUNNING' });
    const profiles = path.join(workspace.folder, 'profiles');
    await writeFile(profiles, `[${PROFILE}]\nhost = https://${workspace.host}\ntoken = ${FAKE_TOKEN}\n`);
    const env = { ...workspace.env, DATABRICKS_CONFIG_FILE: profiles };
    workbench = await launch(
      workspace.folder,
      { 'overwatch.lakehouses': [`databricks://${PROFILE}/${HOUSE}`] },
      { env },
    );
    await workbench.openContainer('Overwatch');
  });
  after(async () => {
    await workbench?.close();
    await workspace?.stop();
  });

  function alerts() {
    return [...workspace.rest.alerts.alerts.values()].map(({ settings }) => settings);
  }

  it('reads the health only when it is opened', async () => {
    const tree = workbench.tree('Databases');
    const health = [...database, 'Pipeline health'];
    assert.equal((await tree.focus(health)).description, '');
    await tree.expand(health);
    await tree.describedAs([...health, '1006 Bronze_SparkEventLogs'], 'last progress 1 day ago');
    await tree.describedAs(health, '1 failed');
    await workbench.screenshot('alert-health');
    await tree.inlineAction(health, /^Show Pipeline Health/);
    const page = await workbench.webviewFrame(`${HIVE_DATABASE}: health`);
    assert.match(await textOf(page), /1 module in 1 workspace: 1 failed/);
  });

  it('has an alert made of it, after its query was tried', async () => {
    const { quickPick } = workbench;
    await workbench.tree('Databases').chooseFromMenu(database, 'Create Alert…');
    await quickPick.waitFor('Create Alert: Modules Failed or Stale (1/5)');
    await workbench.screenshot('alert-days');
    await quickPick.type('0');
    await quickPick.accept();
    await workbench.eventually('no day is refused', async () =>
      /whole number/.test((await quickPick.state())?.message ?? ''),
    );
    await quickPick.type('3');
    await quickPick.accept();
    await quickPick.waitFor('(2/5) Create it, or write it down?');
    await workbench.screenshot('alert-use');
    await quickPick.accept();
    await quickPick.waitFor('(3/5) When does it look?');
    await workbench.screenshot('alert-schedule');
    await quickPick.accept();
    await quickPick.waitFor('(4/5)');
    await quickPick.type('ops');
    await quickPick.accept();
    await workbench.eventually('what is no address is refused', async () =>
      /ops is neither an e-mail address/.test((await quickPick.state())?.message ?? ''),
    );
    await workbench.screenshot('alert-recipients');
    await quickPick.type('ops@example.com');
    await quickPick.accept();
    await quickPick.waitFor('(5/5) Review the alert');
    await quickPick.focus('Create Alert');
    await workbench.screenshot('alert-review');
    const lines = (await quickPick.items()).map(({ label, description }) => `${label} ${description}`.trim());
    assert.match(
      lines[1] ?? '',
      /^The query runs, and finds 1 problem now 1 1006 Bronze_SparkEventLogs: FAILED --> x$/,
    );
    assert.match(lines[2] ?? '', /^Runs at 08:00 every day/);
    assert.equal(lines[3], 'Tells ops@example.com');
    await quickPick.pick('Create Alert');
    const notice = await workbench.notifications.waitFor(
      /The alert “Overwatch: modules failed or stale in .*” has been created/,
    );
    assert.deepEqual(notice.buttons, ['Open in Browser']);
    await workbench.screenshot('alert-created');
    const [made, ...others] = alerts();
    assert.equal(others.length, 0);
    assert.equal(made?.display_name, `Overwatch: modules failed or stale in hive_metastore.${HIVE_DATABASE}`);
    assert.equal(made?.warehouse_id, HOUSE);
    assert.match(String(made?.query_text), /INTERVAL 3 DAYS/);
    assert.match(JSON.stringify(made?.evaluation), /"user_email":"ops@example\.com"/);
  });

  it('has the alert updated that is there', async () => {
    const { quickPick } = workbench;
    await workbench.tree('Databases').chooseFromMenu([...database, 'Pipeline health'], 'Create Alert…');
    await quickPick.waitFor('(1/5)');
    await quickPick.type('7');
    await quickPick.accept();
    for (const step of ['(2/5)', '(3/5)', '(4/5)']) {
      await quickPick.waitFor(step);
      await quickPick.accept();
    }
    await quickPick.waitFor('(5/5)');
    await quickPick.focus('Update the Alert That Is There');
    await workbench.screenshot('alert-update');
    await quickPick.pick('Update the Alert That Is There');
    await workbench.notifications.waitFor(/has been updated/);
    const [made, ...others] = alerts();
    assert.equal(others.length, 0);
    assert.match(String(made?.query_text), /INTERVAL 7 DAYS/);
    assert.doesNotMatch(JSON.stringify(made?.evaluation), /subscriptions/);
  });

  it('is not given an alert that could never work', async () => {
    const { quickPick } = workbench;
    await workbench.runCommand('Overwatch: Create Alert…');
    await quickPick.waitFor('What is to be watched?');
    await workbench.screenshot('alert-kinds');
    await quickPick.pick('No Recent Snapshot');
    await quickPick.waitFor('Create Alert: No Recent Snapshot (2/7)');
    await workbench.screenshot('alert-place');
    await quickPick.type('kept');
    await workbench.eventually('what is no place is refused', async () =>
      /needs a path that Databricks knows/.test(JSON.stringify((await quickPick.state())?.drawn)),
    );
    await quickPick.type('s3://bucket/kept');
    await quickPick.accept();
    for (const step of ['(3/7)', '(4/7)', '(5/7)', '(6/7)']) {
      await quickPick.waitFor(step);
      await quickPick.accept();
    }
    await quickPick.waitFor('(7/7)');
    const [first, ...others] = await workbench.eventually('the query was tried', async () => {
      const items = await quickPick.items();
      return items[0]?.label !== 'Trying the query on work…' && items;
    });
    assert.equal(first?.label, 'It was tried on work, and would not work');
    assert.match(
      first?.detail ?? '',
      /^The warehouse: \[TABLE_OR_VIEW_NOT_FOUND\] The table cannot be found/,
    );
    assert.deepEqual(
      others.map(({ label }) => label),
      ['Try Again'],
    );
    await workbench.screenshot('alert-refused');
    await quickPick.cancel();
    assert.equal(alerts().length, 1);
  });

  it('has its warehouse not started unasked', async () => {
    const { quickPick } = workbench;
    const [house] = workspace.rest.warehouses.warehouses;
    assert.ok(house);
    house.state = 'STOPPED';
    await workbench.tree('Databases').chooseFromMenu(database, 'Create Alert…');
    for (const step of ['(1/5)', '(2/5)', '(3/5)', '(4/5)']) {
      await quickPick.waitFor(step);
      await quickPick.accept();
    }
    await quickPick.waitFor('(5/5)');
    await quickPick.focus('Start Warehouse');
    await workbench.screenshot('alert-stopped');
    assert.equal(house.state, 'STOPPED');
    await quickPick.pick('Start Warehouse');
    await quickPick.focus('Update the Alert That Is There');
    await quickPick.cancel();
  });

  it('has an alert written down, as a query and as a bundle', async () => {
    const { quickPick } = workbench;
    await workbench.tree('Databases').chooseFromMenu(database, 'Create Alert…');
    await quickPick.waitFor('(1/5)');
    await quickPick.accept();
    await quickPick.waitFor('(2/5)');
    await quickPick.pick('SQL Query');
    await quickPick.waitFor('Where is it to go?');
    await workbench.screenshot('alert-destination');
    await quickPick.accept();
    assert.match(await workbench.editorText(/Untitled/), /Modules of Overwatch whose last run failed/);
    await workbench.tree('Databases').chooseFromMenu(database, 'Create Alert…');
    await quickPick.waitFor('(1/5)');
    await quickPick.accept();
    await quickPick.waitFor('(2/5)');
    await quickPick.pick('Bundle');
    await quickPick.waitFor('(3/6) Which SQL warehouse runs it?');
    await workbench.screenshot('alert-warehouse');
    await quickPick.pick(HOUSE);
    for (const step of ['(4/6)', '(5/6)']) {
      await quickPick.waitFor(step);
      await quickPick.accept();
    }
    await quickPick.waitFor('Where is it to go?');
    await quickPick.pick(/^Copy/);
    await workbench.eventually('the bundle is on the clipboard', async () =>
      new RegExp(`warehouse_id: "${HOUSE}"`).test(await workbench.clipboard()),
    );
  });
});
