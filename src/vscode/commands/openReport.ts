/** Opens the clone report of a backup, at a run where the command was started from one. */

import { pickBackup } from '../pickers/pickPlace';
import { openReport as open } from '../reports';
import { lakehouseOfRun } from '../runs/lakehouseOfRun';
import type { Command } from './command';

export const openReport: Command = async (services, subject) => {
  if (subject.kind === 'run') {
    const { runId, job } = subject.run;
    open(services, await lakehouseOfRun(services, subject.run), job.parameters.root, runId);
    return;
  }
  const backup =
    subject.kind === 'backup' || subject.kind === 'pastRun' ? subject : await pickBackup(services);
  if (backup === undefined) return;
  open(services, backup.lakehouse, backup.root, subject.kind === 'pastRun' ? subject.runId : undefined);
};
