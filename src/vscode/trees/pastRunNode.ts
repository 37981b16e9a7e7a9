/** A run that a backup's clone report tells of, with its tables. */

import * as vscode from 'vscode';
import { formatInstant } from '../../backup/instant';
import type { ReportRow } from '../../backup/report/report';
import type { RunRecord } from '../../backup/report/runs';
import { formatBytes, formatCount, formatDuration } from '../../base/format';
import { BACKUP_DATA } from '../../overwatch/recognise';
import { factsTooltip } from './factsTooltip';
import { messageNode } from './messageNode';
import type { BackupSubject, Subject, TreeNode } from './node';
import { pastTableNode } from './pastTableNode';
import { pastIcon, statusLabel } from './status';

/** A run among all that the report tells of. */
export interface PastRun {
  readonly run: RunRecord;
  readonly runs: readonly RunRecord[];
  /** When a clean-up took its files, epoch ms. */
  readonly forgottenAt: number | undefined;
}

export function pastRunNode(parentId: string, backup: BackupSubject, past: PastRun): TreeNode {
  const { run } = past;
  const id = `${parentId}/${run.id}`;
  const subject: Subject = { kind: 'pastRun', ...backup, runId: run.id };
  return {
    id,
    subject,
    item: () => {
      const when =
        run.startedAt === undefined
          ? vscode.l10n.t('By Overwatch')
          : new Date(run.startedAt).toLocaleString();
      const item = new vscode.TreeItem(when, vscode.TreeItemCollapsibleState.Collapsed);
      item.iconPath = pastIcon(run.status, past.forgottenAt);
      item.description = describe(past);
      item.tooltip = factsTooltip('history', when, facts(past));
      item.accessibilityInformation = {
        label: `${when}, ${statusLabel(run.status)}, ${item.description}`,
      };
      item.command = {
        command: 'overwatch.openReport',
        title: vscode.l10n.t('Open Report'),
        arguments: [{ subject }],
      };
      item.contextValue = contextOf(past);
      return item;
    },
    children: () => tableNodes(id, backup, past),
  };
}

async function tableNodes(
  id: string,
  backup: BackupSubject,
  { run, runs, forgottenAt }: PastRun,
): Promise<readonly TreeNode[]> {
  if (run.rows.length === 0) return [messageNode.empty(`${id}/empty`, vscode.l10n.t('No tables'))];
  const [{ versionsAfter }, { isOfBackup }, { targetName }] = await Promise.all([
    import('../../backup/report/runState'),
    import('../../backup/report/copyFolder'),
    import('../../backup/planning/select'),
  ]);
  const versions = versionsAfter(
    run,
    runs.flatMap(({ rows }) => rows),
  );
  const rows = [...run.rows].sort((one, other) => rank(one) - rank(other));
  return rows.map((row) => {
    const folder = targetName(row.table);
    const version = isOfBackup(row) ? versions.get(folder) : undefined;
    return pastTableNode(id, backup, {
      runId: run.id,
      location: backup.lakehouse.join(backup.root, BACKUP_DATA, folder),
      row,
      version: typeof version === 'number' ? version : undefined,
      forgottenAt,
    });
  });
}

/** What needs a look comes first; otherwise the tables stand in the report's order. */
const RANK: readonly ReportRow['status'][] = ['failed', 'cancelled', 'warning'];

function rank({ status }: ReportRow): number {
  const index = RANK.indexOf(status);
  return index < 0 ? RANK.length : index;
}

/** The icon says of a run that went well that it did. */
function describe({ run: { totals, status, durationMs }, forgottenAt }: PastRun): string {
  const { failed } = totals.count;
  const tables = formatCount(totals.tables, 'table');
  const parts = [
    ...(forgottenAt === undefined ? [] : [vscode.l10n.t('cleaned up')]),
    ...(status === 'done' ? [] : [statusLabel(status)]),
    failed === 0 ? tables : vscode.l10n.t('{0} of {1} failed', failed, tables),
    formatBytes(totals.bytes),
  ];
  if (durationMs !== undefined) parts.push(formatDuration(durationMs));
  return parts.join(' · ');
}

function facts({ run, forgottenAt }: PastRun): readonly (readonly [string, string])[] {
  const { process = '', snapshotType, database = '', asOf = '', totals } = run;
  return [
    [vscode.l10n.t('Status'), statusLabel(run.status)],
    [
      vscode.l10n.t('Cleaned up'),
      forgottenAt === undefined ? '' : vscode.l10n.t('{0}: its files are gone', formatInstant(forgottenAt)),
    ],
    [vscode.l10n.t('Process'), snapshotType === undefined ? process : `${process}, ${snapshotType}`],
    [vscode.l10n.t('Database'), database],
    [vscode.l10n.t('As of'), asOf],
    [vscode.l10n.t('Tables'), String(totals.tables)],
    [vscode.l10n.t('Size'), formatBytes(totals.bytes)],
    [
      vscode.l10n.t('Copied'),
      `${formatBytes(totals.copiedBytes)}, ${formatCount(totals.copiedFiles, 'file')}`,
    ],
    [vscode.l10n.t('Took'), run.durationMs === undefined ? '' : formatDuration(run.durationMs)],
    [vscode.l10n.t('Run'), run.id],
  ];
}

function contextOf({ run, runs, forgottenAt }: PastRun): string {
  const { totals, writtenBy, process } = run;
  // Overwatch's own runs do not tell which versions they left, and a migration leaves no backup.
  const isRestorable = writtenBy === 'overwatch-backup' && process !== 'migrate' && forgottenAt === undefined;
  // Only the newest run goes on: an older one would put its versions over those of a later one.
  const isStopped = run.status === 'cancelled' && run.id === runs[0]?.id;
  const extra = [
    ...(totals.count.failed > 0 ? ['canRetry'] : []),
    ...(isStopped ? ['canResume'] : []),
    ...(isRestorable ? ['canRestore'] : []),
  ];
  return ['pastRun hasReport hasCli', ...extra].join(' ');
}
