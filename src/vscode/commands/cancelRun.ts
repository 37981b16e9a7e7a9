/** Stops a running run, here or on Databricks. What is already copied stays, and a later run goes on from there. */

import * as vscode from 'vscode';
import { jobTitle, phaseText } from '../jobRuns/jobText';
import { idOf } from '../jobRuns/record';
import { processTitle } from '../processTitle';
import { progressText } from '../runs/progress';
import type { Services } from '../services';
import type { Command } from './command';

export const cancelRun: Command = async (services, subject) => {
  if (subject.kind === 'run') return services.runs.cancel(subject.run.runId);
  if (subject.kind === 'jobRun') return services.jobRuns.cancel(idOf(subject.record));
  const running = runningRuns(services);
  if (running.length <= 1) return running[0]?.cancel();
  const chosen = await vscode.window.showQuickPick(running, {
    placeHolder: vscode.l10n.t('Cancel which run?'),
  });
  await chosen?.cancel();
};

interface Running extends vscode.QuickPickItem {
  readonly cancel: () => Promise<void> | void;
}

function runningRuns({ runs, jobRuns }: Services): readonly Running[] {
  const here = runs
    .list()
    .filter(({ end }) => end === undefined)
    .map(({ runId, job, progress }) => ({
      label: processTitle(job.process, job.parameters.database.name),
      description: progressText(progress),
      cancel: () => runs.cancel(runId),
    }));
  const there = jobRuns
    .list()
    .filter(({ phase }) => phase.kind === 'under-way')
    .map((record) => ({
      label: jobTitle(record),
      description: phaseText(record, Date.now()),
      cancel: () => jobRuns.cancel(idOf(record)),
    }));
  return [...here, ...there];
}
