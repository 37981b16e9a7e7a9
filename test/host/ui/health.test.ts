/** The health of Overwatch: a view below the database, and a page that says where to begin. */

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeDatabase } from '../../support/overwatchDatabase';
import { type ReportedRun, reportRuns } from '../../support/pipelineReport';
import { launch, type Workbench } from '../harness';
import { damage } from './lakehouse';
import { textOf } from './text';

const PROD = ['2222170229861029', 'prod'] as const;
const DEV = ['5206439413157315', 'dev'] as const;
const ERROR = [
  'FAILED --> ROLLED BACK: Bronze_SparkEventLogs',
  'ERROR:',
  'java.nio.file.AccessDeniedException: dbfs:/cluster-logs/<größer>: 403 Forbidden',
  ...Array.from(
    { length: 30 },
    (_, line) => `\tat com.databricks.labs.overwatch.pipeline.Module.run(Module.scala:${line})`,
  ),
].join('\n');

function run(
  workspace: ReportedRun['workspace'],
  module: ReportedRun['module'],
  status = 'SUCCESS',
  reachedDaysAgo = 0.01,
): ReportedRun {
  return { workspace, module, status, ranDaysAgo: 0.01, reachedDaysAgo };
}

const AUDIT = [1004, 'Bronze_AuditLogs'] as const;
const SPARK = [1006, 'Bronze_SparkEventLogs'] as const;
const JOBS = [2006, 'Silver_SPARK_Jobs'] as const;
const SKIPPED =
  'EMPTY: 2006-Silver_SPARK_Jobs Module: SKIPPING. No new data; modules that depend on it will not progress.';
const WELL = [run(PROD, AUDIT), run(PROD, SPARK), run(PROD, JOBS)];
const ILL = [
  ...WELL,
  run(DEV, AUDIT),
  { ...run(DEV, SPARK, 'SUCCESS', 5), ranDaysAgo: 5 },
  run(DEV, SPARK, ERROR),
  run(DEV, JOBS, SKIPPED, 5),
];

let scratch: string;
let database: string;
let workbench: Workbench;
const health = ['lake', 'ow', 'Pipeline health'];

before(async () => {
  scratch = await mkdtemp(path.join(os.tmpdir(), 'overwatch-ui-health-'));
  const lake = path.join(scratch, 'lake');
  await mkdir(lake);
  database = await makeDatabase(lake);
  const report = path.join(database, 'pipeline_report');
  await rm(report, { recursive: true });
  await reportRuns(report, ILL, Date.now());
  workbench = await launch(lake);
  await workbench.openContainer('Overwatch');
});
after(async () => {
  await workbench?.close();
  await rm(scratch, { recursive: true, force: true });
});

describe('a database with modules that failed and that are stale', () => {
  it('shows the verdict once the database is opened, and the modules that need a look', async () => {
    const tree = workbench.tree('Databases');
    const row = await tree.describedAs(health, '1 failed, 1 stale, 4 healthy');
    assert.match(row.ariaLabel, /^Pipeline health, 1 failed, 1 stale, 4 healthy/);
    await tree.expand(health);
    await tree.describedAs([...health, '1006 Bronze_SparkEventLogs'], /^last progress 5 days ago · dev$/);
    await tree.describedAs([...health, '2006 Silver_SPARK_Jobs'], /^last progress 5 days ago · dev$/);
    await tree.focus([...health, '4 modules healthy']);
    await workbench.screenshot('health-tree');
  });

  it('tells in the tooltip what a module waits for, and its error', async () => {
    const tree = workbench.tree('Databases');
    assert.match(await tree.tooltip(health), /Begin with\s+1006 Bronze_SparkEventLogs/);
    const stale = await tree.tooltip([...health, '2006 Silver_SPARK_Jobs']);
    assert.match(stale, /Waits for\s+1006 Bronze_SparkEventLogs \(failed\)/);
    const failed = await tree.tooltip([...health, '1006 Bronze_SparkEventLogs']);
    assert.match(
      failed,
      /Message\s+ROLLED BACK: Bronze_SparkEventLogs ERROR: java\.nio[^\n]*<größer>[^\n]*…/,
    );
    await workbench.screenshot('health-tooltip');
  });

  it('opens a page that says where to begin, with the whole error', async () => {
    await workbench.tree('Databases').focus([...health, '1006 Bronze_SparkEventLogs']);
    await workbench.press('Enter');
    const page = await workbench.webviewFrame('ow: health');
    const text = await textOf(page);
    assert.match(text, /Pipeline health of ow/);
    assert.match(text, /6 modules in 2 workspaces: 1 failed, 1 stale, 4 healthy/);
    assert.match(
      text,
      /Where to begin\s+(1\.\s+)?1006 Bronze_SparkEventLogs of 5206439413157315 dev, failed\s+ROLLED BACK/,
    );
    await workbench.screenshot('health-page');
    await page.locator('summary').first().press('Enter', { timeout: 5_000 });
    assert.match(await textOf(page, 'pre'), /AccessDeniedException[\s\S]*Module\.scala:29/);
    await workbench.screenshot('health-page-error');
    for (const theme of ['dark', 'high-contrast'] as const) {
      await workbench.theme(theme);
      await workbench.webviewFrame('ow: health');
      await workbench.screenshot(`health-page-${theme}`);
    }
    await workbench.theme('light');
  });

  it('is found in the palette and in the menu, and copies its command line', async () => {
    await workbench.runCommand('Overwatch: Show Pipeline Health…');
    await workbench.quickPick.waitFor('Which Overwatch database?');
    await workbench.quickPick.pick('ow');
    await workbench.webviewFrame('ow: health');
    const tree = workbench.tree('Databases');
    assert.ok((await tree.contextMenu(['lake', 'ow'])).includes('Show Pipeline Health…'));
    await workbench.press('Escape');
    await tree.chooseFromMenu(health, 'Copy CLI Command');
    await workbench.eventually('the command is on the clipboard', async () =>
      / health --lakehouse .*lake --database ow$/.test(await workbench.clipboard()),
    );
  });

  it('asks what Databricks calls it before it has an alert made, for a warehouse reads no folder', async () => {
    const { quickPick } = workbench;
    await workbench.tree('Databases').chooseFromMenu(['lake', 'ow'], 'Create Alert…');
    await quickPick.waitFor(/Create Alert: Modules Failed or Stale \(1\/\d\) Which database\?/);
    await quickPick.focus('ow');
    await workbench.screenshot('alert-naming');
    await quickPick.type(database);
    await workbench.eventually('a folder is refused', async () =>
      /Databricks cannot read this folder of this machine\. Type the name that the database has there/.test(
        JSON.stringify((await quickPick.state())?.drawn),
      ),
    );
    await workbench.screenshot('alert-folder-refused');
    await quickPick.cancel();
  });

  it('heeds the setting of what is stale', async () => {
    await workbench.updateSettings({ 'overwatch.staleDays': 9 });
    await workbench.openContainer('Overwatch');
    await workbench.tree('Databases').describedAs(health, '1 failed, 5 healthy');
  });
});

describe('after a refresh', () => {
  it('says that all is well', async () => {
    await reportRuns(
      path.join(database, 'pipeline_report'),
      [run(DEV, SPARK, 'SUCCESS', 0), run(DEV, JOBS, 'SUCCESS', 0)].map((one) => ({ ...one, ranDaysAgo: 0 })),
      Date.now(),
    );
    await workbench.runCommand('Overwatch: Refresh');
    const tree = workbench.tree('Databases');
    await tree.describedAs(health, /^healthy$/);
    await tree.focus([...health, '6 modules healthy']);
    await workbench.screenshot('health-well');
  });

  it('says so where the report cannot be read', async () => {
    await damage(path.join(database, 'pipeline_report'));
    await workbench.runCommand('Overwatch: Refresh');
    const tree = workbench.tree('Databases');
    await tree.describedAs(health, 'cannot be told');
    await tree.focus([...health, /^The log of the table pipeline_report is damaged/]);
    await workbench.screenshot('health-unreadable');
  });
});
