/** How the end of a run or of one of its tables looks: an icon, and a word for those who do not see it. */

import * as vscode from 'vscode';
import type { RunStatus } from '../../backup/outcome';
import type { TableProgress } from '../runs/progress';

export type ShownStatus = RunStatus | TableProgress['state'] | 'running';

const ICONS: Readonly<Record<ShownStatus, vscode.ThemeIcon>> = {
  waiting: new vscode.ThemeIcon('circle-outline'),
  copying: new vscode.ThemeIcon('loading~spin'),
  verifying: new vscode.ThemeIcon('loading~spin'),
  running: new vscode.ThemeIcon('loading~spin'),
  done: new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed')),
  warning: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')),
  partial: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')),
  failed: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
  skipped: new vscode.ThemeIcon('debug-step-over'),
  cancelled: new vscode.ThemeIcon('circle-slash'),
};

export function statusIcon(status: ShownStatus): vscode.ThemeIcon {
  return ICONS[status];
}

/** The same of a past run; one whose files were cleaned up must not look well. */
export function pastIcon(status: ShownStatus, forgottenAt: number | undefined): vscode.ThemeIcon {
  return forgottenAt === undefined ? statusIcon(status) : new vscode.ThemeIcon('trash');
}

export function statusLabel(status: ShownStatus): string {
  const labels: Readonly<Record<ShownStatus, string>> = {
    waiting: vscode.l10n.t('waiting'),
    copying: vscode.l10n.t('copying'),
    verifying: vscode.l10n.t('verifying'),
    running: vscode.l10n.t('running'),
    done: vscode.l10n.t('done'),
    warning: vscode.l10n.t('done with warnings'),
    partial: vscode.l10n.t('partly done'),
    failed: vscode.l10n.t('failed'),
    skipped: vscode.l10n.t('skipped'),
    cancelled: vscode.l10n.t('cancelled'),
  };
  return labels[status];
}
