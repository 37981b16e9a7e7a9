/** Looks inside a backup: how far it is behind, its past runs with their tables, rows as a run left them, schemas side by side. */

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { launch, type Workbench } from '../harness';
import {
  addColumn,
  commitTo,
  emptyTable,
  keepNewestRun,
  makeLakehouse,
  type TestLakehouse,
  takeSnapshot,
} from './lakehouse';
import { textOf } from './text';

let lake: TestLakehouse;

before(async () => {
  lake = await makeLakehouse();
  takeSnapshot(lake);
  // Runs are told apart by the second at which they began.
  await setTimeout(1_000);
  // The second run finds job_gold empty; after it, the source has come further and has a column more.
  await emptyTable(path.join(lake.database, 'job_gold'));
  takeSnapshot(lake);
  await addColumn(path.join(lake.database, 'job_gold'), 'cost_center');
  await commitTo(path.join(lake.database, 'cluster_gold'));
  await commitTo(path.join(lake.database, 'cluster_gold'));
});
after(() => lake.remove());

describe('a backup of two runs', () => {
  let workbench: Workbench;
  const runs = ['first', 'Runs'];
  /** The newest run comes first, so the older one is the last. */
  let older: string;

  before(async () => {
    workbench = await launch(lake.folder, { 'overwatch.lakehouses': [path.dirname(lake.root)] });
    await workbench.openContainer('Overwatch');
  });
  after(() => workbench?.close());

  it('says how far it is behind its source, and which tables', async () => {
    const tree = workbench.tree('Backups');
    await tree.describedAs(['first'], /^2 tables behind · 7 tables/);
    const text = await tree.tooltip(['first']);
    assert.match(text, /Behind\s+cluster_gold by 2 versions, job_gold by 1 version/);
    assert.match(text, /Up to date\s+5 tables/);
  });

  it('opens a past run with its tables, their status, version and rows', async () => {
    const tree = workbench.tree('Backups');
    await tree.expand(['first']);
    await tree.expand(runs);
    await tree.focus([...runs, /\d/]);
    const shown = (await tree.rows()).filter(({ level }) => level === 3);
    assert.equal(shown.length, 2);
    assert.match(shown[1]?.description ?? '', /^7 tables · /);
    older = shown[1]?.label ?? '';
    await tree.expand([...runs, older]);
    await tree.describedAs([...runs, older, 'job_gold'], /^v0 · [\d,]+ rows$/);
    await workbench.screenshot('past-run');
  });

  it('previews a table as the run left it, by keyboard, though it is empty by now', async () => {
    const tree = workbench.tree('Backups');
    await tree.chooseFromMenu([...runs, older, 'job_gold'], /^Preview Table/);
    const page = await workbench.webviewFrame(/^job_gold v0, \d{4}-\d\d-\d\dT/);
    const text = await textOf(page);
    assert.match(text, /^job_gold v0, \d{4}-\d\d-\d\dT/);
    assert.match(text, /the first [1-9]\d* rows? of version 0/);
    await workbench.screenshot('preview-of-run');
  });

  it('previews by mouse as well', async () => {
    const tree = workbench.tree('Backups');
    await tree.inlineAction([...runs, older, 'cluster_gold'], /^Preview Table/);
    await workbench.webviewFrame(/^cluster_gold v0, /);
  });

  it('shows the schema that the run left', async () => {
    await workbench.tree('Backups').chooseFromMenu([...runs, older, 'job_gold'], /^Show Schema/);
    const page = await workbench.webviewFrame(/^job_gold v0, .*: schema$/);
    assert.match(await textOf(page), /Version\s+0, committed/);
  });

  it('compares the schema with the source, column by column', async () => {
    await workbench
      .tree('Backups')
      .chooseFromMenu([...runs, older, 'job_gold'], 'Compare Schema with Source…');
    const page = await workbench.webviewFrame(/^job_gold v0, .*: schema compared$/);
    const text = await textOf(page);
    assert.match(text, /Result\s+1 new in the source/);
    assert.match(text, /cost_center\s+string\s+not there\s+new in the source/);
    await workbench.screenshot('schema-compared');
  });

  it('says so where nothing differs', async () => {
    const table = ['first', 'Gold', 'cluster_gold'];
    await workbench.tree('Backups').chooseFromMenu(table, 'Compare Schema with Source…');
    const page = await workbench.webviewFrame(/^cluster_gold: schema compared$/);
    assert.match(await textOf(page), /Result\s+no difference[\s\S]*All columns are the same/);
  });

  it('tells of a run that was cleaned up, and offers no rows of it', async () => {
    keepNewestRun(lake);
    await workbench.runCommand('Overwatch: Refresh');
    const tree = workbench.tree('Backups');
    await tree.describedAs([...runs, older], /^cleaned up · 7 tables · /);
    await tree.describedAs([...runs, older, 'job_gold'], /^v0 · /);
    assert.doesNotMatch((await tree.contextMenu([...runs, older])).join(), /Restore/);
    await workbench.press('Escape');
    const text = await tree.tooltip([...runs, older, 'job_gold']);
    assert.match(text, /Cleaned up\s+.*: its files are gone/);
  });

  it('says in the tooltip, and as no state, that the source is gone', async () => {
    await rm(lake.database, { recursive: true });
    await workbench.runCommand('Overwatch: Refresh');
    const tree = workbench.tree('Backups');
    await tree.describedAs(['first'], /^7 tables(?!.*(behind|up to date))/);
    await workbench.eventually('the tooltip says why', async () => {
      return /Not compared\s+[\s\S]*Why not/.test(await tree.tooltip(['first']));
    });
    await tree.chooseFromMenu(['first', 'Gold', 'cluster_gold'], 'Compare Schema with Source…');
    await workbench.eventually('the page says so', async () => {
      const page = await workbench.webviewFrame(/^cluster_gold: schema compared$/);
      return /Result\s+the source cannot be read/.test(await textOf(page));
    });
    await workbench.screenshot('schema-compared-source-gone');
  });
});
