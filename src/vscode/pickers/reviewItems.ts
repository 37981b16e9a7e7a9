/** A plan in short, as items of a quick pick. */

import path from 'node:path';
import * as vscode from 'vscode';
import { type AfterStep, describeStep } from '../../backup/afterSteps';
import type { Plan } from '../../backup/plan';
import { exhaustive, type FaultData } from '../../base/fault';
import { formatBytes, formatCount } from '../../base/format';
import { shownPlace } from '../../lakehouse/placeText';
import { STORAGE_PREFIX } from '../../overwatch/deploymentConfig';
import { aboutTable } from '../notify';

export type PlanAction = 'run' | 'plan' | 'cli';

export interface PlanItem extends vscode.QuickPickItem {
  /** Undefined for what only informs. */
  readonly action?: PlanAction;
}

/** What can be done with a plan. @param run what the item says that says yes to it */
export function actionItems({ totals, freeBytes, parameters }: Plan, run: string): PlanItem[] {
  const toCopy = vscode.l10n.t(
    '{0} of {1} to copy',
    formatBytes(totals.bytesToCopy),
    formatBytes(totals.bytes),
  );
  const free = freeBytes === undefined ? '' : ` · ${vscode.l10n.t('{0} free', formatBytes(freeBytes))}`;
  return [
    {
      action: 'run',
      label: `$(play) ${run}`,
      description: `${formatCount(totals.tables, 'table')} · ${toCopy}`,
      detail: `${vscode.l10n.t('to {0}', shownPlace(parameters.root))}${free}`,
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

/** What a migration does once its tables are copied; nothing for other processes. */
export function afterItems(plan: Plan): PlanItem[] {
  if (plan.process !== 'migrate') return [];
  return [separator(vscode.l10n.t('Then')), ...plan.after.map(afterItem)];
}

/** A line does not wrap, so that what matters comes first; the page of the plan has all of it. */
function afterItem(step: AfterStep): PlanItem {
  switch (step.kind) {
    case 'verify-all':
      return { label: `$(check-all) ${describeStep(step)}` };
    case 'look-again':
      return { label: `$(eye) ${describeStep(step)}` };
    case 'config':
      return {
        label: `$(settings-gear) ${vscode.l10n.t('Set {0} in {1}', STORAGE_PREFIX, path.basename(step.location))}`,
        description: step.places.join(', '),
        detail: step.from === step.to ? vscode.l10n.t('{0} already', step.to) : `${step.from} → ${step.to}`,
      };
    case 'drop':
      return {
        label: `$(trash) ${vscode.l10n.t('Drop {0} of the source', formatCount(step.tables.length, 'table'))}`,
        description: vscode.l10n.t('only if every copy is verified'),
        ...(step.lost.length === 0 ? {} : { detail: vscode.l10n.t('Lost: {0}', step.lost.join(', ')) }),
      };
    default:
      return exhaustive(step);
  }
}

/** What the user should know before saying yes. */
export function warningItems(plan: Plan): PlanItem[] {
  const { steps, warnings } = plan;
  const kept = plan.process === 'migrate' ? plan.after.flatMap(refusedDrop) : [];
  const failing = steps.flatMap(({ table, source, state }) =>
    state.ready ? [] : [{ table, why: aboutTable(state.error, { name: table, location: source }) }],
  );
  if (failing.length + warnings.length + kept.length === 0) return [];
  return [
    separator(vscode.l10n.t('Warnings')),
    ...warnings.map((text) => ({ label: `$(warning) ${text}` })),
    ...failing.map(({ table, why }) => ({
      label: `$(warning) ${vscode.l10n.t('{0} will fail', table)}`,
      detail: why,
    })),
    ...kept.map((error) => ({ label: `$(warning) ${error.message}`, detail: error.advice ?? '' })),
  ];
}

function refusedDrop(step: AfterStep): readonly FaultData[] {
  return step.kind === 'drop' && !step.state.ready ? [step.state.error] : [];
}

export function separator(label: string): vscode.QuickPickItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
