import assert from 'node:assert/strict';
import net from 'node:net';
import { describe, it } from 'node:test';
import { oauthUser } from '../../../../src/workspace/auth/oauthUser';
import { environmentSecrets, type SecretStore, secretKey } from '../../../../src/workspace/auth/secretStore';
import { callJson } from '../../../../src/workspace/rest';
import { type FakeWorkspace, QUICK, startFakeWorkspace } from '../../../support/fakeWorkspace/fakeWorkspace';

const NEVER = new AbortController().signal;
const ME = { method: 'GET', path: '/api/2.0/preview/scim/v2/Me', what: 'Connecting' } as const;
/** Any free port: tests run beside each other. */
const ports = [0];

interface Person {
  readonly secrets?: SecretStore;
  readonly decides?: 'allow' | 'deny' | 'guess-state';
  readonly opened?: string[];
}

/** Somebody who signs in in the browser as soon as it opens. */
function person(
  { host, network, oauth }: FakeWorkspace,
  { secrets = environmentSecrets({}), decides, opened = [] }: Person = {},
) {
  const open = async (url: string) => {
    opened.push(url);
    await oauth.browse(url, decides);
  };
  return oauthUser({ network, limits: QUICK }, { host }, { secrets, open, ports });
}

function keyOf({ host }: FakeWorkspace) {
  return secretKey('oauth-user', host);
}

describe('signing in in the browser', () => {
  it('gets a token with PKCE, and keeps the refresh token only', async (test) => {
    const workspace = await startFakeWorkspace(test);
    const secrets = environmentSecrets({});
    const opened: string[] = [];
    const tokens = person(workspace, { secrets, opened });
    const rest = { tokens, network: workspace.network, limits: QUICK };
    assert.equal((await callJson(rest, ME, NEVER)).userName, 'person@example.com');
    assert.equal(opened.length, 1);
    assert.match((await secrets.get(keyOf(workspace))) ?? '', /^refresh-/);
    const redirect = new URL(new URL(opened[0] ?? '').searchParams.get('redirect_uri') ?? '');
    assert.equal(redirect.hostname, 'localhost');
    await assert.rejects(
      canConnect(Number(redirect.port)),
      { code: 'ECONNREFUSED' },
      'nothing listens any more',
    );
  });

  it('opens one browser for all that wait', async (test) => {
    const workspace = await startFakeWorkspace(test);
    const opened: string[] = [];
    const tokens = person(workspace, { opened });
    const all = await Promise.all([tokens.token(NEVER), tokens.token(NEVER), tokens.token(NEVER)]);
    assert.equal(new Set(all).size, 1);
    assert.equal(opened.length, 1);
  });

  it('needs no browser the next time, and passes the refresh token on', async (test) => {
    const workspace = await startFakeWorkspace(test);
    const secrets = environmentSecrets({});
    await person(workspace, { secrets }).token(NEVER);
    const before = await secrets.get(keyOf(workspace));
    const opened: string[] = [];
    await person(workspace, { secrets, opened }).token(NEVER);
    assert.deepEqual(opened, []);
    assert.notEqual(await secrets.get(keyOf(workspace)), before);
  });

  it('asks again when the refresh token is ended, and without a browser says what to do', async (test) => {
    const workspace = await startFakeWorkspace(test);
    const { host, network, oauth } = workspace;
    const secrets = environmentSecrets({});
    const silent = oauthUser({ network, limits: QUICK }, { host }, { secrets });
    await assert.rejects(silent.token(NEVER), {
      code: 'unauthenticated',
      message: `You are not signed in to ${host}.`,
    });
    assert.deepEqual(workspace.requests, [], 'there is nothing to ask the host for');
    await person(workspace, { secrets }).token(NEVER);
    await silent.token(NEVER);
    oauth.endRefreshTokens();
    oauth.endTokens();
    await assert.rejects(silent.token(NEVER, { refused: await silent.token(NEVER) }), {
      code: 'unauthenticated',
    });
    assert.equal(await secrets.get(keyOf(workspace)), undefined, 'what is no good is not kept');
    const opened: string[] = [];
    await person(workspace, { secrets, opened }).token(NEVER);
    assert.equal(opened.length, 1);
  });

  it('takes the refresh token that another window has left', async (test) => {
    const workspace = await startFakeWorkspace(test);
    const kept = environmentSecrets({});
    await person(workspace, { secrets: kept }).token(NEVER);
    const stale = await kept.get(keyOf(workspace));
    await person(workspace, { secrets: kept }).token(NEVER);
    let reads = 0;
    const racing: SecretStore = {
      ...kept,
      get: async (key) => {
        reads += 1;
        return reads === 1 ? stale : kept.get(key);
      },
    };
    const opened: string[] = [];
    await person(workspace, { secrets: racing, opened }).token(NEVER);
    assert.deepEqual(opened, []);
  });

  it('keeps the refresh token when the server cannot be reached', async (test) => {
    const workspace = await startFakeWorkspace(test);
    const secrets = environmentSecrets({});
    await person(workspace, { secrets }).token(NEVER);
    workspace.trouble(/token$/, { status: 500, json: {} });
    await assert.rejects(person(workspace, { secrets }).token(NEVER), { code: 'unavailable' });
    assert.match((await secrets.get(keyOf(workspace))) ?? '', /^refresh-/);
  });

  it('says when the person says no, and takes no code from who does not know the state', async (test) => {
    const workspace = await startFakeWorkspace(test);
    await assert.rejects(person(workspace, { decides: 'deny' }).token(NEVER), {
      code: 'unauthenticated',
      message: 'The sign-in in the browser was refused: The person said no',
    });
    const controller = new AbortController();
    const opened: string[] = [];
    const waiting = person(workspace, { decides: 'guess-state', opened }).token(controller.signal);
    setTimeout(() => controller.abort(new Error('stop')), 300);
    await assert.rejects(waiting, { message: 'stop' });
    const port = Number(new URL(new URL(opened[0] ?? '').searchParams.get('redirect_uri') ?? '').port);
    await assert.rejects(canConnect(port), { code: 'ECONNREFUSED' }, 'nothing listens after an abort');
  });

  it('fails where the browser cannot be opened, or no port is free', async (test) => {
    const { host, network } = await startFakeWorkspace(test);
    const secrets = environmentSecrets({});
    const open = () => Promise.reject(new Error('no browser'));
    await assert.rejects(
      oauthUser({ network, limits: QUICK }, { host }, { secrets, open, ports }).token(NEVER),
      { message: 'no browser' },
    );
    const taken = [Number(host.split(':')[1])];
    await assert.rejects(
      oauthUser({ network, limits: QUICK }, { host }, { secrets, open, ports: taken }).token(NEVER),
      { code: 'io', message: /No port/ },
    );
  });
});

function canConnect(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}
