/** What an interrupted run has done and what is left of it, before it goes on. */

import * as vscode from 'vscode';
import { type AfterStep, describeStep } from '../../backup/afterSteps';
import { elsewhereOf } from '../../backup/journal/elsewhere';
import type { JournalState } from '../../backup/journal/journal';
import { remainingOf } from '../../backup/journal/remaining';
import { formatAge, formatBytes, formatCount } from '../../base/format';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { shownPlace } from '../../lakehouse/placeText';
import { cliContext, copyCommand } from '../cliClipboard';
import { resumeCommand } from '../cliCommand';
import type { Loaded } from '../loaded';
import { processTitle } from '../processTitle';
import type { Services } from '../services';
import { showPlanned } from './plannedPick';

interface Item extends vscode.QuickPickItem {
  /** Undefined for what only informs. */
  readonly action?: 'resume' | 'cli';
}

export interface ResumeQuestion {
  readonly lakehouse: Lakehouse;
  readonly root: string;
  /** The run that is meant; otherwise the newest at the root. */
  readonly runId: string | undefined;
}

/** @returns the run that is to go on; undefined when the user has left. */
export async function askResume(
  services: Services,
  { lakehouse, root, runId }: ResumeQuestion,
): Promise<string | undefined> {
  const picked = await showPlanned<JournalState | undefined, Item>({
    title: vscode.l10n.t('Resume'),
    placeholder: shownPlace(root),
    plan: async (signal) => {
      const { findUnfinished } = await import('../../backup/journal/resume');
      return findUnfinished(root, runId, lakehouse, signal);
    },
    itemsOf: (state) => itemsOf(state, lakehouse, root),
    act: async ({ action }, state) => {
      if (action === 'cli' && state !== undefined)
        await copyCommand(
          resumeCommand(
            root,
            state.plan.runId,
            services.lakehouses.addressOf(lakehouse),
            cliContext(services),
          ),
        );
      return action === 'resume' && state !== undefined && (await isFree(state, lakehouse));
    },
  });
  return picked === 'back' || picked === 'cancel' ? undefined : picked.plan?.plan.runId;
}

/** Two processes must not work on one run: whoever resumes it must know that the other one has ended. */
async function isFree(state: JournalState, lakehouse: Lakehouse): Promise<boolean> {
  if (elsewhereOf(state, lakehouse) === 'no') return true;
  const resume = vscode.l10n.t('Resume All the Same');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Has this run really ended?'),
    {
      modal: true,
      detail: vscode.l10n.t(
        'It may still go on in the process {0}. Make sure that it does not: in another window or terminal, cancel it first.',
        state.writer ?? vscode.l10n.t('that began it'),
      ),
    },
    resume,
  );
  return chosen === resume;
}

function itemsOf(state: Loaded<JournalState | undefined>, lakehouse: Lakehouse, root: string): Item[] {
  switch (state.kind) {
    case 'loading':
      return [{ label: `$(loading~spin) ${vscode.l10n.t('Reading the journal…')}`, alwaysShow: true }];
    case 'failed':
      return [
        { label: `$(error) ${state.error.message}`, detail: state.error.advice ?? '', alwaysShow: true },
      ];
    case 'ready':
      return state.value === undefined
        ? [{ label: `$(check) ${vscode.l10n.t('Nothing to resume: the last run to {0} is done.', root)}` }]
        : [...actionItems(state.value, lakehouse), ...remainingItems(state.value)];
  }
}

function actionItems(state: JournalState, lakehouse: Lakehouse): Item[] {
  const { plan } = state;
  const { leftTables, leftBytes, leftSteps } = remainingOf(state);
  const left = [
    vscode.l10n.t('{0} left', formatCount(leftTables.length, 'table')),
    ...(leftBytes === 0 ? [] : [vscode.l10n.t('at most {0} to copy', formatBytes(leftBytes))]),
    ...(leftSteps.length === 0
      ? []
      : [vscode.l10n.t('{0} after them', formatCount(leftSteps.length, 'step'))]),
  ];
  const elsewhere = elsewhereOf(state, lakehouse);
  return [
    {
      action: 'resume',
      label: `$(debug-continue) ${vscode.l10n.t('Resume {0}', processTitle(plan.process, plan.parameters.database.name))}`,
      description: vscode.l10n.t('begun {0}', formatAge(plan.createdAt, Date.now())),
      detail: left.join(' · '),
    },
    ...(elsewhere === 'no'
      ? []
      : [
          {
            label: `$(warning) ${
              elsewhere === 'yes'
                ? vscode.l10n.t('The process {0} still runs.', state.writer ?? '')
                : vscode.l10n.t('It cannot be known from here whether another process still works on it.')
            }`,
          },
        ]),
    {
      action: 'cli',
      label: `$(terminal) ${vscode.l10n.t('Copy CLI Command')}`,
      description: vscode.l10n.t('the same from a terminal or a schedule'),
    },
  ];
}

function remainingItems(state: JournalState): Item[] {
  const { doneTables, leftTables, doneSteps, leftSteps } = remainingOf(state);
  return [
    ...group(vscode.l10n.t('Left'), 'circle-large-outline', leftTables, leftSteps),
    ...group(vscode.l10n.t('Done'), 'pass', doneTables, doneSteps),
  ];
}

function group(
  label: string,
  icon: string,
  tables: readonly string[],
  steps: readonly AfterStep[],
): readonly Item[] {
  const lines = [...tables, ...steps.map(describeStep)];
  if (lines.length === 0) return [];
  return [
    { label, kind: vscode.QuickPickItemKind.Separator },
    ...lines.map((line) => ({ label: `$(${icon}) ${line}` })),
  ];
}
