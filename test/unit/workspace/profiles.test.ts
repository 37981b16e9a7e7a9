import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { findProfile, findProfileOfHost, listProfiles, profilesFile } from '../../../src/workspace/profiles';
import { temporaryFolder } from '../../support/temporary';

const AWS = 'dbc-1.cloud.databricks.com';
const AZURE = 'adb-1.2.azuredatabricks.net';

function sources(test: TestContext, text: string | undefined, environment: Record<string, string> = {}) {
  const home = temporaryFolder(test);
  if (text !== undefined) writeFileSync(path.join(home, '.databrickscfg'), text);
  return { home, environment };
}

async function authOf(test: TestContext, lines: string) {
  return (await findProfile(sources(test, `[p]\n${lines}`), 'p')).auth;
}

describe('profiles', () => {
  it('finds the file where Databricks’ tools look for it', () => {
    assert.equal(
      profilesFile({ home: '/home/me', environment: {} }),
      path.join('/home/me', '.databrickscfg'),
    );
    assert.equal(
      profilesFile({ home: '/home/me', environment: { DATABRICKS_CONFIG_FILE: '/etc/cfg' } }),
      '/etc/cfg',
    );
    assert.equal(
      profilesFile({ home: '/home/me', environment: { DATABRICKS_CONFIG_FILE: '~/x/cfg' } }),
      path.join('/home/me', 'x/cfg'),
    );
  });

  it('recognises every way to sign in', async (test) => {
    assert.deepEqual(await authOf(test, `host = ${AWS}\ntoken = t`), { way: 'pat', token: 't' });
    assert.deepEqual(await authOf(test, `host = ${AWS}\nclient_id = i\nclient_secret = s`), {
      way: 'oauth-machine',
      clientId: 'i',
      clientSecret: 's',
    });
    const entra = 'azure_tenant_id = t\nazure_client_id = i\nazure_client_secret = s';
    assert.deepEqual(await authOf(test, `host = ${AZURE}\n${entra}`), {
      way: 'azure-service-principal',
      tenant: 't',
      clientId: 'i',
      clientSecret: 's',
    });
    assert.deepEqual(await authOf(test, `host = ${AWS}`), { way: 'databricks-cli', profile: 'p' });
    assert.deepEqual(await authOf(test, `host = ${AZURE}`), { way: 'any-cli', profile: 'p' });
    assert.deepEqual(await authOf(test, `host = ${AZURE}\nauth_type = azure-cli\nazure_tenant_id = t`), {
      way: 'azure-cli',
      tenant: 't',
    });
    assert.deepEqual(
      await authOf(
        test,
        `host = ${AWS}\ntoken = t\nauth_type = databricks-cli\ndatabricks_cli_path = /opt/db`,
      ),
      { way: 'databricks-cli', profile: 'p', program: '/opt/db' },
    );
  });

  it('lists what can be used and what cannot, and not the settings of the CLI', async (test) => {
    const text = `[__settings__]\ndefault_profile = b\n[a]\nhost = https://${AWS}/?o=12\ntoken = t\n[empty]\n[b]\ntoken = t\n[account]\nhost = https://accounts.cloud.databricks.com\n[old]\nhost = ${AWS}\nusername = u\npassword = s3cret\n[odd]\nhost = ${AWS}\nauth_type = github-oidc\n`;
    const listed = await listProfiles(sources(test, text));
    assert.deepEqual(
      listed.map((one) =>
        'fault' in one ? [one.name, one.fault.message] : [one.name, one.host, one.workspaceId],
      ),
      [
        ['a', AWS, '12'],
        ['b', 'The profile b names no host.'],
        [
          'account',
          'The profile account is for the account console (accounts.cloud.databricks.com), not for a workspace.',
        ],
        ['old', 'The profile old signs in with a user name and a password, which Databricks has ended.'],
        ['odd', 'The profile odd signs in by github-oidc, which is not known here.'],
      ],
    );
    assert.deepEqual(await listProfiles(sources(test, undefined)), []);
  });

  it('chooses the default as Databricks’ tools do', async (test) => {
    const text = `[DEFAULT]\nhost = d.example.com\ntoken = d\n[work]\nhost = w.example.com\ntoken = w\n`;
    const hostOf = async (environment: Record<string, string>, file = text) =>
      (await findProfile(sources(test, file, environment))).host;
    assert.equal(await hostOf({}), 'd.example.com');
    assert.equal(await hostOf({}, `${text}[__settings__]\ndefault_profile = work\n`), 'w.example.com');
    assert.equal(await hostOf({ DATABRICKS_CONFIG_PROFILE: 'work' }), 'w.example.com');
    assert.equal(
      await hostOf({ DATABRICKS_HOST: 'https://e.example.com', DATABRICKS_TOKEN: 'e' }),
      'e.example.com',
    );
    const mixed = await findProfile(
      sources(test, text, { DATABRICKS_CONFIG_PROFILE: 'work', DATABRICKS_TOKEN: 'fresh' }),
    );
    assert.deepEqual(mixed, { name: 'work', host: 'w.example.com', auth: { way: 'pat', token: 'fresh' } });
    const named = await findProfile(sources(test, text, { DATABRICKS_TOKEN: 'fresh' }), 'work');
    assert.deepEqual(named.auth, { way: 'pat', token: 'w' }, 'a profile that is named is taken as it stands');
  });

  it('finds the profile of a host', async (test) => {
    const text = `[a]\nhost = a.example.com\ntoken = a\n[b]\nhost = https://b.example.com/\ntoken = b\n`;
    assert.equal((await findProfileOfHost(sources(test, text), 'b.example.com')).name, 'b');
    const environment = { DATABRICKS_HOST: 'b.example.com', DATABRICKS_TOKEN: 'e' };
    assert.deepEqual((await findProfileOfHost(sources(test, text, environment), 'b.example.com')).auth, {
      way: 'pat',
      token: 'e',
    });
    await assert.rejects(findProfileOfHost(sources(test, text), 'c.example.com'), { code: 'not-found' });
  });

  it('names the profiles that there are where the wanted one is not', async (test) => {
    const found = sources(test, '[a]\nhost = a.example.com\n[b]\nhost = b.example.com\n');
    await assert.rejects(findProfile(found, 'c'), { code: 'not-found', advice: 'It has: a, b.' });
    await assert.rejects(findProfile(sources(test, undefined)), { code: 'not-found' });
    const folder = { home: '/', environment: { DATABRICKS_CONFIG_FILE: temporaryFolder(test) } };
    await assert.rejects(findProfile(folder, 'a'), { code: 'io' });
  });
});
