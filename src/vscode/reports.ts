/** Opens the clone report of a backup, and gives it what can be done from there. */

import * as vscode from 'vscode';
import type { Plan, PlanOf } from '../backup/plan';
import type { RunRecord } from '../backup/report/runs';
import { Fault } from '../base/fault';
import { isDatabricksAddress } from '../lakehouse/address';
import type { Lakehouse } from '../lakehouse/lakehouse';
import { lastPart, parentPlace } from '../lakehouse/placeText';
import { endActions } from './endActions';
import { canUseFileManager, revealPath } from './fileManager';
import { notifyFault } from './notify';
import { type ReportSource, registerReportSerializer, showReport } from './report/panel';
import { execute } from './runs/execute';
import { makePlan } from './runs/makePlan';
import { readRuns } from './runs/readRuns';
import { retryParameters, unfinishedTables } from './runs/retry';
import type { Services } from './services';
import { readSettings } from './settings';
import { withProgress } from './withProgress';

/** Without `runId` the newest run is shown. */
export function openReport(services: Services, lakehouse: Lakehouse, root: string, runId?: string): void {
  const source = sourceOf(services, services.lakehouses.addressOf(lakehouse), async () => lakehouse, root);
  showReport(services.context, { ...source, ...(runId === undefined ? {} : { runId }) });
}

/** Brings reports back that were open when the window was reloaded. */
export function registerReports(services: Services): void {
  const reopen = ({ lakehouse, root }: { readonly lakehouse: string; readonly root: string }) =>
    sourceOf(
      services,
      lakehouse,
      () => services.lakehouses.open(isDatabricksAddress(lakehouse) ? lakehouse : root),
      root,
    );
  services.context.subscriptions.push(registerReportSerializer(services.context, reopen));
}

/**
 * Runs the failed and cancelled tables of a run again.
 *
 * @param runId as the clone report of `root` names it.
 * @throws Fault `not-found` for a run that is not in the report or that has no such tables, and whatever planning throws.
 */
export async function retryFailedTables(
  services: Services,
  lakehouse: Lakehouse,
  root: string,
  runId: string,
): Promise<void> {
  const run = (await readRuns({ lakehouse, root })).find(({ id }) => id === runId);
  if (run === undefined) {
    throw new Fault(
      'not-found',
      vscode.l10n.t('The clone report of {0} does not tell of this run any more.', root),
    );
  }
  // These are planned as a whole: the run itself goes on, and its tables that failed are tried again.
  if (run.process === 'migrate' || run.process === 'bronze-backup')
    return resumeRun(services, lakehouse, root, runId);
  const plan = await withProgress<Plan>(vscode.l10n.t('Planning'), (signal) =>
    run.process === 'restore'
      ? planRestoreAgain(run, root, lakehouse, signal)
      : makePlan.snapshot(retryParameters(run, root, parentPlace), lakehouse, signal),
  );
  await execute(services, {
    plan,
    lakehouse,
    folder: folderOf(services, plan, lakehouse),
    openReport: () => openReport(services, lakehouse, root, plan.runId),
    actions: () => endActions(services, plan, lakehouse),
  });
}

/**
 * Goes on with a run that did not come to a good end, by its journal.
 *
 * @throws Fault `not-found` where nothing is left to do, or there is no journal; `conflict` for a run after which others have begun.
 */
export async function resumeRun(
  services: Services,
  lakehouse: Lakehouse,
  root: string,
  runId: string,
): Promise<void> {
  const { findUnfinished } = await import('../backup/journal/resume');
  const resumed = await withProgress(vscode.l10n.t('Reading the journal'), (signal) =>
    findUnfinished(root, runId, lakehouse, signal),
  );
  if (resumed === undefined)
    throw new Fault('not-found', vscode.l10n.t('Nothing to resume: the last run to {0} is done.', root));
  const { plan } = resumed;
  await execute(services, {
    plan,
    lakehouse,
    folder: folderOf(services, plan, lakehouse),
    resumed,
    openReport: () => openReport(services, lakehouse, root, runId),
    actions: () => endActions(services, plan, lakehouse),
  });
}

/** The address of the lakehouse that a plan reads from, where only its root is known. */
function folderOf({ lakehouses }: Services, { parameters }: Plan, lakehouse: Lakehouse): string {
  return lakehouse.host === undefined ? parameters.database.location : lakehouses.addressOf(lakehouse);
}

/** The report does not tell which state was restored; the journal of the run does. */
async function planRestoreAgain(
  run: RunRecord,
  root: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<PlanOf<'restore'>> {
  const { findUnfinished } = await import('../backup/journal/resume');
  const before = (await findUnfinished(root, run.id, lakehouse, signal))?.plan;
  const only = unfinishedTables(run);
  if (before?.process !== 'restore' || only.length === 0) {
    throw new Fault('not-found', vscode.l10n.t('No table of this restore is left to bring back.'));
  }
  const { database: _, ...choice } = before.parameters;
  return makePlan.restore({ ...choice, only }, lakehouse, signal);
}

function sourceOf(
  services: Services,
  address: string,
  open: () => Promise<Lakehouse>,
  root: string,
): ReportSource {
  return {
    lakehouse: address,
    root,
    loadRuns: async (signal) => readRuns({ lakehouse: await open(), root }, signal),
    retryFailed: async (runId) => retryFailedTables(services, await open(), root, runId),
    previewTable: async (location) => {
      const lakehouse = await open();
      const signal = AbortSignal.timeout(PREVIEW_TIME_LIMIT);
      const preview = await lakehouse.preview(location, 'latest', readSettings().previewRows, signal);
      const { showPage } = await import('./pages/panel');
      const { previewPage } = await import('./pages/previewPage');
      showPage(previewPage(lastPart(location), location, preview), { key: `preview:${location}` });
    },
    copyPath: async (location) => vscode.env.clipboard.writeText(location),
    ...(canUseFileManager() && !isDatabricksAddress(address) ? { revealPath } : {}),
    onFault: (error) => notifyFault(services.log, error),
  };
}

/** A mounted bucket that hangs must not leave the report waiting for ever, ms. */
const PREVIEW_TIME_LIMIT = 60_000;
