/** A run that this editor started, running or past, with its tables. */

import * as vscode from 'vscode';
import { formatAge, formatBytes, formatDuration } from '../../base/format';
import { isDatabricksAddress } from '../../lakehouse/address';
import { isNamedPlace, shownPlace } from '../../lakehouse/placeText';
import { processTitle } from '../processTitle';
import { countStates, progressText, type TableProgress } from '../runs/progress';
import type { Runs } from '../runs/registry';
import { failedTables, goodTables, type TrackedRun } from '../runs/trackedRun';
import { messageNode } from './messageNode';
import type { TreeNode } from './node';
import { runTableNode } from './runTableNode';
import { statusIcon, statusLabel } from './status';

/** The node reads the run afresh whenever it is drawn, for its progress. */
export function runNode(run: TrackedRun, runs: Runs): TreeNode {
  const id = `run:${run.runId}`;
  const now = () => runs.get(run.runId) ?? run;
  const tableNodes = [...run.progress.tables.keys()].map((table) => ({
    node: runTableNode({ runId: run.runId, table, progress: () => now().progress.tables.get(table) }),
    rank: () => RANK.indexOf(now().progress.tables.get(table)?.state ?? 'waiting'),
  }));
  return {
    id,
    shows: [run.runId],
    get subject() {
      return { kind: 'run', run: now() } as const;
    },
    item: () => itemOf(now()),
    isLive: () => now().end === undefined,
    children: async () => {
      if (tableNodes.length === 0) return [messageNode.empty(`${id}/empty`, vscode.l10n.t('No tables'))];
      return [...tableNodes].sort((one, other) => one.rank() - other.rank()).map(({ node }) => node);
    },
  };
}

/** What needs a look comes first; otherwise the tables stand in the plan's order. */
const RANK: readonly TableProgress['state'][] = [
  'failed',
  'copying',
  'verifying',
  'warning',
  'cancelled',
  'waiting',
  'done',
  'skipped',
];

function itemOf(run: TrackedRun): vscode.TreeItem {
  const { job, end, startedAt, progress } = run;
  const { database, root } = job.parameters;
  const label = processTitle(job.process, database.name);
  const state =
    end === undefined ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
  const item = new vscode.TreeItem(label, state);
  const status = end?.status ?? 'running';
  item.iconPath = statusIcon(status);
  item.description = end === undefined ? progressText(progress) : describeEnd(run, end.at);
  item.tooltip = `${shownPlace(database.location)} → ${shownPlace(root)}\n${new Date(startedAt).toLocaleString()}\n${run.runId}`;
  item.accessibilityInformation = { label: `${label}, ${statusLabel(status)}, ${item.description}` };
  item.contextValue = end === undefined ? 'run canCancel hasCli' : endedContext(run);
  return item;
}

function describeEnd({ startedAt, progress, end }: TrackedRun, endedAt: number): string {
  const counts = countStates(progress);
  const good = (counts.get('done') ?? 0) + (counts.get('warning') ?? 0) + (counts.get('skipped') ?? 0);
  return [
    statusLabel(end?.status ?? 'running'),
    vscode.l10n.t('{0} of {1} tables', good, progress.tables.size),
    formatBytes(progress.copiedBytes),
    formatDuration(endedAt - startedAt),
    formatAge(endedAt, Date.now()),
  ].join(' · ');
}

function endedContext(run: TrackedRun): string {
  const { job, end, progress } = run;
  // Tables of a schema are in the catalog as they are.
  const isRestored =
    job.process === 'restore' && goodTables(run).length > 0 && !isNamedPlace(job.parameters.root);
  const isMigration = job.process === 'migrate';
  const canRetry = failedTables(run).length > 0 && !isMigration;
  // Without its report a run is not at its end.
  const isStopped = end?.status === 'cancelled' || progress.reportError !== undefined;
  const extra = [
    ...(canRetry ? ['canRetry'] : []),
    // A migration is more than its tables, so that what failed in it is tried again by going on with it.
    ...(isStopped || (isMigration && end?.status !== 'done') ? ['canResume'] : []),
    ...(isRestored ? ['isRestored'] : []),
    ...(isMigration ? ['hasChecklist'] : []),
  ];
  const place = isDatabricksAddress(run.folder) ? 'hasPath inWorkspace' : 'hasPath';
  return ['run hasReport hasCli', place, ...extra].join(' ');
}
