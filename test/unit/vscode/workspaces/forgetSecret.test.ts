import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forgetSecret } from '../../../../src/vscode/workspaces/forgetSecret';

const HOST = 'adb-1.azuredatabricks.net';

async function forgotten(address: string, others: readonly string[] = []): Promise<readonly string[]> {
  const deleted: string[] = [];
  await forgetSecret(address, others, {
    delete: async (key) => {
      deleted.push(key);
    },
  });
  return deleted;
}

test('the secret goes with the workspace', async () => {
  assert.deepEqual(await forgotten(`databricks://${HOST}/1?auth=pat`), [`databricks pat ${HOST}`]);
  assert.deepEqual(await forgotten(`databricks://${HOST}/1?auth=oauth-user`), [
    `databricks oauth-user ${HOST}`,
  ]);
  assert.deepEqual(await forgotten(`databricks://${HOST}/1?auth=oauth-machine&client=app`), [
    `databricks oauth-machine ${HOST} app`,
  ]);
});

test('it stays while another lakehouse signs in by it', async () => {
  const address = `databricks://${HOST}/1?auth=pat`;
  assert.deepEqual(await forgotten(address, [`databricks://${HOST}/2?auth=pat`]), []);
  assert.deepEqual(await forgotten(address, [`databricks://${HOST}/2?auth=oauth-user`]), [
    `databricks pat ${HOST}`,
  ]);
});

test('profiles and other tools keep their own secrets', async () => {
  for (const address of [
    'databricks://prod/1',
    `databricks://${HOST}/1?auth=azure-cli`,
    '/lake',
    'databricks://',
  ])
    assert.deepEqual(await forgotten(address), []);
});
