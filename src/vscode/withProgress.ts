/** Progress for what may take a while. */

import * as vscode from 'vscode';
import { Fault } from '../base/fault';

/** Tells how far the work is: a message, and by how many percent it has come further. */
export type ReportProgress = (message: string, increment: number) => void;

/** Does `work` under a notification that can be cancelled. */
export async function withProgress<T>(
  title: string,
  work: (signal: AbortSignal, report: ReportProgress) => Promise<T>,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort(new Fault('cancelled', 'Cancelled.')));
    return work(stop.signal, (message, increment) => progress.report({ message, increment }));
  });
}
