/** Last step of an alert that is made in a workspace: its query has been tried there, and an alert of the same name is found. */

import * as vscode from 'vscode';
import type { FaultData } from '../../base/fault';
import { formatAge, formatCount } from '../../base/format';
import { describeSchedule } from '../../generate/generate';
import type { Loaded } from '../loaded';
import { sentence } from '../notify';
import type { Services } from '../services';
import { type AlertTrial, tryAlert } from '../workspaces/placeAlert';
import { startAndRefresh } from '../workspaces/start';
import { untilRunning } from '../workspaces/untilRunning';
import { workspaceName } from '../workspaces/workspaceName';
import { type AlertDraft, toAlert } from './alertDraft';
import { type AlertState, alertTitle } from './alertQuestions';
import { showPlanned } from './plannedPick';
import { readRecipients } from './recipients';
import { separator } from './reviewItems';
import type { Step } from './steps';

interface ReviewItem extends vscode.QuickPickItem {
  /** Undefined for what only informs. */
  readonly action?: AlertState['target'] | 'again' | 'start';
}

/** @param addressOf the lakehouse in whose workspace it is made */
export function alertReviewStep(
  services: Services,
  addressOf: (draft: AlertDraft) => string,
): Step<AlertState> {
  return async (state, position) => {
    const { draft } = state;
    const address = addressOf(draft);
    let target: AlertState['target'];
    const picked = await showPlanned<AlertTrial, ReviewItem>({
      title: alertTitle(state),
      position,
      placeholder: vscode.l10n.t('Review the alert. Nothing has been made yet.'),
      plan: async (signal) => {
        const connection = await services.connections.open(address);
        await untilRunning(connection, signal);
        return tryAlert(connection, toAlert(draft), signal);
      },
      itemsOf: (tried) => itemsFor(tried, draft, workspaceName(address)),
      act: async ({ action }, _trial, replan) => {
        switch (action) {
          case undefined:
            return false;
          case 'start':
            await startAndRefresh(services, address);
            await replan();
            return false;
          case 'again':
            await replan();
            return false;
          default:
            target = action;
            return true;
        }
      },
    });
    if (picked === 'back' || picked === 'cancel') return { go: picked };
    return { go: 'next', state: { ...state, target } };
  };
}

function itemsFor(tried: Loaded<AlertTrial>, draft: AlertDraft, name: string): readonly ReviewItem[] {
  switch (tried.kind) {
    case 'loading':
      return [
        { label: `$(loading~spin) ${vscode.l10n.t('Trying the query on {0}…', name)}`, alwaysShow: true },
      ];
    case 'failed':
      return failedItems(tried.error, name);
    case 'ready':
      return [...actionItems(tried.value, name), ...factItems(tried.value, draft)];
  }
}

/** To see whether it would work is no reason to start a warehouse. */
function failedItems(error: FaultData, workspace: string): readonly ReviewItem[] {
  if (error.code === 'unavailable') {
    return [
      { label: `$(debug-pause) ${error.message}`, detail: error.advice ?? '', alwaysShow: true },
      { action: 'start', label: `$(play) ${vscode.l10n.t('Start Warehouse')}` },
      { action: 'again', label: `$(refresh) ${vscode.l10n.t('Try Again')}` },
    ];
  }
  const label = vscode.l10n.t('It was tried on {0}, and would not work', workspace);
  return [
    { label: `$(error) ${label}`, detail: sentence(error), alwaysShow: true },
    { action: 'again', label: `$(refresh) ${vscode.l10n.t('Try Again')}` },
  ];
}

function actionItems({ existing }: AlertTrial, workspace: string): readonly ReviewItem[] {
  if (existing === undefined) {
    return [
      {
        action: 'new',
        label: `$(bell) ${vscode.l10n.t('Create Alert')}`,
        description: vscode.l10n.t('on {0}', workspace),
      },
    ];
  }
  const { id, state, evaluatedAt } = existing;
  const seen = [
    vscode.l10n.t('on {0}', workspace),
    ...(state === undefined ? [] : [state.toLowerCase()]),
    ...(evaluatedAt === undefined ? [] : [formatAge(evaluatedAt, Date.now())]),
  ];
  return [
    {
      action: { id },
      label: `$(sync) ${vscode.l10n.t('Update the Alert That Is There')}`,
      description: seen.join(' · '),
    },
    { action: 'new', label: `$(add) ${vscode.l10n.t('Create Another')}` },
  ];
}

/** A line does not wrap, so that what matters comes first. */
function factItems(
  { problems, details }: AlertTrial,
  { schedule, recipients }: AlertDraft,
): readonly ReviewItem[] {
  const { words } = describeSchedule(schedule.cron, schedule.timeZone, Date.now());
  const { emails, webhooks } = readRecipients(recipients);
  const told = [
    ...emails,
    ...(webhooks.length === 0 ? [] : [formatCount(webhooks.length, 'notification destination')]),
  ];
  const nobody = vscode.l10n.t('Tells nobody: its state shows in the workspace only');
  const now =
    problems === 0
      ? { label: `$(pass) ${vscode.l10n.t('The query runs, and finds nothing now')}` }
      : {
          label: `$(warning) ${vscode.l10n.t('The query runs, and finds {0} now', formatCount(problems, 'problem'))}`,
          description: details.split('\n').join(', '),
        };
  return [
    separator(vscode.l10n.t('What It Does')),
    now,
    { label: `$(clock) ${vscode.l10n.t('Runs {0}', words)}` },
    { label: `$(mail) ${told.length === 0 ? nobody : vscode.l10n.t('Tells {0}', told.join(', '))}` },
  ];
}
