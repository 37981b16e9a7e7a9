/** Steps: what becomes of the source of a migration, which tables may be lost with it, and its name, typed by who wants it dropped. */

import * as vscode from 'vscode';
import { wrongName } from '../../backup/migration/typedName';
import { formatCount } from '../../base/format';
import { groupOf } from '../../overwatch/catalog';
import { groupLabel } from '../groupLabels';
import { sentence } from '../notify';
import { showInput } from './inputStep';
import type { MigrateDraft } from './migrateDraft';
import { showPick } from './quickPick';
import type { Step } from './steps';
import { follow, present, type WizardState } from './wizard';

type MigrateStep = Step<WizardState<MigrateDraft>>;

export function sourceStep(title: (draft: MigrateDraft) => string): MigrateStep {
  return async (state, position) => {
    const { draft } = state;
    const items = [
      {
        drop: false,
        label: vscode.l10n.t('Keep the Source'),
        detail: vscode.l10n.t('The old tables stay where they are.'),
        iconPath: new vscode.ThemeIcon('database'),
      },
      {
        drop: true,
        label: vscode.l10n.t('Drop the Source After Everything Is Verified'),
        detail: dropDetail(draft),
        iconPath: new vscode.ThemeIcon('trash'),
      },
    ];
    const picked = await showPick({
      title: title(draft),
      position,
      placeholder: vscode.l10n.t('What happens to the old tables?'),
      items,
      onOpen: (pick) => {
        pick.activeItems = pick.items.filter(({ drop }) => drop === draft.dropSource);
        return new vscode.Disposable(() => {});
      },
    });
    return follow(picked, state, ([item]) => ({ ...draft, dropSource: item?.drop ?? draft.dropSource }));
  };
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

/** The last step before a run that drops. */
export function nameStep(title: (draft: MigrateDraft) => string): MigrateStep {
  return async (state, position) => {
    const { name, location } = present(state.draft.database);
    const typed = await showInput({
      title: title(state.draft),
      position,
      prompt: vscode.l10n.t(
        'Type {0} to run the migration and drop {1} once everything is verified.',
        name,
        location,
      ),
      placeholder: vscode.l10n.t('Name of the database to drop'),
      problem: (text) => {
        const error = wrongName(name, text);
        return error === undefined ? undefined : sentence(error);
      },
    });
    return typed === 'back' || typed === 'cancel' ? { go: typed } : { go: 'next', state };
  };
}
