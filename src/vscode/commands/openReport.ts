/** Opens the clone report of a backup, at a run where the command was started from one. */

import * as vscode from 'vscode';
import { Fault } from '../../base/fault';
import { readJobReport } from '../jobRuns/report';
import { pickBackup } from '../pickers/pickPlace';
import { openReport as open } from '../reports';
import { lakehouseOfRun } from '../runs/lakehouseOfRun';
import { withProgress } from '../withProgress';
import type { Command } from './command';

export const openReport: Command = async (services, subject) => {
  if (subject.kind === 'run') {
    const { runId, job } = subject.run;
    open(services, await lakehouseOfRun(services, subject.run), job.parameters.root, runId);
    return;
  }
  if (subject.kind === 'jobRun') {
    const report = await withProgress(vscode.l10n.t('Reading the clone report'), () =>
      readJobReport(services, subject.record),
    );
    if (report?.run === undefined) throw untold(report?.root);
    open(services, report.lakehouse, report.root, report.run.id);
    return;
  }
  const backup =
    subject.kind === 'backup' || subject.kind === 'pastRun' ? subject : await pickBackup(services);
  if (backup === undefined) return;
  open(services, backup.lakehouse, backup.root, subject.kind === 'pastRun' ? subject.runId : undefined);
};

function untold(root: string | undefined): Fault {
  return root === undefined
    ? new Fault('not-found', vscode.l10n.t('It is not known in which folder this job has made its copy.'), {
        advice: vscode.l10n.t('Its output names the report.'),
      })
    : new Fault('not-found', vscode.l10n.t('The clone report of {0} does not tell of this run.', root), {
        advice: vscode.l10n.t('Its output says what it did.'),
      });
}
