/** A full snapshot by keyboard alone, from the tree to the report, as the product's main job is meant to go. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launch, type Theme, type Workbench } from '../harness';
import { makeLakehouse, type TestLakehouse } from './lakehouse';
import { textOf } from './text';

describe('Snapshot…', () => {
  let lake: TestLakehouse;
  let workbench: Workbench;

  before(async () => {
    lake = await makeLakehouse();
    workbench = await launch(lake.folder);
    await workbench.openContainer('Overwatch');
  });
  after(async () => {
    await workbench?.close();
    await lake?.remove();
  });

  it('asks for the database where it was not started from one', async () => {
    await workbench.runCommand('Overwatch: Snapshot…');
    const step = await workbench.quickPick.waitFor('Snapshot (1/6)');
    assert.deepEqual(step.buttons, []);
    await workbench.quickPick.pick('overwatch_lake');
    assert.equal((await workbench.quickPick.waitFor('(2/6)')).title, 'Snapshot of overwatch_lake');
    assert.deepEqual(
      (await workbench.quickPick.items()).map(({ label }) => label),
      ['Full', 'Incremental'],
    );
    await workbench.quickPick.back();
    await workbench.quickPick.waitFor('(1/6)');
    await workbench.quickPick.cancel();
  });

  it('leads from a database to layers with their size, and does not go on without any', async () => {
    await workbench.tree('Databases').chooseFromMenu(['lake', 'overwatch_lake'], 'Snapshot…');
    await workbench.quickPick.waitFor('(1/5)');
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor('(2/5)');
    const layers = await workbench.eventually('the layers show their size', async () => {
      const items = await workbench.quickPick.items();
      return items.every(({ description }) => /^2 tables · [\d.]+ KB$/.test(description)) && items;
    });
    assert.deepEqual(
      layers.map(({ label, checked }) => [label, checked]),
      [
        ['Bronze', true],
        ['Silver', true],
        ['Gold', true],
      ],
    );
    for (const { label } of layers) await workbench.quickPick.check(label, false);
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor('Check at least one layer');
    await workbench.quickPick.check('Bronze', true);
    await workbench.quickPick.check('Gold', true);
    await workbench.quickPick.accept();
  });

  it('offers the tables of these layers checked, unknown ones not, and remembers them on the way back', async () => {
    await workbench.quickPick.waitFor('(3/5)');
    const offered = (await workbench.quickPick.items()).map(
      ({ label, checked }) => `${checked ? '+' : '-'}${label}`,
    );
    assert.deepEqual(offered, [
      '+audit_log_bronze',
      '+jobs_snapshot_bronze',
      '+cluster_gold',
      '+job_gold',
      '-my_team_notes',
    ]);
    await workbench.quickPick.check('cluster_gold', false);
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor('(4/5)');
    await workbench.quickPick.back();
    await workbench.quickPick.waitFor('(3/5)');
    const again = (await workbench.quickPick.items()).find(({ label }) => label === 'cluster_gold');
    assert.equal(again?.checked, false);
    await workbench.screenshot('snapshot-tables');
    await workbench.quickPick.accept();
  });

  it('says while typing why a folder cannot be used', async () => {
    await workbench.quickPick.waitFor('(4/5)');
    const other = path.join(lake.scratch, 'photos');
    await mkdir(other);
    await writeFile(path.join(other, 'cat.jpg'), '');
    await workbench.quickPick.type(other);
    await workbench.eventually('the folder is refused', async () =>
      (await workbench.quickPick.state())?.drawn[0]?.detail.includes('holds something else: cat.jpg'),
    );
    await workbench.quickPick.accept();
    await workbench.quickPick.type(path.join(lake.database, 'inside'));
    await workbench.eventually('the folder in the database is refused', async () =>
      (await workbench.quickPick.state())?.drawn[0]?.detail.includes('lie within one another'),
    );
    await workbench.screenshot('snapshot-root-refused');
    await workbench.quickPick.type(lake.root);
    await workbench.eventually('the folder is accepted', async () =>
      /new folder · [\d.]+ [GT]B free/.test((await workbench.quickPick.state())?.drawn[0]?.detail ?? ''),
    );
    await workbench.quickPick.accept();
  });

  it('reviews the plan, shows it whole, and gives the command line for it', async () => {
    await workbench.quickPick.waitFor('(5/5)');
    const run = await workbench.eventually('the plan is made', async () =>
      (await workbench.quickPick.items()).find(({ label }) => label === 'Run'),
    );
    assert.match(run.description, /^4 tables · [\d.]+ [KM]B of [\d.]+ [KM]B to copy$/);
    assert.match(run.detail, new RegExp(`^to ${lake.root} · .* free$`));
    await workbench.screenshot('snapshot-review');
    await workbench.quickPick.pick('Show Plan');
    const plan = await workbench.webviewFrame('Plan: snapshot of overwatch_lake');
    const text = await textOf(plan);
    assert.match(text, /CREATE OR REPLACE TABLE delta\.`.*job_gold` DEEP CLONE/s);
    assert.match(text, /cluster_gold\s+gold\s+excluded/);
    assert.match(text, /my_team_notes\s+other\s+not written by Overwatch/);
    await workbench.quickPick.pick('Copy CLI Command');
    const command = await workbench.eventually('the command is on the clipboard', async () => {
      const copied = await workbench.clipboard();
      return copied.startsWith('node ') && copied;
    });
    const output = execFileSync('sh', ['-c', `${command} --dry-run --json`], { encoding: 'utf8' });
    assert.match(output, /job_gold/);
    assert.equal(existsSync(lake.root), false, 'nothing is written before Run');
  });

  it('runs, tells how it ended, and opens the report', async () => {
    await workbench.quickPick.pick('Run');
    await workbench.notifications.waitFor(/Snapshot of overwatch_lake: 4 tables copied and verified/);
    const report = await workbench.webviewFrame('Report: first');
    await workbench.eventually('the report shows the run', async () =>
      /Snapshot done[\s\S]*4\s+all done/.test(await textOf(report)),
    );
    assert.deepEqual((await readdir(path.join(lake.root, 'data'))).sort(), [
      'audit_log_bronze',
      'job_gold',
      'jobs_snapshot_bronze',
      'pipeline_report',
    ]);
  });

  it('lists the run and the backup', async () => {
    const run = await workbench.tree('Runs').focus(['Snapshot of overwatch_lake']);
    assert.match(run.description, /^done · 4 of 4 tables · [\d.]+ [KM]B · [\d.]+ s · just now$/);
    const backups = workbench.tree('Backups');
    const past = await backups.focus(['first', 'Runs', /./]);
    assert.match(past.description, /^4 tables · [\d.]+ [KM]B/);
    await backups.focus(['first', 'Gold', 'job_gold']);
  });

  it('offers the root next time, where nothing is left to copy', async () => {
    await workbench.tree('Databases').inlineAction(['lake', 'overwatch_lake'], 'Snapshot…');
    for (const step of ['(1/5)', '(2/5)']) {
      await workbench.quickPick.waitFor(step);
      await workbench.quickPick.accept();
    }
    await workbench.quickPick.waitFor('(3/5)');
    for (const table of ['cluster_gold', 'jobrun_silver', 'account_login_silver']) {
      await workbench.quickPick.check(table, false);
    }
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor('(4/5)');
    await workbench.eventually('the root is offered', async () =>
      (await workbench.quickPick.state())?.drawn[0]?.detail.includes('holds an earlier snapshot'),
    );
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor('(5/5)');
    const run = await workbench.eventually('the plan is made', async () =>
      (await workbench.quickPick.items()).find(({ label }) => label === 'Run'),
    );
    assert.match(run.description, /^4 tables · 0 B of/);
    await workbench.quickPick.cancel();
  });

  it('verifies the backup, and finds a file that is gone', async () => {
    const backups = workbench.tree('Backups');
    await backups.chooseFromMenu(['first'], /^Verify Backup/);
    await workbench.notifications.waitFor(/4 tables verified, nothing is wrong/);
    const page = await workbench.webviewFrame('Verification');
    assert.match(await textOf(page), /job_gold\s+verified/);

    const table = path.join(lake.root, 'data', 'job_gold');
    const data = (await readdir(table, { recursive: true })).find((name) => name.endsWith('.parquet'));
    assert.ok(data);
    await rename(path.join(table, data), path.join(lake.scratch, 'taken.parquet'));
    await backups.chooseFromMenu(['first'], /^Verify Backup/);
    const told = await workbench.notifications.waitFor(/1 of 4 tables are not as they should be/);
    assert.equal(told.severity, 'error');
    await workbench.eventually('the page names the file', async () => {
      const text = await textOf(await workbench.webviewFrame('Verification'));
      return text.includes(path.basename(data));
    });
    await workbench.screenshot('verification-failed');
    await rename(path.join(lake.scratch, 'taken.parquet'), path.join(table, data));
  });

  it('keeps its run and its report over a reload of the window', async () => {
    await workbench.reload();
    await workbench.openContainer('Overwatch');
    const run = await workbench.tree('Runs').focus(['Snapshot of overwatch_lake']);
    assert.match(run.description, /^done · 4 of 4 tables/);
    const report = await workbench.webviewFrame('Report: first');
    await workbench.eventually('the report is back', async () => /Snapshot done/.test(await textOf(report)));
  });

  for (const theme of ['dark', 'light', 'high-contrast'] satisfies Theme[]) {
    it(`can be read in the ${theme} theme`, async () => {
      await workbench.theme(theme);
      const report = await workbench.webviewFrame('Report: first');
      assert.deepEqual(await workbench.axe(report), []);
      await workbench.tree('Databases').expand(['lake', 'overwatch_lake', 'Gold']);
      await workbench.screenshot(`report-${theme}`);
    });
  }
});
