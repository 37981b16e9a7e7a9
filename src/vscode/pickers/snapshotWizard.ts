/** The Snapshot wizard: from a database to a plan that the user has confirmed. */

import type { Plan } from '../../backup/plan';
import { cliContext } from '../cliClipboard';
import { processCommand } from '../cliCommand';
import { processTitle } from '../processTitle';
import { makePlan } from '../runs/makePlan';
import type { Services } from '../services';
import { asOfOption } from './instantInput';
import { reviewStep } from './reviewStep';
import { newDraft, type SnapshotDraft, type StepId, stepsFor, toParameters } from './snapshotDraft';
import { snapshotSteps } from './snapshotSteps';
import { type Step, takeSteps } from './steps';
import { lakehouseOf, type PlaceChoice, present, type WizardState } from './wizard';

/** A plan that the user has said yes to, and the database or backup that it reads. */
export interface Confirmed {
  readonly plan: Plan;
  readonly place: PlaceChoice;
}

/** @returns undefined when the user has left the wizard. */
export async function askSnapshot(
  services: Services,
  database: PlaceChoice | undefined,
): Promise<Confirmed | undefined> {
  const title = (draft: SnapshotDraft) => processTitle('snapshot', draft.database?.name);
  const databaseOf = (draft: SnapshotDraft) => present(draft.database);
  const all: Readonly<Record<StepId, Step<WizardState<SnapshotDraft>>>> = {
    ...snapshotSteps(services, title),
    review: reviewStep({
      title,
      plan: async (draft, signal) =>
        makePlan.snapshot(toParameters(draft), await lakehouseOf(services, databaseOf(draft)), signal),
      command: (draft) => {
        const told = { process: 'snapshot', parameters: toParameters(draft) } as const;
        return processCommand(told, databaseOf(draft).folder, cliContext(services));
      },
      options: [asOfOption()],
    }),
  };
  const steps = stepsFor(database).map((id) => all[id]);
  const state = await takeSteps(steps, { draft: newDraft(database), confirmed: undefined });
  if (state?.confirmed === undefined) return undefined;
  return { plan: state.confirmed, place: databaseOf(state.draft) };
}
