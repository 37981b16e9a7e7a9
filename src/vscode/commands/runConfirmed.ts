/** Runs what a wizard has ended with. */

import { endActions } from '../endActions';
import type { Confirmed } from '../pickers/snapshotWizard';
import { lakehouseOf } from '../pickers/wizard';
import { openReport } from '../reports';
import { execute } from '../runs/execute';
import type { Services } from '../services';

/** Ends when the run has ended. @param confirmed undefined when the user has left the wizard: then nothing runs. */
export async function runConfirmed(services: Services, confirmed: Confirmed | undefined): Promise<void> {
  if (confirmed === undefined) return;
  const { plan, place } = confirmed;
  const { runId } = plan;
  const lakehouse = await lakehouseOf(services, place);
  await execute(services, {
    plan,
    lakehouse,
    folder: place.folder,
    openReport: () => openReport(services, lakehouse, plan.parameters.root, runId),
    actions: () => endActions(services, plan, lakehouse),
  });
}
