/** Last step: the plan in short. Nothing has been written yet; Run says yes to exactly this plan. */

import * as vscode from 'vscode';
import { formatInstant } from '../../backup/instant';
import type { Plan } from '../../backup/plan';
import { exhaustive } from '../../base/fault';
import { formatBytes, formatCount } from '../../base/format';
import { copyCommand } from '../cliClipboard';
import type { Loaded } from '../loaded';
import { aboutTable } from '../notify';
import { showPage } from '../pages/panel';
import { planPage } from '../pages/planPage';
import { askInstant } from './instantInput';
import { showPlanned } from './plannedPick';
import type { Step } from './steps';
import type { WizardState } from './wizard';

/** What every process may be told in its review. */
interface Options {
  /** Epoch ms; undefined for the latest versions. */
  readonly asOf: number | undefined;
  readonly checksum: boolean;
}

export interface ReviewQuestion<Draft> {
  readonly title: (draft: Draft) => string;
  /** @throws Fault that says why a run with this draft must not begin. */
  readonly plan: (draft: Draft, signal: AbortSignal) => Promise<Plan>;
  /** The command line that does the same. */
  readonly command: (draft: Draft) => string;
  /** Whether the instant is asked for here, and not in a step of its own. */
  readonly asksAsOf: boolean;
}

interface ReviewItem extends vscode.QuickPickItem {
  /** Undefined for what only informs. */
  readonly action?: 'run' | 'plan' | 'cli' | 'checksum' | 'as-of';
}

export function reviewStep<Draft extends Options>(question: ReviewQuestion<Draft>): Step<WizardState<Draft>> {
  return async (state, position) => {
    let draft = state.draft;
    const picked = await showPlanned<Plan, ReviewItem>({
      title: question.title(draft),
      position,
      placeholder: vscode.l10n.t('Review the plan. Nothing has been copied yet.'),
      plan: (signal) => question.plan(draft, signal),
      itemsOf: (plan) => itemsFor(plan, draft, question.asksAsOf),
      act: async ({ action }, plan, replan) => {
        switch (action) {
          case 'run':
            return true;
          case 'plan':
            if (plan !== undefined) showPage(planPage(plan), { key: 'plan', preserveFocus: true });
            return false;
          case 'cli':
            await copyCommand(question.command(draft));
            return false;
          case 'checksum':
            draft = { ...draft, checksum: !draft.checksum };
            await replan();
            return false;
          case 'as-of': {
            const answer = await askInstant(draft.asOf);
            if (answer === undefined) return false;
            draft = { ...draft, asOf: answer.instant };
            await replan();
            return false;
          }
          case undefined:
            return false;
          default:
            return exhaustive(action);
        }
      },
    });
    if (picked === 'cancel') return { go: 'cancel' };
    if (picked === 'back') return { go: 'back', state: { ...state, draft } };
    return { go: 'next', state: { draft, confirmed: picked.plan } };
  };
}

function itemsFor(plan: Loaded<Plan>, draft: Options, asksAsOf: boolean): ReviewItem[] {
  switch (plan.kind) {
    case 'loading':
      return [
        { label: `$(loading~spin) ${vscode.l10n.t('Reading the logs of the tables…')}`, alwaysShow: true },
      ];
    case 'failed':
      return [
        { label: `$(error) ${plan.error.message}`, detail: plan.error.advice ?? '', alwaysShow: true },
        ...optionItems(draft, asksAsOf),
      ];
    case 'ready':
      return [...actionItems(plan.value), ...optionItems(draft, asksAsOf), ...warningItems(plan.value)];
  }
}

function actionItems({ totals, freeBytes, parameters }: Plan): ReviewItem[] {
  const toCopy = vscode.l10n.t(
    '{0} of {1} to copy',
    formatBytes(totals.bytesToCopy),
    formatBytes(totals.bytes),
  );
  const free = freeBytes === undefined ? '' : ` · ${vscode.l10n.t('{0} free', formatBytes(freeBytes))}`;
  return [
    {
      action: 'run',
      label: `$(play) ${vscode.l10n.t('Run')}`,
      description: `${formatCount(totals.tables, 'table')} · ${toCopy}`,
      detail: `${vscode.l10n.t('to {0}', parameters.root)}${free}`,
    },
    {
      action: 'plan',
      label: `$(list-ordered) ${vscode.l10n.t('Show Plan')}`,
      description: vscode.l10n.t('every table with its version, size and statement'),
    },
    {
      action: 'cli',
      label: `$(terminal) ${vscode.l10n.t('Copy CLI Command')}`,
      description: vscode.l10n.t('the same from a terminal or a schedule'),
    },
  ];
}

function optionItems({ asOf, checksum }: Options, asksAsOf: boolean): ReviewItem[] {
  const asOfItem: ReviewItem = {
    action: 'as-of',
    label: `$(history) ${vscode.l10n.t('As of')}`,
    description: asOf === undefined ? vscode.l10n.t('latest versions') : formatInstant(asOf),
  };
  return [
    separator(vscode.l10n.t('Options')),
    ...(asksAsOf ? [asOfItem] : []),
    {
      action: 'checksum',
      label: `$(shield) ${vscode.l10n.t('Compare contents by checksum')}`,
      description: checksum ? vscode.l10n.t('on') : vscode.l10n.t('off'),
    },
  ];
}

function warningItems({ steps, warnings }: Plan): ReviewItem[] {
  const failing = steps.flatMap(({ table, source, state }) =>
    state.ready ? [] : [{ table, why: aboutTable(state.error, { name: table, location: source }) }],
  );
  if (failing.length + warnings.length === 0) return [];
  return [
    separator(vscode.l10n.t('Warnings')),
    ...warnings.map((text) => ({ label: `$(warning) ${text}` })),
    ...failing.map(({ table, why }) => ({
      label: `$(warning) ${vscode.l10n.t('{0} will fail', table)}`,
      detail: why,
    })),
  ];
}

function separator(label: string): ReviewItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
