/** Makes the plan of a snapshot: reads every chosen table's log, writes nothing, and refuses what must not be begun. */

import { Fault } from '../../base/fault';
import type { Lakehouse, RootInspection } from '../../lakehouse/lakehouse';
import { mergeKeys } from '../../overwatch/catalog';
import { BACKUP_DATA, CHECKPOINT, CLONE_REPORT } from '../../overwatch/recognise';
import type { CopyParameters, PlanOf, SnapshotParameters } from '../plan';
import {
  type Copy,
  completePlan,
  momentAt,
  type PlanOptions,
  refuseFuture,
  requirePipelineReport,
} from './copyPlan';
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
  const { incremental: cannot } = lakehouse.cannot;
  if (parameters.type === 'incremental' && cannot !== undefined) throw new Fault('usage', cannot);
  const tables = await lakehouse.tables(database.location, options.signal);
  const pipelineReport = requirePipelineReport(tables, database.location);
  const { chosen, leftOut } = selectTables(tables, { ...parameters, databases: [database.name] });
  const source = { database: database.location, pipelineReport: pipelineReport.location };
  const { inspection, warnings } = await checkRoot(root, source, lakehouse, options.signal);
  if (parameters.type === 'full' && parameters.replaceHistory !== true) refuseHistory(root, inspection);
  return await completePlan(
    {
      process: 'snapshot',
      parameters,
      createdAt,
      copies: intoBackup(chosen, parameters, lakehouse).map((copy) =>
        parameters.type === 'full' ? copy : { ...copy, incremental: takeOver(copy, root, lakehouse) },
      ),
      reportTable: lakehouse.join(root, CLONE_REPORT),
      leftOut,
      warnings,
      freeBytes: inspection.freeBytes,
    },
    lakehouse,
    options,
  );
}

/** A clone would take away the rows that an incremental copy has kept although the source deleted them. */
function refuseHistory(root: string, { clonedFrom }: RootInspection): void {
  if (clonedFrom?.accumulates !== true) return;
  throw new Fault(
    'bad-target',
    `The snapshot root ${root} holds an incremental history, which a full snapshot would replace.`,
    {
      advice:
        'Take an incremental snapshot, choose another root, or say that the history may be replaced (--replace-history).',
    },
  );
}

function takeOver({ table }: Copy, root: string, lakehouse: Lakehouse): NonNullable<Copy['incremental']> {
  const keys = mergeKeys(table);
  return {
    checkpoint: lakehouse.join(root, CHECKPOINT, targetName(table)),
    write: keys === undefined ? { mode: 'append' } : { mode: 'merge', keys },
  };
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
