/** Which lakehouses are looked at, and what was found in each: shared by the Databases and the Backups view and by every picker. */

import * as vscode from 'vscode';
import { Fault, isAbort } from '../base/fault';
import { isDatabricksAddress } from '../lakehouse/address';
import type { Lakehouse, LakehouseEntry } from '../lakehouse/lakehouse';
import { openFolders } from '../lakehouse/open';
import type { Connections } from './connections';
import { type KnownRoot, type KnownRoots, rootsAt } from './knownRoots';
import { createStore, type Load, type Loaded } from './loaded';
import { onSettingsChange, readSettings } from './settings';

/** Why a lakehouse is looked at: the setting names it, it is a folder of the workspace, or a run wrote a backup there. */
export type FolderOrigin = 'setting' | 'workspace' | 'recent';

export interface Scan {
  readonly lakehouse: Lakehouse;
  readonly entries: readonly LakehouseEntry[];
  /** False while more may be found. */
  readonly isComplete: boolean;
}

export interface ScannedFolder {
  /** The lakehouse's address: the path of a folder, or `databricks://…`. */
  readonly folder: string;
  readonly origin: FolderOrigin;
  readonly scan: Loaded<Scan>;
}

export interface Lakehouses {
  /** All lakehouses with what is known of them now; those that were not looked at yet are from here on. */
  list(): readonly ScannedFolder[];
  /** All lakehouses once every one of them was looked at. */
  settled(): Promise<readonly ScannedFolder[]>;
  /** Fires when lakehouses come, go, or have been looked at. */
  readonly onDidChange: vscode.Event<void>;
  /** Looks again. */
  refresh(): void;
  /** Takes notice of a backup that was made, without a search of the whole workspace. */
  noteBackup(made: KnownRoot): Promise<void>;
  /** The lakehouse of an address. Its engine is loaded, and its warehouse connected to, on the first use. */
  open(address: string): Promise<Lakehouse>;
  /** The lakehouse that reads a root. */
  openAt(root: KnownRoot): Promise<Lakehouse>;
  /** The address that a lakehouse was opened by. */
  addressOf(lakehouse: Lakehouse): string;
  /** What is remembered of a root in this lakehouse. */
  known(lakehouse: Lakehouse, root: string): KnownRoot;
}

/** @param recents the backup roots that runs have written to. */
export function createLakehouses(
  recents: Pick<KnownRoots, 'list'>,
  connections: Connections,
  subscriptions: vscode.Disposable[],
): Lakehouses {
  const changed = new vscode.EventEmitter<void>();
  const scans = createStore<Scan>(4, () => changed.fire());
  const addresses = new WeakMap<Lakehouse, string>();

  const open = async (address: string) => {
    const lakehouse = await openAddress(address, recents, connections);
    addresses.set(lakehouse, address);
    return lakehouse;
  };
  const refresh = () => {
    scans.refresh();
    changed.fire();
  };
  const relist = () => {
    scans.keepOnly(new Set(listed(recents).map(({ folder }) => folder)));
    changed.fire();
  };
  subscriptions.push(
    changed,
    onSettingsChange(relist),
    vscode.workspace.onDidChangeWorkspaceFolders(relist),
    vscode.workspace.onDidGrantWorkspaceTrust(relist),
    { dispose: scans.refresh },
  );

  const look: (address: string) => Load<Scan> = (address) => async (signal, soFar) => {
    if (isDatabricksAddress(address)) {
      const { untilRunning } = await import('./workspaces/untilRunning');
      await untilRunning(await connections.open(address), signal);
    }
    const lakehouse = await open(address);
    const found: LakehouseEntry[] = [];
    const onEntry = (entry: LakehouseEntry) => {
      found.push(entry);
      soFar({ lakehouse, entries: [...found], isComplete: false });
    };
    try {
      return { lakehouse, entries: await lakehouse.entries(signal, onEntry), isComplete: true };
    } catch (error) {
      if (isAbort(error) || lakehouse.host !== undefined) throw error;
      throw new Fault('io', `${address} could not be searched for Overwatch databases.`, {
        advice: 'Check that the folder is mounted and may be read, then refresh.',
        cause: error,
      });
    }
  };
  const list = () =>
    listed(recents).map(({ folder, origin }) => ({ folder, origin, scan: scans.get(folder, look(folder)) }));

  return {
    list,
    async settled() {
      for (;;) {
        const all = list();
        if (!all.some(isBeingScanned)) return all;
        await nextEvent(changed.event);
      }
    },
    onDidChange: changed.event,
    refresh,
    async noteBackup(made) {
      if (made.warehouse === undefined) return refresh();
      const { address } = made.warehouse;
      const lakehouse = await open(address);
      const entry = await lakehouse.backupAt(made.root, AbortSignal.timeout(LOOK_LIMIT));
      if (entry === undefined) return refresh();
      scans.update(address, (scan) => ({
        ...scan,
        entries: [...scan.entries.filter(({ location }) => location !== entry.location), entry],
      }));
    },
    open,
    openAt: ({ root, warehouse }) => open(warehouse?.address ?? root),
    addressOf: (lakehouse) => addresses.get(lakehouse) ?? lakehouse.label,
    known: (lakehouse, root) => {
      const { host } = lakehouse;
      const address = addresses.get(lakehouse);
      return host === undefined || address === undefined ? { root } : { root, warehouse: { address, host } };
    },
  };
}

/** A server that hangs must not keep a run from ending, ms. */
const LOOK_LIMIT = 30_000;

async function openAddress(
  address: string,
  recents: Pick<KnownRoots, 'list'>,
  connections: Connections,
): Promise<Lakehouse> {
  if (!isDatabricksAddress(address)) return openFolders([address]);
  const connection = await connections.open(address);
  return connection.lakehouse(rootsAt(recents.list(), connection.rest.tokens.host));
}

export function isBeingScanned({ scan }: ScannedFolder): boolean {
  return scan.kind === 'loading' || (scan.kind === 'ready' && !scan.value.isComplete);
}

/** What names a place among those of all lakehouses: folders share one space, and every workspace has its own. */
export function placeKey({ host }: Pick<Lakehouse, 'host'>, location: string): string {
  return host === undefined ? location : `${host}\n${location}`;
}

/** The location in a {@link placeKey}. */
export function locationIn(key: string): string {
  return key.slice(key.indexOf('\n') + 1);
}

/** The entries of one kind over all lakehouses, each place once. */
export function entriesOf<K extends LakehouseEntry['kind']>(
  folders: readonly ScannedFolder[],
  kind: K,
): readonly {
  readonly lakehouse: Lakehouse;
  readonly folder: string;
  readonly entry: LakehouseEntry & { kind: K };
}[] {
  const seen = new Set<string>();
  return folders.flatMap(({ folder, scan }) => {
    if (scan.kind !== 'ready') return [];
    const { lakehouse, entries } = scan.value;
    return entries.flatMap((entry) => {
      const key = placeKey(lakehouse, entry.location);
      if (!isKind(entry, kind) || seen.has(key)) return [];
      seen.add(key);
      return [{ lakehouse, folder, entry }];
    });
  });
}

function isKind<K extends LakehouseEntry['kind']>(
  entry: LakehouseEntry,
  kind: K,
): entry is LakehouseEntry & { kind: K } {
  return entry.kind === kind;
}

function listed(recents: Pick<KnownRoots, 'list'>): { folder: string; origin: FolderOrigin }[] {
  const { lakehouses, scanWorkspace } = readSettings();
  const workspace =
    scanWorkspace && vscode.workspace.isTrusted
      ? (vscode.workspace.workspaceFolders ?? [])
          .filter(({ uri }) => uri.scheme === 'file')
          .map(({ uri }) => uri.fsPath)
      : [];
  const found = new Map<string, FolderOrigin>();
  const add = (origin: FolderOrigin) => (folder: string) => {
    if (!found.has(folder)) found.set(folder, origin);
  };
  lakehouses.forEach(add('setting'));
  workspace.forEach(add('workspace'));
  rootsAt(recents.list(), undefined).forEach(add('recent'));
  return [...found].map(([folder, origin]) => ({ folder, origin }));
}

function nextEvent(event: vscode.Event<void>): Promise<void> {
  return new Promise((resolve) => {
    const subscription = event(() => {
      subscription.dispose();
      resolve();
    });
  });
}
