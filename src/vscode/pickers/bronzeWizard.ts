/** The Bronze Backup wizard: from a database to a plan that the user has confirmed. */

import { cliContext } from '../cliClipboard';
import { processCommand } from '../cliCommand';
import { processTitle } from '../processTitle';
import { makePlan } from '../runs/makePlan';
import type { Services } from '../services';
import { type BronzeDraft, newBronzeDraft, toBronzeChoice } from './bronzeDraft';
import { bronzeSteps } from './bronzeSteps';
import { asOfOption } from './instantInput';
import { reviewStep } from './reviewStep';
import type { Confirmed } from './snapshotWizard';
import { type Step, takeSteps } from './steps';
import { lakehouseOf, type PlaceChoice, present, type WizardState } from './wizard';

/** @returns undefined when the user has left the wizard. */
export async function askBronzeBackup(
  services: Services,
  database: PlaceChoice | undefined,
): Promise<Confirmed | undefined> {
  const databaseOf = (draft: BronzeDraft) => present(draft.database);
  const given = bronzeSteps(services, title);
  const steps: readonly Step<WizardState<BronzeDraft>>[] = [
    ...(database === undefined ? [given.database] : []),
    ...[given.overwrite, given.tables, given.root],
    reviewStep<BronzeDraft>({
      title,
      plan: async (draft, signal) =>
        makePlan.bronzeBackup(toBronzeChoice(draft), await lakehouseOf(services, databaseOf(draft)), signal),
      command: (draft) => {
        const told = { process: 'bronze-backup', parameters: toBronzeChoice(draft) } as const;
        return processCommand(told, databaseOf(draft).folder, cliContext(services));
      },
      options: [asOfOption()],
    }),
  ];
  const state = await takeSteps(steps, { draft: newBronzeDraft(database), confirmed: undefined });
  if (state?.confirmed === undefined) return undefined;
  return { plan: state.confirmed, place: databaseOf(state.draft) };
}

function title({ database }: BronzeDraft): string {
  return processTitle('bronze-backup', database?.name);
}
