/** Runs a confirmed plan in the editor: progress with a Cancel, then the outcome in words and the clone report. */

import * as vscode from 'vscode';
import type { FinishedRun } from '../../backup/events';
import type { Plan } from '../../backup/plan';
import { exhaustive } from '../../base/fault';
import { formatBytes, formatCount } from '../../base/format';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { sentence } from '../notify';
import { processTitle } from '../processTitle';
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
  /** What else can be done with what the run has made; offered when it made anything. */
  readonly actions?: readonly EndAction[];
}

/** A button of the notification that tells how a run ended. */
export interface EndAction {
  readonly label: string;
  readonly act: () => Promise<void>;
}

/**
 * Resolves when the run has ended and its report is written, however it ended.
 *
 * @throws Fault `conflict` where another run writes to the same root.
 */
export async function execute(
  services: Services,
  { plan, lakehouse, folder, openReport, actions = [] }: Execution,
): Promise<FinishedRun> {
  const { runs, recents, lakehouses, tables } = services;
  const { parameters, runId } = plan;
  const { concurrentTables, openReportAfterRun } = readSettings();
  const title = processTitle(plan.process, parameters.database.name);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const finished = await vscode.window.withProgress(options, (progress, token) => {
    token.onCancellationRequested(() => runs.cancel(runId));
    return runs.run(plan, lakehouse, {
      folder,
      concurrency: concurrentTables,
      onProgress: throttledReport((message, increment) => progress.report({ message, increment })),
    });
  });
  const remembered = rememberedRoot(plan);
  if (remembered !== undefined) await recents.add(remembered);
  tables.refresh();
  lakehouses.refresh();
  const reportWritten = finished.reportError === undefined;
  if (openReportAfterRun && reportWritten) openReport();
  void tellEnd(services, finished, openReport, actions);
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

/** Where backups are looked for from now on: undefined for a process that makes a database. */
function rememberedRoot(plan: Plan): string | undefined {
  switch (plan.process) {
    case 'snapshot':
      return plan.parameters.root;
    case 'bronze-backup':
      return plan.parameters.prefix;
    case 'restore':
    case 'migrate':
      return undefined;
    default:
      return exhaustive(plan);
  }
}

async function tellEnd(
  { log }: Services,
  finished: FinishedRun,
  openReport: () => void,
  actions: readonly EndAction[],
): Promise<void> {
  const madeAny = [...finished.outcomes.values()].some((one) => 'metrics' in one);
  const showReport = { label: vscode.l10n.t('Show Report'), act: async () => openReport() };
  const showLog = { label: vscode.l10n.t('Show Log'), act: async () => log.show() };
  const offered: readonly EndAction[] = [
    ...(madeAny ? actions : []),
    ...(finished.reportError === undefined ? [showReport] : []),
    showLog,
  ];
  const chosen = await messageBox(finished)(endText(finished), ...offered.map(({ label }) => label));
  await offered.find(({ label }) => label === chosen)?.act();
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
  const title = processTitle(plan.process, plan.parameters.database.name);
  const tables = formatCount(all.length, 'table');
  const report = reportError === undefined ? '' : ` ${sentence(reportError)}`;
  switch (status) {
    case 'done':
      return vscode.l10n.t('{0}: {1} copied and verified, {2} new.', title, tables, formatBytes(copied));
    case 'partial':
      return vscode.l10n.t('{0} is partly done: {1} of {2} failed.', title, failed, tables) + report;
    case 'failed':
      return vscode.l10n.t('{0} failed: no table was copied.', title) + report;
    case 'cancelled':
      return vscode.l10n.t('{0} was cancelled. What is copied stays; run it again to go on.', title) + report;
    default:
      return exhaustive(status);
  }
}
