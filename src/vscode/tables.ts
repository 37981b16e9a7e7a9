/** The tables of a database or backup and what their logs say, loaded when they are shown and kept until the next refresh. */

import * as vscode from 'vscode';
import type { Lakehouse, TableDetail, TableEntry } from '../lakehouse/lakehouse';
import { createStore, type Loaded } from './loaded';

export interface Tables {
  /** The tables at a place. */
  list(lakehouse: Lakehouse, location: string): Promise<readonly TableEntry[]>;
  /** What is known of a table now; asking starts to load it. */
  detail(lakehouse: Lakehouse, table: string): Loaded<TableDetail>;
  /** Fires with the locations of the tables whose details have arrived. */
  readonly onArrival: vscode.Event<ReadonlySet<string>>;
  refresh(): void;
}

/** How many table logs are read at a time: enough to hide the latency of a mounted bucket. */
const CONCURRENT_DETAILS = 8;

export function createTables(subscriptions: vscode.Disposable[]): Tables {
  const arrival = new vscode.EventEmitter<ReadonlySet<string>>();
  const details = createStore<TableDetail>(CONCURRENT_DETAILS, (keys) => arrival.fire(keys));
  let stop = new AbortController();

  const refresh = () => {
    stop.abort();
    stop = new AbortController();
    details.clear();
  };
  subscriptions.push(arrival, { dispose: refresh });

  return {
    list: (lakehouse, location) => lakehouse.tables(location, stop.signal),
    detail: (lakehouse, table) => details.get(table, (signal) => lakehouse.detail(table, 'latest', signal)),
    onArrival: arrival.event,
    refresh,
  };
}
