/** The guide's five steps of a migration as items of a quick pick. */

import * as vscode from 'vscode';
import type { ChecklistItem, ChecklistState } from '../../backup/migration/checklist';

export interface GuideItem extends vscode.QuickPickItem {
  readonly step: ChecklistItem;
}

const ICONS: Readonly<Record<ChecklistState, string>> = {
  done: 'pass-filled',
  pending: 'circle-large-outline',
  failed: 'error',
  kept: 'circle-slash',
};

export function guideItem(step: ChecklistItem): GuideItem {
  const { number, title, state, text } = step;
  return {
    step,
    label: `$(${ICONS[state]}) ${number}. ${title}`,
    description: `${whose(step)} · ${stateWord(state)}`,
    detail: text,
  };
}

function whose({ by }: ChecklistItem): string {
  return by === 'user' ? vscode.l10n.t('you') : vscode.l10n.t('this run');
}

function stateWord(state: ChecklistState): string {
  const words: Readonly<Record<ChecklistState, string>> = {
    done: vscode.l10n.t('done'),
    pending: vscode.l10n.t('to do'),
    failed: vscode.l10n.t('failed'),
    kept: vscode.l10n.t('not wanted'),
  };
  return words[state];
}
