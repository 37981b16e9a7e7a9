/** Runs a confirmed plan in the editor: progress with a Cancel, then the outcome in words and the clone report. */

import * as vscode from 'vscode';
import type { FinishedRun } from '../../backup/events';
import type { Plan } from '../../backup/plan';
import { exhaustive } from '../../base/fault';
import { formatBytes, formatCount } from '../../base/format';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { sentence } from '../notify';
import type { Services } from '../services';
import { readSettings } from '../settings';
import { progressFraction, progressText, type RunProgress } from './progress';

/** How often the notification changes, ms. */
const REPORT_INTERVAL = 200;

export interface Execution {
  readonly plan: Plan;
  readonly lakehouse: Lakehouse;
  /** The lakehouse's folder. */
  readonly folder: string;
  /** Opens the clone report at this run. */
  readonly openReport: () => void;
}

/**
 * Resolves when the run has ended and its report is written, however it ended.
 *
 * @throws Fault `conflict` where another run writes to the same root.
 */
export async function execute(
  services: Services,
  { plan, lakehouse, folder, openReport }: Execution,
): Promise<FinishedRun> {
  const { runs, recents, lakehouses, tables } = services;
  const { parameters, runId } = plan;
  const { concurrentTables, openReportAfterRun } = readSettings();
  const title = vscode.l10n.t('Snapshot of {0}', parameters.database.name);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const finished = await vscode.window.withProgress(options, (progress, token) => {
    token.onCancellationRequested(() => runs.cancel(runId));
    return runs.run(plan, lakehouse, {
      folder,
      concurrency: concurrentTables,
      onProgress: throttledReport((message, increment) => progress.report({ message, increment })),
    });
  });
  await recents.add(parameters.root);
  tables.refresh();
  lakehouses.refresh();
  const reportWritten = finished.reportError === undefined;
  if (openReportAfterRun && reportWritten) openReport();
  void tellEnd(services, finished, openReport);
  return finished;
}

/** The notification wants steps in percent, and not more of them than people can read. */
function throttledReport(
  report: (message: string, increment: number) => void,
): (progress: RunProgress) => void {
  let last = 0;
  let shown = 0;
  return (progress) => {
    if (Date.now() - last < REPORT_INTERVAL) return;
    last = Date.now();
    const percent = 100 * progressFraction(progress);
    report(progressText(progress), Math.max(0, percent - shown));
    shown = Math.max(shown, percent);
  };
}

async function tellEnd({ log }: Services, finished: FinishedRun, openIt: () => void): Promise<void> {
  const showReport = vscode.l10n.t('Show Report');
  const showLog = vscode.l10n.t('Show Log');
  const actions = finished.reportError === undefined ? [showReport, showLog] : [showLog];
  const chosen = await messageBox(finished)(endText(finished), ...actions);
  if (chosen === showReport) openIt();
  if (chosen === showLog) log.show();
}

function messageBox({
  status,
}: FinishedRun): (text: string, ...actions: string[]) => Thenable<string | undefined> {
  switch (status) {
    case 'done':
      return vscode.window.showInformationMessage;
    case 'partial':
    case 'cancelled':
      return vscode.window.showWarningMessage;
    case 'failed':
      return vscode.window.showErrorMessage;
    default:
      return exhaustive(status);
  }
}

function endText({ plan, outcomes, status, reportError }: FinishedRun): string {
  const all = [...outcomes.values()];
  const copied = all.reduce((sum, one) => sum + ('metrics' in one ? one.metrics.copiedFilesSize : 0), 0);
  const failed = all.filter((one) => one.status === 'failed').length;
  const name = plan.parameters.database.name;
  const tables = formatCount(all.length, 'table');
  const report = reportError === undefined ? '' : ` ${sentence(reportError)}`;
  switch (status) {
    case 'done':
      return vscode.l10n.t(
        'Snapshot of {0}: {1} copied and verified, {2} new.',
        name,
        tables,
        formatBytes(copied),
      );
    case 'partial':
      return (
        vscode.l10n.t('Snapshot of {0} is partly done: {1} of {2} failed.', name, failed, tables) + report
      );
    case 'failed':
      return vscode.l10n.t('Snapshot of {0} failed: no table was copied.', name) + report;
    case 'cancelled':
      return (
        vscode.l10n.t('Snapshot of {0} was cancelled. What is copied stays; run it again to go on.', name) +
        report
      );
    default:
      return exhaustive(status);
  }
}
