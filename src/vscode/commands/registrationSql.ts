/** Opens the SQL that registers what a restore has brought back. */

import * as vscode from 'vscode';
import { openText } from '../openText';
import { askSql } from '../registration';
import type { Runs } from '../runs/registry';
import { goodTables, type TrackedRun } from '../runs/trackedRun';
import type { Command } from './command';

export const registrationSql: Command = async ({ runs }, subject) => {
  const run = subject.kind === 'run' ? subject.run : await pickRestore(runs);
  const sql = run === undefined ? undefined : await askSql(run);
  if (sql !== undefined) await openText(sql, 'sql');
};

async function pickRestore(runs: Runs): Promise<TrackedRun | undefined> {
  const restores = runs
    .list()
    .filter((run) => run.job.process === 'restore' && run.end !== undefined && goodTables(run).length > 0);
  if (restores.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Nothing has been restored here yet. Restore… brings a backup back as a database.'),
    );
    return undefined;
  }
  const items = restores.map((run) => ({
    label: run.job.parameters.database.name,
    description: run.job.parameters.root,
    detail: new Date(run.startedAt).toLocaleString(),
    run,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Registration SQL of which restore?'),
  });
  return chosen?.run;
}
