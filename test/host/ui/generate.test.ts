/** Code for Databricks and schedules of this machine, from the tree and the palette to an editor, the clipboard and a file. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launch, type Theme, type Workbench } from '../harness';
import { makeLakehouse, type TestLakehouse, takeSnapshot } from './lakehouse';

const DATABASE = ['lake', 'overwatch_lake'];
const ROOT = 'abfss://backup@lake.dfs.core.windows.net/ow';

describe('Generate Notebook… and Generate Schedule…', () => {
  let lake: TestLakehouse;
  let workbench: Workbench;

  before(async () => {
    lake = await makeLakehouse();
    takeSnapshot(lake);
    await writeFile(path.join(lake.folder, 'notes.py'), '# before\n\n# after\n');
    workbench = await launch(lake.folder, { 'overwatch.lakehouses': [path.dirname(lake.root)] });
    await workbench.openContainer('Overwatch');
  });
  after(async () => {
    await workbench?.close();
    await lake?.remove();
  });

  /** Goes on with what is offered first, from one step to another. */
  async function acceptUpTo(step: string, from: number, to: number): Promise<void> {
    for (let number = from; number < to; number += 1) {
      await workbench.quickPick.waitFor(`(${number}/`);
      await workbench.quickPick.accept();
    }
    await workbench.quickPick.waitFor(step);
  }

  it('asks for the process, and takes the name of a database that no lakehouse here shows', async () => {
    const { quickPick } = workbench;
    await workbench.runCommand('Overwatch: Generate Notebook…');
    await quickPick.waitFor('Generate Notebook (1/10)');
    assert.deepEqual(
      (await quickPick.items()).map(({ label }) => label),
      ['Snapshot', 'Bronze Backup', 'Restore', 'Migration'],
    );
    await workbench.screenshot('generate-process');
    await quickPick.accept();
    await quickPick.waitFor('Generate Notebook: Snapshot (2/10)');
    await workbench.screenshot('generate-database');
    await quickPick.pick('Type a Name…');
    await quickPick.waitFor('main.overwatch_etl');
    await quickPick.type('a/b');
    await workbench.eventually('a path is refused as a name', async () =>
      (await quickPick.state())?.message.includes('The database needs the name of a database on Databricks'),
    );
    await workbench.screenshot('generate-database-refused');
    await quickPick.type('main.overwatch_etl');
    await quickPick.accept();
    await quickPick.waitFor('Generate Notebook: Snapshot of main.overwatch_etl (3/10)');
    await quickPick.pick('Incremental');
    const layers = await quickPick.waitFor('(4/10)');
    assert.match(layers.drawn[0]?.description ?? '', /^\d+ tables$/);
    await workbench.screenshot('generate-layers-typed');
    await quickPick.accept();
    await quickPick.waitFor('(5/10)');
    await workbench.screenshot('generate-tables-typed');
    await quickPick.back();
    await quickPick.waitFor('(4/10)');
    await quickPick.cancel();
  });

  it('refuses a target that Databricks does not know, and a dialect that has no words for what was chosen', async () => {
    const { quickPick } = workbench;
    await workbench.press('Control+P');
    await quickPick.type('notes.py');
    await workbench.eventually('the file is found', async () =>
      (await quickPick.state())?.drawn.some(({ label }) => label === 'notes.py'),
    );
    await quickPick.accept();
    await workbench.editorText('notes.py');
    await workbench.press('ArrowDown');
    await workbench.tree('Databases').chooseFromMenu(DATABASE, 'Generate Notebook…');
    await quickPick.waitFor('Generate Notebook (1/10)');
    await workbench.screenshot('generate-process-of-database');
    await quickPick.accept();
    // A folder does not tell what Databricks calls the database.
    const naming = await quickPick.waitFor('Generate Notebook: Snapshot of overwatch_lake (2/10)');
    assert.equal(naming.value, 'overwatch_lake');
    await workbench.screenshot('generate-naming');
    await quickPick.type('overwatch_etl');
    await acceptUpTo('(5/10)', 2, 5);
    await quickPick.check('my_team_notes', true);
    await quickPick.accept();
    await quickPick.waitFor('(6/10)');
    await workbench.screenshot('generate-root-empty');
    await quickPick.type('main.backup');
    await workbench.eventually('a name is refused as a target', async () =>
      (await quickPick.state())?.drawn[0]?.detail.includes('The target needs a path that Databricks knows'),
    );
    await workbench.screenshot('generate-root-refused');
    await quickPick.type(ROOT);
    await quickPick.accept();
    await quickPick.waitFor('(7/10)');
    const dialects = await quickPick.items();
    assert.deepEqual(
      dialects.map(({ label }) => label),
      ['Without a JAR', 'Released JARs', "The Guide's Classes"],
    );
    assert.match(
      dialects[1]?.detail ?? '',
      /^The dialect jar cannot take further tables in the full snapshot of overwatch_etl\.$/,
    );
    await workbench.screenshot('generate-dialect');
    await quickPick.pick('Released JARs');
    await quickPick.waitFor('(7/10)');
    await quickPick.pick('Without a JAR');
  });

  it('inserts a snippet where the cursor is', async () => {
    const { quickPick } = workbench;
    await quickPick.waitFor('(8/10)');
    await workbench.screenshot('generate-format');
    await quickPick.pick('SQL');
    await quickPick.waitFor('(9/10)');
    await workbench.screenshot('generate-extent');
    await quickPick.pick('Snippet');
    await quickPick.waitFor('(10/10)');
    const insert = await workbench.eventually('the snippet is generated', async () =>
      (await quickPick.items()).find(({ label }) => label === 'Insert'),
    );
    assert.equal(insert.description, 'notes.py, line 2');
    await workbench.screenshot('generate-snippet');
    await quickPick.pick('Insert');
    const text = await workbench.eventually('the snippet is in the editor', async () => {
      const shown = await workbench.editorText('notes.py');
      return shown.includes('overwatch_etl') && shown;
    });
    assert.match(text, /^# before\n/);
    await workbench.screenshot('generate-inserted');
  });

  it('opens a whole notebook in an editor of its own', async () => {
    const { quickPick } = workbench;
    await workbench.tree('Databases').chooseFromMenu(DATABASE, 'Generate Notebook…');
    await quickPick.waitFor('(1/');
    await quickPick.pick('Bronze Backup');
    await acceptUpTo('(5/9)', 2, 5);
    await quickPick.type(ROOT);
    await quickPick.accept();
    await acceptUpTo('(9/9)', 6, 9);
    await workbench.eventually('the notebook is generated', async () =>
      (await quickPick.items()).some(({ label }) => label === 'New Editor'),
    );
    await workbench.screenshot('generate-notebook');
    await quickPick.pick('New Editor');
    const text = await workbench.editorText(/Databricks notebook source/);
    assert.match(text, /bronze backup of overwatch/);
    await workbench.screenshot('generate-notebook-opened');
  });

  it('copies a restore by the released JARs, and says what to know of it', async () => {
    const { quickPick } = workbench;
    await workbench.tree('Backups').chooseFromMenu(['first'], 'Generate Notebook…');
    await quickPick.waitFor('Generate Notebook: Restore of first (1/7)');
    await workbench.screenshot('generate-backup-path');
    await quickPick.type(ROOT);
    await acceptUpTo('(3/7)', 1, 3);
    await quickPick.type('/mnt/restored');
    await quickPick.accept();
    await quickPick.waitFor('(4/7)');
    await quickPick.pick('Released JARs');
    await quickPick.waitFor('(5/7)');
    await quickPick.accept();
    await quickPick.waitFor('(6/7)');
    await quickPick.pick('Snippet');
    await quickPick.waitFor('(7/7)');
    await workbench.eventually('the snippet is generated', async () =>
      (await quickPick.items()).some(({ label }) => label === 'Copy'),
    );
    await workbench.screenshot('generate-notes');
    await quickPick.pick('Copy');
    await workbench.eventually('the snippet is on the clipboard', async () =>
      (await workbench.clipboard()).includes('Restore.process('),
    );
    await workbench.notifications.waitFor(/A table that fails does not fail the run/);
    await workbench.screenshot('generate-notes-told');
  });

  it('drops the source of a migration only for who types its name', async () => {
    const { quickPick } = workbench;
    await workbench.tree('Databases').chooseFromMenu(DATABASE, 'Generate Notebook…');
    await quickPick.waitFor('(1/');
    await quickPick.pick('Migration');
    await quickPick.waitFor('(2/');
    await quickPick.type('main.overwatch_etl');
    await acceptUpTo('(4/', 2, 4);
    await quickPick.type('/mnt/moved');
    await quickPick.accept();
    await quickPick.waitFor('(5/');
    await quickPick.type('main.config.overwatch');
    await workbench.eventually('the config is taken', async () =>
      (await quickPick.state())?.drawn[0]?.detail.includes('nothing is looked up'),
    );
    assert.equal(
      (await quickPick.items()).find(({ label }) => label === 'Name in the Config…')?.description,
      'etl_database_name = overwatch_etl',
    );
    await workbench.screenshot('generate-config');
    await quickPick.accept();
    await quickPick.waitFor('(6/');
    await quickPick.pick(/^Drop the Source/);
    await quickPick.waitFor('(7/');
    await quickPick.check('my_team_notes', true);
    await quickPick.accept();
    await quickPick.waitFor('(8/');
    await quickPick.type('overwatch_lake');
    await quickPick.accept();
    await workbench.eventually('another name is refused', async () =>
      (await quickPick.state())?.message.includes('The database is called main.overwatch_etl'),
    );
    await workbench.screenshot('generate-drop-name');
    await quickPick.type('main.overwatch_etl');
    await acceptUpTo('(10/', 8, 10);
    await quickPick.cancel();
  });

  it('makes a crontab line that runs, and refuses what a scheduler cannot keep', async () => {
    const { quickPick } = workbench;
    await workbench.tree('Databases').chooseFromMenu(DATABASE, 'Generate Schedule…');
    await acceptUpTo('(5/8)', 1, 5);
    await quickPick.type(path.join(lake.scratch, 'backups', 'scheduled'));
    await quickPick.accept();
    await quickPick.waitFor('(6/8)');
    await workbench.screenshot('generate-scheduler');
    await quickPick.pick('GitHub Actions');
    await quickPick.waitFor('(7/8)');
    await workbench.eventually('the suggestions are checked', async () =>
      (await quickPick.items()).every(({ detail }) => !detail.includes('checking')),
    );
    await workbench.screenshot('generate-cron');
    await quickPick.pick(/Time Zone…/);
    await quickPick.waitFor('Time Zone By the clocks');
    await quickPick.type('Europe/Berlin');
    await quickPick.accept();
    await quickPick.waitFor('(7/8)');
    await workbench.eventually('GitHub refuses the zone', async () =>
      (await quickPick.items()).some(({ detail }) => detail.includes('its schedules are in UTC')),
    );
    await workbench.screenshot('generate-cron-refused');
    await quickPick.back();
    await quickPick.waitFor('(6/8)');
    await quickPick.pick('Crontab');
    await quickPick.waitFor('(7/8)');
    await quickPick.type('0 30 2 ? * MON-FRI');
    await workbench.eventually('the schedule is put in words', async () => {
      const [typed] = (await quickPick.state())?.drawn ?? [];
      return typed?.description.startsWith('at 02:30 every Monday') && typed.detail.startsWith('Next: ');
    });
    await workbench.screenshot('generate-cron-typed');
    await quickPick.accept();
    await quickPick.waitFor('(8/8)');
    await quickPick.pick('Program');
    await workbench.eventually('the program is the own one', async () =>
      (await quickPick.items()).some(({ description }) => description === 'the one of this extension'),
    );
    await workbench.screenshot('generate-schedule');
    await quickPick.pick('Copy');
    const line = await workbench.eventually('the line is on the clipboard', async () =>
      (await workbench.clipboard()).split('\n').find((one) => one.startsWith('30 2 ')),
    );
    const command = line.replace(/^30 2 \* \* 1,2,3,4,5 /, '').replaceAll('\\%', '%');
    const output = execFileSync('sh', ['-c', `${command} --dry-run`], { encoding: 'utf8' });
    assert.match(output, /7 tables/);
  });

  it('opens the two files of systemd', async () => {
    const { quickPick } = workbench;
    await workbench.runCommand('Overwatch: Generate Schedule…');
    await quickPick.waitFor('Generate Schedule (1/9)');
    await quickPick.accept();
    await quickPick.waitFor('(2/9)');
    await workbench.screenshot('generate-schedule-database');
    await quickPick.pick('overwatch_lake');
    await acceptUpTo('(6/9)', 3, 6);
    await quickPick.type(path.join(lake.scratch, 'backups', 'scheduled'));
    await quickPick.accept();
    await quickPick.waitFor('(7/9)');
    await quickPick.pick('systemd');
    await quickPick.waitFor('(8/9)');
    await quickPick.accept();
    await quickPick.waitFor('(9/9)');
    await quickPick.pick('New Editors');
    await workbench.eventually('the timer is in front', async () =>
      (await workbench.editorText(/\[Unit\]/)).includes('OnCalendar=Sun *-*-* 03:00:00 UTC'),
    );
    await workbench.screenshot('generate-systemd');
  });

  it('saves a file and shows it', async () => {
    const { quickPick } = workbench;
    await workbench.tree('Backups').chooseFromMenu(['first'], 'Generate Notebook…');
    await quickPick.waitFor('(1/7)');
    await quickPick.type(ROOT);
    await acceptUpTo('(3/7)', 1, 3);
    await quickPick.type('/mnt/restored');
    await quickPick.accept();
    await acceptUpTo('(5/7)', 4, 5);
    await quickPick.pick('SQL');
    await quickPick.waitFor('(6/7)');
    await quickPick.accept();
    await quickPick.waitFor('(7/7)');
    await quickPick.pick('Save As…');
    // The dialog fills in a file of its own, which must not come behind what is typed.
    await workbench.eventually('the dialog offers a name', async () =>
      /\/restore-backup-[\da-f]{8}\.sql$/.test((await quickPick.state())?.value ?? ''),
    );
    const file = path.join(lake.scratch, 'restore.sql');
    await quickPick.type(file);
    await workbench.eventually('the dialog lists the folder', async () =>
      (await quickPick.items()).some(({ label }) => label === 'backups'),
    );
    await quickPick.button('OK');
    await workbench.editorText('restore.sql');
    assert.match(await readFile(file, 'utf8'), /^-- Databricks notebook source\n/);
    await workbench.screenshot('generate-saved');
  });

  for (const theme of ['light', 'high-contrast', 'dark'] satisfies Theme[]) {
    it(`shows the last step in ${theme}`, async () => {
      const { quickPick } = workbench;
      await workbench.theme(theme);
      await workbench.tree('Backups').chooseFromMenu(['first'], 'Generate Notebook…');
      await quickPick.waitFor('(1/7)');
      await quickPick.type(ROOT);
      await acceptUpTo('(3/7)', 1, 3);
      await quickPick.type('/mnt/restored');
      await quickPick.accept();
      await quickPick.waitFor('(4/7)');
      await workbench.screenshot(`generate-dialect-${theme}`);
      await quickPick.pick('Released JARs');
      await acceptUpTo('(7/7)', 5, 7);
      await workbench.eventually('the notebook is generated', async () =>
        (await quickPick.items()).some(({ label }) => label === 'Copy'),
      );
      await workbench.screenshot(`generate-last-${theme}`);
      await quickPick.cancel();
    });
  }
});
