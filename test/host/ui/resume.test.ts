/** Runs that are killed: a migration with its editor, a snapshot of the command line; and how they go on to the end. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launch, type Workbench } from '../harness';
import { addHugeTable, makeLakehouse, snapshotArguments, type TestLakehouse, writeConfig } from './lakehouse';

/** Takes long enough to copy for a run to be killed meanwhile. */
const HUGE = 1_500_000_000;

describe('a migration that is killed', () => {
  let lake: TestLakehouse;
  let workbench: Workbench;
  let config: string;
  let root: string;

  before(async () => {
    lake = await makeLakehouse();
    root = path.join(lake.scratch, 'moved');
    config = await writeConfig(lake);
    await addHugeTable(lake.database, 'sparktask_gold', HUGE);
    workbench = await launch(lake.folder, { 'workbench.colorTheme': 'Dark Modern' });
    await workbench.openContainer('Overwatch');
  });
  after(async () => {
    await workbench?.close();
    await lake?.remove();
  });

  it('is running when the extension host is killed', async () => {
    const { quickPick } = workbench;
    await workbench.runCommand('Overwatch: Migrate…');
    await quickPick.waitFor('Migration (1/7)');
    await quickPick.pick('overwatch_lake');
    await quickPick.waitFor('(2/7)');
    await quickPick.check('my_team_notes', true);
    await quickPick.accept();
    await quickPick.waitFor('(3/7)');
    await quickPick.type(root);
    await quickPick.accept();
    await quickPick.waitFor('(4/7)');
    await quickPick.type(config);
    await quickPick.accept();
    await quickPick.waitFor('(5/7)');
    await quickPick.pick(/^Drop the Source/);
    // Nothing is left uncovered, so that no loss is asked for.
    await quickPick.waitFor('(6/8)');
    await quickPick.pick(/^1\. Stop the Overwatch jobs/);
    await quickPick.pick('Continue');
    await quickPick.waitFor('(7/8)');
    await workbench.eventually('the plan is made', async () =>
      (await quickPick.items()).some(({ label }) => label === 'Run…'),
    );
    await quickPick.pick('Run…');
    await quickPick.waitFor('(8/8)');
    await quickPick.type('overwatch_lake');
    await quickPick.accept();
    await isHalfDone(workbench, root, 'global_share');
    await workbench.crash();
    assert.equal((await readdir(lake.database)).length, 9, 'the source is whole');
    assert.doesNotMatch(await readFile(config, 'utf8'), /moved/);
  });

  it('is told of once, and listed as interrupted', async () => {
    await workbench.openContainer('Overwatch');
    await workbench.notifications.waitFor(/Migration of overwatch_lake was interrupted/, { limitMs: 60_000 });
    const run = await workbench.tree('Runs').focus(['Migration of overwatch_lake']);
    assert.match(run.description, /^interrupted · [1-8] of 9 tables done · /);
    await workbench.screenshot('migrate-interrupted');
  });

  it('shows what is left, and goes on to the end', async () => {
    const { quickPick } = workbench;
    await workbench.tree('Runs').chooseFromMenu(['Migration of overwatch_lake'], 'Resume…');
    await quickPick.waitFor('Resume');
    const items = await workbench.eventually('the journal is read', async () => {
      const all = await quickPick.items();
      return all.some(({ separator }) => separator === 'Left') && all;
    });
    assert.match(items[0]?.detail ?? '', /^\d tables? left · at most 1\.5 GB to copy · 4 steps after them$/);
    assert.ok(items.some(({ separator }) => separator === 'Done'));
    await workbench.screenshot('migrate-resume');
    await quickPick.pick('Resume Migration of overwatch_lake');
    await workbench.notifications.waitFor(
      /Migration of overwatch_lake: 9 tables copied and verified.*The source is dropped/,
      { limitMs: 120_000 },
    );
    assert.equal((await readdir(path.join(root, 'global_share'))).length, 9);
    assert.deepEqual(existsSync(lake.database) ? await readdir(lake.database) : [], []);
    assert.equal((await readFile(config, 'utf8')).split(root).length - 1, 2);
    await workbench.eventually('the run is shown as done', async () =>
      /^done · 9 of 9 tables/.test(
        (await workbench.tree('Runs').focus(['Migration of overwatch_lake'])).description,
      ),
    );
    assert.equal((await workbench.tree('Runs').rows()).filter(({ level }) => level === 1).length, 1);
  });
});

describe('a snapshot of the command line that is killed', () => {
  let lake: TestLakehouse;
  let workbench: Workbench;
  let snapshot: ChildProcess;

  before(async () => {
    lake = await makeLakehouse();
    await addHugeTable(lake.database, 'sparktask_gold', HUGE);
    await mkdir(lake.root, { recursive: true });
    workbench = await launch(lake.folder, { 'overwatch.lakehouses': [lake.root] });
    await workbench.openContainer('Overwatch');
    snapshot = spawn(process.execPath, snapshotArguments(lake), { stdio: 'ignore' });
  });
  after(async () => {
    snapshot?.kill('SIGKILL');
    await workbench?.close();
    await lake?.remove();
  });

  it('is not taken for interrupted while it goes on, and nobody is told', async () => {
    await isHalfDone(workbench, lake.root, 'data');
    // It lives, and does not come to its end meanwhile.
    snapshot.kill('SIGSTOP');
    await workbench.tree('Backups').titleAction('Refresh');
    const run = await workbench.tree('Runs').focus(['Snapshot of overwatch_lake']);
    assert.match(run.description, /^running in another process · /);
    const ended = once(snapshot, 'exit');
    snapshot.kill('SIGKILL');
    await ended;
    assert.deepEqual(await workbench.notifications.list(), []);
  });

  it('is listed until it is dismissed, and its backup is marked all the same', async () => {
    await workbench.tree('Backups').titleAction('Refresh');
    await workbench.tree('Backups').describedAs(['first'], /^interrupted · \d of 8 tables done/);
    await workbench.screenshot('snapshot-interrupted');
    const runs = workbench.tree('Runs');
    await runs.chooseFromMenu(['Snapshot of overwatch_lake'], 'Dismiss');
    await workbench.notifications.waitFor(
      /Snapshot of overwatch_lake is not listed any more\. Nothing was removed/,
    );
    await workbench.screenshot('snapshot-dismissed');
    await workbench.eventually('no run is listed', async () => (await runs.rows()).length === 0);
    await workbench.reload();
    await workbench.openContainer('Overwatch');
    await workbench.tree('Backups').describedAs(['first'], /^interrupted · \d of 8 tables done/);
    assert.deepEqual(await runs.rows(), []);
    assert.deepEqual(await workbench.notifications.list(), []);
  });

  it('goes on from its backup', async () => {
    await workbench.tree('Backups').chooseFromMenu(['first'], 'Resume…');
    await workbench.quickPick.waitFor('Resume');
    await workbench.quickPick.pick('Resume Snapshot of overwatch_lake');
    await workbench.notifications.waitFor(/Snapshot of overwatch_lake: 8 tables copied and verified/, {
      limitMs: 120_000,
    });
    const backup = await workbench.tree('Backups').describedAs(['first'], /8 tables$/);
    assert.doesNotMatch(backup.description, /interrupted/);
  });
});

/** Waits until the data of the huge table is being copied, while another table has been. */
async function isHalfDone(workbench: Workbench, root: string, tables: string): Promise<void> {
  const runs = path.join(root, '.overwatch-backup', 'runs');
  await workbench.eventually(`the run to ${root} is half done`, async () => {
    const copying = await readdir(path.join(root, tables, 'sparktask_gold'));
    const [journal] = await readdir(runs);
    if (journal === undefined || !copying.some((name) => name.endsWith('.tmp'))) return false;
    return (await readFile(path.join(runs, journal), 'utf8')).includes('"table-ended"');
  });
}
