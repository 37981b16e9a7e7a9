/** Clean Up Old Copies…: shows what stays and what goes and why, asks once more, and removes. */

import path from 'node:path';
import * as vscode from 'vscode';
import type { ForgetPlan } from '../../backup/retention/forget';
import type { ForgetSummary } from '../../backup/retention/forgetRun';
import { Fault } from '../../base/fault';
import { formatBytes, formatCount } from '../../base/format';
import { lastPart } from '../../lakehouse/placeText';
import { cleanUpCounts, cleanUpPlaceOf, whyNotCleanUp } from '../cleanUpCounts';
import { sentence } from '../notify';
import { type CleanUpPlace, decisionsStep } from '../pickers/decisionsStep';
import { pickCleanUpPlace } from '../pickers/pickPlace';
import { rulesStep } from '../pickers/rulesStep';
import { takeSteps } from '../pickers/steps';
import type { Services } from '../services';
import { concurrencyFor } from '../settings';
import { withProgress } from '../withProgress';
import type { Command } from './command';

export const cleanUp: Command = async (services, subject) => {
  const cannot = subject.kind === 'backup' ? whyNotCleanUp(subject.root, subject.lakehouse) : undefined;
  if (cannot !== undefined) throw cannot;
  const place =
    subject.kind === 'backup'
      ? { from: cleanUpPlaceOf(subject.root), lakehouse: subject.lakehouse }
      : await pickCleanUpPlace(services);
  if (place === undefined) return;
  const title = vscode.l10n.t('Clean Up {0}', lastPart(place.from));
  const steps = [rulesStep<ForgetPlan>(title), decisionsStep(services, title, place)];
  const plan = (await takeSteps(steps, { draft: {}, confirmed: undefined }))?.confirmed;
  if (plan === undefined || !(await confirm(plan))) return;
  refuseWhileWritten(services, place.from);
  const summary = await remove(plan, place);
  services.tables.refresh();
  services.lakehouses.refresh();
  tellEnd(services, summary);
};

async function confirm(plan: ForgetPlan): Promise<boolean> {
  const { copies, going } = cleanUpCounts(plan);
  const yes = vscode.l10n.t('Remove');
  const question =
    going === 0
      ? vscode.l10n.t('Finish the interrupted clean-up of {0}?', plan.parameters.from)
      : vscode.l10n.t('Remove {0} of {1} for good?', going, formatCount(copies, 'copy', 'copies'));
  const detail = vscode.l10n.t(
    '{0}\n{1} stay. What is removed cannot be brought back.',
    plan.parameters.from,
    formatCount(copies - going, 'copy', 'copies'),
  );
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}

/** A run that is under way may be writing the very files that no report tells of yet. */
function refuseWhileWritten({ runs }: Services, from: string): void {
  const isBelow = (root: string) => root === from || root.startsWith(from + path.sep);
  if (!runs.list().some(({ job, end }) => end === undefined && isBelow(job.parameters.root))) return;
  throw new Fault('conflict', vscode.l10n.t('A run is writing to {0}.', from), {
    advice: vscode.l10n.t('Wait until it has ended, or cancel it.'),
  });
}

async function remove(plan: ForgetPlan, { lakehouse }: CleanUpPlace): Promise<ForgetSummary> {
  const { runForget } = await import('../../backup/retention/forgetRun');
  const title = vscode.l10n.t('Cleaning up {0}', plan.parameters.from);
  return withProgress(title, (signal, report) => {
    let steps = 1;
    return runForget(plan, lakehouse, {
      signal,
      now: Date.now,
      concurrency: concurrencyFor(lakehouse),
      onEvent: (event) => {
        if (event.type === 'forget-started') steps = Math.max(1, event.copies + event.tables);
        if (event.type === 'copy-removed') report(lastPart(event.copy), 100 / steps);
        if (event.type === 'table-pruned') report(event.table, 100 / steps);
      },
    });
  });
}

function tellEnd(
  { log }: Services,
  { status, kept, removed, freedFiles, freedBytes, tables }: ForgetSummary,
): void {
  const failures = tables.flatMap(({ table, error }) => (error === undefined ? [] : [{ table, error }]));
  for (const { table, error } of failures) log.error(`${table}: ${sentence(error)}`);
  const counted = [
    vscode.l10n.t('{0} removed, {1} kept', formatCount(removed, 'copy', 'copies'), kept),
    ...(freedFiles === 0
      ? []
      : [vscode.l10n.t('{0} ({1}) freed', formatCount(freedFiles, 'file'), formatBytes(freedBytes))]),
  ].join(', ');
  const [first] = failures;
  if (status === 'done')
    void vscode.window.showInformationMessage(vscode.l10n.t('Cleaned up: {0}.', counted));
  else if (first === undefined)
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The clean-up was cancelled: {0}. Another one goes on with it.', counted),
    );
  else
    void vscode.window.showErrorMessage(
      vscode.l10n.t(
        'The clean-up is not complete: {0}. {1}: {2}',
        counted,
        first.table,
        sentence(first.error),
      ),
    );
}
