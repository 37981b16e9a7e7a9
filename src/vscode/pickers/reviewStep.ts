/** Last step: the plan in short. Nothing has been written yet; Run says yes to exactly this plan. */

import * as vscode from 'vscode';
import { formatInstant } from '../../backup/instant';
import type { Plan } from '../../backup/plan';
import { formatBytes, formatCount } from '../../base/format';
import { cliContext, copyCommand } from '../cliClipboard';
import { snapshotCommand } from '../cliCommand';
import { type Loaded, settle } from '../loaded';
import { aboutTable } from '../notify';
import { showPage } from '../pages/panel';
import { planPage } from '../pages/planPage';
import { makePlan } from '../runs/makePlan';
import type { Services } from '../services';
import { askInstant } from './instantInput';
import { type OpenPick, showPick } from './quickPick';
import { type SnapshotDraft, toParameters } from './snapshotDraft';
import type { Step } from './steps';
import { databaseOf, lakehouseOf, type WizardState, wizardTitle } from './wizard';

interface ReviewItem extends vscode.QuickPickItem {
  /** Undefined for what only informs. */
  readonly action?: 'run' | 'plan' | 'cli' | 'checksum' | 'as-of';
}

/** What the step shows: an option that changes makes another plan. */
interface Review {
  draft: SnapshotDraft;
  plan: Loaded<Plan>;
}

export function reviewStep(services: Services): Step<WizardState> {
  return async (state, position) => {
    const database = databaseOf(state);
    const lakehouse = await lakehouseOf(services, database);
    const stop = new AbortController();
    const review: Review = { draft: state.draft, plan: { kind: 'loading' } };
    let picker: OpenPick<ReviewItem> | undefined;

    const show = () => {
      if (picker === undefined) return;
      picker.busy = review.plan.kind === 'loading';
      picker.items = itemsFor(review);
    };
    const replan = async (changed: SnapshotDraft) => {
      review.draft = changed;
      review.plan = { kind: 'loading' };
      show();
      const parameters = toParameters(review.draft);
      const made = await settle(() => makePlan(parameters, lakehouse, stop.signal));
      if (stop.signal.aborted) return;
      review.plan = made;
      show();
    };
    const act = async (action: ReviewItem['action']): Promise<boolean> => {
      switch (action) {
        case 'run':
          return review.plan.kind === 'ready';
        case 'plan':
          if (review.plan.kind === 'ready')
            showPage(planPage(review.plan.value), { key: 'plan', preserveFocus: true });
          return false;
        case 'cli':
          await copyCommand(
            snapshotCommand(toParameters(review.draft), database.folder, cliContext(services)),
          );
          return false;
        case 'checksum':
          await replan({ ...review.draft, checksum: !review.draft.checksum });
          return false;
        case 'as-of': {
          const answer = await askInstant(review.draft.asOf);
          if (answer !== undefined) await replan({ ...review.draft, asOf: answer.instant });
          return false;
        }
        case undefined:
          return false;
      }
    };

    const picked = await showPick<ReviewItem>({
      title: wizardTitle(state),
      position,
      placeholder: vscode.l10n.t('Review the plan. Nothing has been copied yet.'),
      items: [],
      onOpen: (pick) => {
        picker = pick;
        void replan(review.draft);
        return new vscode.Disposable(() => stop.abort());
      },
      accept: async ([item]) => act(item?.action),
    });
    if (picked === 'cancel') return { go: 'cancel' };
    if (picked === 'back' || review.plan.kind !== 'ready')
      return { go: 'back', state: { ...state, draft: review.draft } };
    return { go: 'next', state: { draft: review.draft, confirmed: review.plan.value } };
  };
}

function itemsFor({ draft, plan }: Review): ReviewItem[] {
  switch (plan.kind) {
    case 'loading':
      return [
        { label: `$(loading~spin) ${vscode.l10n.t('Reading the logs of the tables…')}`, alwaysShow: true },
      ];
    case 'failed':
      return [
        { label: `$(error) ${plan.error.message}`, detail: plan.error.advice ?? '', alwaysShow: true },
        ...optionItems(draft),
      ];
    case 'ready':
      return [...actionItems(plan.value), ...optionItems(draft), ...warningItems(plan.value)];
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
      description: vscode.l10n.t('the same snapshot from a terminal or a schedule'),
    },
  ];
}

function optionItems({ asOf, checksum }: SnapshotDraft): ReviewItem[] {
  return [
    separator(vscode.l10n.t('Options')),
    {
      action: 'as-of',
      label: `$(history) ${vscode.l10n.t('As of')}`,
      description: asOf === undefined ? vscode.l10n.t('latest versions') : formatInstant(asOf),
    },
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
