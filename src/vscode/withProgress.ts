/** Progress for what may take a while. */

import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { Fault } from '../base/fault';

/** Tells how far the work is: a message, and by how many percent it has come further. */
export type ReportProgress = (message: string, increment: number) => void;

/** What ends sooner needs no notification: it would only flash up, ms. */
const PATIENCE = 500;

/** Does `work`; where that takes longer than a moment, under a notification that can be cancelled. */
export async function withProgress<T>(
  title: string,
  work: (signal: AbortSignal, report: ReportProgress) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  let show: ReportProgress = () => {};
  let unseen = { message: '', increment: 0 };
  const report: ReportProgress = (message, increment) => {
    unseen = { message, increment: unseen.increment + increment };
    show(message, increment);
  };
  const working = work(stop.signal, report);
  const ended = working.then(
    () => true,
    () => true,
  );
  if (await Promise.race([ended, delay(PATIENCE, false)])) return working;

  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    token.onCancellationRequested(() => stop.abort(new Fault('cancelled', 'Cancelled.')));
    show = (message, increment) => progress.report({ message, increment });
    progress.report(unseen);
    return working;
  });
}
