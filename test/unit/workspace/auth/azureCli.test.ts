import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { azureCli } from '../../../../src/workspace/auth/azureCli';
import { fakeCommand } from '../../../support/fakeCommand';
import { temporaryFolder } from '../../../support/temporary';

const NEVER = new AbortController().signal;
const PLACE = { host: 'adb-1.2.azuredatabricks.net' };
const RESOURCE = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d';

describe('the Azure CLI', () => {
  it('gives a token for Databricks, which is kept until it ends', async (test) => {
    const inAnHour = Math.floor(Date.now() / 1000) + 3600;
    const answer = `console.error('WARNING: update available'); console.log(JSON.stringify({ accessToken: 'entra', expires_on: ${inAnHour}, expiresOn: 'x', tenant: 't' }))`;
    const { environment, calls } = fakeCommand(test, 'az', answer);
    const tokens = azureCli(PLACE, { environment, tenant: 'my-tenant' });
    assert.equal(await tokens.token(NEVER), 'entra');
    assert.equal(await tokens.token(NEVER), 'entra');
    assert.deepEqual(calls(), [
      ['account', 'get-access-token', '--resource', RESOURCE, '--output', 'json', '--tenant', 'my-tenant'],
    ]);
  });

  it('of older versions tells the end in local time', async (test) => {
    const local = (ms: number) => {
      const at = new Date(Date.now() + ms);
      const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
      return shifted.toISOString().replace('T', ' ').replace('Z', '123');
    };
    const kept = fakeCommand(
      test,
      'az',
      `console.log(JSON.stringify({ accessToken: 'a', expiresOn: '${local(3_600_000)}' }))`,
    );
    const keeping = azureCli(PLACE, kept);
    await keeping.token(NEVER);
    await keeping.token(NEVER);
    assert.equal(kept.calls().length, 1);
    const ending = fakeCommand(
      test,
      'az',
      `console.log(JSON.stringify({ accessToken: 'a', expiresOn: '${local(20_000)}' }))`,
    );
    const asking = azureCli(PLACE, ending);
    await asking.token(NEVER);
    await asking.token(NEVER);
    assert.equal(ending.calls().length, 2);
  });

  it('that is not installed or not signed in is a fault with the command to run', async (test) => {
    await assert.rejects(azureCli(PLACE, { environment: { PATH: temporaryFolder(test) } }).token(NEVER), {
      code: 'unauthenticated',
      message: 'The Azure CLI (az) is not installed or not on the PATH.',
      advice: /then run: az login$/,
    });
    const out = `console.error("ERROR: Please run 'az login' to setup account."); process.exit(1)`;
    const { environment } = fakeCommand(test, 'az', out);
    await assert.rejects(azureCli(PLACE, { environment, tenant: 't' }).token(NEVER), {
      code: 'unauthenticated',
      message: "The Azure CLI gave no token: ERROR: Please run 'az login' to setup account.",
      advice: 'Run: az login --tenant t',
    });
  });
});
