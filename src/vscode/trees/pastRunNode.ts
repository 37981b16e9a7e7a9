/** A run that a backup's clone report tells of. */

import * as vscode from 'vscode';
import type { RunRecord } from '../../backup/report/runs';
import { formatBytes, formatCount, formatDuration } from '../../base/format';
import type { BackupSubject, Subject, TreeNode } from './node';
import { statusIcon, statusLabel } from './status';

export function pastRunNode(parentId: string, backup: BackupSubject, run: RunRecord): TreeNode {
  const subject: Subject = { kind: 'pastRun', ...backup, runId: run.id };
  return {
    id: `${parentId}/${run.id}`,
    subject,
    item: () => {
      const when =
        run.startedAt === undefined
          ? vscode.l10n.t('by Overwatch')
          : new Date(run.startedAt).toLocaleString();
      const item = new vscode.TreeItem(when);
      item.iconPath = statusIcon(run.status);
      item.description = describe(run);
      item.tooltip = `${run.process ?? ''} ${run.database ?? ''} ${run.id}`.trim();
      item.accessibilityInformation = { label: `${when}, ${statusLabel(run.status)}, ${describe(run)}` };
      item.command = {
        command: 'overwatch.openReport',
        title: vscode.l10n.t('Open Clone Report'),
        arguments: [{ subject }],
      };
      item.contextValue = contextOf(run);
      return item;
    },
  };
}

function describe({ totals, status, durationMs }: RunRecord): string {
  const { failed } = totals.count;
  const tables = formatCount(totals.tables, 'table');
  const parts = [
    statusLabel(status),
    failed === 0 ? tables : vscode.l10n.t('{0} of {1} failed', failed, tables),
    formatBytes(totals.bytes),
  ];
  if (durationMs !== undefined) parts.push(formatDuration(durationMs));
  return parts.join(' · ');
}

function contextOf({ totals, writtenBy, process }: RunRecord): string {
  // Overwatch's own runs do not tell which versions they left, and a migration leaves no backup.
  const isRestorable = writtenBy === 'overwatch-backup' && process !== 'migrate';
  const extra = [...(totals.count.failed > 0 ? ['canRetry'] : []), ...(isRestorable ? ['canRestore'] : [])];
  return ['pastRun hasReport', ...extra].join(' ');
}
