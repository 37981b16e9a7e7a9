/** Bronze backups, a clean-up of them that says why, and a comparison with the database. */

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launch, type Workbench } from '../harness';
import { commitTo, makeLakehouse, type TestLakehouse, takeBronzeBackup } from './lakehouse';
import { textOf } from './text';

describe('Clean Up Old Copies…', () => {
  let lake: TestLakehouse;
  let workbench: Workbench;
  let prefix: string;

  before(async () => {
    lake = await makeLakehouse();
    prefix = path.join(lake.scratch, 'bronze');
    for (const _ of [1, 2]) takeBronzeBackup(lake, prefix);
    // The report would take the keyboard.
    const settings = { 'overwatch.lakehouses': [prefix], 'overwatch.openReportAfterRun': false };
    workbench = await launch(lake.folder, settings);
    await workbench.openContainer('Overwatch');
  });
  after(async () => {
    await workbench?.close();
    await lake?.remove();
  });

  const copies = async () => {
    const days = await readdir(prefix);
    const perDay = await Promise.all(days.map((day) => readdir(path.join(prefix, day))));
    return perDay.flat().length;
  };

  it('makes one more copy, from a database', async () => {
    await workbench.tree('Databases').chooseFromMenu(['lake', 'overwatch_lake'], 'Back Up Bronze…');
    await workbench.quickPick.waitFor('Bronze backup of overwatch_lake (1/4)');
    await workbench.quickPick.pick('New Copy');
    await workbench.quickPick.waitFor('(2/4)');
    assert.deepEqual(
      (await workbench.quickPick.items()).map(({ label }) => label),
      ['audit_log_bronze', 'jobs_snapshot_bronze'],
    );
    await workbench.quickPick.check('audit_log_bronze', false);
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor('(3/4)');
    await workbench.quickPick.type(prefix);
    await workbench.eventually('the prefix is accepted', async () =>
      (await workbench.quickPick.state())?.drawn[0]?.detail.includes('new folder'),
    );
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor('(4/4)');
    await workbench.quickPick.pick('Run');
    await workbench.notifications.waitFor(/Bronze backup of overwatch_lake: 2 tables copied and verified/);
    assert.equal(await copies(), 3);
  });

  it('shows for every copy whether it stays, and why, by rules of one’s own', async () => {
    await workbench.runCommand('Overwatch: Clean Up Old Copies…');
    await workbench.quickPick.pick('bronze');
    await workbench.quickPick.waitFor('Clean Up bronze (1/2)');
    await workbench.quickPick.pick('The newest copies…');
    await workbench.quickPick.type('none');
    await workbench.eventually('the number is refused', async () =>
      (await workbench.quickPick.state())?.message.includes('whole number'),
    );
    await workbench.quickPick.type('1');
    await workbench.quickPick.accept();
    await workbench.eventually('the rule is set', async () =>
      (await workbench.quickPick.state())?.drawn.some(({ description }) => description === 'the last 1'),
    );
    await workbench.screenshot('clean-up-rules');
    await workbench.quickPick.pick('Use These Rules');
    await workbench.quickPick.waitFor('(2/2)');
    const items = await workbench.eventually('the copies are listed', async () => {
      const all = await workbench.quickPick.items();
      return all.length === 6 && all;
    });
    assert.equal(items[0]?.label, 'Remove 1 of 3 copies…');
    assert.deepEqual(
      items.slice(3).map(({ description }) => description),
      [
        'keep: last, last good copy',
        'keep: newest verified copy of audit_log_bronze',
        'remove: no rule keeps it',
      ],
    );
    await workbench.screenshot('clean-up-decisions');
    await workbench.quickPick.pick('Show as a Page');
    const page = await workbench.webviewFrame('Clean up');
    assert.match(await textOf(page), /2 copies to keep, 1 to remove/);
  });

  it('removes only after a second yes, and counts', async () => {
    await workbench.quickPick.pick('Remove 1 of 3 copies…');
    await workbench.dialogs.click('Remove 1 of 3 copies for good?', 'Cancel');
    assert.equal(await copies(), 3);
    await workbench.runCommand('Overwatch: Clean Up Old Copies…');
    await workbench.quickPick.pick('bronze');
    await workbench.quickPick.waitFor('(1/2)');
    await workbench.quickPick.pick('The newest copies…');
    await workbench.quickPick.type('1');
    await workbench.quickPick.accept();
    await workbench.quickPick.pick('Use These Rules');
    await workbench.quickPick.pick('Remove 1 of 3 copies…');
    await workbench.dialogs.click('Remove 1 of 3 copies for good?', 'Remove');
    await workbench.notifications.waitFor('1 copy removed, 2 kept');
    assert.equal(await copies(), 2);
    await workbench.screenshot('clean-up-done');
  });

  it('says how far the copies are behind the database, in the tree and compared', async () => {
    await commitTo(path.join(lake.database, 'jobs_snapshot_bronze'));
    const backups = workbench.tree('Backups');
    await workbench.eventually('the removed copy is gone', async () => (await backups.rows()).length === 2);
    await backups.focus([/./, 'Bronze', 'jobs_snapshot_bronze']);
    await workbench.eventually('the tree says how far', async () =>
      (await backups.rows()).some(({ description }) => description.startsWith('1 version behind · ')),
    );
    await backups.chooseFromMenu([/./], 'Compare with Database…');
    await workbench.quickPick.waitFor('With which database?');
    assert.equal((await workbench.quickPick.items())[0]?.detail, 'the backup was made from it');
    await workbench.quickPick.accept();
    const page = await workbench.webviewFrame('Compared with overwatch_lake');
    const text = await textOf(page);
    assert.match(text, /5 not in the backup, 1 behind, 2 up to date/);
    assert.match(text, /jobs_snapshot_bronze\s+bronze\s+1 version behind\s+6\s+7/);
    await workbench.screenshot('compared');
  });
});
