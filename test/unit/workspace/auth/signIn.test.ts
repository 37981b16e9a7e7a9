import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { environmentSecrets, secretKey } from '../../../../src/workspace/auth/secretStore';
import { type SignIn, type SignInContext, tokenSource } from '../../../../src/workspace/auth/signIn';
import { createNetwork } from '../../../../src/workspace/network';
import { fakeCommand } from '../../../support/fakeCommand';
import { temporaryFolder } from '../../../support/temporary';

const NEVER = new AbortController().signal;
const AZURE = { host: 'adb-1.2.azuredatabricks.net' };

function context(
  test: TestContext,
  { profiles = '', environment = {} }: { profiles?: string; environment?: Record<string, string> },
): SignInContext {
  const home = temporaryFolder(test);
  writeFileSync(path.join(home, '.databrickscfg'), profiles);
  return { home, environment, network: createNetwork({}, {}), secrets: environmentSecrets(environment) };
}

async function token(of: SignInContext, signIn: SignIn): Promise<string> {
  return (await tokenSource(of, signIn)).token(NEVER);
}

describe('tokenSource', () => {
  it('signs in by the named profile, the profile of the host, or the default one', async (test) => {
    const profiles = `[DEFAULT]\nhost = d.example.com\ntoken = d\n[work]\nhost = https://w.example.com/?o=12\ntoken = w\n`;
    const of = context(test, { profiles });
    assert.equal(await token(of, { way: 'profile' }), 'd');
    assert.equal(await token(of, { way: 'profile', profile: 'work' }), 'w');
    assert.equal(await token(of, { way: 'profile', place: { host: 'w.example.com' } }), 'w');
    const source = await tokenSource(of, { way: 'profile', profile: 'work' });
    assert.deepEqual([source.host, source.workspaceId], ['w.example.com', '12']);
    const other: SignIn = { way: 'profile', profile: 'work', place: { host: 'd.example.com' } };
    await assert.rejects(token(of, other), {
      code: 'usage',
      message: 'The profile work is for w.example.com, not for d.example.com.',
    });
  });

  it('takes secrets out of the store, or the environment', async (test) => {
    const stored = context(test, {});
    await stored.secrets.set(secretKey('pat', AZURE.host), ' dapi-stored\n');
    assert.equal(await token(stored, { way: 'pat', place: AZURE }), 'dapi-stored');
    const environment = { DATABRICKS_TOKEN: 'dapi-env' };
    assert.equal(await token(context(test, { environment }), { way: 'pat', place: AZURE }), 'dapi-env');
    await assert.rejects(token(context(test, {}), { way: 'pat', place: AZURE }), {
      code: 'unauthenticated',
      message: /no personal access token for adb-1\.2/,
    });
    await assert.rejects(token(context(test, {}), { way: 'oauth-machine', place: AZURE, client: 'c' }), {
      code: 'unauthenticated',
      message: /no secret for the service principal c/,
    });
    const service = context(test, { environment: { DATABRICKS_CLIENT_SECRET: 's' } });
    assert.equal(
      (await tokenSource(service, { way: 'oauth-machine', place: AZURE, client: 'c' })).host,
      AZURE.host,
    );
  });

  it('signs in by the tools of the machine', async (test) => {
    const az = fakeCommand(test, 'az', `console.log(JSON.stringify({ accessToken: 'entra' }))`);
    assert.equal(await token(context(test, az), { way: 'azure-cli', place: AZURE }), 'entra');
    const databricks = fakeCommand(
      test,
      'databricks',
      `console.log(JSON.stringify({ access_token: 'cli' }))`,
    );
    assert.equal(await token(context(test, databricks), { way: 'databricks-cli', place: AZURE }), 'cli');
  });

  it('tries the Azure CLI where nobody is signed in to the Databricks CLI, and tells of both', async (test) => {
    const profiles = `[p]\nhost = ${AZURE.host}\n`;
    const az = fakeCommand(test, 'az', `console.log(JSON.stringify({ accessToken: 'entra' }))`);
    const profile: SignIn = { way: 'profile', profile: 'p' };
    assert.equal(await token(context(test, { profiles, environment: az.environment }), profile), 'entra');
    const neither = context(test, { profiles, environment: { PATH: temporaryFolder(test) } });
    await assert.rejects(token(neither, profile), {
      code: 'unauthenticated',
      message: /The Databricks CLI .* is not installed.* The Azure CLI .* is not installed/,
      advice: /databricks auth login.* Or: .*az login/,
    });
  });
});
