/** An incremental snapshot through its pickers, twice: what is new arrives, and what the source deletes stays. */

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launch, type Workbench } from '../harness';
import { emptyTable, makeLakehouse, repeatRows, type TestLakehouse } from './lakehouse';
import { textOf } from './text';

describe('an incremental snapshot', () => {
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

  /** Chooses Incremental and goes on to the target. */
  async function begin(): Promise<void> {
    const { quickPick } = workbench;
    await workbench.tree('Databases').chooseFromMenu(['lake', 'overwatch_lake'], 'Snapshot…');
    await quickPick.waitFor('(1/5)');
    await quickPick.pick('Incremental');
    for (const step of ['(2/5)', '(3/5)']) {
      await quickPick.waitFor(step);
      await quickPick.accept();
    }
    await quickPick.waitFor('(4/5)');
    await quickPick.type(lake.root);
  }

  async function runTo(detail: string): Promise<void> {
    const { quickPick } = workbench;
    await workbench.eventually('the root is accepted', async () =>
      (await quickPick.state())?.drawn[0]?.detail.includes(detail),
    );
    await workbench.screenshot(`incremental-root-${detail.replaceAll(' ', '-')}`);
    await quickPick.accept();
    await quickPick.waitFor('(5/5)');
    await workbench.eventually('the plan is made', async () =>
      (await quickPick.items()).some(({ label }) => label === 'Run'),
    );
    await workbench.screenshot(`incremental-review-${detail.replaceAll(' ', '-')}`);
    await quickPick.pick('Run');
  }

  it('begins with a copy of all', async () => {
    await begin();
    await runTo('new folder');
    await workbench.notifications.waitFor(/Snapshot of overwatch_lake: 7 tables copied and verified/);
    const report = await workbench.webviewFrame('Report: first');
    await workbench.eventually('the report shows the first run', async () =>
      /7\s+all done/.test(await textOf(report)),
    );
  });

  it('takes over what is new, and skips what has not changed', async () => {
    await repeatRows(path.join(lake.database, 'audit_log_bronze'));
    await emptyTable(path.join(lake.database, 'jobrun_silver'));
    await begin();
    await runTo('holds an earlier snapshot');
    await workbench.notifications.waitFor(
      /Snapshot of overwatch_lake: 2 tables copied and verified, [\d.]+ KB new, 5 skipped\./,
    );
    const report = await workbench.webviewFrame('Report: first');
    await workbench.eventually('the report shows the second run', async () =>
      /5 skipped/.test(await textOf(report)),
    );
    await workbench.screenshot('incremental-report');
    assert.match(await textOf(report), /The source has no new version/);
  });

  it('keeps the rows that the source has deleted', async () => {
    await workbench
      .tree('Databases')
      .chooseFromMenu(['lake', 'overwatch_lake', 'Silver', 'jobrun_silver'], 'Count Rows (Exact)…');
    await workbench.notifications.waitFor('jobrun_silver holds 0 rows');
    await workbench
      .tree('Backups')
      .chooseFromMenu(['first', 'Silver', 'jobrun_silver'], 'Count Rows (Exact)…');
    await workbench.notifications.waitFor('jobrun_silver holds 225 rows');
    await workbench.screenshot('incremental-counts');
  });
});
