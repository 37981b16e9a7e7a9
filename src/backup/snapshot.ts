/** Makes the plan of a snapshot: reads every chosen table's log, writes nothing, and refuses what must not be begun. */

import type { Lakehouse } from '../lakehouse/lakehouse';
import { BACKUP_DATA, CLONE_REPORT } from '../overwatch/recognise';
import {
  type Copy,
  completePlan,
  momentAt,
  type PlanOptions,
  refuseFuture,
  requirePipelineReport,
} from './copyPlan';
import type { CopyParameters, PlanOf, SnapshotParameters } from './plan';
import { checkRoot } from './root';
import { type SelectedTable, selectTables, targetName } from './select';

/**
 * Plans a snapshot.
 *
 * @throws Fault `not-overwatch`, `bad-target`, `no-space`, `unknown-table` or `usage` for what must not be begun, and whatever the
 *   lakehouse throws for a database or a root that cannot be read; the signal's reason when aborted.
 */
export async function planSnapshot(
  parameters: SnapshotParameters,
  lakehouse: Lakehouse,
  options: PlanOptions,
): Promise<PlanOf<'snapshot'>> {
  const { database, root, asOf } = parameters;
  const createdAt = options.now();
  refuseFuture(asOf, createdAt);
  const tables = await lakehouse.tables(database.location, options.signal);
  const pipelineReport = requirePipelineReport(tables, database.location, 'database');
  const { chosen, leftOut } = selectTables(tables, parameters);
  const source = { database: database.location, pipelineReport: pipelineReport.location };
  const { inspection, warnings } = await checkRoot(root, source, lakehouse, options.signal);
  return await completePlan(
    {
      process: 'snapshot',
      parameters,
      createdAt,
      copies: intoBackup(chosen, parameters, lakehouse),
      reportTable: lakehouse.join(root, CLONE_REPORT),
      leftOut,
      warnings,
      freeBytes: inspection.freeBytes,
    },
    lakehouse,
    options,
  );
}

/** Where a backup keeps its tables: `<root>/data/<table in lower case>`. */
export function intoBackup(
  chosen: readonly SelectedTable[],
  { root, asOf }: Pick<CopyParameters, 'root' | 'asOf'>,
  lakehouse: Lakehouse,
): Copy[] {
  return chosen.map(({ entry, group }) => ({
    table: entry.name,
    group,
    source: entry.location,
    target: lakehouse.join(root, BACKUP_DATA, targetName(entry.name)),
    moment: momentAt(asOf),
  }));
}
