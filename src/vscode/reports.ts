/** Opens the clone report of a backup, and gives it what can be done from there. */

import path from 'node:path';
import * as vscode from 'vscode';
import type { Plan, PlanOf } from '../backup/plan';
import type { RunRecord } from '../backup/report/runs';
import { Fault } from '../base/fault';
import type { Lakehouse } from '../lakehouse/lakehouse';
import { canUseFileManager, revealPath } from './fileManager';
import { openLakehouse } from './lakehouses';
import { notifyFault } from './notify';
import { showPage } from './pages/panel';
import { previewPage } from './pages/previewPage';
import { sqlActions } from './registration';
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
  const source = sourceOf(services, lakehouse.label, async () => lakehouse, root);
  showReport(services.context, { ...source, ...(runId === undefined ? {} : { runId }) });
}

/** Brings reports back that were open when the window was reloaded. */
export function registerReports(services: Services): void {
  const reopen = ({ lakehouse, root }: { readonly lakehouse: string; readonly root: string }) =>
    sourceOf(services, lakehouse, () => openLakehouse(root), root);
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
  const plan = await withProgress<Plan>(vscode.l10n.t('Planning'), (signal) =>
    run.process === 'restore'
      ? planRestoreAgain(run, root, lakehouse, signal)
      : makePlan.snapshot(retryParameters(run, root, path.dirname), lakehouse, signal),
  );
  await execute(services, {
    plan,
    lakehouse,
    folder: plan.parameters.database.location,
    openReport: () => openReport(services, lakehouse, root, plan.runId),
    actions: plan.process === 'restore' ? sqlActions(() => services.runs.get(plan.runId)) : [],
  });
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
  label: string,
  open: () => Promise<Lakehouse>,
  root: string,
): ReportSource {
  return {
    lakehouse: label,
    root,
    loadRuns: async (signal) => readRuns({ lakehouse: await open(), root }, signal),
    retryFailed: async (runId) => retryFailedTables(services, await open(), root, runId),
    previewTable: async (location) => {
      const lakehouse = await open();
      const signal = AbortSignal.timeout(PREVIEW_TIME_LIMIT);
      const preview = await lakehouse.preview(location, 'latest', readSettings().previewRows, signal);
      showPage(previewPage(path.basename(location), location, preview), { key: `preview:${location}` });
    },
    copyPath: async (location) => vscode.env.clipboard.writeText(location),
    ...(canUseFileManager() ? { revealPath } : {}),
    onFault: (error) => notifyFault(services.log, error),
  };
}

/** A mounted bucket that hangs must not leave the report waiting for ever, ms. */
const PREVIEW_TIME_LIMIT = 60_000;
