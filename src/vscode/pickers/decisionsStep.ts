/** Last step of a clean-up: every copy with keep or remove and why, before anything is removed. */

import * as vscode from 'vscode';
import { formatInstant } from '../../backup/instant';
import type { ForgetPlan } from '../../backup/retention/forget';
import type { Decision, Retention } from '../../backup/retention/retention';
import { formatBytes, formatCount } from '../../base/format';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { cleanUpCounts } from '../cleanUpCounts';
import { cliContext, copyCommand } from '../cliClipboard';
import { forgetCommand } from '../cliCommand';
import type { Loaded } from '../loaded';
import { cleanUpPage } from '../pages/cleanUpPage';
import { showPage } from '../pages/panel';
import { planOptions } from '../runs/makePlan';
import type { Services } from '../services';
import { showPlanned } from './plannedPick';
import type { Step } from './steps';
import type { WizardState } from './wizard';

interface DecisionItem extends vscode.QuickPickItem {
  /** Undefined for what only informs. */
  readonly action?: 'remove' | 'page' | 'cli';
}

export interface CleanUpPlace {
  /** The prefix of bronze backups, or the root of a backup. */
  readonly from: string;
  readonly lakehouse: Lakehouse;
}

export function decisionsStep(
  services: Services,
  title: string,
  { from, lakehouse }: CleanUpPlace,
): Step<WizardState<Retention, ForgetPlan>> {
  return async (state, position) => {
    const parameters = { from, retention: state.draft };
    const picked = await showPlanned<ForgetPlan, DecisionItem>({
      title,
      position,
      placeholder: vscode.l10n.t('Nothing has been removed yet.'),
      plan: async (signal) => {
        const { planForget } = await import('../../backup/retention/forget');
        return planForget(parameters, lakehouse, planOptions(signal));
      },
      itemsOf: itemsFor,
      act: async ({ action }, plan) => {
        if (action === 'page' && plan !== undefined)
          showPage(cleanUpPage(plan), { key: `cleanUp:${from}`, preserveFocus: true });
        if (action === 'cli')
          await copyCommand(
            forgetCommand(parameters, services.lakehouses.addressOf(lakehouse), cliContext(services)),
          );
        return action === 'remove';
      },
    });
    if (picked === 'back' || picked === 'cancel') return { go: picked };
    return { go: 'next', state: { ...state, confirmed: picked.plan } };
  };
}

function itemsFor(plan: Loaded<ForgetPlan>): DecisionItem[] {
  switch (plan.kind) {
    case 'loading':
      return [{ label: `$(loading~spin) ${vscode.l10n.t('Looking at the copies…')}`, alwaysShow: true }];
    case 'failed':
      return [{ label: `$(error) ${plan.error.message}`, detail: plan.error.advice ?? '', alwaysShow: true }];
    case 'ready':
      return [
        ...actionItems(plan.value),
        { label: vscode.l10n.t('Copies'), kind: vscode.QuickPickItemKind.Separator },
        ...[...plan.value.folders, ...plan.value.runs].map(decisionItem),
      ];
  }
}

function actionItems(plan: ForgetPlan): DecisionItem[] {
  const { copies, going, freedBytes, hasWork } = cleanUpCounts(plan);
  const frees =
    plan.tables.length === 0 ? '' : ` · ${vscode.l10n.t('frees about {0}', formatBytes(freedBytes))}`;
  const remove: DecisionItem =
    going > 0
      ? {
          action: 'remove',
          label: `$(trash) ${vscode.l10n.t('Remove {0} of {1}…', going, formatCount(copies, 'copy', 'copies'))}`,
          description: `${vscode.l10n.t('{0} stay', copies - going)}${frees}`,
        }
      : {
          action: 'remove',
          label: `$(trash) ${vscode.l10n.t('Finish what was begun…')}`,
          description: vscode.l10n.t('an earlier clean-up was interrupted'),
        };
  const nothing: DecisionItem = {
    label: `$(check) ${vscode.l10n.t('Every copy stays: nothing to remove.')}`,
  };
  return [
    hasWork ? remove : nothing,
    {
      action: 'page',
      label: `$(list-ordered) ${vscode.l10n.t('Show as a Page')}`,
      description: vscode.l10n.t('every copy, and what each table frees'),
    },
    {
      action: 'cli',
      label: `$(terminal) ${vscode.l10n.t('Copy CLI Command')}`,
      description: vscode.l10n.t('the same from a terminal or a schedule'),
    },
  ];
}

function decisionItem({ copy, keep, reasons }: Decision): DecisionItem {
  const icon = keep ? '$(check)' : '$(trash)';
  return {
    label: `${icon} ${copy.takenAt === 0 ? copy.id : formatInstant(copy.takenAt)}`,
    description: `${keep ? vscode.l10n.t('keep') : vscode.l10n.t('remove')}: ${reasons.join(', ')}`,
  };
}
