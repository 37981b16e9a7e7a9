/** Snapshot…: asks, then runs what the user has confirmed. */

import { askSnapshot } from '../pickers/snapshotWizard';
import { lakehouseOf } from '../pickers/wizard';
import { openReport } from '../reports';
import { execute } from '../runs/execute';
import type { Command } from './command';

export const snapshot: Command = async (services, subject) => {
  const given = subject.kind === 'database' ? subject : undefined;
  const confirmed = await askSnapshot(services, given);
  if (confirmed === undefined) return;
  const { plan, database } = confirmed;
  const lakehouse = await lakehouseOf(services, database);
  await execute(services, {
    plan,
    lakehouse,
    folder: database.folder,
    openReport: () => openReport(services, lakehouse, plan.parameters.root, plan.runId),
  });
};
