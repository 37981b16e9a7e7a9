/** Runs the failed and cancelled tables of a run again. */

import { openLakehouse } from '../lakehouses';
import { retryFailedTables } from '../reports';
import type { Command } from './command';

export const retryFailed: Command = async (services, subject) => {
  if (subject.kind === 'pastRun') {
    await retryFailedTables(services, subject.lakehouse, subject.root, subject.runId);
  } else if (subject.kind === 'run') {
    const { runId, parameters } = subject.run;
    await retryFailedTables(services, await openLakehouse(parameters.root), parameters.root, runId);
  }
};
