/** Runs a confirmed plan in the editor: progress with a Cancel, then the outcome in words and the clone report. */

import * as vscode from 'vscode';
import type { FinishedRun } from '../../backup/events';
import type { JournalState } from '../../backup/journal/journal';
import type { Plan } from '../../backup/plan';
import { exhaustive } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { notifyFault } from '../notify';
import { processTitle } from '../processTitle';
import type { Services } from '../services';
import { concurrencyFor, readSettings } from '../settings';
import { endText } from './endText';
import { progressFraction, progressText, type RunProgress } from './progress';

/** How often the notification changes, ms. */
const REPORT_INTERVAL = 200;

export interface Execution {
  readonly plan: Plan;
  readonly lakehouse: Lakehouse;
  /** The lakehouse's address. */
  readonly folder: string;
  /** Opens the clone report at this run. */
  readonly openReport: () => void;
  /** Where the run stands that is resumed. */
  readonly resumed?: JournalState;
  /** What else can be done once the run has ended. */
  readonly actions: () => readonly EndAction[];
}

/** A button of the notification that tells how a run ended. */
export interface EndAction {
  readonly label: string;
  readonly act: () => Promise<void>;
}

/**
 * Resolves when the run has ended and its report is written, however it ended.
 *
 * @throws Fault `conflict` where another run writes to the same root; as `startIfStopped` does.
 */
export async function execute(
  services: Services,
  { plan, lakehouse, folder, resumed, openReport, actions }: Execution,
): Promise<FinishedRun> {
  const { runs, recents, lakehouses, tables, interrupted, log } = services;
  const { parameters, runId } = plan;
  const { openReportAfterRun } = readSettings();
  const rootHere = (root: string) => lakehouses.known(lakehouse, root);
  const title = processTitle(plan.process, parameters.database.name);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  // Loaded here, as it is nothing that a start of the editor needs.
  const { startIfStopped } = await import('../workspaces/start');
  await startIfStopped(services, folder);
  const finished = await vscode.window.withProgress(options, (progress, token) => {
    token.onCancellationRequested(() => runs.cancel(runId));
    return runs.run(plan, lakehouse, {
      folder,
      known: rootHere(parameters.root),
      ...(resumed === undefined ? {} : { resumed }),
      concurrency: concurrencyFor(lakehouse),
      onProgress: throttledReport((message, increment) => progress.report({ message, increment })),
    });
  });
  const remembered = rememberedRoot(plan);
  if (remembered !== undefined) await recents.add(rootHere(remembered));
  tables.refresh();
  interrupted.refresh();
  if (remembered === undefined) lakehouses.refresh();
  else await lakehouses.noteBackup(rootHere(parameters.root)).catch((error) => notifyFault(log, error));
  const reportWritten = finished.reportError === undefined;
  if (openReportAfterRun && reportWritten) openReport();
  void tellEnd(services, finished, openReport, actions());
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
  const showReport = { label: vscode.l10n.t('Show Report'), act: async () => openReport() };
  const showLog = { label: vscode.l10n.t('Show Log'), act: async () => log.show() };
  const offered: readonly EndAction[] = [
    ...actions,
    ...(finished.reportError === undefined ? [showReport] : []),
    ...(finished.status === 'done' ? [] : [showLog]),
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
