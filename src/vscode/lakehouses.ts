/** Which folders are looked at, and what was found in each: shared by the Databases and the Backups view and by every picker. */

import * as vscode from 'vscode';
import { Fault, isAbort } from '../base/fault';
import type { Lakehouse, LakehouseEntry } from '../lakehouse/lakehouse';
import { createStore, type Loaded } from './loaded';
import { onSettingsChange, readSettings } from './settings';

/** Why a folder is looked at: the setting names it, it belongs to the workspace, or a run wrote a backup there. */
export type FolderOrigin = 'setting' | 'workspace' | 'recent';

export interface Scan {
  readonly lakehouse: Lakehouse;
  readonly entries: readonly LakehouseEntry[];
}

export interface ScannedFolder {
  readonly folder: string;
  readonly origin: FolderOrigin;
  readonly scan: Loaded<Scan>;
}

export interface Lakehouses {
  /** All folders with what is known of them now; those that were not looked at yet are from here on. */
  list(): readonly ScannedFolder[];
  /** All folders once every one of them was looked at. */
  settled(): Promise<readonly ScannedFolder[]>;
  /** Fires when folders come, go, or have been looked at. */
  readonly onDidChange: vscode.Event<void>;
  /** Looks again. */
  refresh(): void;
}

/** The lakehouse of one folder. The engine behind it is loaded on the first call. */
export async function openLakehouse(folder: string): Promise<Lakehouse> {
  const { openFolderLakehouse } = await import('../lakehouse/folder/index');
  return openFolderLakehouse({ roots: [folder] });
}

/** @param recentRoots the backup roots that runs have written to, newest first. */
export function createLakehouses(
  recentRoots: () => readonly string[],
  subscriptions: vscode.Disposable[],
): Lakehouses {
  const changed = new vscode.EventEmitter<void>();
  const scans = createStore<Scan>(4, () => changed.fire());

  const refresh = () => {
    scans.refresh();
    changed.fire();
  };
  subscriptions.push(
    changed,
    onSettingsChange(refresh),
    vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    { dispose: scans.refresh },
  );

  const list = () =>
    folders(recentRoots()).map(({ folder, origin }) => ({
      folder,
      origin,
      scan: scans.get(folder, (signal) => look(folder, signal)),
    }));

  const settled = async () => {
    for (;;) {
      const all = list();
      if (all.every(({ scan }) => scan.kind !== 'loading')) return all;
      await nextEvent(changed.event);
    }
  };

  return { list, settled, onDidChange: changed.event, refresh };
}

/** The entries of one kind over all folders, each place once. */
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
      if (!isKind(entry, kind) || seen.has(entry.location)) return [];
      seen.add(entry.location);
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

function folders(recentRoots: readonly string[]): { folder: string; origin: FolderOrigin }[] {
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
  recentRoots.forEach(add('recent'));
  return [...found].map(([folder, origin]) => ({ folder, origin }));
}

async function look(folder: string, signal: AbortSignal): Promise<Scan> {
  const lakehouse = await openLakehouse(folder);
  try {
    return { lakehouse, entries: await lakehouse.entries(signal) };
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new Fault('io', `${folder} could not be searched for Overwatch databases.`, {
      advice: 'Check that the folder is mounted and may be read, then refresh.',
      cause: error,
    });
  }
}

function nextEvent(event: vscode.Event<void>): Promise<void> {
  return new Promise((resolve) => {
    const subscription = event(() => {
      subscription.dispose();
      resolve();
    });
  });
}
