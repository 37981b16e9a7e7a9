/** Tells the user once that a run was interrupted: what was found later in a session is in the Runs view. */

import * as vscode from 'vscode';
import { processTitle } from '../processTitle';
import type { InterruptedRun } from './interrupted';

/** @returns a function that tells of the first runs it is called with that surely go on nowhere else. */
export function createTeller(): (runs: readonly InterruptedRun[]) => void {
  let isTold = false;
  return (runs) => {
    const [first, ...more] = runs.filter(({ elsewhere }) => elsewhere === 'no');
    if (isTold || first === undefined) return;
    isTold = true;
    void tell(first, more.length);
  };
}

async function tell(first: InterruptedRun, more: number): Promise<void> {
  const { plan } = first.state;
  const title = processTitle(plan.process, plan.parameters.database.name);
  const text =
    more === 0
      ? vscode.l10n.t('{0} was interrupted before it had ended.', title)
      : vscode.l10n.t('{0} and {1} more were interrupted before they had ended.', title, more);
  const resume = vscode.l10n.t('Resume…');
  if ((await vscode.window.showWarningMessage(text, resume)) !== resume) return;
  const target = more === 0 ? [{ subject: { kind: 'interrupted', ...first } }] : [];
  await vscode.commands.executeCommand('overwatch.resume', ...target);
}
