/** Check Readiness…: a workspace in which nobody has read the guide, and a part of which is hidden, then a folder; in a real VS Code. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { Answer } from '../../support/fakeThrift/fakeThrift';
import { FAKE_TOKEN } from '../../support/fakeWorkspace/fakeWorkspace';
import { makeIll } from '../../support/illWorkspace';
import { makeDatabase } from '../../support/overwatchDatabase';
import { TYPE_ID } from '../../support/thrift/arrowResult';
import { launch, type Workbench } from '../harness';
import { HIVE_DATABASE, type ScriptedWorkspace, startScriptedWorkspace } from './scriptedWorkspace';
import { textOf } from './text';

/** An editor on a busy machine takes its time. */
const SLOW = { limitMs: 60_000 };
const CLI = path.join(__dirname, '..', '..', '..', 'dist', 'cli.js');
const HOUSE = 'aaaa000000000001';
const FORBIDDEN = {
  status: 403,
  json: { error_code: 'PERMISSION_DENIED', message: 'Only admins see alerts.' },
};
const TITLE = `${HIVE_DATABASE}: readiness`;

/** A database with two tables, of which Overwatch last ran an hour ago. */
function answerTo(statement: string): Answer | undefined {
  if (statement.startsWith('SHOW TABLES')) return rows('tableName', 'pipeline_report', 'audit_log_bronze');
  if (statement.startsWith('SHOW VIEWS')) return rows('viewName');
  if (/^DESCRIBE QUERY .*pipeline_report/.test(statement)) {
    const columns = ['col_name', 'data_type'].map((name) => ({ name, typeId: TYPE_ID.string }));
    return { columns, rows: Object.entries(COLUMNS) };
  }
  return /^SELECT to_json.*pipeline_report/.test(statement)
    ? rows('row', JSON.stringify(lastRun()))
    : undefined;
}

function rows(name: string, ...values: readonly string[]): Answer {
  return { columns: [{ name, typeId: TYPE_ID.string }], rows: values.map((value) => [value]) };
}

const COLUMNS = {
  organization_id: 'string',
  workspace_name: 'string',
  Pipeline_SnapTS: 'timestamp',
  externalizeOptimize: 'boolean',
  parsedConfig: 'struct<auditLogConfig:struct<azureAuditLogEventhubConfig:struct<eventHubName:string>>>',
};

function lastRun(): Readonly<Record<keyof typeof COLUMNS, unknown>> {
  return {
    organization_id: '2222170229861029',
    workspace_name: 'prod',
    Pipeline_SnapTS: Date.now() - 3_600_000,
    externalizeOptimize: true,
    parsedConfig: { auditLogConfig: { azureAuditLogEventhubConfig: { eventHubName: 'audit-hub' } } },
  };
}

describe('Check Readiness…', () => {
  let workspace: ScriptedWorkspace;
  let workbench: Workbench;
  let scratch: string;

  const address = () => `databricks://${workspace.host}/${HOUSE}`;
  const env = () => ({
    ...workspace.env,
    DATABRICKS_HOST: `https://${workspace.host}`,
    DATABRICKS_TOKEN: FAKE_TOKEN,
  });

  before(async () => {
    workspace = await startScriptedWorkspace(answerTo);
    workspace.rest.warehouses.warehouses.push({ id: HOUSE, name: 'Analytics', state: 'RUNNING' });
    makeIll(workspace.rest, Date.now());
    scratch = await mkdtemp(path.join(os.tmpdir(), 'overwatch-ui-readiness-'));
    const lake = path.join(scratch, 'lake');
    await mkdir(lake);
    await makeDatabase(lake);
    const settings = { 'overwatch.lakehouses': [address()] };
    workbench = await launch(lake, settings, { env: env() });
    await workbench.openContainer('Overwatch');
  });
  after(async () => {
    await workbench?.close();
    await workspace?.stop();
    await rm(scratch, { recursive: true, force: true });
  });

  it('is in the menu of a database, and looks at all of the workspace', async () => {
    const tree = workbench.tree('Databases');
    const database = [workspace.host, HIVE_DATABASE];
    await tree.focus(database, SLOW);
    await tree.chooseFromMenu(database, 'Check Readiness…');
    const page = await workbench.webviewFrame(TITLE, SLOW);
    const text = await textOf(page);
    assert.match(text, /Result\s+11 failed, 1 warning, 1 could not look, 1 passed/);
    assert.match(text, /No logs are kept by 1 of 3 all-purpose clusters: adhoc\./);
    assert.match(text, /No logs are kept by 1 of 1 job cluster: Nightly ETL\/main\./);
    assert.match(text, /prod reads the Event Hub audit-hub\./);
    assert.match(text, /Overwatch: its last run of .* failed: Cluster etl was terminated/);
    assert.ok(text.indexOf('failed\n') < text.indexOf('warning\n'), 'the worst comes first');
    await workbench.screenshot('readiness');
    for (const theme of ['light', 'high-contrast', 'dark'] as const) {
      await workbench.theme(theme);
      await workbench.screenshot(`readiness-${theme}`);
    }
  });

  it('opens what can be generated in an editor', async () => {
    const page = await workbench.webviewFrame(TITLE, SLOW);
    const fix = page.locator('details', { hasText: 'optimizer-job.json' });
    await fix.locator('summary').click();
    await workbench.screenshot('readiness-fix');
    await fix.locator('a').click();
    await workbench.eventually('the job is in an editor', async () =>
      /com\.databricks\.labs\.overwatch\.Optimizer/.test(await workbench.editorText(/^\{|Untitled/)),
    );
    await workbench.screenshot('readiness-generated');
  });

  it('is told the same by the command line', async () => {
    const words = ['--lakehouse', address(), '--database', HIVE_DATABASE, '--json'];
    const ended = await promisify(execFile)(process.execPath, [CLI, 'readiness', ...words], {
      env: { ...process.env, ...env() },
    }).catch((error: { readonly code: number; readonly stdout: string }) => error);
    assert.equal('code' in ended ? ended.code : 0, 3);
    assert.deepEqual(JSON.parse(ended.stdout).counts, { fail: 11, warn: 1, 'could-not-look': 1, pass: 1 });
  });

  it('says what it could not see and which right is missing, and goes on with the rest', async () => {
    workspace.rest.trouble(/alerts/, FORBIDDEN, 100);
    const tree = workbench.tree('Databases');
    await tree.chooseFromMenu([workspace.host], 'Check Readiness…');
    await workbench.quickPick.waitFor('Which Overwatch database?');
    assert.deepEqual(
      (await workbench.quickPick.items()).map(({ label }) => label),
      [HIVE_DATABASE],
    );
    await workbench.quickPick.pick(HIVE_DATABASE);
    const refused =
      /could not look\s+An alert watches the modules[\s\S]*Only admins see alerts[\s\S]*Needed: a token/;
    const text = await workbench.eventually(
      'the page tells of the right',
      async () => {
        const shown = await textOf(await workbench.webviewFrame(TITLE));
        return refused.test(shown) && shown;
      },
      SLOW,
    );
    assert.match(text, /9 failed, 1 warning, 3 could not look, 1 passed/);
    await workbench.screenshot('readiness-refused');
  });

  it('tells of a folder what a folder can tell', async () => {
    await workbench.runCommand('Overwatch: Check Readiness…');
    await workbench.quickPick.waitFor('Which Overwatch database?');
    await workbench.quickPick.pick('ow');
    const page = await workbench.webviewFrame('ow: readiness', SLOW);
    assert.match(await textOf(page), /Folders belong to no workspace that could be asked/);
    assert.match(await textOf(page), /No backup of ow was found/);
    await workbench.screenshot('readiness-folder');
  });
});
