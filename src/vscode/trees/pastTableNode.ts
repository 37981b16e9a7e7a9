/** One table of a past run: how it ended, and the version that can be looked at. */

import * as vscode from 'vscode';
import { formatInstant } from '../../backup/instant';
import type { ReportRow } from '../../backup/report/report';
import { formatBytes, formatCount, formatDuration } from '../../base/format';
import { aboutTable } from '../notify';
import { factsTooltip } from './factsTooltip';
import { type BackupSubject, placeContext, type TreeNode } from './node';
import { pastIcon, statusLabel } from './status';

export interface PastTable {
  readonly runId: string;
  /** Where its copy lies. */
  readonly location: string;
  readonly row: ReportRow;
  /** The version of the copy that the run left; undefined where it left none, or nobody knows which. */
  readonly version: number | undefined;
  /** When a clean-up took the run's files, epoch ms. */
  readonly forgottenAt: number | undefined;
}

export function pastTableNode(parentId: string, backup: BackupSubject, past: PastTable): TreeNode {
  const { runId, location, row, version, forgottenAt } = past;
  const { table } = row;
  const canBeRead = version !== undefined && forgottenAt === undefined;
  return {
    id: `${parentId}/${table}`,
    subject: canBeRead ? { kind: 'pastTable', ...backup, runId, table, location } : { kind: 'none' },
    item: () => {
      const item = new vscode.TreeItem(table);
      item.iconPath = pastIcon(row.status, forgottenAt);
      item.description = describe(past);
      item.tooltip = factsTooltip('table', table, facts(past));
      item.accessibilityInformation = {
        label: [table, statusLabel(row.status), item.description].filter(Boolean).join(', '),
      };
      item.contextValue = canBeRead
        ? `pastTable isPastTable hasCli ${placeContext(backup.lakehouse)}`
        : 'pastTable';
      return item;
    },
  };
}

/** The icon says of a copy that is well that it is. */
function describe({ row, version }: PastTable): string {
  const { status, table, source, errorMessage, rows } = row;
  if (errorMessage !== undefined)
    return aboutTable({ message: errorMessage }, { name: table, location: source });
  // What is told of a skipped table is its source's.
  const isCounted = (status === 'done' || status === 'warning') && rows !== undefined;
  return [
    ...(status === 'done' ? [] : [statusLabel(status)]),
    ...(version === undefined ? [] : [`v${version}`]),
    ...(isCounted ? [formatCount(rows, 'row')] : []),
  ].join(' · ');
}

function facts({ row, version, forgottenAt }: PastTable): readonly (readonly [string, string])[] {
  const { status, statusText, sourceVersion, durationMs, startedAt, verification = '', advice = '' } = row;
  const isPlain = status === 'done' || status === 'cancelled';
  return [
    [vscode.l10n.t('Status'), isPlain ? statusLabel(status) : statusText],
    [vscode.l10n.t('Advice'), advice],
    [
      vscode.l10n.t('Cleaned up'),
      forgottenAt === undefined ? '' : vscode.l10n.t('{0}: its files are gone', formatInstant(forgottenAt)),
    ],
    [vscode.l10n.t('Version'), version === undefined ? '' : String(version)],
    [vscode.l10n.t('Source version'), sourceVersion === undefined ? '' : String(sourceVersion)],
    [vscode.l10n.t('Source'), row.source],
    [vscode.l10n.t('Copied'), row.copiedBytes === undefined ? '' : formatBytes(row.copiedBytes)],
    [vscode.l10n.t('Verified'), verification],
    [vscode.l10n.t('Began'), startedAt === undefined ? '' : new Date(startedAt).toLocaleString()],
    [vscode.l10n.t('Took'), durationMs === undefined ? '' : formatDuration(durationMs)],
  ];
}
