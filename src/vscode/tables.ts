/** The tables of a database or backup and what their logs say, loaded when they are shown and kept until the next refresh. */

import * as vscode from 'vscode';
import { Fault, type FaultData } from '../base/fault';
import type { Lakehouse, TableDetail, TableEntry } from '../lakehouse/lakehouse';
import { createStore, type Loaded } from './loaded';

export interface Tables {
  /** What is known now of the tables at a place; asking starts to list them. */
  listed(lakehouse: Lakehouse, location: string): Loaded<readonly TableEntry[]>;
  /** The tables at a place. @throws Fault as the lakehouse does. */
  list(lakehouse: Lakehouse, location: string): Promise<readonly TableEntry[]>;
  /** What is known of a table now; asking starts to load it. */
  detail(lakehouse: Lakehouse, table: string): Loaded<TableDetail>;
  /** What is known of a table without starting anything. */
  peekDetail(table: string): Loaded<TableDetail> | undefined;
  /**
   * How many versions the source of a copy has come further since, as far as that is known; asking starts to find out. Undefined in it
   * where the copy does not say of what it is, or its source is another table by now.
   */
  behind(lakehouse: Lakehouse, copy: TableEntry): Loaded<number | undefined>;
  /** Fires with the locations of the places and tables that something is now known of. */
  readonly onArrival: vscode.Event<ReadonlySet<string>>;
  refresh(): void;
}

/** How many table logs are read at a time: enough to hide the latency of a mounted bucket. */
const CONCURRENT_DETAILS = 8;
const CONCURRENT_LISTINGS = 4;

export function createTables(subscriptions: vscode.Disposable[]): Tables {
  const arrival = new vscode.EventEmitter<ReadonlySet<string>>();
  const tell = (keys: ReadonlySet<string>) => arrival.fire(keys);
  const listings = createStore<readonly TableEntry[]>(CONCURRENT_LISTINGS, tell);
  const details = createStore<TableDetail>(CONCURRENT_DETAILS, tell);

  const lags = createStore<number | undefined>(CONCURRENT_DETAILS, tell);

  const listed: Tables['listed'] = (lakehouse, location) =>
    listings.get(location, (signal) => lakehouse.tables(location, signal));
  const list: Tables['list'] = async (lakehouse, location) => {
    for (;;) {
      const known = listed(lakehouse, location);
      if (known.kind === 'ready') return known.value;
      if (known.kind === 'failed') throw fault(known.error);
      await arrivalOf(location);
    }
  };
  const arrivalOf = (location: string) =>
    new Promise<void>((resolve) => {
      const listening = arrival.event((keys) => {
        if (!keys.has(location)) return;
        listening.dispose();
        resolve();
      });
    });

  const refresh = () => {
    listings.refresh();
    details.refresh();
    lags.refresh();
  };
  subscriptions.push(arrival, { dispose: refresh });

  return {
    listed,
    list,
    detail: (lakehouse, table) => details.get(table, (signal) => lakehouse.detail(table, 'latest', signal)),
    peekDetail: details.peek,
    behind: (lakehouse, copy) => lags.get(copy.location, (signal) => versionsBehind(lakehouse, copy, signal)),
    onArrival: arrival.event,
    refresh,
  };
}

async function versionsBehind(
  lakehouse: Lakehouse,
  { name, location }: TableEntry,
  signal: AbortSignal,
): Promise<number | undefined> {
  const origin = await lakehouse.origin(location, signal);
  if (origin === undefined) return undefined;
  const [{ compareTable }, detail, source] = await Promise.all([
    import('../backup/verify/diff'),
    lakehouse.detail(location, 'latest', signal),
    lakehouse.detail(origin.location, 'latest', signal),
  ]);
  return compareTable({ table: name, source, copy: { detail, origin } }).versionsBehind;
}

function fault({ code, message, advice }: FaultData): Fault {
  return new Fault(code, message, { advice });
}
