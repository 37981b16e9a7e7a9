/** Runs the failed and cancelled tables of a run again. */

import { openLakehouse } from '../lakehouses';
import { retryFailedTables } from '../reports';
import type { Command } from './command';

export const retryFailed: Command = async (services, subject) => {
  if (subject.kind === 'pastRun') {
    await retryFailedTables(services, subject.lakehouse, subject.root, subject.runId);
  } else if (subject.kind === 'run') {
    const { runId, job } = subject.run;
    const { root } = job.parameters;
    await retryFailedTables(services, await openLakehouse(root), root, runId);
  }
};
