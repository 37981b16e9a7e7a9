/** The Snapshot wizard: from a database to a plan that the user has confirmed. */

import * as vscode from 'vscode';
import type { Plan } from '../../backup/plan';
import { cliContext } from '../cliClipboard';
import { processCommand } from '../cliCommand';
import { processTitle } from '../processTitle';
import { makePlan } from '../runs/makePlan';
import type { Services } from '../services';
import { acceptBackupRoot, backupRoots } from './backupRoot';
import { asOfOption } from './instantInput';
import { layersStep } from './layersStep';
import { databaseStep } from './placeStep';
import { reviewStep } from './reviewStep';
import { rootStep } from './rootStep';
import {
  newDraft,
  type SnapshotDraft,
  type StepId,
  snapshotTables,
  stepsFor,
  toParameters,
  withChecked,
  withDatabase,
} from './snapshotDraft';
import { type Step, takeSteps } from './steps';
import { tablesStep } from './tablesStep';
import { typeStep } from './typeStep';
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
    database: databaseStep(services, processTitle('snapshot'), withDatabase),
    type: typeStep(services),
    layers: layersStep(services),
    tables: tablesStep(services, {
      title,
      placeholder: vscode.l10n.t('Uncheck the tables to exclude. Type to filter.'),
      place: databaseOf,
      tablesAt: ({ location }) => location,
      choices: snapshotTables,
      choose: withChecked,
    }),
    root: rootStep(services, {
      title,
      place: databaseOf,
      placeholder: vscode.l10n.t('Where to? Choose a folder or type its path.'),
      openLabel: vscode.l10n.t('Snapshot Here'),
      suggestions: (draft) => backupRoots(services, databaseOf(draft)),
      accept: (draft) => acceptBackupRoot(services, databaseOf(draft)),
    }),
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
