/** A migration from a database's context menu to its checklist, with the source dropped. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launch, type Workbench } from '../harness';
import { makeLakehouse, type TestLakehouse, writeConfig } from './lakehouse';
import { textOf } from './text';

const DATABASE = ['lake', 'overwatch_lake'];

describe('Migrate…', () => {
  let lake: TestLakehouse;
  let workbench: Workbench;
  let config: string;
  let root: string;

  before(async () => {
    lake = await makeLakehouse();
    root = path.join(lake.scratch, 'moved');
    config = await writeConfig(lake);
    await writeConfig(lake, 'mixed.csv', ['dbfs:/mnt/one', 'dbfs:/mnt/two']);
    workbench = await launch(lake.folder);
    await workbench.openContainer('Overwatch');
  });
  after(async () => {
    await workbench?.close();
    await lake?.remove();
  });

  it('leaves with nothing done on Escape', async () => {
    await workbench.tree('Databases').chooseFromMenu(DATABASE, 'Migrate…');
    await workbench.quickPick.waitFor('Migration of overwatch_lake (1/6)');
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor('(2/6)');
    await workbench.quickPick.back();
    await workbench.quickPick.waitFor('(1/6)');
    await workbench.quickPick.cancel();
    assert.deepEqual(await workbench.tree('Runs').rows(), []);
  });

  it('asks for the tables to exclude, and takes the target that Enter follows at once', async () => {
    const { quickPick } = workbench;
    await workbench.tree('Databases').chooseFromMenu(DATABASE, 'Migrate…');
    await quickPick.waitFor('Migration of overwatch_lake (1/6)');
    await quickPick.check('account_login_silver', false);
    await workbench.screenshot('migrate-tables');
    await quickPick.accept();
    await quickPick.waitFor('(2/6)');
    await quickPick.type(root);
    await quickPick.accept();
    await quickPick.waitFor('(3/6)');
  });

  it('refuses a config with two storage prefixes, and says so', async () => {
    const { quickPick } = workbench;
    await quickPick.type(path.join(lake.folder, 'mixed.csv'));
    await workbench.eventually('the config is refused', async () =>
      (await quickPick.state())?.drawn[0]?.detail.includes('has 2 different values'),
    );
    await workbench.screenshot('migrate-config-refused');
    await quickPick.accept();
    await quickPick.waitFor('(3/6)');
    await quickPick.type('');
    const found = await workbench.eventually('the config of the workspace is found', async () =>
      (await quickPick.items()).find(({ label }) => label.endsWith('deployment.csv')),
    );
    assert.match(found.detail, /2 rows \(line 2, line 3\): storage_prefix is \/\S+overwatch_lake$/);
    await workbench.screenshot('migrate-config');
    await quickPick.pick(found.label);
  });

  it('keeps the source unless every table that is not covered is accepted as lost', async () => {
    const { quickPick } = workbench;
    await quickPick.waitFor('(4/6)');
    const [keep, drop] = await quickPick.items();
    assert.ok(keep?.focused, 'the source is kept by default');
    assert.match(drop?.detail ?? '', /does not cover: account_login_silver, my_team_notes$/);
    await workbench.screenshot('migrate-source');
    await quickPick.pick(/^Drop the Source/);
    await quickPick.waitFor('(5/8)');
    assert.deepEqual(
      (await quickPick.items()).map(({ label, checked }) => [label, checked]),
      [
        ['account_login_silver', false],
        ['my_team_notes', false],
      ],
    );
    await quickPick.check('my_team_notes', true);
    await quickPick.accept();
    await quickPick.waitFor('Cannot drop: 1 of 2 not accepted as lost.');
    await workbench.screenshot('migrate-losses');
    await quickPick.check('account_login_silver', true);
    await quickPick.accept();
  });

  it('does not go on before the jobs are said to be stopped', async () => {
    const { quickPick } = workbench;
    await quickPick.waitFor('(6/8)');
    await quickPick.pick('Continue');
    await quickPick.waitFor('Stop the Overwatch jobs first');
    await workbench.screenshot('migrate-checklist');
    await quickPick.pick(/^1\. Stop the Overwatch jobs/);
    await quickPick.waitFor('The jobs are stopped');
    await workbench.screenshot('migrate-checklist-stopped');
    await quickPick.pick('Continue');
  });

  it('reviews the plan, and gives the command line for it', async () => {
    const { quickPick } = workbench;
    await quickPick.waitFor('(7/8)');
    const run = await workbench.eventually('the plan is made', async () =>
      (await quickPick.items()).find(({ label }) => label === 'Run…'),
    );
    assert.match(run.description, /^6 tables · [\d.]+ [KM]B of [\d.]+ [KM]B to copy$/);
    await workbench.screenshot('migrate-review');
    await quickPick.pick('Copy CLI Command');
    const command = await workbench.eventually('the command is on the clipboard', async () => {
      const copied = await workbench.clipboard();
      return copied.includes(' migrate --lakehouse ') && copied;
    });
    const output = execFileSync('sh', ['-c', `${command} --dry-run`], { encoding: 'utf8' });
    assert.match(output, /Drop 8 tables of the source, of which .*account_login_silver.* will be lost/);
    await quickPick.pick('Run…');
  });

  it('refuses a wrong name, and does nothing before the right one is typed', async () => {
    const { quickPick } = workbench;
    await quickPick.waitFor('(8/8)');
    await quickPick.type('overwatch_lak');
    await quickPick.accept();
    await workbench.eventually('the name is refused', async () =>
      (await quickPick.state())?.message.includes(
        'The database is called overwatch_lake, not overwatch_lak.',
      ),
    );
    await workbench.screenshot('migrate-name');
    assert.equal(existsSync(root), false, 'nothing is written before the name is right');
    await quickPick.type('overwatch_lake');
    await quickPick.accept();
  });

  it('moves the database, edits the config and drops the source', async () => {
    await workbench.notifications.waitFor(
      /Migration of overwatch_lake: 6 tables copied and verified.*The source is dropped\. Now restart the Overwatch jobs\./,
      { limitMs: 60_000 },
    );
    assert.equal((await readdir(path.join(root, 'global_share'))).length, 6);
    assert.deepEqual(existsSync(lake.database) ? await readdir(lake.database) : [], []);
    assert.equal(
      await readFile(config, 'utf8'),
      [
        'workspace_name,workspace_id,storage_prefix,etl_database_name,active',
        `east,1,${root},overwatch_lake,true`,
        `"west, old",2,${root},overwatch_lake,false`,
        'other,3,dbfs:/mnt/other,other_etl,true',
        '',
      ].join('\r\n'),
    );
    const report = await workbench.webviewFrame('Report: moved');
    await workbench.eventually('the report shows the migration and its steps', async () =>
      /Migration done[\s\S]*drop\s[\s\S]*8 tables dropped/i.test(await textOf(report)),
    );
    const details = report.locator('aside.details');
    assert.match(await textOf(report, 'aside.details'), /Dropped by this run\./);
    assert.equal(await details.getByRole('button', { name: /^Preview the source/ }).count(), 0);
    assert.equal(await details.getByRole('button', { name: /^Preview the copy/ }).count(), 1);
    assert.deepEqual(await workbench.axe(report), []);
    await workbench.screenshot('migrate-done');
  });

  it('shows the checklist, whose last step is confirmed by hand', async () => {
    const { quickPick } = workbench;
    await workbench.notifications.click(/Migration of overwatch_lake/, 'Show Checklist');
    await quickPick.waitFor('Restart the Overwatch jobs, then confirm step 5');
    const steps = await quickPick.items();
    assert.deepEqual(
      steps.map(({ description }) => description),
      ['you · done', 'this run · done', 'this run · done', 'this run · done', 'you · to do'],
    );
    await workbench.screenshot('migrate-restart');
    await quickPick.pick(/^5\. Restart the jobs/);
    await quickPick.waitFor('The migration is done.');
    await quickPick.cancel();
    await workbench.theme('high-contrast');
    await workbench.tree('Runs').chooseFromMenu(['Migration of overwatch_lake'], 'Migration Checklist…');
    await quickPick.waitFor('The migration is done.');
    await workbench.screenshot('migrate-checklist-high-contrast');
    await quickPick.cancel();
  });
});
