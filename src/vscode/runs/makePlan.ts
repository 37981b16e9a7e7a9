/** Plans the processes for the editor. Each is loaded when it is first planned. */

import type { MigrationChoice } from '../../backup/migration/plan';
import type { BronzeBackupParameters, MigrationPlan, PlanOf, SnapshotParameters } from '../../backup/plan';
import type { PlanOptions } from '../../backup/planning/copyPlan';
import type { RestoreChoice } from '../../backup/restore/restore';
import { newRunId } from '../../backup/runId';
import type { Lakehouse } from '../../lakehouse/lakehouse';

/** How many table logs are read at a time. */
const CONCURRENCY = 8;

/** Each of them throws the faults of the function that it calls. */
export const makePlan = {
  snapshot: async (
    parameters: SnapshotParameters,
    lakehouse: Lakehouse,
    signal: AbortSignal,
  ): Promise<PlanOf<'snapshot'>> => {
    const { planSnapshot } = await import('../../backup/planning/snapshot');
    return planSnapshot(parameters, lakehouse, planOptions(signal));
  },

  restore: async (
    choice: RestoreChoice,
    lakehouse: Lakehouse,
    signal: AbortSignal,
  ): Promise<PlanOf<'restore'>> => {
    const { planRestore } = await import('../../backup/restore/restore');
    return planRestore(choice, lakehouse, planOptions(signal));
  },

  bronzeBackup: async (
    choice: Omit<BronzeBackupParameters, 'root'>,
    lakehouse: Lakehouse,
    signal: AbortSignal,
  ): Promise<PlanOf<'bronze-backup'>> => {
    const { planBronzeBackup } = await import('../../backup/planning/bronzeBackup');
    return planBronzeBackup(choice, lakehouse, planOptions(signal));
  },

  migration: async (
    choice: MigrationChoice,
    lakehouse: Lakehouse,
    signal: AbortSignal,
  ): Promise<MigrationPlan> => {
    const { planMigration } = await import('../../backup/migration/plan');
    return planMigration(choice, lakehouse, planOptions(signal));
  },
};

/** How a plan is made here, with a run id of its own. */
export function planOptions(signal: AbortSignal): PlanOptions {
  const now = Date.now;
  return { now, runId: newRunId(now()), concurrency: CONCURRENCY, signal };
}
