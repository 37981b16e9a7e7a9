/** Runs the failed and cancelled tables of a run again. */

import { retryFailedTables } from '../reports';
import { lakehouseOfRun } from '../runs/lakehouseOfRun';
import type { Command } from './command';

export const retryFailed: Command = async (services, subject) => {
  if (subject.kind === 'pastRun') {
    await retryFailedTables(services, subject.lakehouse, subject.root, subject.runId);
  } else if (subject.kind === 'run') {
    const { runId, job } = subject.run;
    const lakehouse = await lakehouseOfRun(services, subject.run);
    await retryFailedTables(services, lakehouse, job.parameters.root, runId);
  }
};
