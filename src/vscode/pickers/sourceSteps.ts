/** Steps: what becomes of the source of a migration, which tables may be lost with it, and its name, typed by who wants it dropped. */

import * as vscode from 'vscode';
import { wrongName } from '../../backup/migration/typedName';
import { groupOf } from '../../overwatch/catalog';
import { groupLabel } from '../groupLabels';
import type { Services } from '../services';
import { withProgress } from '../withProgress';
import { choiceStep } from './choiceStep';
import { inputStep } from './inputStep';
import { lossesOf, type MigrateDraft, withDrop } from './migrateDraft';
import { showPick } from './quickPick';
import type { Step } from './steps';
import { follow, lakehouseOf, presentSource, type Source, type WizardState } from './wizard';

type MigrateStep = Step<WizardState<MigrateDraft>>;

/** What else goes with a database that is dropped is asked for as soon as it is to be dropped. */
export function sourceStep(services: Services, title: (draft: MigrateDraft) => string): MigrateStep {
  const ask = choiceStep<WizardState<MigrateDraft>, boolean>({
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
  return async (before, position) => {
    const result = await ask(before, position);
    if (result.go !== 'next') return result;
    const { draft } = result.state;
    const { dropSource } = draft;
    const also = dropSource ? await alsoDropped(services, presentSource(draft.database)) : [];
    return { go: 'next', state: { ...result.state, draft: withDrop(before.draft, dropSource, also) } };
  };
}

async function alsoDropped(
  services: Services,
  { folder, name, location }: Source,
): Promise<readonly string[]> {
  // Of a database whose name was typed nothing can be looked up.
  if (folder === undefined) return [];
  const whole = (await lakehouseOf(services, { folder })).wholeDrop(location);
  if (whole === undefined) return [];
  return withProgress(vscode.l10n.t('Looking what else lies in {0}', name), (signal) =>
    whole.others(location, signal),
  );
}

function dropDetail({ notCovered }: MigrateDraft): string {
  if (notCovered.length === 0) return vscode.l10n.t('Its name is asked for before anything begins.');
  return vscode.l10n.t('Only with the loss of what the copy does not cover: {0}', notCovered.join(', '));
}

/** Everything that is not covered must be checked by hand; otherwise there is only the way back. */
export function lossesStep(title: (draft: MigrateDraft) => string): MigrateStep {
  return async (state, position) => {
    const { draft } = state;
    const items = lossesOf(draft).map((name) => ({
      name,
      label: name,
      description: draft.notCovered.includes(name)
        ? `${groupLabel(groupOf(name))} · ${
            draft.exclude.includes(name)
              ? vscode.l10n.t('excluded')
              : vscode.l10n.t('not written by Overwatch')
          }`
        : vscode.l10n.t('no Delta table'),
    }));
    const picked = await showPick({
      title: title(draft),
      position,
      placeholder: vscode.l10n.t('Check each that may be lost. Nothing else holds it.'),
      items,
      checked: items.filter(({ name }) => draft.acceptLoss.includes(name)),
      accept: async (chosen, pick) => {
        const left = items.length - chosen.length;
        if (left === 0) return true;
        pick.placeholder = vscode.l10n.t('Cannot drop: {0} of {1} not accepted as lost.', left, items.length);
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
