/** The three views of the Overwatch container, and what makes each of them draw again. */

import type * as vscode from 'vscode';
import { entriesOf, type ScannedFolder } from '../lakehouses';
import type { InterruptedRun } from '../runs/interrupted';
import type { Runs } from '../runs/registry';
import { createTeller } from '../runs/tellInterrupted';
import type { Services } from '../services';
import { backupNode } from './backupNode';
import { interruptedNode } from './interruptedNode';
import { lakehouseNode } from './lakehouseNode';
import { messageNode } from './messageNode';
import type { TreeNode } from './node';
import { runNode } from './runNode';
import { createTree } from './tree';

/** How often the Runs view is drawn again while something runs, ms. */
const REDRAW_INTERVAL = 250;

export function registerViews(services: Services): void {
  const { lakehouses, tables, runs, interrupted, context } = services;
  const { subscriptions } = context;
  const databases = createTree('overwatch.databases', async () => databaseRoots(services), subscriptions);
  const backups = createTree('overwatch.backups', async () => backupRoots(services), subscriptions);
  let shown = '';
  const runNodes = async () => {
    const found = interrupted.list();
    shown = keyOf(found);
    return [...found.map(interruptedNode), ...runs.list().map((run) => runNode(run, runs))];
  };
  const runsTree = createTree('overwatch.runs', runNodes, subscriptions);
  const tell = createTeller();
  // To ask for them also looks at roots that were found meanwhile.
  const showInterrupted = () => {
    const found = interrupted.list();
    if (keyOf(found) !== shown) runsTree.refresh();
    tell(found);
  };

  subscriptions.push(
    lakehouses.onDidChange(() => {
      databases.refresh();
      backups.refresh();
      showInterrupted();
    }),
    interrupted.onArrival((roots) => {
      databases.redraw(roots);
      backups.redraw(roots);
      showInterrupted();
    }),
    tables.onArrival((locations) => {
      databases.redraw(locations);
      backups.redraw(locations);
    }),
    redrawRuns(runs, runsTree),
  );
}

/** Changes whenever other interrupted runs are to be shown, or the same ones otherwise. */
function keyOf(found: readonly InterruptedRun[]): string {
  return found.map(({ root, state, elsewhere }) => `${root} ${state.plan.runId} ${elsewhere}`).join('\n');
}

/** Folders that the setting names are always shown, those of the workspace only when they hold a database. */
function databaseRoots({ lakehouses, tables, interrupted }: Services): TreeNode[] {
  return lakehouses
    .list()
    .filter((folder) => folder.origin === 'setting' || holdsDatabase(folder))
    .map((folder) => lakehouseNode(folder, tables, interrupted));
}

function holdsDatabase({ origin, scan }: ScannedFolder): boolean {
  return (
    origin === 'workspace' &&
    scan.kind === 'ready' &&
    scan.value.entries.some(({ kind }) => kind === 'database')
  );
}

/** Backups that are found are shown while slower folders are still looked at. */
function backupRoots({ lakehouses, tables, interrupted }: Services): TreeNode[] {
  const folders = lakehouses.list();
  const found = entriesOf(folders, 'backup').map(({ lakehouse, entry }) =>
    backupNode(entry.name, { lakehouse, root: entry.location }, tables, interrupted),
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
