import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { Fault } from '../../../../src/base/fault';
import { type DatabricksAddress, parseAddress } from '../../../../src/lakehouse/address';
import { connectWarehouse, signInOf } from '../../../../src/lakehouse/databricks/connect';
import { environmentSecrets, secretKey } from '../../../../src/workspace/auth/secretStore';
import { testConnection } from '../../../../src/workspace/currentUser';
import { FAKE_TOKEN, startFakeWorkspace } from '../../../support/fakeWorkspace/fakeWorkspace';
import { temporaryFolder } from '../../../support/temporary';

const { signal } = new AbortController();

function databricks(text: string): DatabricksAddress {
  const address = parseAddress(text);
  assert.ok(address.kind === 'databricks');
  return address;
}

async function workspace(context: TestContext) {
  const fake = await startFakeWorkspace(context);
  fake.warehouses.warehouses.push({ id: 'abc', name: 'Analytics', state: 'RUNNING' });
  const home = temporaryFolder(context);
  writeFileSync(
    path.join(home, '.databrickscfg'),
    `[prod]\nhost = https://${fake.host}\ntoken = ${FAKE_TOKEN}\n`,
  );
  const network = { certificates: [fake.ca] };
  return { fake, surroundings: { environment: {}, home, network, secrets: environmentSecrets({}) } };
}

test('a profile leads to a workspace and its lakehouse', async (context) => {
  const { fake, surroundings } = await workspace(context);
  const connection = await connectWarehouse(databricks('databricks://prod/abc'), surroundings, 2);
  const { user, warehouse } = await testConnection(connection.rest, connection.warehouse, signal);
  assert.deepEqual([user.name, warehouse.name], ['somebody@example.com', 'Analytics']);
  const lakehouse = connection.lakehouse([]);
  assert.deepEqual([lakehouse.host, lakehouse.label], [fake.host, fake.host]);
  assert.match(lakehouse.cannot.incremental ?? '', /cluster/);
  await connection.close();
});

test('a token of the store is used for its own host', async (context) => {
  const { fake, surroundings } = await workspace(context);
  const address = databricks(`databricks://${fake.host}/abc?auth=pat`);
  await assert.rejects(connectWarehouse(address, surroundings, 2), { code: 'unauthenticated' });
  await surroundings.secrets.set(secretKey('pat', fake.host), FAKE_TOKEN);
  const { rest } = await connectWarehouse(address, surroundings, 2);
  assert.equal((await testConnection(rest, 'abc', signal)).user.name, 'somebody@example.com');
});

test('the Azure CLI’s token is for Azure only', () => {
  const at = (host: string) => () => signInOf(databricks(`databricks://${host}/abc?auth=azure-cli`));
  assert.deepEqual(at('adb-1.2.azuredatabricks.net')(), {
    way: 'azure-cli',
    place: { host: 'adb-1.2.azuredatabricks.net' },
  });
  assert.throws(at('evil.example.com'), (error) => error instanceof Fault && error.code === 'usage');
});

test('a service principal needs its client id', () => {
  const signIn = (query: string) => () =>
    signInOf(databricks(`databricks://x.example.com/abc?auth=oauth-machine${query}`));
  assert.throws(signIn(''), { code: 'usage' });
  assert.deepEqual(signIn('&client=c1')(), {
    way: 'oauth-machine',
    place: { host: 'x.example.com' },
    client: 'c1',
  });
});
