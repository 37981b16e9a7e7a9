/** Step: which process something is generated for. */

import * as vscode from 'vscode';
import type { Process } from '../../backup/plan';
import { processTitle } from '../processTitle';
import { type ChoiceQuestion, choiceStep } from './choiceStep';
import type { Step } from './steps';

export interface ProcessQuestion<State>
  extends Pick<ChoiceQuestion<State, Process>, 'title' | 'chosen' | 'choose'> {
  readonly offered: readonly Process[];
}

export function processStep<State>({ offered, ...question }: ProcessQuestion<State>): Step<State> {
  return choiceStep({
    ...question,
    placeholder: vscode.l10n.t('Of which process?'),
    items: () => offered.map((value) => ({ value, label: processTitle(value), ...LOOKS[value] })),
  });
}

const LOOKS: Readonly<Record<Process, Pick<vscode.QuickPickItem, 'detail' | 'iconPath'>>> = {
  snapshot: {
    detail: vscode.l10n.t('Copies the tables of a database to a root, in full or what is new.'),
    iconPath: new vscode.ThemeIcon('archive'),
  },
  'bronze-backup': {
    detail: vscode.l10n.t('Copies the raw tables only, which Overwatch builds the others from.'),
    iconPath: new vscode.ThemeIcon('save-all'),
  },
  restore: {
    detail: vscode.l10n.t('Makes a database of a backup again.'),
    iconPath: new vscode.ThemeIcon('history'),
  },
  migrate: {
    detail: vscode.l10n.t('Moves a database to another storage prefix, and its deployment config with it.'),
    iconPath: new vscode.ThemeIcon('arrow-right'),
  },
};
