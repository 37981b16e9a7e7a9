import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { getWarehouse, listWarehouses, waitUntilRunning } from '../../../src/workspace/warehouses';
import { startFakeWorkspace } from '../../support/fakeWorkspace/fakeWorkspace';

const NEVER = new AbortController().signal;

describe('SQL warehouses', () => {
  it('are listed over all pages', async (test) => {
    const { rest, warehouses } = await startFakeWorkspace(test);
    assert.deepEqual(await listWarehouses(rest, NEVER), []);
    warehouses.pageSize = 2;
    for (const id of ['a', 'b', 'c'])
      warehouses.warehouses.push({ id, name: `Warehouse ${id}`, state: 'STOPPED' });
    const found = await listWarehouses(rest, NEVER);
    assert.deepEqual(
      found.map(({ id }) => id),
      ['a', 'b', 'c'],
    );
    assert.deepEqual(found[0], {
      id: 'a',
      name: 'Warehouse a',
      state: 'STOPPED',
      size: '2X-Small',
      serverless: false,
    });
  });

  it('are waited for until they run, through every state', async (test) => {
    const { rest, warehouses, requests } = await startFakeWorkspace(test);
    warehouses.warehouses.push({ id: 'w', name: 'W', state: 'STOPPING', looks: 2 });
    const states: string[] = [];
    const options = { pollMs: 1, onState: (state: string) => states.push(state) };
    const running = await waitUntilRunning(rest, 'w', options, NEVER);
    assert.equal(running.state, 'RUNNING');
    assert.deepEqual(states, ['STOPPING', 'STOPPED', 'STARTING', 'RUNNING']);
    assert.equal(requests.filter(({ path }) => path.endsWith('/w/start')).length, 1);
    await waitUntilRunning(rest, 'w', options, NEVER);
    assert.equal(
      requests.filter(({ path }) => path.endsWith('/w/start')).length,
      1,
      'one that runs is not started',
    );
  });

  it('that cannot start are a fault with the reason', async (test) => {
    const { rest, warehouses } = await startFakeWorkspace(test);
    warehouses.warehouses.push({
      id: 'w',
      name: 'W',
      state: 'STOPPED',
      looks: 2,
      failsBecause: 'No quota for machines.',
    });
    await assert.rejects(waitUntilRunning(rest, 'w', { pollMs: 1 }, NEVER), {
      code: 'unavailable',
      message: 'The SQL warehouse W did not start: No quota for machines.',
    });
  });

  it('that take too long are a time-out, and an abort ends the waiting', async (test) => {
    const { rest, warehouses } = await startFakeWorkspace(test);
    warehouses.warehouses.push({ id: 'w', name: 'W', state: 'STARTING', looks: 1_000_000 });
    await assert.rejects(waitUntilRunning(rest, 'w', { pollMs: 20, limitMs: 50 }, NEVER), {
      code: 'timeout',
      message: /The SQL warehouse W does not run after .*; it is STARTING\./,
    });
    const controller = new AbortController();
    const reason = new Error('stop');
    const onState = () => controller.abort(reason);
    await assert.rejects(waitUntilRunning(rest, 'w', { pollMs: 60_000, onState }, controller.signal), reason);
  });

  it('that are missing or deleted say so', async (test) => {
    const { rest, warehouses } = await startFakeWorkspace(test);
    const missing = {
      code: 'not-found',
      message: `There is no SQL warehouse a b/c in ${rest.tokens.host}, or you may not see it.`,
    };
    await assert.rejects(getWarehouse(rest, 'a b/c', NEVER), missing);
    warehouses.warehouses.push({ id: 'w', name: 'W', state: 'DELETED' });
    await assert.rejects(waitUntilRunning(rest, 'w', {}, NEVER), { code: 'not-found' });
  });
});
