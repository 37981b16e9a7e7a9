/** The Migrate wizard: from a database to a plan that the user has confirmed, with the guide's checklist on the way. */

import * as vscode from 'vscode';
import { STORAGE_PREFIX } from '../../overwatch/deploymentConfig';
import { cliContext } from '../cliClipboard';
import { processCommand } from '../cliCommand';
import { processTitle } from '../processTitle';
import { makePlan } from '../runs/makePlan';
import type { Services } from '../services';
import { newTarget } from './backupRoot';
import { checklistStep } from './checklistStep';
import { configStep } from './configStep';
import {
  type MigrateDraft,
  type MigrateStepId,
  migrateSteps,
  newMigrateDraft,
  toMigrationChoice,
  withMigrateDatabase,
  withMigrateTables,
} from './migrateDraft';
import { databaseStep } from './placeStep';
import { type ReviewOption, reviewStep } from './reviewStep';
import type { AcceptRoot } from './rootCheck';
import { rootStep } from './rootStep';
import type { Confirmed } from './snapshotWizard';
import { lossesStep, nameStep, sourceStep } from './sourceSteps';
import { type Step, takeSteps } from './steps';
import { tableChoices } from './tableDraft';
import { tablesStep } from './tablesStep';
import { lakehouseOf, type PlaceChoice, present, type WizardState } from './wizard';

/** @returns undefined when the user has left the wizard. */
export async function askMigration(
  services: Services,
  database: PlaceChoice | undefined,
): Promise<Confirmed | undefined> {
  const title = (draft: MigrateDraft) => processTitle('migrate', draft.database?.name);
  const databaseOf = (draft: MigrateDraft) => present(draft.database);
  const all: Readonly<Record<MigrateStepId, Step<WizardState<MigrateDraft>>>> = {
    database: databaseStep(services, processTitle('migrate'), withMigrateDatabase),
    tables: tablesStep<MigrateDraft>(services, {
      title,
      placeholder: vscode.l10n.t('Uncheck the tables to exclude. The pipeline report always comes along.'),
      place: databaseOf,
      tablesAt: ({ location }) => location,
      choices: tableChoices,
      choose: withMigrateTables,
      refusal: vscode.l10n.t('Check at least one table, with the space bar or the mouse.'),
    }),
    root: rootStep<MigrateDraft>(services, {
      title,
      place: databaseOf,
      placeholder: vscode.l10n.t('Migrate to which storage prefix? Choose a new or empty folder.'),
      openLabel: vscode.l10n.t('Migrate Here'),
      suggestions: (draft) => newTarget(databaseOf(draft), 'overwatch-migrated', 'migrated'),
      accept: (draft) => acceptTarget(services, draft),
    }),
    config: configStep(services, title),
    source: sourceStep(title),
    losses: lossesStep(title),
    checklist: checklistStep(services, title),
    review: reviewStep<MigrateDraft>({
      title,
      plan: async (draft, signal) =>
        makePlan.migration(toMigrationChoice(draft), await lakehouseOf(services, databaseOf(draft)), signal),
      command: (draft) => {
        const { dropSource, ...choice } = toMigrationChoice(draft);
        const parameters = { ...choice, dropSource: dropSource !== undefined };
        return processCommand(
          { process: 'migrate', parameters },
          databaseOf(draft).folder,
          cliContext(services),
        );
      },
      options: [storagePrefix],
      asksMore: ({ dropSource }) => dropSource,
    }),
    name: nameStep(title),
  };
  const end = await takeSteps(
    ({ draft }) => migrateSteps(draft, database !== undefined).map((id) => all[id]),
    { draft: newMigrateDraft(database), confirmed: undefined } as WizardState<MigrateDraft>,
  );
  if (end?.confirmed === undefined) return undefined;
  return { plan: end.confirmed, place: databaseOf(end.draft) };
}

/** Databricks may know the new place by another name than its path here. */
const storagePrefix: ReviewOption<MigrateDraft> = {
  label: `$(link) ${vscode.l10n.t('New {0}', STORAGE_PREFIX)}`,
  description: (draft) => draft.storagePrefix ?? draft.root ?? '',
  ask: async (draft) => {
    const root = draft.root ?? '';
    const typed = await vscode.window.showInputBox({
      title: vscode.l10n.t('New {0}', STORAGE_PREFIX),
      prompt: vscode.l10n.t(
        'What the config is to say: the new place as Databricks names it, such as dbfs:/mnt/overwatch. Empty for its path here.',
      ),
      value: draft.storagePrefix ?? root,
      ignoreFocusOut: true,
    });
    if (typed === undefined) return undefined;
    const isPath = typed.trim() === '' || typed.trim() === root;
    return { ...draft, storagePrefix: isPath ? undefined : typed.trim() };
  },
};

function acceptTarget(services: Services, draft: MigrateDraft): AcceptRoot {
  const database = present(draft.database);
  const { exclude, include } = draft;
  return async (root, signal) => {
    const lakehouse = await lakehouseOf(services, database);
    const { checkTarget } = await import('../../backup/migration/plan');
    return checkTarget({ database, root, exclude, include }, lakehouse, signal);
  };
}
