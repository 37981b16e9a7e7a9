import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../../../src/base/fault';
import { createStore, type Store } from '../../../src/vscode/loaded';

/** A store, and a promise for each next batch of arrivals. */
function storeWithArrivals<T>(): { store: Store<T>; arrival: () => Promise<ReadonlySet<string>> } {
  let tell: (keys: ReadonlySet<string>) => void = () => {};
  const store = createStore<T>(2, (keys) => tell(keys));
  const arrival = () =>
    new Promise<ReadonlySet<string>>((resolve) => {
      tell = resolve;
    });
  return { store, arrival };
}

test('loads a value once, and tells when it is there', async () => {
  const { store, arrival } = storeWithArrivals<number>();
  let loads = 0;
  const load = async () => {
    loads += 1;
    return 7;
  };
  const arrived = arrival();
  assert.deepEqual(store.get('a', load), { kind: 'loading' });
  store.get('a', load);
  assert.deepEqual([...(await arrived)], ['a']);
  assert.deepEqual(store.get('a', load), { kind: 'ready', value: 7 });
  assert.equal(loads, 1);
});

test('a failure is the value of its own key and of no other', async () => {
  const { store, arrival } = storeWithArrivals<number>();
  const arrived = arrival();
  store.get('bad', async () => {
    throw new Fault('damaged', 'The log is cut off.', { advice: 'Restore it.' });
  });
  store.get('good', async () => 1);
  assert.deepEqual([...(await arrived)].sort(), ['bad', 'good']);
  assert.deepEqual(store.peek('bad'), {
    kind: 'failed',
    error: { code: 'damaged', message: 'The log is cut off.', advice: 'Restore it.' },
  });
  assert.deepEqual(store.peek('good'), { kind: 'ready', value: 1 });
});

test('after a refresh the old value stands until the new one is there', async () => {
  const { store, arrival } = storeWithArrivals<number>();
  let next = 1;
  const load = async () => {
    next += 1;
    return next - 1;
  };
  const first = arrival();
  store.get('a', load);
  await first;
  store.refresh();
  const second = arrival();
  assert.deepEqual(store.get('a', load), { kind: 'ready', value: 1 });
  await second;
  assert.deepEqual(store.get('a', load), { kind: 'ready', value: 2 });
});

test('a refresh stops what is loading, and whoever waits for it asks again', async () => {
  const { store, arrival } = storeWithArrivals<string>();
  let stopped: AbortSignal | undefined;
  const told = arrival();
  store.get('a', (signal) => {
    stopped = signal;
    return new Promise(() => {});
  });
  store.refresh();
  assert.equal(stopped?.aborted, true);
  assert.deepEqual([...(await told)], ['a']);
  const arrived = arrival();
  assert.deepEqual(
    store.get('a', async () => 'now'),
    { kind: 'loading' },
  );
  await arrived;
  assert.deepEqual(store.peek('a'), { kind: 'ready', value: 'now' });
});
