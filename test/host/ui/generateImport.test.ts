/** A generated notebook on its way into a workspace: where to, what is there already, and what becomes of it. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { FAKE_TOKEN } from '../../support/fakeWorkspace/fakeWorkspace';
import { launch, type Workbench } from '../harness';
import { type ScriptedWorkspace, startScriptedWorkspace } from './scriptedWorkspace';

const HOUSE = 'aaaa000000000001';
const PATH = '/Workspace/Shared/overwatch/nightly';

describe('Import to a Workspace…', () => {
  let workspace: ScriptedWorkspace;
  let workbench: Workbench;

  before(async () => {
    workspace = await startScriptedWorkspace();
    workspace.rest.warehouses.warehouses.push({ id: HOUSE, name: 'Analytics', state: 'STOPPED' });
    const env = {
      ...workspace.env,
      DATABRICKS_HOST: `https://${workspace.host}`,
      DATABRICKS_TOKEN: FAKE_TOKEN,
    };
    const settings = { 'overwatch.lakehouses': [`databricks://${workspace.host}/${HOUSE}`] };
    workbench = await launch(workspace.folder, settings, { env });
    await workbench.openContainer('Overwatch');
  });
  after(async () => {
    await workbench?.close();
    await workspace?.stop();
  });

  /** From the palette to the last step, for a whole notebook. */
  async function generate(format: string): Promise<void> {
    const { quickPick } = workbench;
    await workbench.runCommand('Overwatch: Generate Notebook…');
    await quickPick.waitFor('(1/');
    await quickPick.accept();
    await quickPick.waitFor('(2/');
    await quickPick.pick('Type a Name…');
    await quickPick.waitFor('Generate Notebook');
    await quickPick.type('main.ow');
    await quickPick.accept();
    for (const step of [3, 4, 5]) {
      await quickPick.waitFor(`(${step}/10)`);
      await quickPick.accept();
    }
    await quickPick.waitFor('(6/10)');
    await quickPick.type('abfss://backup@lake.dfs.core.windows.net/ow');
    await quickPick.accept();
    await quickPick.waitFor('(7/10)');
    await quickPick.accept();
    await quickPick.waitFor('(8/10)');
    await quickPick.pick(format);
    await quickPick.waitFor('(9/10)');
    await quickPick.accept();
    await quickPick.waitFor('(10/10)');
    await quickPick.pick('Import to a Workspace…');
    await quickPick.waitFor('(11/11)');
  }

  async function typePath(text: string, said: string): Promise<void> {
    await workbench.quickPick.type(text);
    await workbench.eventually(`the path is said to be “${said}”`, async () =>
      (await workbench.quickPick.state())?.drawn[0]?.detail.endsWith(said),
    );
  }

  it('offers a path of the user, refuses a folder, and makes one that is missing', async () => {
    const { quickPick } = workbench;
    await generate('Python');
    const own = await workbench.eventually('a path is offered', async () =>
      (await quickPick.items()).find(({ detail }) => detail === 'new'),
    );
    assert.match(own.label, /^\/Workspace\/Users\/[^/]+@[^/]+\/snapshot-main_ow-[\da-f]{8}$/);
    await workbench.screenshot('import-path');
    await typePath('/Workspace/Shared', 'This is a folder. Add a name.');
    await workbench.screenshot('import-path-folder');
    await typePath('nightly', 'This is no path of a workspace. Begin with /Workspace/.');
    await typePath(PATH, 'new, in a new folder');
    await quickPick.accept();
    const told = await workbench.notifications.waitFor(`Imported ${PATH}.`);
    assert.deepEqual(told.buttons, ['Open in Browser']);
    await workbench.screenshot('import-done');
    const notebook = workspace.rest.objects.objects.get(PATH);
    assert.deepEqual([notebook?.type, notebook?.language], ['NOTEBOOK', 'PYTHON']);
    assert.match(notebook?.content.toString() ?? '', /^# Databricks notebook source\n/);
  });

  it('asks before it replaces what is there', async () => {
    const { quickPick } = workbench;
    await generate('SQL');
    await typePath(PATH, 'is there already: you are asked before it is replaced');
    await workbench.screenshot('import-there');
    await quickPick.accept();
    await quickPick.waitFor('(12/12)');
    await workbench.screenshot('import-replace');
    await quickPick.pick('Choose Another Path');
    await quickPick.waitFor('(11/');
    assert.equal(workspace.rest.objects.objects.get(PATH)?.language, 'PYTHON', 'nothing is replaced yet');
    await typePath(PATH, 'is there already: you are asked before it is replaced');
    await quickPick.accept();
    await quickPick.waitFor('(12/12)');
    await quickPick.pick('Replace It');
    await workbench.eventually(
      'the notebook is replaced',
      async () => workspace.rest.objects.objects.get(PATH)?.language === 'SQL',
    );
  });
});
