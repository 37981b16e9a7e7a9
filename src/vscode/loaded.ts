/** Values that arrive later, as the tree shows them meanwhile; and a store that loads each of them once. */

import { asFault, type FaultData } from '../base/fault';
import { createQueue } from './queue';

export type Loaded<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: FaultData };

const LOADING: Loaded<never> = { kind: 'loading' };

/** @param soFar tells what is known of the value before it is whole; a whole one of before stands until then */
export type Load<T> = (signal: AbortSignal, soFar: (value: T) => void) => Promise<T>;

export interface Store<T> {
  /** What is known of `key` now. The first call, and the first one after a refresh, starts `load`. */
  get(key: string, load: Load<T>): Loaded<T>;
  /** What is known of `key` without starting anything. */
  peek(key: string): Loaded<T> | undefined;
  /** Changes a value that is there. */
  update(key: string, change: (value: T) => T): void;
  /** Forgets all values but those of these keys. */
  keepOnly(keys: ReadonlySet<string>): void;
  /** Stops what is still loading and loads each value again when it is next asked for; until then the old one stands, unless it had failed. */
  refresh(): void;
}

interface Slot<T> {
  readonly value: Loaded<T>;
  /** The refresh that the value, or its loading, belongs to. */
  readonly round: AbortController;
  readonly isPartial?: true;
}

/**
 * @param limit how many values load at a time.
 * @param onArrival called with the keys that arrived within the last tenth of a second.
 * @param patienceMs after how long a value that is still loading lets the next one begin.
 */
export function createStore<T>(
  limit: number,
  onArrival: (keys: ReadonlySet<string>) => void,
  patienceMs = 3000,
): Store<T> {
  const queue = createQueue(limit, patienceMs);
  const slots = new Map<string, Slot<T>>();
  let round = new AbortController();
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

  const loadInto = async (key: string, load: Load<T>, mine: AbortController) => {
    if (mine.signal.aborted) return;
    const soFar = (value: T) => {
      const known = slots.get(key);
      if (mine.signal.aborted || (known?.value.kind === 'ready' && known.isPartial !== true)) return;
      slots.set(key, { value: { kind: 'ready', value }, round: mine, isPartial: true });
      tell(key);
    };
    const value = await settle(() => load(mine.signal, soFar));
    if (mine.signal.aborted) return;
    slots.set(key, { value, round: mine });
    tell(key);
  };

  return {
    get: (key, load) => {
      const known = slots.get(key);
      if (known?.round === round) return known.value;
      // What failed is shown to be tried again: its reason may have gone, as where a warehouse was started.
      const value = known === undefined || known.value.kind === 'failed' ? LOADING : known.value;
      const mine = round;
      slots.set(key, { value, round: mine, ...(known?.isPartial === true ? { isPartial: true } : {}) });
      queue.add(() => loadInto(key, load, mine));
      return value;
    },
    peek: (key) => slots.get(key)?.value,
    update: (key, change) => {
      const known = slots.get(key);
      if (known?.value.kind !== 'ready') return;
      slots.set(key, { ...known, value: { kind: 'ready', value: change(known.value.value) } });
      tell(key);
    },
    keepOnly: (keys) => {
      for (const key of slots.keys()) if (!keys.has(key)) slots.delete(key);
    },
    refresh: () => {
      round.abort();
      round = new AbortController();
      // Whoever waits for a value that will now not arrive asks again.
      for (const [key, { value }] of slots) if (value.kind === 'loading') tell(key);
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
