/** Stops a running run. What is already copied stays, and a later run goes on from there. */

import * as vscode from 'vscode';
import { processTitle } from '../processTitle';
import { progressText } from '../runs/progress';
import type { Runs } from '../runs/registry';
import type { Command } from './command';

export const cancelRun: Command = async ({ runs }, subject) => {
  const runId = subject.kind === 'run' ? subject.run.runId : await pickRunning(runs);
  if (runId !== undefined) runs.cancel(runId);
};

async function pickRunning(runs: Runs): Promise<string | undefined> {
  const running = runs.list().filter(({ end }) => end === undefined);
  if (running.length <= 1) return running[0]?.runId;
  const items = running.map(({ runId, job, progress }) => ({
    label: processTitle(job.process, job.parameters.database.name),
    description: progressText(progress),
    runId,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Cancel which run?'),
  });
  return chosen?.runId;
}
