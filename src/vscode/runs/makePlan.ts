/** Plans a snapshot for the editor. */

import type { Plan, SnapshotParameters } from '../../backup/plan';
import { newRunId } from '../../backup/runId';
import type { Lakehouse } from '../../lakehouse/lakehouse';

/** How many table logs are read at a time. */
const CONCURRENCY = 8;

/** @throws Fault as `planSnapshot` does. */
export async function makePlan(
  parameters: SnapshotParameters,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<Plan> {
  const { planSnapshot } = await import('../../backup/snapshot');
  const now = Date.now;
  return planSnapshot(parameters, lakehouse, {
    now,
    runId: newRunId(now()),
    concurrency: CONCURRENCY,
    signal,
  });
}
