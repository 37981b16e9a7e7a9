/** The one place that turns faults into notifications: what happened, what to do next, and the way to the log. */

import * as vscode from 'vscode';
import { asFault, type Fault } from '../base/fault';

const SHOW_LOG = vscode.l10n.t('Show Log');

/** Shows a failure and logs it with its cause. Does nothing for a cancel: the user knows. */
export function notifyFault(log: vscode.LogOutputChannel, error: unknown): void {
  const fault = asFault(error);
  if (fault.code === 'cancelled') return;
  logFault(log, fault);
  void vscode.window.showErrorMessage(sentence(fault), SHOW_LOG).then((chosen) => {
    if (chosen === SHOW_LOG) log.show();
  });
}

/** What happened and what to do next, as one text. */
export function sentence(fault: { readonly message: string; readonly advice?: string | undefined }): string {
  return fault.advice === undefined ? fault.message : `${fault.message} ${fault.advice}`;
}

/** What something throws; undefined where it does not throw. */
export function faultOf(work: () => void): Fault | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return asFault(error);
  }
}

/** The same, as one text. */
export function problemOf(work: () => void): string | undefined {
  const fault = faultOf(work);
  return fault === undefined ? undefined : sentence(fault);
}

/** What is wrong with one table, for a line that already names it: its location would push the rest out of sight. */
export function aboutTable(
  error: { readonly message: string },
  table: { readonly name: string; readonly location: string },
): string {
  return error.message.replaceAll(table.location, table.name);
}

function logFault(log: vscode.LogOutputChannel, fault: Fault): void {
  log.error(`[${fault.code}] ${sentence(fault)}`);
  if (fault.code === 'internal') log.error(fault.cause instanceof Error ? fault.cause : fault);
}
