/** The three views of the Overwatch container, and what makes each of them draw again. */

import type * as vscode from 'vscode';
import { entriesOf, type Lakehouses, type ScannedFolder } from '../lakehouses';
import type { Runs } from '../runs/registry';
import type { Services } from '../services';
import type { Tables } from '../tables';
import { backupNode } from './backupNode';
import { lakehouseNode } from './lakehouseNode';
import { messageNode } from './messageNode';
import type { TreeNode } from './node';
import { runNode } from './runNode';
import { createTree } from './tree';

/** How often the Runs view is drawn again while something runs, ms. */
const REDRAW_INTERVAL = 250;

export function registerViews({ lakehouses, tables, runs, context }: Services): void {
  const { subscriptions } = context;
  const databases = createTree(
    'overwatch.databases',
    async () => databaseRoots(lakehouses, tables),
    subscriptions,
  );
  const backups = createTree('overwatch.backups', async () => backupRoots(lakehouses, tables), subscriptions);
  const runsTree = createTree(
    'overwatch.runs',
    async () => runs.list().map((run) => runNode(run, runs)),
    subscriptions,
  );

  subscriptions.push(
    lakehouses.onDidChange(() => {
      databases.refresh();
      backups.refresh();
    }),
    tables.onArrival((locations) => {
      databases.redraw(locations);
      backups.redraw(locations);
    }),
    redrawRuns(runs, runsTree),
  );
}

/** Folders that the setting names are always shown, those of the workspace only when they hold a database. */
function databaseRoots(lakehouses: Lakehouses, tables: Tables): TreeNode[] {
  return lakehouses
    .list()
    .filter((folder) => folder.origin === 'setting' || holdsDatabase(folder))
    .map((folder) => lakehouseNode(folder, tables));
}

function holdsDatabase({ origin, scan }: ScannedFolder): boolean {
  return (
    origin === 'workspace' &&
    scan.kind === 'ready' &&
    scan.value.entries.some(({ kind }) => kind === 'database')
  );
}

/** Backups that are found are shown while slower folders are still looked at. */
function backupRoots(lakehouses: Lakehouses, tables: Tables): TreeNode[] {
  const folders = lakehouses.list();
  const found = entriesOf(folders, 'backup').map(({ lakehouse, entry }) =>
    backupNode(entry.name, { lakehouse, root: entry.location }, tables),
  );
  const lost = folders.flatMap(({ folder, origin, scan }) =>
    origin === 'recent' && scan.kind === 'failed'
      ? [messageNode.unreachable(`lost:${folder}`, folder, scan.error)]
      : [],
  );
  return [...found, ...lost];
}

function redrawRuns(runs: Runs, tree: ReturnType<typeof createTree>): vscode.Disposable {
  let pending = new Set<string>();
  return runs.onDidChange((runId) => {
    if (runId === undefined) {
      tree.refresh();
      return;
    }
    if (pending.size === 0) {
      setTimeout(() => {
        tree.redraw(pending);
        pending = new Set();
      }, REDRAW_INTERVAL);
    }
    pending.add(runId);
  });
}
