/** The Migrate wizard: from a database to a plan that the user has confirmed, with the guide's checklist on the way. */

import { cliContext } from '../cliClipboard';
import { processCommand } from '../cliCommand';
import { processTitle } from '../processTitle';
import { makePlan } from '../runs/makePlan';
import type { Services } from '../services';
import { checklistStep } from './checklistStep';
import { storagePrefix } from './configStep';
import {
  type MigrateDraft,
  type MigrateStepId,
  migrateStepIds,
  newMigrateDraft,
  toMigrationChoice,
} from './migrateDraft';
import { migrateSteps } from './migrateSteps';
import { reviewStep } from './reviewStep';
import type { Confirmed } from './snapshotWizard';
import { type Step, takeSteps } from './steps';
import { lakehouseOf, type PlaceChoice, present, type WizardState } from './wizard';

/** @returns undefined when the user has left the wizard. */
export async function askMigration(
  services: Services,
  database: PlaceChoice | undefined,
): Promise<Confirmed | undefined> {
  const title = (draft: MigrateDraft) => processTitle('migrate', draft.database?.name);
  const databaseOf = (draft: MigrateDraft) => present(draft.database);
  const all: Readonly<Record<MigrateStepId, Step<WizardState<MigrateDraft>>>> = {
    ...migrateSteps(services, title),
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
  };
  const end = await takeSteps(
    ({ draft }) => migrateStepIds(draft, database !== undefined).map((id) => all[id]),
    { draft: newMigrateDraft(database), confirmed: undefined } as WizardState<MigrateDraft>,
  );
  if (end?.confirmed === undefined) return undefined;
  return { plan: end.confirmed, place: databaseOf(end.draft) };
}
