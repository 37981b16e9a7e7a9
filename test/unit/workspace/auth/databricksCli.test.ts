import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { databricksCli } from '../../../../src/workspace/auth/databricksCli';
import { fakeCommand } from '../../../support/fakeCommand';
import { temporaryFolder } from '../../../support/temporary';

const NEVER = new AbortController().signal;
const PLACE = { host: 'dbc-1.cloud.databricks.com' };
const IN_AN_HOUR = new Date(Date.now() + 3_600_000).toISOString().replace('Z', '123456Z');

describe('the Databricks CLI', () => {
  it('gives a token for a host or a profile, which is kept until it ends', async (test) => {
    const answer = `console.log(JSON.stringify({ access_token: 'secret-1', token_type: 'Bearer', expiry: '${IN_AN_HOUR}' }))`;
    const { environment, calls } = fakeCommand(test, 'databricks', answer);
    const tokens = databricksCli(PLACE, { environment });
    assert.equal(await tokens.token(NEVER), 'secret-1');
    assert.equal(await tokens.token(NEVER), 'secret-1');
    assert.deepEqual(calls(), [['auth', 'token', '--host', 'https://dbc-1.cloud.databricks.com']]);
    await databricksCli(PLACE, { environment, profile: 'prod' }).token(NEVER);
    assert.deepEqual(calls()[1], ['auth', 'token', '--profile', 'prod']);
  });

  it('is asked again when the token is about to end', async (test) => {
    const soon = new Date(Date.now() + 30_000).toISOString();
    const answer = `console.log(JSON.stringify({ access_token: 'short', expiry: '${soon}' }))`;
    const { environment, calls } = fakeCommand(test, 'databricks', answer);
    const tokens = databricksCli(PLACE, { environment });
    await tokens.token(NEVER);
    await tokens.token(NEVER);
    assert.equal(calls().length, 2);
  });

  it('is asked for a fresh token when one is refused, as far as its version knows how', async (test) => {
    const fresh = `console.log(JSON.stringify({ access_token: args.includes('--force-refresh') ? 'fresh' : 'old', expiry: '${IN_AN_HOUR}' }))`;
    const newer = databricksCli(PLACE, fakeCommand(test, 'databricks', fresh));
    assert.equal(await newer.token(NEVER), 'old');
    assert.equal(await newer.token(NEVER, { refused: 'old' }), 'fresh');
    const refuses = `if (args.includes('--force-refresh')) { console.error('Error: unknown flag: --force-refresh'); process.exit(1); }\n${fresh}`;
    const older = databricksCli(PLACE, fakeCommand(test, 'databricks', refuses));
    assert.equal(await older.token(NEVER), 'old');
    assert.equal(await older.token(NEVER, { refused: 'old' }), 'old');
  });

  it('that is not installed or not signed in is a fault with the command to run', async (test) => {
    const none = databricksCli(PLACE, { environment: { PATH: temporaryFolder(test) } });
    await assert.rejects(none.token(NEVER), {
      code: 'unauthenticated',
      message: 'The Databricks CLI (databricks) is not installed or not on the PATH.',
      advice: /then run: databricks auth login --host https:\/\/dbc-1\.cloud\.databricks\.com$/,
    });
    const out = `console.error('Error: cache: no cached credentials; run databricks auth login to sign in'); process.exit(1);`;
    const signedOut = databricksCli(PLACE, { ...fakeCommand(test, 'databricks', out), profile: 'prod' });
    await assert.rejects(signedOut.token(NEVER), {
      code: 'unauthenticated',
      message: /^The Databricks CLI gave no token: Error: cache: no cached credentials/,
      advice: 'Run: databricks auth login --host https://dbc-1.cloud.databricks.com --profile prod',
    });
  });

  it('never gets its secrets into a fault', async (test) => {
    for (const body of [
      `console.log('not JSON: topsecret1')`,
      `console.log(JSON.stringify({ token: 'topsecret1' }))`,
      `console.log('topsecret1'); console.error('refresh_token=topsecret1'); process.exit(3)`,
    ]) {
      const tokens = databricksCli(PLACE, fakeCommand(test, 'databricks', body));
      await assert.rejects(tokens.token(NEVER), (error: Error & { code?: string; cause?: unknown }) => {
        assert.equal(error.code, 'unauthenticated');
        assert.equal(error.cause, undefined);
        return !error.message.includes('topsecret1');
      });
    }
  });

  it('is ended by an abort', async (test) => {
    const { environment, calls } = fakeCommand(test, 'databricks', 'setTimeout(() => undefined, 30_000)');
    const controller = new AbortController();
    const waiting = databricksCli(PLACE, { environment }).token(controller.signal);
    const reason = new Error('stop');
    setTimeout(() => controller.abort(reason), 200);
    const startedAt = performance.now();
    await assert.rejects(waiting, reason);
    assert.ok(performance.now() - startedAt < 5_000);
    await sleep(50);
    assert.ok(calls().length <= 1);
  });
});
