/** What does not go right: a run that is cancelled, a table that fails and is tried again. */

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launch, type Workbench } from '../harness';
import { addHugeTable, damage, makeLakehouse, type TestLakehouse } from './lakehouse';
import { textOf } from './text';

const HUGE = 4_000_000_000;

describe('a run that is cancelled', () => {
  let lake: TestLakehouse;
  let workbench: Workbench;

  before(async () => {
    lake = await makeLakehouse();
    await addHugeTable(lake.database, 'sparktask_gold', HUGE);
    workbench = await launch(lake.folder);
    await workbench.openContainer('Overwatch');
  });
  after(async () => {
    await workbench?.close();
    await lake?.remove();
  });

  it('shows its progress, and stops within a second or so', async () => {
    await snapshotInto(workbench, lake.root);
    await workbench.notifications.waitFor(/\d of 8 tables · .* of 4\.0 GB/);
    await workbench.tree('Runs').focus(['Snapshot of overwatch_lake', 'sparktask_gold']);
    await workbench.screenshot('run-in-progress');
    await workbench.notifications.cancel(/of 8 tables/);
    const cancelledAt = Date.now();
    await workbench.notifications.waitFor(/was cancelled/);
    assert.ok(Date.now() - cancelledAt < 5000, `${Date.now() - cancelledAt} ms`);
  });

  it('is told as cancelled, and leaves nothing half-copied', async () => {
    await newestRun(workbench, /^cancelled/);
    const report = await workbench.webviewFrame('Report: first');
    await workbench.eventually('the report says so', async () =>
      /cancelled/i.test(await textOf(report, 'h1')),
    );
    const left = await readdir(path.join(lake.root, 'data', 'sparktask_gold'), { recursive: true }).catch(
      () => [],
    );
    assert.deepEqual(
      left.filter((name) => /parquet|_delta_log/.test(name)),
      [],
    );
  });
});

describe('a table that fails', () => {
  let lake: TestLakehouse;
  let workbench: Workbench;
  let mend: () => Promise<void>;

  before(async () => {
    lake = await makeLakehouse();
    mend = await damage(path.join(lake.database, 'job_gold'));
    workbench = await launch(lake.folder);
    await workbench.openContainer('Overwatch');
  });
  after(async () => {
    await workbench?.close();
    await lake?.remove();
  });

  it('is announced by the review, and makes the run partly done', async () => {
    await snapshotInto(workbench, lake.root, async () => {
      const items = await workbench.quickPick.items();
      const warning = items.find(({ label }) => label === 'job_gold will fail');
      assert.match(warning?.detail ?? '', /^The log of the table job_gold is damaged/);
      await workbench.screenshot('snapshot-review-warning');
    });
    const told = await workbench.notifications.waitFor(
      /Snapshot of overwatch_lake is partly done: 1 of 7 tables failed/,
    );
    assert.equal(told.severity, 'warning');
    await newestRun(workbench, /^partly done/);
    const first = (await workbench.tree('Runs').rows())[1];
    assert.equal(first?.label, 'job_gold');
  });

  it('tells what is wrong and what to do in the report', async () => {
    const report = await workbench.webviewFrame('Report: first');
    await workbench.eventually('the failed table is shown', async () => {
      const text = await textOf(report);
      return /job_gold/.test(text) && /\d{20}\.json/.test(text);
    });
    assert.deepEqual(await workbench.axe(report), []);
    await workbench.screenshot('report-failed-table');
  });

  it('is copied by Retry failed, alone', async () => {
    await mend();
    const report = await workbench.webviewFrame('Report: first');
    await report.getByRole('button', { name: /^Retry failed/ }).click();
    await workbench.notifications.waitFor(/1 table copied and verified/);
    await workbench.eventually('the report shows the new run', async () =>
      /Snapshot done/.test(await textOf(report)),
    );
    await newestRun(workbench, /^done · 1 of 1 tables/);
    const runs = (await workbench.tree('Runs').rows()).filter(({ level }) => level === 1);
    assert.equal(runs.length, 2);
  });
});

/** Waits until the newest run is described so. */
async function newestRun(workbench: Workbench, description: RegExp): Promise<void> {
  const rows = () => workbench.tree('Runs').rows();
  await workbench.eventually(
    `the newest run is ${description}`,
    async () => description.test((await rows())[0]?.description ?? ''),
    { seen: rows },
  );
}

/** Goes through the wizard with what it offers, into a root. */
async function snapshotInto(workbench: Workbench, root: string, onReview = async () => {}): Promise<void> {
  const { quickPick } = workbench;
  await workbench.tree('Databases').chooseFromMenu(['lake', 'overwatch_lake'], 'Snapshot…');
  for (const step of ['(1/5)', '(2/5)', '(3/5)']) {
    await quickPick.waitFor(step);
    await quickPick.accept();
  }
  await quickPick.waitFor('(4/5)');
  await quickPick.type(root);
  await workbench.eventually('the root is accepted', async () =>
    (await quickPick.state())?.drawn[0]?.detail.includes('new folder'),
  );
  await quickPick.accept();
  await quickPick.waitFor('(5/5)');
  await workbench.eventually('the plan is made', async () =>
    (await quickPick.items()).some(({ label }) => label === 'Run'),
  );
  await onReview();
  await quickPick.pick('Run');
}
