/** How a verdict on modules of Overwatch looks, and what choosing it does. */

import * as vscode from 'vscode';
import type { Verdict } from '../../backup/health/verdict';
import type { Subject } from './node';
import { statusIcon } from './status';

const ICONS: Readonly<Record<Verdict, vscode.ThemeIcon>> = {
  failed: statusIcon('failed'),
  stale: statusIcon('warning'),
  unknown: new vscode.ThemeIcon('question'),
  healthy: statusIcon('done'),
};

export function verdictIcon(verdict: Verdict): vscode.ThemeIcon {
  return ICONS[verdict];
}

/** What a node does that is chosen. */
export function showHealth(subject: Subject): vscode.Command {
  return {
    command: 'overwatch.pipelineHealth',
    title: vscode.l10n.t('Show Pipeline Health…'),
    arguments: [{ subject }],
  };
}
