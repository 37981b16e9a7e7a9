/** A run on Databricks that this editor began: how it stands, its task, the way to its page, and what it said. */

import * as vscode from 'vscode';
import { exhaustive } from '../../base/fault';
import type { EndKind } from '../../jobs/runEnd';
import type { JobRuns } from '../jobRuns/jobRuns';
import { jobTitle, phaseText, reasonOf, stateText } from '../jobRuns/jobText';
import { idOf, type JobRunRecord, rootOf, runIdOf, seenRun } from '../jobRuns/record';
import { workspaceName } from '../workspaces/workspaceName';
import { factsTooltip } from './factsTooltip';
import { actionNode } from './messageNode';
import type { Subject, TreeNode } from './node';
import { type ShownStatus, statusIcon } from './status';

/** The node reads the record afresh whenever it is drawn. */
export function jobRunNode(record: JobRunRecord, jobRuns: JobRuns): TreeNode {
  const key = idOf(record);
  const id = `jobRun:${key}`;
  const now = () => jobRuns.get(key) ?? record;
  const subjectNow = (): Subject => ({ kind: 'jobRun', record: now() });
  return {
    id,
    shows: [key],
    get subject() {
      return subjectNow();
    },
    item: () => itemOf(now()),
    isLive: () => true,
    children: async () => childrenOf(id, now(), subjectNow()),
  };
}

function itemOf(record: JobRunRecord): vscode.TreeItem {
  const label = jobTitle(record);
  const status = statusOf(record);
  // What went well needs no look.
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(label, status === 'done' ? Collapsed : Expanded);
  item.iconPath = statusIcon(status);
  item.description = phaseText(record, Date.now());
  item.tooltip = factsTooltip('cloud', label, [
    [vscode.l10n.t('Workspace'), workspaceName(record.address)],
    [vscode.l10n.t('Run'), runIdOf(record) ?? ''],
    [vscode.l10n.t('To'), rootOf(record) ?? ''],
    [vscode.l10n.t('Reason'), reasonOf(record)],
  ]);
  item.contextValue = contextOf(record);
  return item;
}

/** By which a run looks like any other run of the editor. */
function statusOf({ phase }: JobRunRecord): ShownStatus {
  switch (phase.kind) {
    case 'preparing':
    case 'sending':
    case 'under-way':
      return 'error' in phase ? 'warning' : 'running';
    case 'out-of-sight':
      return 'warning';
    case 'refused':
      return 'failed';
    case 'ended':
      return ENDS[phase.end.kind];
    default:
      return exhaustive(phase);
  }
}

const ENDS: Readonly<Record<EndKind, ShownStatus>> = {
  success: 'done',
  partial: 'partial',
  failed: 'failed',
  'timed-out': 'failed',
  cancelled: 'cancelled',
  skipped: 'skipped',
};

function contextOf(record: JobRunRecord): string {
  const { phase } = record;
  const words: string[] = ['jobRun'];
  if (phase.kind === 'under-way') words.push('canCancel');
  if (isRetried(record)) words.push('canRetryJob');
  if (phase.kind === 'ended') words.push('hasReport');
  if (seenRun(record).run?.pageUrl !== undefined) words.push('hasRunPage');
  if (phase.kind === 'ended' || 'error' in phase) words.push('canDismiss');
  return words.join(' ');
}

/** Whether it can be tried again, or looked for again. */
function isRetried({ phase }: JobRunRecord): boolean {
  if (phase.kind === 'ended') return phase.end.kind !== 'success';
  return 'error' in phase;
}

function childrenOf(id: string, record: JobRunRecord, subject: Subject): readonly TreeNode[] {
  const { run } = seenRun(record);
  const reason = reasonOf(record);
  const action = (name: string, label: string, icon: string, command: string) =>
    actionNode(`${id}/${name}`, label, icon, { id: command, subject });
  return [
    ...(reason === '' ? [] : [action('reason', reason, 'comment', 'overwatch.showJobRun')]),
    ...(run?.tasks ?? []).map((task) => taskNode(id, task)),
    action('output', vscode.l10n.t('Details and Output'), 'output', 'overwatch.showJobRun'),
    ...(run?.pageUrl === undefined
      ? []
      : [action('page', vscode.l10n.t('Open in Browser'), 'link-external', 'overwatch.openJobRun')]),
  ];
}

type Task = NonNullable<ReturnType<typeof seenRun>['run']>['tasks'][number];

function taskNode(id: string, { key, attempt, state }: Task): TreeNode {
  return {
    id: `${id}/task:${key}:${attempt}`,
    subject: { kind: 'none' },
    item: () => {
      const item = new vscode.TreeItem(key);
      const tried = attempt === 0 ? [] : [vscode.l10n.t('try {0}', attempt + 1)];
      item.description = [stateText(state), ...tried, state.message ?? ''].filter(Boolean).join(' · ');
      item.tooltip = state.message ?? key;
      const atWork = state.kind === 'waiting' ? 'waiting' : 'running';
      item.iconPath = statusIcon(state.kind === 'ended' ? ENDS[state.result] : atWork);
      return item;
    },
  };
}
