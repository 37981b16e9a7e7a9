/** Values that arrive later, as the tree shows them meanwhile; and a store that loads each of them once. */

import { asFault, type FaultData } from '../base/fault';
import { createQueue } from './queue';

export type Loaded<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: FaultData };

const LOADING: Loaded<never> = { kind: 'loading' };

export interface Store<T> {
  /** What is known of `key` now. The first call starts `load`. */
  get(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T>;
  /** What is known of `key` without starting anything. */
  peek(key: string): Loaded<T> | undefined;
  /** Forgets everything and stops what is still loading. */
  clear(): void;
}

/**
 * @param limit how many values load at a time.
 * @param onArrival called with the keys that arrived within the last tenth of a second.
 */
export function createStore<T>(limit: number, onArrival: (keys: ReadonlySet<string>) => void): Store<T> {
  const queue = createQueue(limit, 3000);
  const values = new Map<string, Loaded<T>>();
  let stop = new AbortController();
  let arrived = new Set<string>();

  const tell = (key: string) => {
    if (arrived.size === 0) {
      setTimeout(() => {
        const keys = arrived;
        arrived = new Set();
        onArrival(keys);
      }, 100);
    }
    arrived.add(key);
  };

  const loadInto = async (key: string, load: (signal: AbortSignal) => Promise<T>, signal: AbortSignal) => {
    if (signal.aborted) return;
    const value = await settle(() => load(signal));
    if (signal.aborted) return;
    values.set(key, value);
    tell(key);
  };

  return {
    get: (key, load) => {
      const known = values.get(key);
      if (known !== undefined) return known;
      values.set(key, LOADING);
      const { signal } = stop;
      queue.add(() => loadInto(key, load, signal));
      return LOADING;
    },
    peek: (key) => values.get(key),
    clear: () => {
      stop.abort();
      stop = new AbortController();
      values.clear();
    },
  };
}

/** The outcome of `load` as a value: a failure of one table is shown at that table and nowhere else. */
export async function settle<T>(load: () => Promise<T>): Promise<Loaded<T>> {
  try {
    return { kind: 'ready', value: await load() };
  } catch (error) {
    return { kind: 'failed', error: asFault(error).toData() };
  }
}
