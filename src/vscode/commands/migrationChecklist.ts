/** Migration Checklist…: the guide's steps of a migration, and the confirmation that the jobs run again. */

import os from 'node:os';
import * as vscode from 'vscode';
import { shortenFolder } from '../folders';
import { processTitle } from '../processTitle';
import { lakehouseOfRun } from '../runs/lakehouseOfRun';
import type { Runs } from '../runs/registry';
import type { TrackedRun } from '../runs/trackedRun';
import { statusLabel } from '../trees/status';
import type { Command } from './command';

export const migrationChecklist: Command = async (services, subject) => {
  const { showChecklist } = await import('../checklist');
  if (subject.kind === 'interrupted') {
    await showChecklist(services, subject.lakehouse, subject.root, subject.state.plan.runId);
    return;
  }
  const run = subject.kind === 'run' ? subject.run : await pickMigration(services.runs);
  if (run === undefined) return;
  const lakehouse = await lakehouseOfRun(services, run);
  await showChecklist(services, lakehouse, run.job.parameters.root, run.runId);
};

async function pickMigration(runs: Runs): Promise<TrackedRun | undefined> {
  const migrations = runs
    .list()
    .filter(({ job }) => job.process === 'migrate')
    .map((run) => ({
      label: processTitle('migrate', run.job.parameters.database.name),
      description: statusLabel(run.end?.status ?? 'running'),
      detail: shortenFolder(run.job.parameters.root, os.homedir()),
      run,
    }));
  const none = { label: `$(circle-slash) ${vscode.l10n.t('No migration has run here.')}`, run: undefined };
  const items: (vscode.QuickPickItem & { readonly run: TrackedRun | undefined })[] =
    migrations.length === 0 ? [none] : migrations;
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('The checklist of which migration?'),
  });
  return chosen?.run;
}
