/** The three views of the Overwatch container, and what makes each of them draw again. */

import * as vscode from 'vscode';
import { entriesOf, isBeingScanned, type ScannedFolder } from '../lakehouses';
import type { InterruptedRun, InterruptedRuns } from '../runs/interrupted';
import type { Runs } from '../runs/registry';
import { createTeller } from '../runs/tellInterrupted';
import type { Services } from '../services';
import type { Tables } from '../tables';
import { backupNode } from './backupNode';
import { interruptedNode } from './interruptedNode';
import { jobRunNode } from './jobRunNode';
import { lakehouseNode } from './lakehouseNode';
import { messageNode } from './messageNode';
import type { TreeNode } from './node';
import { runNode } from './runNode';
import { createTree } from './tree';

/** How often the Runs view is drawn again while something runs, ms. */
const REDRAW_INTERVAL = 250;

export function registerViews(services: Services): void {
  const { lakehouses, tables, runs, jobRuns, interrupted, context } = services;
  const { subscriptions } = context;
  const databases = createTree('overwatch.databases', async () => databaseRoots(services), subscriptions);
  const backups = createTree('overwatch.backups', async () => backupRoots(services), subscriptions);
  let shown = '';
  const runNodes = async () => {
    const found = interrupted.list();
    shown = keyOf(found);
    return [
      ...found.map(interruptedNode),
      ...jobRuns.list().map((record) => jobRunNode(record, jobRuns)),
      ...runs.list().map((run) => runNode(run, runs)),
    ];
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
    redrawRuns(jobRuns, runsTree),
  );
}

/** Changes whenever other interrupted runs are to be shown, or the same ones otherwise. */
function keyOf(found: readonly InterruptedRun[]): string {
  return found.map(({ root, state, elsewhere }) => `${root} ${state.plan.runId} ${elsewhere}`).join('\n');
}

/** Folders that the setting names are always shown, those of the workspace only when they hold a database. */
function databaseRoots({ lakehouses, tables, interrupted }: Services): TreeNode[] {
  const folders = lakehouses.list();
  return folders
    .filter((folder) => folder.origin === 'setting' || holdsDatabase(folder))
    .map((folder) => lakehouseNode(folder, folders, tables, interrupted));
}

function holdsDatabase({ origin, scan }: ScannedFolder): boolean {
  return (
    origin === 'workspace' &&
    scan.kind === 'ready' &&
    scan.value.entries.some(({ kind }) => kind === 'database')
  );
}

/**
 * Backups that are found are shown while slower folders are still looked at. What could not be looked at is shown as in the Databases view:
 * no backup may be said to be missing there.
 */
function backupRoots({ lakehouses, tables, interrupted }: Services): TreeNode[] {
  const folders = lakehouses.list();
  const found = entriesOf(folders, 'backup').map(({ lakehouse, entry }) =>
    backupNode(entry.name, { lakehouse, root: entry.location }, tables, interrupted),
  );
  const lost = folders.flatMap((scanned) => lostNode(scanned, folders, tables, interrupted) ?? []);
  const nodes = [...found, ...lost];
  return nodes.length === 0 && folders.some(isBeingScanned)
    ? [messageNode.loading('looking', vscode.l10n.t('Looking for backups…'))]
    : nodes;
}

function lostNode(
  scanned: ScannedFolder,
  all: readonly ScannedFolder[],
  tables: Tables,
  interrupted: InterruptedRuns,
): TreeNode | undefined {
  const { folder, origin, scan } = scanned;
  if (scan.kind !== 'failed' || origin === 'workspace') return undefined;
  return origin === 'recent'
    ? messageNode.unreachable(`lost:${folder}`, folder, scan.error)
    : lakehouseNode(scanned, all, tables, interrupted);
}

function redrawRuns(runs: Pick<Runs, 'onDidChange'>, tree: ReturnType<typeof createTree>): vscode.Disposable {
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
