/** The Create Alert wizard: from what is to be watched to an alert that the user has said yes to, or to its text. */

import * as vscode from 'vscode';
import { Fault } from '../../base/fault';
import { generateAlert } from '../../generate/generate';
import type { GeneratedFiles } from '../generated/files';
import type { Services } from '../services';
import { addedWorkspaces } from '../settings';
import {
  type AlertDraft,
  type AlertStart,
  type AlertStepId,
  alertStepIds,
  newAlert,
  toAlert,
  toAlertOptions,
} from './alertDraft';
import { type AlertState, alertTitle } from './alertQuestions';
import { alertReviewStep } from './alertReview';
import { daysStep, kindStep, placeStep, recipientsStep, useStep, warehouseStep } from './alertSteps';
import { timeZoneHere } from './cronChoice';
import { cronStep } from './cronStep';
import { generatedStep } from './generatedStep';
import { type Step, takeSteps } from './steps';
import { workspaceStep } from './workspaceStep';

/** @returns undefined when the user has left the wizard. */
export async function askAlert(services: Services, start: AlertStart): Promise<AlertState | undefined> {
  const steps: Readonly<Record<AlertStepId, Step<AlertState>>> = {
    kind: kindStep(start),
    place: placeStep(services, start),
    days: daysStep,
    use: useStep,
    workspace: workspaceStep<AlertState>({
      title: alertTitle,
      choose: (state, address) => ({ ...state, draft: { ...state.draft, address } }),
    }),
    warehouse: warehouseStep,
    schedule: cronStep<AlertState>({
      title: alertTitle,
      placeholder: vscode.l10n.t('When does it look? Choose a schedule, or type one as Quartz does.'),
      chosen: ({ draft }) => draft.schedule,
      choose: (state, schedule) => ({ ...state, draft: { ...state.draft, schedule } }),
    }),
    recipients: recipientsStep,
    review: alertReviewStep(services, addressOf),
    generated: generatedStep<AlertState>({
      title: alertTitle,
      generate: async ({ draft }) => writtenDown(draft),
    }),
  };
  const initial: AlertState = {
    draft: newAlert(start, timeZoneHere()),
    target: undefined,
    generated: undefined,
    destination: undefined,
  };
  return takeSteps<AlertState>(
    ({ draft }) => alertStepIds(draft, start, addedWorkspaces().length !== 1).map((id) => steps[id]),
    initial,
  );
}

/** Where there is one workspace, it is not asked for. @throws Fault `internal` while none is chosen. */
export function addressOf({ address }: AlertDraft): string {
  const [only] = addedWorkspaces();
  const chosen = address ?? only;
  if (chosen === undefined) throw new Fault('internal', 'The alert has no workspace yet.');
  return chosen;
}

function writtenDown(draft: AlertDraft): GeneratedFiles {
  const { use, warehouse = '' } = draft;
  if (use === 'create') throw new Fault('internal', 'This alert is not to be written down.');
  const { text, fileName, notes } = generateAlert(toAlert(draft), toAlertOptions(draft, warehouse), use);
  return { files: [{ name: fileName, text }], notes };
}
