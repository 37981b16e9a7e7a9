/** What a sign-in needs of its surroundings: environment, proxy by setting, secrets that last or not, in a real VS Code. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launch, type Workbench } from '../harness';
import { beginSignIn } from './addWorkspace';
import {
  AZ_TOKEN,
  CLI_TOKEN,
  HIVE_DATABASE,
  type ScriptedWorkspace,
  startScriptedWorkspace,
} from './scriptedWorkspace';

const FIRST = 'bbbb000000000001';
const SECOND = 'bbbb000000000002';

describe('a sign-in', () => {
  let workspace: ScriptedWorkspace;
  let workbench: Workbench;

  before(async () => {
    workspace = await startScriptedWorkspace();
    workspace.rest.warehouses.warehouses.push(
      { id: FIRST, name: 'First', state: 'RUNNING' },
      { id: SECOND, name: 'Second', state: 'RUNNING' },
    );
    const { HTTPS_PROXY: _, NO_PROXY: __, ...env } = workspace.env;
    const named = { DATABRICKS_HOST: `https://${workspace.host}`, DATABRICKS_TOKEN: CLI_TOKEN };
    workbench = await launch(
      workspace.folder,
      { 'http.proxy': workspace.proxy.url },
      { env: { ...env, ...named } },
    );
    await workbench.openContainer('Overwatch');
  });
  after(async () => {
    await workbench?.close();
    await workspace?.stop();
  });

  async function choose(warehouse: string): Promise<void> {
    await workbench.quickPick.pick(warehouse);
    await workbench.quickPick.waitFor('In which catalogs');
    await workbench.quickPick.accept();
    await workbench.quickPick.closed();
  }

  it('is taken from the environment, and goes through the proxy of the settings', async () => {
    await beginSignIn(workbench, 'Environment');
    await workbench.quickPick.waitFor(`You are cli@example.com in ${workspace.host}.`);
    assert.ok(workspace.proxy.targets.includes(workspace.host));
    const before = workspace.proxy.targets.length;
    await choose('First');
    await workbench.tree('Databases').focus([workspace.host, HIVE_DATABASE]);
    assert.ok(workspace.proxy.targets.length > before, 'SQL goes there too');
  });

  it('by a personal access token is asked for again where the editor has forgotten it, one of the environment is not', async () => {
    await beginSignIn(workbench, 'Personal Access Token…');
    await workbench.quickPick.waitFor('(2/');
    await workbench.quickPick.type(workspace.host);
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor('(3/');
    await workbench.quickPick.type(AZ_TOKEN);
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor(`You are azure@example.com in ${workspace.host}.`);
    await choose('Second');
    const tree = workbench.tree('Databases');
    await tree.focus([`${SECOND} in ${workspace.host}`, HIVE_DATABASE]);
    await workbench.reload();
    await workbench.openContainer('Overwatch');
    await tree.focus([`${FIRST} in ${workspace.host}`, HIVE_DATABASE]);
    // The host of these tests keeps secrets in memory only.
    await tree.focus([`${SECOND} in ${workspace.host}`, 'Sign In Again…']);
    await workbench.screenshot('sign-in-kept');
    await workbench.press('Enter');
    await workbench.quickPick.waitFor('Sign In Again');
    await workbench.quickPick.type(AZ_TOKEN);
    await workbench.quickPick.accept();
    await workbench.notifications.waitFor(`You are azure@example.com in ${workspace.host}.`);
    await tree.focus([`${SECOND} in ${workspace.host}`, HIVE_DATABASE]);
  });
});
