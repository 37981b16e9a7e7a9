/** Steps: what becomes of the source of a migration, which tables may be lost with it, and its name, typed by who wants it dropped. */

import * as vscode from 'vscode';
import { wrongName } from '../../backup/migration/typedName';
import { formatCount } from '../../base/format';
import { groupOf } from '../../overwatch/catalog';
import { groupLabel } from '../groupLabels';
import { choiceStep } from './choiceStep';
import { inputStep } from './inputStep';
import type { MigrateDraft } from './migrateDraft';
import { showPick } from './quickPick';
import type { Step } from './steps';
import { follow, type WizardState } from './wizard';

type MigrateStep = Step<WizardState<MigrateDraft>>;

export function sourceStep(title: (draft: MigrateDraft) => string): MigrateStep {
  return choiceStep<WizardState<MigrateDraft>, boolean>({
    title: ({ draft }) => title(draft),
    placeholder: vscode.l10n.t('What happens to the old tables?'),
    items: ({ draft }) => [
      {
        value: false,
        label: vscode.l10n.t('Keep the Source'),
        detail: vscode.l10n.t('The old tables stay where they are.'),
        iconPath: new vscode.ThemeIcon('database'),
      },
      {
        value: true,
        label: vscode.l10n.t('Drop the Source After Everything Is Verified'),
        detail: dropDetail(draft),
        iconPath: new vscode.ThemeIcon('trash'),
      },
    ],
    chosen: ({ draft }) => draft.dropSource,
    choose: (state, dropSource) => ({ ...state, draft: { ...state.draft, dropSource } }),
  });
}

function dropDetail({ notCovered }: MigrateDraft): string {
  if (notCovered.length === 0) return vscode.l10n.t('Its name is asked for before anything begins.');
  return vscode.l10n.t('Only with the loss of what the copy does not cover: {0}', notCovered.join(', '));
}

/** Every table that is not covered must be checked by hand; otherwise there is only the way back. */
export function lossesStep(title: (draft: MigrateDraft) => string): MigrateStep {
  return async (state, position) => {
    const { draft } = state;
    const items = draft.notCovered.map((name) => ({
      name,
      label: name,
      description: `${groupLabel(groupOf(name))} · ${
        draft.exclude.includes(name) ? vscode.l10n.t('excluded') : vscode.l10n.t('not written by Overwatch')
      }`,
    }));
    const picked = await showPick({
      title: title(draft),
      position,
      placeholder: vscode.l10n.t('Check each table that may be lost. Nothing else holds it.'),
      items,
      checked: items.filter(({ name }) => draft.acceptLoss.includes(name)),
      accept: async (chosen, pick) => {
        const left = items.length - chosen.length;
        if (left === 0) return true;
        pick.placeholder = vscode.l10n.t(
          'Cannot drop: {0} of {1} not accepted as lost.',
          left,
          formatCount(items.length, 'table'),
        );
        return false;
      },
    });
    return follow(picked, state, (chosen) => ({ ...draft, acceptLoss: chosen.map(({ name }) => name) }));
  };
}

/** The last step before what drops. @param prompt says what comes of it. */
export function nameStep(
  title: (draft: MigrateDraft) => string,
  databaseOf: (draft: MigrateDraft) => string,
  prompt: (draft: MigrateDraft) => string,
): MigrateStep {
  return inputStep<WizardState<MigrateDraft>>({
    title: ({ draft }) => title(draft),
    prompt: ({ draft }) => prompt(draft),
    placeholder: vscode.l10n.t('Name of the database to drop'),
    choose: (state, text) => {
      const wrong = wrongName(databaseOf(state.draft), text);
      if (wrong !== undefined) throw wrong;
      return state;
    },
  });
}
