import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TokenSource } from '../../../src/workspace/auth/tokenSource';
import { call, callJson, pages, type Rest } from '../../../src/workspace/rest';
import {
  FAKE_TOKEN,
  type FakeWorkspace,
  QUICK,
  startFakeWorkspace,
} from '../../support/fakeWorkspace/fakeWorkspace';

const NEVER = new AbortController().signal;
const ME = { method: 'GET', path: '/api/2.0/preview/scim/v2/Me', what: 'Connecting' } as const;
const PUT_FILE = {
  method: 'POST',
  path: '/api/2.0/dbfs/put',
  what: 'Writing',
  json: { path: '/a', contents: '' },
} as const;

/** A client of the fake that signs in with the given tokens, the next one each time one is refused. */
function withTokens({ host, network }: FakeWorkspace, tokens: readonly string[], limits = {}): Rest {
  let index = 0;
  const source: TokenSource = {
    host,
    async token(_signal, { refused } = {}) {
      if (refused === tokens[index] && index < tokens.length - 1) index += 1;
      return tokens[index] ?? '';
    },
  };
  return { tokens: source, network, limits: { ...QUICK, ...limits } };
}

describe('REST', () => {
  it('sends the token, asks for JSON and reads it', async (test) => {
    const workspace = await startFakeWorkspace(test);
    const me = await callJson(workspace.rest, ME, NEVER);
    assert.equal(me.userName, 'somebody@example.com');
    const [request] = workspace.requests;
    assert.equal(request?.headers.authorization, `Bearer ${FAKE_TOKEN}`);
    assert.equal(request?.headers['x-databricks-workspace-id'], undefined);
  });

  it('tells a host of several workspaces which one is meant', async (test) => {
    const { rest, requests } = await startFakeWorkspace(test);
    await callJson({ ...rest, tokens: { ...rest.tokens, workspaceId: '9223372036854775807' } }, ME, NEVER);
    assert.equal(requests[0]?.headers['x-databricks-workspace-id'], '9223372036854775807');
  });

  it('waits as long as Retry-After says after 429 and 503, seconds or a date', async (test) => {
    const { rest, requests, trouble } = await startFakeWorkspace(test);
    const date = new Date(Date.now() + 1000).toUTCString();
    trouble(/Me$/, {
      status: 429,
      headers: { 'Retry-After': '1' },
      json: { error_code: 'REQUEST_LIMIT_EXCEEDED', message: 'slow down' },
    });
    trouble(/Me$/, { status: 503, headers: { 'Retry-After': date } });
    trouble(/Me$/, { status: 503 });
    const startedAt = performance.now();
    await callJson(rest, ME, NEVER);
    assert.equal(requests.length, 4);
    assert.ok(performance.now() - startedAt >= 999, 'the pause of the header is kept');
  });

  it('gives up at once where Retry-After is longer than there is time', async (test) => {
    const { rest, requests, trouble } = await startFakeWorkspace(test);
    trouble(/Me$/, {
      status: 429,
      headers: { 'Retry-After': '3600' },
      json: { error_code: 'X', message: 'Slow down.' },
    });
    await assert.rejects(callJson(rest, ME, NEVER), {
      name: 'Fault',
      code: 'unavailable',
      message: new RegExp(`^Connecting: ${rest.tokens.host} answered 429: Slow down\\.$`),
    });
    assert.equal(requests.length, 1);
  });

  it('gives up when the time for all tries is over', async (test) => {
    const workspace = await startFakeWorkspace(test);
    workspace.trouble(/Me$/, { status: 503 }, 1000);
    const rest = withTokens(workspace, [FAKE_TOKEN], { overallMs: 1500, pauseMs: 50, longestPauseMs: 50 });
    await assert.rejects(callJson(rest, ME, NEVER), { code: 'unavailable' });
    assert.ok(workspace.requests.length > 1);
  });

  it('tells of the last answer where the time for all tries cuts one short', async (test) => {
    const workspace = await startFakeWorkspace(test);
    workspace.trouble(/Me$/, { status: 429, json: { error_code: 'X', message: 'Slow down.' } });
    workspace.trouble(/Me$/, 'hang', 1000);
    const rest = withTokens(workspace, [FAKE_TOKEN], { tryMs: 5000, overallMs: 500 });
    await assert.rejects(callJson(rest, ME, NEVER), {
      code: 'unavailable',
      message: /answered 429: Slow down/,
    });
    assert.equal(workspace.requests.length, 2);
  });

  it('asks again after a lost connection only where that does no harm', async (test) => {
    const { rest, requests, trouble, dbfs } = await startFakeWorkspace(test);
    trouble(/Me$/, 'drop');
    trouble(/Me$/, 'drop-halfway');
    assert.equal((await callJson(rest, ME, NEVER)).userName, 'somebody@example.com');
    assert.equal(requests.length, 3);
    trouble(/put$/, 'drop');
    await assert.rejects(callJson(rest, PUT_FILE, NEVER), {
      code: 'unreachable',
      message: /closed the connection \(ECONNRESET\)\. Whether it took effect is not known\.$/,
    });
    assert.equal(requests.length, 4);
    trouble(/put$/, 'drop');
    await callJson(rest, { ...PUT_FILE, idempotent: true }, NEVER);
    assert.deepEqual([...dbfs.files.keys()], ['/a']);
  });

  it('ends a try after its time, and says so', async (test) => {
    const workspace = await startFakeWorkspace(test);
    workspace.trouble(/Me$/, 'hang');
    const rest = withTokens(workspace, [FAKE_TOKEN], { tryMs: 100 });
    assert.equal((await callJson(rest, ME, NEVER)).userName, 'somebody@example.com', 'the second try');
    workspace.trouble(/Me$/, 'hang', 1000);
    const hanging = withTokens(workspace, [FAKE_TOKEN], { tryMs: 100, overallMs: 300 });
    await assert.rejects(callJson(hanging, ME, NEVER), { code: 'timeout', message: /did not answer within/ });
  });

  it('ends at once on an abort: while it waits for an answer, and between two tries', async (test) => {
    const { rest, trouble } = await startFakeWorkspace(test);
    for (const what of ['hang', { status: 503, headers: { 'Retry-After': '9' } }] as const) {
      trouble(/Me$/, what);
      const controller = new AbortController();
      const reason = new Error('stop');
      const calling = callJson(rest, ME, controller.signal);
      await sleep(100);
      controller.abort(reason);
      const startedAt = performance.now();
      await assert.rejects(calling, reason);
      assert.ok(performance.now() - startedAt < 1000);
    }
    await assert.rejects(callJson(rest, ME, AbortSignal.abort(new Error('before'))), { message: 'before' });
  });

  it('asks for one fresh token when the old one is refused, and no more', async (test) => {
    const workspace = await startFakeWorkspace(test);
    const me = await callJson(withTokens(workspace, ['dapi00000000000000000', FAKE_TOKEN]), ME, NEVER);
    assert.equal(me.userName, 'somebody@example.com');
    const before = workspace.requests.length;
    const refused = ['dapi11111111111111111', 'dapi22222222222222222', FAKE_TOKEN];
    await assert.rejects(callJson(withTokens(workspace, refused), ME, NEVER), {
      code: 'unauthenticated',
      message: /answered 403: Invalid access token\.$/,
    });
    assert.equal(workspace.requests.length - before, 2);
    workspace.trouble(/Me$/, { status: 401 }, 2);
    await assert.rejects(callJson(workspace.rest, ME, NEVER), { code: 'unauthenticated' });
  });

  it('says in the server’s words what is wrong, without secrets', async (test) => {
    const { rest, trouble } = await startFakeWorkspace(test);
    const cases = [
      { status: 400, code: 'INVALID_PARAMETER_VALUE', message: 'x is wrong', is: 'usage' },
      { status: 400, code: 'INVALID_PARAMETER_VALUE', message: 'Job 12 does not exist.', is: 'not-found' },
      { status: 403, code: 'PERMISSION_DENIED', message: `no right for ${FAKE_TOKEN}`, is: 'no-permission' },
      { status: 404, code: 'RESOURCE_DOES_NOT_EXIST', message: 'gone', is: 'not-found' },
      { status: 409, code: 'RESOURCE_ALREADY_EXISTS', message: 'there', is: 'conflict' },
      { status: 500, code: 'INTERNAL_ERROR', message: 'oh', is: 'unavailable' },
      { status: 418, code: 'TEAPOT', message: 'tea', is: 'io' },
    ];
    for (const { status, code, message, is } of cases) {
      trouble(/Me$/, { status, json: { error_code: code, message } });
      await assert.rejects(callJson(rest, ME, NEVER), (error: Error & { code?: string }) => {
        assert.equal(error.code, is);
        assert.ok(
          error.message.startsWith(`Connecting: ${rest.tokens.host} answered ${status}: `),
          error.message,
        );
        assert.ok(!error.message.includes(FAKE_TOKEN));
        return true;
      });
    }
    trouble(/Me$/, {
      status: 403,
      json: { message: 'Source IP address: 10.0.0.1 is blocked by Databricks IP ACL for workspace: 12' },
    });
    await assert.rejects(callJson(rest, ME, NEVER), { code: 'no-permission', advice: /IP access list/ });
  });

  it('recognises what is no workspace: a redirect, a login page, JSON that is no object', async (test) => {
    const { rest, trouble } = await startFakeWorkspace(test);
    trouble(/Me$/, { status: 303, headers: { Location: '/login.html?error=private-link-validation-error' } });
    await assert.rejects(callJson(rest, ME, NEVER), { code: 'unreachable', advice: /private link/ });
    trouble(/Me$/, { headers: { 'Content-Type': 'text/html' }, bytes: '<html>Sign in</html>' });
    await assert.rejects(callJson(rest, ME, NEVER), {
      code: 'unreachable',
      message: /answered with text\/html in the place of data/,
    });
    trouble(/Me$/, { json: [1] });
    await assert.rejects(callJson(rest, ME, NEVER), { code: 'io' });
  });

  it('reads a list page by page, and does not go in circles', async (test) => {
    const { rest, warehouses, trouble } = await startFakeWorkspace(test);
    for (let index = 0; index < 5; index += 1)
      warehouses.warehouses.push({ id: `w${index}`, name: `W ${index}`, state: 'RUNNING' });
    warehouses.pageSize = 2;
    const list = { method: 'GET', path: '/api/2.0/sql/warehouses', what: 'Listing' } as const;
    const sizes: number[] = [];
    for await (const page of pages(rest, list, 'warehouses', NEVER)) sizes.push(page.length);
    assert.deepEqual(sizes, [2, 2, 1]);
    trouble(/warehouses$/, { json: { next_page_token: 'again' } }, 2);
    const circle = async () => {
      for await (const page of pages(rest, list, 'warehouses', NEVER)) assert.equal(page.length, 0);
    };
    await assert.rejects(circle(), {
      code: 'io',
      message: /same next page twice/,
    });
  });

  it('is refused by the fake what the API does not know', async (test) => {
    const { rest } = await startFakeWorkspace(test);
    await assert.rejects(call(rest, { ...ME, query: { colour: 'red' } }, NEVER), {
      code: 'usage',
      message: /unknown field colour/,
    });
    await assert.rejects(call(rest, { ...PUT_FILE, json: { path: 'a', contents: '' } }, NEVER), {
      code: 'usage',
      message: /absolute path/,
    });
    await assert.rejects(call(rest, { ...ME, path: '/api/2.0/none' }, NEVER), { code: 'not-found' });
  });
});
