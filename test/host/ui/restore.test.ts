/** A restore from a backup's context menu to the SQL that registers what it has brought back. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launch, type Workbench } from '../harness';
import { damage, makeLakehouse, type TestLakehouse, takeSnapshot } from './lakehouse';
import { textOf } from './text';

describe('Restore…', () => {
  let lake: TestLakehouse;
  let workbench: Workbench;
  let prefix: string;

  before(async () => {
    lake = await makeLakehouse();
    prefix = path.join(lake.scratch, 'restored');
    takeSnapshot(lake);
    workbench = await launch(lake.folder, { 'overwatch.lakehouses': [lake.root] });
    await workbench.openContainer('Overwatch');
  });
  after(async () => {
    await workbench?.close();
    await lake?.remove();
  });

  const typeNewFolder = async (folder: string) => {
    await workbench.quickPick.type(folder);
    await workbench.eventually('the new folder is accepted', async () =>
      /new folder · [\d.]+ [GT]B free/.test((await workbench.quickPick.state())?.drawn[0]?.detail ?? ''),
    );
    await workbench.quickPick.accept();
  };

  it('offers the newest copies, an instant, or what a run left', async () => {
    await workbench.tree('Backups').chooseFromMenu(['first'], 'Restore…');
    await workbench.quickPick.waitFor('Restore of first (1/4)');
    const states = await workbench.eventually('the runs are listed', async () => {
      const items = await workbench.quickPick.items();
      return items[2]?.description.startsWith('done') && items;
    });
    assert.deepEqual(
      states.slice(0, 2).map(({ label }) => label),
      ['Latest', 'As of…'],
    );
    assert.match(states[2]?.description ?? '', /^done · 7 tables · [\d.]+ [KM]B/);
    await workbench.screenshot('restore-state');
    await workbench.quickPick.pick('As of…');
    await workbench.quickPick.waitFor('As of');
    await workbench.quickPick.type('2026-01-01');
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor('(2/4)');
    await workbench.quickPick.back();
    await workbench.quickPick.waitFor('(1/4)');
    await workbench.quickPick.pick(states[2]?.label ?? '');
  });

  it('restores the checked tables, and refuses a folder that is not empty', async () => {
    await workbench.quickPick.waitFor('(2/4)');
    await workbench.quickPick.check('cluster_gold', false);
    await workbench.screenshot('restore-tables');
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor('(3/4)');
    await workbench.quickPick.type(lake.folder);
    await workbench.eventually('the folder is refused', async () =>
      (await workbench.quickPick.state())?.drawn[0]?.detail.includes('This folder is not empty'),
    );
    await workbench.screenshot('restore-target-refused');
    await typeNewFolder(prefix);
  });

  it('reviews the plan, and gives the command line for it', async () => {
    await workbench.quickPick.waitFor('(4/4)');
    const run = await workbench.eventually('the plan is made', async () =>
      (await workbench.quickPick.items()).find(({ label }) => label === 'Run'),
    );
    assert.match(run.description, /^6 tables · [\d.]+ [KM]B of [\d.]+ [KM]B to copy$/);
    await workbench.screenshot('restore-review');
    await workbench.quickPick.pick('Copy CLI Command');
    const command = await workbench.eventually('the command is on the clipboard', async () => {
      const copied = await workbench.clipboard();
      return copied.includes(' restore --from ') && copied;
    });
    const output = execFileSync('sh', ['-c', `${command} --dry-run`], { encoding: 'utf8' });
    assert.match(output, /6 tables/);
    assert.equal(existsSync(prefix), false, 'nothing is written before Run');
  });

  it('brings the tables back, reports, and opens the SQL that registers them', async () => {
    await workbench.quickPick.pick('Run');
    await workbench.notifications.waitFor(/Restore of \S+: 6 tables copied and verified/);
    assert.deepEqual((await readdir(path.join(prefix, 'global_share'))).length, 6);
    const report = await workbench.webviewFrame('Report: restored');
    await workbench.eventually('the report shows the restore', async () =>
      /Restore done[\s\S]*6\s+all done/.test(await textOf(report)),
    );
    await workbench.screenshot('restore-done');
    await workbench.notifications.click(/Restore of/, 'Registration SQL…');
    await workbench.quickPick.waitFor('Registration SQL of');
    await workbench.quickPick.type('abfss://lake@account.dfs.core.windows.net/overwatch');
    await workbench.quickPick.accept();
    const sql = await workbench.editorText(/Untitled/);
    assert.match(sql, /CREATE DATABASE IF NOT EXISTS/);
    assert.match(sql, /job_gold/);
    assert.doesNotMatch(sql, /cluster_gold/);
    await workbench.screenshot('restore-sql');
  });

  it('lists the restore among the runs', async () => {
    const run = await workbench.tree('Runs').focus([/^Restore of /]);
    assert.match(run.description, /^done · 6 of 6 tables/);
  });

  it('brings back later what was damaged, and only that', async () => {
    const other = path.join(lake.scratch, 'again');
    const mend = await damage(path.join(lake.root, 'data', 'job_gold'));
    await workbench.tree('Backups').chooseFromMenu(['first'], 'Restore…');
    for (const step of ['(1/4)', '(2/4)']) {
      await workbench.quickPick.waitFor(step);
      await workbench.quickPick.accept();
    }
    await workbench.quickPick.waitFor('(3/4)');
    await typeNewFolder(other);
    await workbench.quickPick.waitFor('(4/4)');
    await workbench.eventually('the plan says what will fail', async () =>
      (await workbench.quickPick.items()).some(({ label }) => label === 'job_gold will fail'),
    );
    await workbench.quickPick.pick('Run');
    await workbench.notifications.waitFor(/Restore of \S+ is partly done: 1 of 7 tables failed/);
    await mend();
    const runs = workbench.tree('Runs');
    await workbench.eventually('the run is listed as it ended', async () =>
      (await runs.focus([/^Restore of /])).description.startsWith('partly done'),
    );
    await runs.chooseFromMenu([/^Restore of /], 'Retry Failed Tables');
    await workbench.notifications.waitFor(/Restore of \S+: 1 table copied and verified/);
    assert.equal((await readdir(path.join(other, 'global_share'))).length, 7);
  });

  it('shows the database that was made, which lies below no lakehouse', async () => {
    await workbench.notifications.click(/Restore of \S+: 1 table copied/, 'Show in Databases');
    await workbench.tree('Databases').focus(['again', /global_share|again/]);
    await workbench.screenshot('restore-in-databases');
    await workbench.tree('Databases').chooseFromMenu(['again'], 'Remove Lakehouse…');
  });
});
