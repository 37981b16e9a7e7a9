/** The steps of the Migrate wizard that gather what is migrated, before the checklist and the plan; and the last one, before anything is dropped. */

import * as vscode from 'vscode';
import type { Services } from '../services';
import { newTarget } from './backupRoot';
import { configStep } from './configStep';
import {
  type MigrateDraft,
  type MigrateStepId,
  withMigrateDatabase,
  withMigrateTables,
} from './migrateDraft';
import { databaseStep } from './placeStep';
import type { AcceptRoot } from './rootCheck';
import { rootStep } from './rootStep';
import { lossesStep, nameStep, sourceStep } from './sourceSteps';
import type { Step } from './steps';
import { tableChoices } from './tableDraft';
import { tablesStep } from './tablesStep';
import { lakehouseOf, present, presentSource, type WizardState } from './wizard';

export function migrateSteps(
  services: Services,
  title: (draft: MigrateDraft) => string,
): Readonly<Record<Exclude<MigrateStepId, 'checklist' | 'review'>, Step<WizardState<MigrateDraft>>>> {
  return {
    database: databaseStep(services, { title, choose: withMigrateDatabase }),
    tables: tablesStep<MigrateDraft>(services, {
      title,
      placeholder: vscode.l10n.t('Uncheck the tables to exclude. The pipeline report always comes along.'),
      source: ({ database }) => presentSource(database),
      choices: tableChoices,
      choose: withMigrateTables,
      refusal: vscode.l10n.t('Check at least one table, with the space bar or the mouse.'),
    }),
    root: rootStep<MigrateDraft>(services, {
      title,
      place: ({ database }) => present(database),
      placeholder: vscode.l10n.t('Migrate to which storage prefix? Choose a new or empty folder.'),
      openLabel: vscode.l10n.t('Migrate Here'),
      suggestions: ({ database }) => newTarget(present(database), 'overwatch-migrated', 'migrated'),
      accept: (draft) => acceptTarget(services, draft),
    }),
    config: configStep(services, title),
    source: sourceStep(services, title),
    losses: lossesStep(title),
    name: nameStep(
      title,
      ({ database }) => present(database).name,
      ({ database }) => {
        const { name, location } = present(database);
        return vscode.l10n.t(
          'Type {0} to run the migration and drop {1} once everything is verified.',
          name,
          location,
        );
      },
    ),
  };
}

function acceptTarget(services: Services, draft: MigrateDraft): AcceptRoot {
  const database = present(draft.database);
  const { exclude, include } = draft;
  return async (root, signal) => {
    const lakehouse = await lakehouseOf(services, database);
    const { checkTarget } = await import('../../backup/migration/plan');
    return checkTarget({ database, root, exclude, include }, lakehouse, signal);
  };
}
