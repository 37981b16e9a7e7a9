import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testConnection } from '../../../src/workspace/currentUser';
import { startFakeWorkspace } from '../../support/fakeWorkspace/fakeWorkspace';

const NEVER = new AbortController().signal;

describe('testConnection', () => {
  it('tells who and what was found, and what to expect of a warehouse that does not run', async (test) => {
    const { rest, warehouses } = await startFakeWorkspace(test);
    warehouses.warehouses.push(
      { id: 'up', name: 'Up', state: 'RUNNING' },
      { id: 'down', name: 'Down', state: 'STOPPED' },
    );
    const connection = await testConnection(rest, 'up', NEVER);
    assert.deepEqual(connection.user, { name: 'somebody@example.com', workspaceId: '7405605519549535' });
    assert.equal(connection.notice, undefined);
    assert.match(
      (await testConnection(rest, 'down', NEVER)).notice ?? '',
      /^The SQL warehouse Down is stopped\. It starts with/,
    );
    await assert.rejects(testConnection(rest, 'none', NEVER), {
      code: 'not-found',
      message: /no SQL warehouse none/,
    });
  });
});
