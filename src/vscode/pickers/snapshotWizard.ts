/** The Snapshot wizard: from a database to a plan that the user has confirmed. */

import type { Plan } from '../../backup/plan';
import type { Services } from '../services';
import { databaseStep } from './databaseStep';
import { layersStep } from './layersStep';
import { reviewStep } from './reviewStep';
import { rootStep } from './rootStep';
import { type DatabaseChoice, newDraft, type StepId, stepsFor } from './snapshotDraft';
import { type Step, takeSteps } from './steps';
import { tablesStep } from './tablesStep';
import { typeStep } from './typeStep';
import { databaseOf, type WizardState } from './wizard';

export interface ConfirmedSnapshot {
  readonly plan: Plan;
  readonly database: DatabaseChoice;
}

/** @returns undefined when the user has left the wizard. */
export async function askSnapshot(
  services: Services,
  database: DatabaseChoice | undefined,
): Promise<ConfirmedSnapshot | undefined> {
  const all: Readonly<Record<StepId, Step<WizardState>>> = {
    database: databaseStep(services),
    type: typeStep,
    layers: layersStep(services),
    tables: tablesStep(services),
    root: rootStep(services),
    review: reviewStep(services),
  };
  const steps = stepsFor(database).map((id) => all[id]);
  const state = await takeSteps(steps, { draft: newDraft(database), confirmed: undefined });
  if (state?.confirmed === undefined) return undefined;
  return { plan: state.confirmed, database: databaseOf(state) };
}
