import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspaceIn } from '../../../../src/vscode/workspaces/extensionApi';

const config = { host: 'https://adb-1.2.azuredatabricks.net/', profile: 'work' };

test('the host and the profile of a connected extension', async () => {
  const expected = { host: 'adb-1.2.azuredatabricks.net', profile: 'work' };
  const connected = { state: 'CONNECTED', apiClient: { config } };
  assert.deepEqual(await workspaceIn({ version: 1, connectionManager: connected }), expected);
  const byClient = { state: 'CONNECTED', workspaceClient: { config, apiClient: {} } };
  assert.deepEqual(await workspaceIn({ version: 1, connectionManager: byClient }), expected);
});

test('a host that the client has to be asked for', async () => {
  const apiClient = { host: Promise.resolve(new URL('https://dbc-1.cloud.databricks.com')) };
  const api = { connectionManager: { state: 'CONNECTED', apiClient } };
  assert.deepEqual(await workspaceIn(api), { host: 'dbc-1.cloud.databricks.com' });
});

test('nothing of one that is not connected, or that speaks otherwise', async () => {
  for (const api of [
    undefined,
    null,
    'api',
    {},
    { connectionManager: { state: 'DISCONNECTED', apiClient: { config } } },
    { connectionManager: { state: 'CONNECTED' } },
    { connectionManager: { state: 'CONNECTED', apiClient: { config: { host: 'http://x' } } } },
  ]) {
    assert.equal(await workspaceIn(api), undefined);
  }
});
