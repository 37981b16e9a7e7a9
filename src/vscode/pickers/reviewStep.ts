/** Last step: the plan in short. Nothing has been written yet; Run says yes to exactly this plan. */

import * as vscode from 'vscode';
import type { Plan } from '../../backup/plan';
import { copyCommand } from '../cliClipboard';
import type { Loaded } from '../loaded';
import { showPage } from '../pages/panel';
import { planPage } from '../pages/planPage';
import { showPlanned } from './plannedPick';
import { actionItems, afterItems, type PlanAction, separator, warningItems } from './reviewItems';
import type { Step } from './steps';
import type { WizardState } from './wizard';

/** What every process may be told in its review. */
interface Options {
  readonly checksum: boolean;
}

export interface ReviewQuestion<Draft> {
  readonly title: (draft: Draft) => string;
  /** @throws Fault that says why a run with this draft must not begin. */
  readonly plan: (draft: Draft, signal: AbortSignal) => Promise<Plan>;
  /** The command line that does the same. */
  readonly command: (draft: Draft) => string;
  /** What else can be chosen here. */
  readonly options?: readonly ReviewOption<Draft>[];
  /** Whether a step comes after the review, before anything runs. */
  readonly asksMore?: (draft: Draft) => boolean;
}

/** Something that has a good default and is asked for only by who wants it otherwise. */
export interface ReviewOption<Draft> {
  readonly label: string;
  readonly description: (draft: Draft) => string;
  /** The draft with what the user has chosen; undefined where that is left as it was. */
  readonly ask: (draft: Draft) => Promise<Draft | undefined>;
}

interface ReviewItem<Draft> extends vscode.QuickPickItem {
  /** Undefined for what only informs. */
  readonly action?: PlanAction | 'checksum' | ReviewOption<Draft>;
}

export function reviewStep<Draft extends Options>(question: ReviewQuestion<Draft>): Step<WizardState<Draft>> {
  return async (state, position) => {
    let draft = state.draft;
    const picked = await showPlanned<Plan, ReviewItem<Draft>>({
      title: question.title(draft),
      position,
      placeholder: vscode.l10n.t('Review the plan. Nothing has been copied yet.'),
      plan: (signal) => question.plan(draft, signal),
      itemsOf: (plan) => itemsFor(plan, draft, question),
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
          case undefined:
            return false;
          default: {
            const answer = await action.ask(draft);
            if (answer === undefined) return false;
            draft = answer;
            await replan();
            return false;
          }
        }
      },
    });
    if (picked === 'cancel') return { go: 'cancel' };
    if (picked === 'back') return { go: 'back', state: { ...state, draft } };
    return { go: 'next', state: { draft, confirmed: picked.plan } };
  };
}

function itemsFor<Draft extends Options>(
  plan: Loaded<Plan>,
  draft: Draft,
  question: ReviewQuestion<Draft>,
): ReviewItem<Draft>[] {
  const options = optionItems(draft, question);
  switch (plan.kind) {
    case 'loading':
      return [
        { label: `$(loading~spin) ${vscode.l10n.t('Reading the logs of the tables…')}`, alwaysShow: true },
      ];
    case 'failed':
      return [
        { label: `$(error) ${plan.error.message}`, detail: plan.error.advice ?? '', alwaysShow: true },
        ...options,
      ];
    case 'ready': {
      const asksMore = question.asksMore?.(draft) ?? false;
      return [
        ...actionItems(plan.value, asksMore ? vscode.l10n.t('Run…') : vscode.l10n.t('Run')),
        ...afterItems(plan.value),
        ...options,
        ...warningItems(plan.value),
      ];
    }
  }
}

function optionItems<Draft extends Options>(
  draft: Draft,
  { options = [] }: ReviewQuestion<Draft>,
): ReviewItem<Draft>[] {
  return [
    separator(vscode.l10n.t('Options')),
    ...options.map((option) => ({
      action: option,
      label: option.label,
      description: option.description(draft),
    })),
    {
      action: 'checksum',
      label: `$(shield) ${vscode.l10n.t('Compare contents by checksum')}`,
      description: draft.checksum ? vscode.l10n.t('on') : vscode.l10n.t('off'),
    },
  ];
}
