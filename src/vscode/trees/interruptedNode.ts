/** A run that was killed and can be resumed, or that goes on in another process. */

import * as vscode from 'vscode';
import { remainingOf } from '../../backup/journal/remaining';
import { formatAge } from '../../base/format';
import { shownPlace } from '../../lakehouse/placeText';
import { processTitle } from '../processTitle';
import type { InterruptedRun } from '../runs/interrupted';
import { factsTooltip } from './factsTooltip';
import { placeContext, type Subject, type TreeNode } from './node';
import { statusIcon } from './status';

const PAUSED = new vscode.ThemeIcon('debug-pause', new vscode.ThemeColor('list.warningForeground'));

function iconOf({ elsewhere }: InterruptedRun): vscode.ThemeIcon {
  return elsewhere === 'yes' ? statusIcon('running') : PAUSED;
}

export function interruptedNode(run: InterruptedRun): TreeNode {
  const { plan } = run.state;
  const { database, root } = plan.parameters;
  const title = processTitle(plan.process, database.name);
  const subject: Subject = { kind: 'interrupted', ...run };
  return {
    id: `interrupted:${root}:${plan.runId}`,
    subject,
    item: () => {
      const item = new vscode.TreeItem(title);
      item.iconPath = iconOf(run);
      item.description = `${interruptedText(run)} · ${formatAge(plan.createdAt, Date.now())}`;
      item.tooltip = factsTooltip('debug-pause', title, [
        [vscode.l10n.t('Status'), interruptedText(run)],
        [vscode.l10n.t('From'), shownPlace(database.location)],
        [vscode.l10n.t('To'), shownPlace(root)],
        [vscode.l10n.t('Begun'), new Date(plan.createdAt).toLocaleString()],
        [vscode.l10n.t('Run'), plan.runId],
      ]);
      item.command = {
        command: 'overwatch.resume',
        title: vscode.l10n.t('Resume…'),
        arguments: [{ subject }],
      };
      const isMigration = plan.process === 'migrate';
      const words = [
        'interrupted canResume hasCli',
        placeContext(run.lakehouse),
        ...(isMigration ? ['hasChecklist'] : []),
        ...(run.elsewhere === 'yes' ? [] : ['canDismiss']),
      ];
      item.contextValue = words.join(' ');
      return item;
    },
  };
}

/** Marks a place that the run wrote to: what lies there is not all of it. */
export function showInterrupted(item: vscode.TreeItem, run: InterruptedRun): void {
  item.iconPath = iconOf(run);
  item.description = [interruptedText(run), item.description].filter(Boolean).join(' · ');
  item.contextValue = `${item.contextValue ?? ''} canResume`;
}

/** `interrupted · 3 of 8 tables done` */
export function interruptedText({ state, elsewhere }: InterruptedRun): string {
  const { doneTables } = remainingOf(state);
  return `${stateText(elsewhere)} · ${vscode.l10n.t('{0} of {1} tables done', doneTables.length, state.plan.steps.length)}`;
}

function stateText(elsewhere: InterruptedRun['elsewhere']): string {
  const texts: Readonly<Record<InterruptedRun['elsewhere'], string>> = {
    no: vscode.l10n.t('interrupted'),
    yes: vscode.l10n.t('running in another process'),
    unknown: vscode.l10n.t('interrupted, or running on another machine'),
  };
  return texts[elsewhere];
}
