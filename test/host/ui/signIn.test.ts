/** Every way to sign in to a workspace, and what can be wrong with one, in a real VS Code. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launch, type Workbench } from '../harness';
import { beginSignIn } from './addWorkspace';
import {
  AZ_TOKEN,
  AZURE_HOST,
  CLI_TOKEN,
  HIVE_DATABASE,
  type ScriptedWorkspace,
  startScriptedWorkspace,
  UNITY_DATABASE,
} from './scriptedWorkspace';

const PRINCIPAL = '11111111-2222-3333-4444-555555555555';
const SECRET = 'dose0123456789abcdef';
const NEW_SECRET = 'dosefedcba9876543210';

describe('signing in to a workspace', () => {
  let workspace: ScriptedWorkspace;
  let workbench: Workbench;
  /** The addresses that the editor's browser was sent to. */
  const browsed: string[] = [];

  before(async () => {
    workspace = await startScriptedWorkspace();
    workspace.rest.warehouses.warehouses.push(
      { id: 'aaaa000000000001', name: 'Sleepy', state: 'STOPPED', looks: 2 },
      {
        id: 'aaaa000000000002',
        name: 'Lame',
        state: 'STOPPED',
        failsBecause: 'Quota of the region used up.',
      },
      { id: 'aaaa000000000003', name: 'Spare', state: 'STOPPED' },
    );
    workspace.rest.oauth.services.set(PRINCIPAL, SECRET);
    workbench = await launch(workspace.folder, {}, { env: workspace.env });
    await workbench.page.context().route(/\/oidc\/v1\/authorize/, async (route) => {
      // The host of these tests sends its browser to ports of its own machine by a path of its own.
      const url = route
        .request()
        .url()
        .replace(/^http:\/\/[^/]+\/proxy\/(\d+)/, 'https://127.0.0.1:$1');
      browsed.push(url);
      await workspace.rest.oauth.browse(url);
      await route.fulfill({ body: 'Signed in.' });
    });
    await workbench.openContainer('Overwatch');
  });
  after(async () => {
    await workbench?.close();
    await workspace?.stop();
  });

  async function begin(way: string): Promise<void> {
    await beginSignIn(workbench, way);
    await workbench.quickPick.waitFor('(2/');
  }

  async function enter(text: string): Promise<void> {
    await workbench.quickPick.type(text);
    await workbench.quickPick.accept();
  }

  /** How often the warehouse `Spare` was added, each time by another way to sign in. */
  let spares = 0;

  /** Takes a warehouse that does not run, and leaves it at that. */
  async function addSpare(): Promise<void> {
    await workbench.quickPick.pick('Spare');
    await workbench.quickPick.waitFor('In which catalogs');
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor('is not running');
    await workbench.quickPick.pick('Add It without Starting');
    await workbench.quickPick.closed();
    spares += 1;
    // Adding ends with the view in front, which would take the next picker away.
    await workbench.eventually('the warehouse is listed once more', async () => {
      const rows = await workbench.tree('Databases').rows();
      return rows.filter(({ label }) => label.startsWith('The SQL warehouse Spare')).length === spares;
    });
  }

  it('says which part of an address is wrong', async () => {
    await begin('Sign In in the Browser…');
    await enter('http://insecure.example.com');
    await workbench.eventually('http is refused', async () =>
      (await workbench.quickPick.state())?.message.includes('a token must not travel'),
    );
    await enter('https://no-such-workspace.invalid');
    await workbench.notifications.waitFor(/no-such-workspace\.invalid/, { limitMs: 60_000 });
    await workbench.screenshot('sign-in-unknown-host');
    await workbench.quickPick.waitFor('(2/');
    // The fake's own certificate is not the one that is trusted.
    await enter(workspace.rest.host);
    await workbench.notifications.waitFor(/certificate/i, { limitMs: 60_000 });
    await workbench.screenshot('sign-in-certificate');
    await workbench.quickPick.waitFor('(2/');
    await workbench.quickPick.cancel();
  });

  it('goes by the browser, asks for the catalogs, and starts a warehouse that is stopped', async () => {
    await begin('Sign In in the Browser…');
    await enter(`https://${workspace.host}/?o=7#job/3`);
    await workbench.quickPick.waitFor(`You are person@example.com in ${workspace.host}.`, {
      limitMs: 60_000,
    });
    assert.equal(new URL(browsed[0] ?? '').searchParams.get('code_challenge_method'), 'S256');
    await workbench.screenshot('sign-in-browser');
    await workbench.quickPick.pick('Sleepy');
    await workbench.quickPick.waitFor('In which catalogs');
    const catalogs = await workbench.quickPick.items();
    assert.deepEqual(
      catalogs.map(({ label, checked }) => [label, checked]),
      [
        ['hive_metastore', true],
        ['main', false],
        ['samples', false],
      ],
    );
    await workbench.quickPick.check('main', true);
    await workbench.screenshot('sign-in-catalogs');
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor('The SQL warehouse Sleepy is not running.');
    await workbench.quickPick.pick('Start It');
    await workbench.notifications.waitFor('Starting the SQL warehouse Sleepy');
    await workbench.screenshot('sign-in-starting');
    const tree = workbench.tree('Databases');
    for (const [catalog, name] of [
      ['hive_metastore', HIVE_DATABASE],
      ['main', UNITY_DATABASE],
    ])
      await tree.focus([workspace.host, `${catalog}.${name}`], { limitMs: 60_000 });
    await workbench.screenshot('sign-in-catalogs-tree');
  });

  it('goes by a service principal, whose secret is asked for again where it is wrong', async () => {
    await begin('Service Principal…');
    await enter(workspace.host);
    await workbench.quickPick.waitFor('(3/');
    await enter(PRINCIPAL);
    await workbench.quickPick.waitFor('(4/');
    await enter('a wrong secret');
    const told = await workbench.notifications.waitFor(/Client authentication failed/);
    assert.doesNotMatch(told.text, /a wrong secret/);
    await workbench.quickPick.waitFor('(4/');
    await enter(SECRET);
    await workbench.quickPick.waitFor(`You are ${PRINCIPAL} in`);
    await workbench.screenshot('sign-in-principal');
    await addSpare();
  });

  it('takes a new secret in the place of one that was revoked, and keeps no wrong one', async () => {
    workspace.rest.oauth.services.set(PRINCIPAL, NEW_SECRET);
    workspace.rest.oauth.endTokens();
    await workbench.runCommand('Overwatch: Refresh');
    const tree = workbench.tree('Databases');
    // Two warehouses of one host are told apart by their ids.
    const spare = `aaaa000000000003 in ${workspace.host}`;
    for (const secret of ['another wrong secret', NEW_SECRET]) {
      await tree.focus([spare, 'Sign In Again…']);
      await workbench.screenshot('sign-in-again');
      await workbench.press('Enter');
      await workbench.quickPick.waitFor('Sign In Again');
      await enter(secret);
      await workbench.quickPick.closed();
      await workbench.notifications.waitFor(
        secret === NEW_SECRET ? `You are ${PRINCIPAL} in ${workspace.host}.` : /Client authentication failed/,
      );
    }
    await tree.focus([spare, /^The SQL warehouse Spare is stopped/]);
  });

  it('goes by the Databricks CLI where somebody is signed in with it', async () => {
    await workspace.signInCli();
    const [before, calls] = [browsed.length, workspace.databricks.calls().length];
    await begin('Sign In in the Browser…');
    await enter(workspace.host);
    await workbench.quickPick.waitFor('You are cli@example.com in');
    assert.equal(browsed.length, before);
    assert.deepEqual(workspace.databricks.calls()[calls], [
      'auth',
      'token',
      '--host',
      `https://${workspace.host}`,
    ]);
    await addSpare();
  });

  it('goes by the Azure CLI, through the proxy, and to Azure only', async () => {
    await begin('Azure CLI…');
    await enter(workspace.host);
    await workbench.eventually('another host is refused', async () =>
      (await workbench.quickPick.state())?.message.includes('is not Azure Databricks'),
    );
    assert.deepEqual(workspace.az.calls(), []);
    await enter(`https://${AZURE_HOST}/?o=1`);
    await workbench.quickPick.waitFor(`You are azure@example.com in ${AZURE_HOST}.`);
    assert.ok(workspace.proxy.targets.includes(`${AZURE_HOST}:443`));
    await workbench.screenshot('sign-in-azure');
    await workbench.quickPick.pick('Sleepy');
    await workbench.quickPick.waitFor('In which catalogs');
    await workbench.quickPick.accept();
    await workbench.tree('Databases').focus([AZURE_HOST, HIVE_DATABASE], { limitMs: 60_000 });
  });

  it('says why a warehouse does not start, and that one is gone', async () => {
    await begin('Sign In in the Browser…');
    await enter(workspace.host);
    await workbench.quickPick.waitFor('You are cli@example.com in');
    await workbench.quickPick.pick('Lame');
    await workbench.quickPick.waitFor('In which catalogs');
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor('is not running');
    await workbench.quickPick.pick('Start It');
    await workbench.notifications.waitFor(/Lame did not start: Quota of the region used up/, {
      limitMs: 60_000,
    });
    await workbench.screenshot('sign-in-does-not-start');
    const { warehouses } = workspace.rest.warehouses;
    warehouses.splice(0, warehouses.length);
    await workbench.runCommand('Overwatch: Refresh');
    const tree = workbench.tree('Databases');
    await tree.focus([AZURE_HOST, /^There is no SQL warehouse aaaa000000000001/]);
    // The other view must not say that there is no backup.
    await workbench.tree('Backups').focus([AZURE_HOST, 'Test Connection…']);
    await workbench.screenshot('sign-in-warehouse-gone');
    await tree.chooseFromMenu([AZURE_HOST], 'Test Connection…');
    await workbench.notifications.waitFor(
      /There is no SQL warehouse aaaa000000000001 in adb-.* Choose another/,
    );
  });

  it('says that a right is missing, and that there is no warehouse', async () => {
    const refusal = { error_code: 'PERMISSION_DENIED', message: 'You may not list warehouses.' };
    workspace.rest.trouble(/^GET \/api\/2\.0\/sql\/warehouses$/, { status: 403, json: refusal });
    await begin('Sign In in the Browser…');
    await enter(workspace.host);
    await workbench.notifications.waitFor(/answered 403: You may not list warehouses\. Ask an admin/);
    await workbench.screenshot('sign-in-forbidden');
    await workbench.quickPick.waitFor('(2/');
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor('You are cli@example.com in');
    const [only] = await workbench.quickPick.items();
    assert.match(only?.label ?? '', /There is no SQL warehouse that you may use/);
    await workbench.quickPick.cancel();
  });

  it('leaves no secret in the settings', async () => {
    await workbench.runCommand('Preferences: Open User Settings (JSON)');
    const lines = workbench.page.locator('.monaco-editor .view-line');
    const settings = await workbench.eventually('the settings are shown', async () => {
      const text = (await lines.allInnerTexts()).join('\n');
      return text.includes('auth=oauth-machine') && text;
    });
    for (const secret of [SECRET, NEW_SECRET, CLI_TOKEN, AZ_TOKEN, 'refresh-', 'eyJ'])
      assert.ok(!settings.includes(secret));
  });
});
