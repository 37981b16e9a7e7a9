/** What the layers and groups of tables are called, and what they hold. */

import * as vscode from 'vscode';
import type { TableGroup } from '../overwatch/catalog';

/** A layer's or group's name as it is shown. */
export function groupLabel(group: TableGroup): string {
  const labels: Readonly<Record<TableGroup, string>> = {
    bronze: vscode.l10n.t('Bronze'),
    silver: vscode.l10n.t('Silver'),
    gold: vscode.l10n.t('Gold'),
    report: vscode.l10n.t('Report'),
    other: vscode.l10n.t('Other'),
  };
  return labels[group];
}

/** What a layer or group holds, in a sentence. */
export function groupExplanation(group: TableGroup): string {
  const texts: Readonly<Record<TableGroup, string>> = {
    bronze: vscode.l10n.t('Raw: what was collected from the workspaces.'),
    silver: vscode.l10n.t('Typed: cleaned and joined.'),
    gold: vscode.l10n.t('The star schema that reports are built on.'),
    report: vscode.l10n.t("The pipeline's own state, part of every snapshot."),
    other: vscode.l10n.t('Tables that Overwatch does not write. They are snapshotted only when chosen.'),
  };
  return texts[group];
}
