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

test('a failure does not stand while it is tried again', async () => {
  const { store, arrival } = storeWithArrivals<string>();
  let isMended = false;
  const load = async () => {
    if (!isMended) throw new Fault('unavailable', 'It is stopped.');
    return 'here';
  };
  const first = arrival();
  store.get('a', load);
  await first;
  assert.equal(store.get('a', load).kind, 'failed');
  isMended = true;
  store.refresh();
  const second = arrival();
  assert.deepEqual(store.get('a', load), { kind: 'loading' });
  await second;
  assert.deepEqual(store.get('a', load), { kind: 'ready', value: 'here' });
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

test('shows what is known so far, but not in the place of what was whole before', async () => {
  const { store, arrival } = storeWithArrivals<string>();
  const tell: ((value: string) => void)[] = [];
  const finish: ((value: string) => void)[] = [];
  const load = (_signal: AbortSignal, soFar: (value: string) => void) => {
    tell.push(soFar);
    return new Promise<string>((resolve) => finish.push(resolve));
  };
  store.get('a', load);
  for (const part of ['one', 'one, two']) {
    const arrived = arrival();
    tell[0]?.(part);
    await arrived;
    assert.deepEqual(store.get('a', load), { kind: 'ready', value: part });
  }
  const whole = arrival();
  finish[0]?.('one, two, three');
  await whole;
  store.refresh();
  store.get('a', load);
  tell[1]?.('one');
  assert.deepEqual(store.peek('a'), { kind: 'ready', value: 'one, two, three' });
  const again = arrival();
  finish[1]?.('one');
  await again;
  assert.deepEqual(store.peek('a'), { kind: 'ready', value: 'one' });
});

test('changes a value that is there, and forgets those that are not wanted', async () => {
  const { store, arrival } = storeWithArrivals<number>();
  store.update('a', (value) => value + 1);
  assert.equal(store.peek('a'), undefined);
  let arrived = arrival();
  store.get('a', async () => 1);
  await arrived;
  arrived = arrival();
  store.update('a', (value) => value + 1);
  assert.deepEqual([...(await arrived)], ['a']);
  assert.deepEqual(store.peek('a'), { kind: 'ready', value: 2 });
  store.keepOnly(new Set(['b']));
  assert.equal(store.peek('a'), undefined);
});
