/** The tables of a database or backup, what their logs say, and its health: loaded when they are shown and kept until the next refresh. */

import * as vscode from 'vscode';
import type { PipelineHealth } from '../backup/health/health';
import { optionsOfDays } from '../backup/health/verdict';
import type { BackupLag } from '../backup/verify/lagText';
import { Fault, type FaultData } from '../base/fault';
import type { Lakehouse, TableDetail, TableEntry } from '../lakehouse/lakehouse';
import { locationIn, placeKey } from './lakehouses';
import { createStore, type Loaded } from './loaded';
import { onSettingsChange, readSettings } from './settings';

export interface Tables {
  /** What is known now of the tables at a place; asking starts to list them. */
  listed(lakehouse: Lakehouse, location: string): Loaded<readonly TableEntry[]>;
  /** The tables at a place. @throws Fault as the lakehouse does. */
  list(lakehouse: Lakehouse, location: string): Promise<readonly TableEntry[]>;
  /** What is known of a table now; asking starts to load it. */
  detail(lakehouse: Lakehouse, table: string): Loaded<TableDetail>;
  /** What is known of a table without starting anything. */
  peekDetail(lakehouse: Lakehouse, table: string): Loaded<TableDetail> | undefined;
  /**
   * How many versions the source of a copy has come further since, as far as that is known; asking starts to find out. Undefined in it
   * where the copy does not say of what it is, or its source is another table by now.
   */
  behind(lakehouse: Lakehouse, copy: TableEntry): Loaded<number | undefined>;
  /** How far all copies at a place are behind, as far as that is known; asking starts to find out. */
  backupLag(lakehouse: Lakehouse, location: string): Loaded<BackupLag>;
  /** The health of a database, as far as it is known; asking starts to read it. */
  health(lakehouse: Lakehouse, location: string): Loaded<PipelineHealth>;
  /** What is known of it without starting anything. */
  peekHealth(lakehouse: Lakehouse, location: string): Loaded<PipelineHealth> | undefined;
  /** Takes notice of the health of a database that has just been read. */
  noteHealth(lakehouse: Lakehouse, location: string, health: PipelineHealth): void;
  /** Fires with the locations of the places and tables that something is now known of. */
  readonly onArrival: vscode.Event<ReadonlySet<string>>;
  refresh(): void;
}

/** How many table logs are read at a time: enough to hide the latency of a mounted bucket. */
const CONCURRENT_DETAILS = 8;
const CONCURRENT_LISTINGS = 4;
/** Backups that are compared with their sources at a time. It is done unasked, so what was asked for comes first. */
const CONCURRENT_LAGS = 2;
/** After how long, ms, a backup that is still being compared lets the next one begin. */
const LAG_PATIENCE = 60_000;

export function createTables(subscriptions: vscode.Disposable[]): Tables {
  const arrival = new vscode.EventEmitter<ReadonlySet<string>>();
  const tell = (keys: ReadonlySet<string>) => arrival.fire(new Set([...keys].map(locationIn)));
  const listings = createStore<readonly TableEntry[]>(CONCURRENT_LISTINGS, tell);
  const details = createStore<TableDetail>(CONCURRENT_DETAILS, tell);
  const lags = createStore<number | undefined>(CONCURRENT_DETAILS, tell);
  const backupLags = createStore<BackupLag>(CONCURRENT_LAGS, tell, LAG_PATIENCE);

  const healths = createStore<PipelineHealth>(CONCURRENT_LISTINGS, tell);
  // What is stale is another thing from then on.
  subscriptions.push(onSettingsChange(() => healths.refresh(), 'staleDays'));

  const listed: Tables['listed'] = (lakehouse, location) =>
    listings.get(placeKey(lakehouse, location), (signal) => lakehouse.tables(location, signal));
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
    backupLags.refresh();
    healths.refresh();
  };
  subscriptions.push(arrival, { dispose: refresh });

  return {
    listed,
    list,
    detail: (lakehouse, table) =>
      details.get(placeKey(lakehouse, table), (signal) => lakehouse.detail(table, 'latest', signal)),
    peekDetail: (lakehouse, table) => details.peek(placeKey(lakehouse, table)),
    behind: (lakehouse, copy) =>
      lags.get(placeKey(lakehouse, copy.location), (signal) => versionsBehind(lakehouse, copy, signal)),
    backupLag: (lakehouse, location) =>
      backupLags.get(placeKey(lakehouse, location), (signal) => lagAt(lakehouse, location, signal)),
    health: (lakehouse, location) =>
      healths.get(placeKey(lakehouse, location), (signal) => healthAt(lakehouse, location, signal)),
    peekHealth: (lakehouse, location) => healths.peek(placeKey(lakehouse, location)),
    noteHealth: (lakehouse, location, health) => healths.update(placeKey(lakehouse, location), () => health),
    onArrival: arrival.event,
    refresh,
  };
}

async function versionsBehind(
  lakehouse: Lakehouse,
  copy: TableEntry,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { compareWithOrigin } = await import('../backup/verify/lag');
  return (await compareWithOrigin(copy, lakehouse, signal)).versionsBehind;
}

async function lagAt(lakehouse: Lakehouse, location: string, signal: AbortSignal): Promise<BackupLag> {
  const { backupLag } = await import('../backup/verify/lag');
  const copies = await lakehouse.tables(location, signal);
  return backupLag(copies, lakehouse, { concurrency: CONCURRENT_LISTINGS, signal });
}

async function healthAt(
  lakehouse: Lakehouse,
  location: string,
  signal: AbortSignal,
): Promise<PipelineHealth> {
  const { readHealth } = await import('../backup/health/readHealth');
  return readHealth(location, lakehouse, { ...optionsOfDays(readSettings().staleDays, Date.now()), signal });
}

function fault({ code, message, advice }: FaultData): Fault {
  return new Fault(code, message, { advice });
}
