/** Runs that were killed: found by their journals where backups and databases lie, and where this editor began runs. */

import * as vscode from 'vscode';
import { type Elsewhere, elsewhereOf } from '../../backup/journal/elsewhere';
import type { JournalState } from '../../backup/journal/journal';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { lastPart, parentPlace } from '../../lakehouse/placeText';
import { GLOBAL_SHARE } from '../../overwatch/recognise';
import { isSameRoot, type KnownRoot } from '../knownRoots';
import { entriesOf, type Lakehouses, locationIn, placeKey } from '../lakehouses';
import { createStore } from '../loaded';
import type { BegunRoots } from './begunRoots';
import type { DismissedRuns } from './dismissedRuns';
import type { Runs } from './registry';

export interface InterruptedRun {
  readonly lakehouse: Lakehouse;
  readonly root: string;
  readonly state: JournalState;
  /** Whether another process may still be at work on it. */
  readonly elsewhere: Elsewhere;
}

export interface InterruptedRuns {
  /** What is known now, but for those that were dismissed; asking starts to look. */
  list(): readonly InterruptedRun[];
  /** The one at a root, as far as that is known, also if it was dismissed; asking starts to look. */
  at(lakehouse: Lakehouse, root: string): InterruptedRun | undefined;
  /** All of them, also those that were dismissed, once every root was looked at. */
  settled(): Promise<readonly InterruptedRun[]>;
  /** Fires with the roots that something is now known of. */
  readonly onArrival: vscode.Event<ReadonlySet<string>>;
  refresh(): void;
  /** Has a run not be listed any more. What it wrote to still shows that it is not whole. */
  dismiss(run: InterruptedRun): Promise<void>;
}

/** How many journals are read at a time. */
const CONCURRENT = 4;

export interface InterruptedSources {
  readonly lakehouses: Lakehouses;
  readonly begun: BegunRoots;
  readonly dismissed: DismissedRuns;
  readonly runs: Runs;
}

export function createInterruptedRuns(
  { lakehouses, begun, dismissed, runs }: InterruptedSources,
  subscriptions: vscode.Disposable[],
): InterruptedRuns {
  const arrival = new vscode.EventEmitter<ReadonlySet<string>>();
  const store = createStore<InterruptedRun | undefined>(CONCURRENT, (keys) =>
    arrival.fire(new Set([...keys].map(locationIn))),
  );
  subscriptions.push(arrival, { dispose: store.refresh });

  const look = async ({ known, open }: Place, signal: AbortSignal) => {
    const { readNewest } = await import('../../backup/journal/journalWriter');
    const lakehouse = await open();
    const { root } = known;
    const state = await readNewest(root, lakehouse, signal);
    if (state === undefined) return undefined;
    const isBegun = begun.list().some((one) => isSameRoot(one, known));
    if (!isUnfinished(state, isBegun)) {
      await begun.remove(known);
      return undefined;
    }
    return { lakehouse, root, state, elsewhere: elsewhereOf(state, lakehouse) };
  };
  const get = (place: Place) => store.get(keyOf(place), (signal) => look(place, signal));
  const found = (known: ReturnType<typeof get>) => {
    const run = known.kind === 'ready' ? known.value : undefined;
    // Those that this editor runs or has run are listed as such, with what can be done about them.
    return run === undefined || runs.get(run.state.plan.runId) !== undefined ? undefined : run;
  };
  const all = () => rootsOf(lakehouses, begun).map(get);
  const listAll = () => all().flatMap((known) => found(known) ?? []);

  const settled = async () => {
    await lakehouses.settled();
    while (all().some(({ kind }) => kind === 'loading')) await next(arrival.event);
    return listAll();
  };
  return {
    list: () => listAll().filter(({ state }) => !dismissed.has(state)),
    at: (lakehouse, root) =>
      found(get({ known: lakehouses.known(lakehouse, root), open: async () => lakehouse })),
    settled,
    onArrival: arrival.event,
    refresh: store.refresh,
    async dismiss({ state, root }) {
      await dismissed.add(state);
      arrival.fire(new Set([root]));
    },
  };
}

/** The root of a database that a restore or a migration made; undefined for one that lies elsewhere than those put it. */
export function rootOfDatabase(location: string): string | undefined {
  return lastPart(location) === GLOBAL_SHARE ? parentPlace(location) : undefined;
}

/** A root, and how its lakehouse is opened. */
interface Place {
  readonly known: KnownRoot;
  readonly open: () => Promise<Lakehouse>;
}

function keyOf({ known: { root, warehouse } }: Place): string {
  return placeKey(warehouse ?? {}, root);
}

/** Every place that a run may have written to. Those of a warehouse only once it was found to run: it is not to be started for this. */
function rootsOf(lakehouses: Lakehouses, begun: BegunRoots): readonly Place[] {
  const folders = lakehouses.list();
  const ready = folders.flatMap(({ scan }) => (scan.kind === 'ready' ? [scan.value.lakehouse] : []));
  const placeIn = (lakehouse: Lakehouse, root: string) => ({
    known: lakehouses.known(lakehouse, root),
    open: async () => lakehouse,
  });
  const remembered = begun.list().flatMap((known): Place[] => {
    if (known.warehouse === undefined) return [{ known, open: () => lakehouses.openAt(known) }];
    const lakehouse = ready.find(({ host }) => host === known.warehouse?.host);
    return lakehouse === undefined ? [] : [{ known, open: async () => lakehouse }];
  });
  const backups = entriesOf(folders, 'backup').map(({ lakehouse, entry }) =>
    placeIn(lakehouse, entry.location),
  );
  const databases = entriesOf(folders, 'database').flatMap(({ lakehouse, entry }) => {
    const root = rootOfDatabase(entry.location);
    return root === undefined ? [] : [placeIn(lakehouse, root)];
  });
  const places = [...remembered, ...backups, ...databases];
  return [...new Map(places.map((place) => [keyOf(place), place])).values()];
}

/** @param isBegun whether nobody has seen the run end: closing a window cancels its runs, and the window cannot tell of it any more */
function isUnfinished({ status }: JournalState, isBegun: boolean): boolean {
  return status === undefined || (status === 'cancelled' && isBegun);
}

function next<T>(event: vscode.Event<T>): Promise<T> {
  return new Promise((resolve) => {
    const listening = event((value) => {
      listening.dispose();
      resolve(value);
    });
  });
}
