import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { azureServicePrincipal, oauthMachine } from '../../../../src/workspace/auth/oauthMachine';
import { createNetwork } from '../../../../src/workspace/network';
import { callJson } from '../../../../src/workspace/rest';
import { makeCertificate } from '../../../support/certificate';
import { ApiError } from '../../../support/fakeWorkspace/api';
import { QUICK, startFakeWorkspace } from '../../../support/fakeWorkspace/fakeWorkspace';
import { fakeOAuth } from '../../../support/fakeWorkspace/oauth';
import { startServer } from '../../../support/fakeWorkspace/server';
import { startProxy } from '../../../support/proxy';

const NEVER = new AbortController().signal;
const ME = { method: 'GET', path: '/api/2.0/preview/scim/v2/Me', what: 'Connecting' } as const;
const SERVICE = { clientId: '6128a518:é', clientSecret: 'dose0123456789abcdef%:x' };

describe('service principals of Databricks', () => {
  it('get a token for REST, and keep it', async (test) => {
    const { host, network, oauth, requests } = await startFakeWorkspace(test);
    oauth.services.set(SERVICE.clientId, SERVICE.clientSecret);
    const rest = {
      tokens: oauthMachine({ network, limits: QUICK }, { host }, SERVICE),
      network,
      limits: QUICK,
    };
    assert.equal((await callJson(rest, ME, NEVER)).userName, SERVICE.clientId);
    await callJson(rest, ME, NEVER);
    assert.equal(requests.filter(({ path }) => path === '/oidc/v1/token').length, 1);
  });

  it('get another one when the old one is ended, or about to end', async (test) => {
    const { host, network, oauth, requests } = await startFakeWorkspace(test);
    oauth.services.set(SERVICE.clientId, SERVICE.clientSecret);
    const rest = {
      tokens: oauthMachine({ network, limits: QUICK }, { host }, SERVICE),
      network,
      limits: QUICK,
    };
    const asked = () => requests.filter(({ path }) => path === '/oidc/v1/token').length;
    await callJson(rest, ME, NEVER);
    oauth.endTokens();
    await Promise.all([1, 2, 3].map(() => callJson(rest, ME, NEVER)));
    assert.equal(asked(), 2, 'one new token for three calls whose token was refused');
    oauth.lifetime = 30;
    oauth.endTokens();
    await callJson(rest, ME, NEVER);
    await callJson(rest, ME, NEVER);
    assert.equal(asked(), 4, 'a token of 30 s is not used a second time');
  });

  it('use the documented endpoint where the host has no metadata', async (test) => {
    const { host, network, oauth, trouble } = await startFakeWorkspace(test);
    oauth.services.set(SERVICE.clientId, SERVICE.clientSecret);
    trouble(/well-known/, { status: 404, json: {} });
    assert.match(await oauthMachine({ network, limits: QUICK }, { host }, SERVICE).token(NEVER), /^eyJ/);
    trouble(/well-known/, { json: { token_endpoint: 'http://elsewhere.example.com/token' } });
    await assert.rejects(oauthMachine({ network, limits: QUICK }, { host }, SERVICE).token(NEVER), {
      code: 'unauthenticated',
      message: `${host} names a sign-in that is not https.`,
    });
  });

  it('are told when their secret is wrong, without the secret', async (test) => {
    const { host, network } = await startFakeWorkspace(test);
    await assert.rejects(
      oauthMachine({ network, limits: QUICK }, { host }, SERVICE).token(NEVER),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'unauthenticated');
        assert.match(error.message, /Signing in was refused: .*Client authentication failed/);
        return !error.message.includes(SERVICE.clientSecret);
      },
    );
  });

  it('wait through 429 and 503 of the sign-in', async (test) => {
    const { host, network, oauth, trouble } = await startFakeWorkspace(test);
    oauth.services.set(SERVICE.clientId, SERVICE.clientSecret);
    trouble(/token$/, { status: 503 });
    trouble(/token$/, 'drop');
    assert.match(await oauthMachine({ network, limits: QUICK }, { host }, SERVICE).token(NEVER), /^eyJ/);
  });
});

describe('service principals of Entra ID', () => {
  it('ask the login of their cloud for a token for Databricks', async (test) => {
    for (const [host, login] of [
      ['adb-1.2.azuredatabricks.net', 'login.microsoftonline.com'],
      ['adb-1.2.databricks.azure.us', 'login.microsoftonline.us'],
      ['adb-1.2.databricks.azure.cn', 'login.chinacloudapi.cn'],
    ] as const) {
      const entra = {
        routes: [
          {
            method: 'POST',
            path: '/:tenant/oauth2/v2.0/token',
            open: true,
            body: 'form' as const,
            answer: ({ parameters, body }: { parameters: unknown; body: unknown }) => {
              assert.deepEqual(parameters, { tenant: 'my tenant' });
              assert.deepEqual(body, {
                grant_type: 'client_credentials',
                client_id: 'id',
                client_secret: 'right',
                scope: '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default',
              });
              return { json: { access_token: 'entra', expires_in: 3599 } };
            },
          },
        ],
      };
      const server = await startServer(test, fakeOAuth(), [entra], makeCertificate({ hosts: [login] }));
      const proxy = await startProxy(test, { leadTo: server.host });
      const network = createNetwork({ certificates: [server.ca], proxy: proxy.url }, {});
      const credentials = { clientId: 'id', clientSecret: 'right', tenant: 'my tenant' };
      const tokens = azureServicePrincipal({ network, limits: QUICK }, { host }, credentials);
      assert.equal(await tokens.token(NEVER), 'entra');
      assert.deepEqual(proxy.targets, [`${login}:443`]);
    }
  });

  it('are told what Entra ID says, and that other clouds have none', async (test) => {
    const refusing = {
      routes: [
        {
          method: 'POST',
          path: '/:tenant/oauth2/v2.0/token',
          open: true,
          body: 'form' as const,
          answer: () => {
            throw new ApiError(
              401,
              'invalid_client',
              'AADSTS7000215: Invalid client secret provided: wrong-secret.',
            );
          },
        },
      ],
    };
    const server = await startServer(
      test,
      fakeOAuth(),
      [refusing],
      makeCertificate({ hosts: ['login.microsoftonline.com'] }),
    );
    const proxy = await startProxy(test, { leadTo: server.host });
    const network = createNetwork({ certificates: [server.ca], proxy: proxy.url }, {});
    const credentials = { clientId: 'id', clientSecret: 'wrong-secret', tenant: 't' };
    const tokens = azureServicePrincipal(
      { network, limits: QUICK },
      { host: 'adb-1.2.azuredatabricks.net' },
      credentials,
    );
    await assert.rejects(tokens.token(NEVER), {
      code: 'unauthenticated',
      message: /AADSTS7000215: Invalid client secret provided: \*\*\*/,
    });
    assert.throws(
      () => azureServicePrincipal({ network }, { host: 'dbc-1.cloud.databricks.com' }, credentials),
      { code: 'usage' },
    );
  });
});
