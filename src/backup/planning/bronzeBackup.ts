/**
 * Makes the plan of a bronze backup, the guide's older helper: bronze tables and `pipeline_report`, either into one place that each run
 * replaces, or into a folder of its own for each run.
 */

import { Fault } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { PIPELINE_REPORT } from '../../overwatch/catalog';
import { sameName } from '../../overwatch/names';
import { CLONE_REPORT, datedFolders } from '../../overwatch/recognise';
import type { BronzeBackupParameters, LeftOut, PlanOf } from '../plan';
import { completePlan, type PlanOptions, refuseFuture, requirePipelineReport } from './copyPlan';
import { checkRoot } from './root';
import { selectTables } from './select';
import { intoBackup } from './snapshot';

/**
 * Plans a bronze backup. With `overwrite` the target is `<prefix>/data`: each table is replaced by one commit, before which its former copy
 * reads, and after which it still does as an earlier version. Otherwise it is `<prefix>/<yyyy-MM-dd>/<epoch ms>/data`.
 *
 * @throws Fault as `planSnapshot` does.
 */
export async function planBronzeBackup(
  choice: Omit<BronzeBackupParameters, 'root'>,
  lakehouse: Lakehouse,
  options: PlanOptions,
): Promise<PlanOf<'bronze-backup'>> {
  const { database, prefix, overwrite, exclude, asOf } = choice;
  const createdAt = options.now();
  refuseFuture(asOf, createdAt);
  const root = overwrite ? prefix : lakehouse.join(prefix, ...datedFolders(createdAt));
  const tables = await lakehouse.tables(database.location, options.signal);
  const pipelineReport = requirePipelineReport(tables, database.location);
  const selection = selectTables(tables, {
    layers: ['bronze'],
    exclude,
    include: [],
    databases: [database.name],
  });
  const isTaken = (name: string) => sameName(name, PIPELINE_REPORT);
  const chosen = selection.chosen.filter(({ entry, group }) => group === 'bronze' || isTaken(entry.name));
  const notTaken = selection.chosen.filter((table) => !chosen.includes(table));
  const leftOut: LeftOut[] = [
    ...selection.leftOut,
    ...notTaken.map(({ entry, group }) => ({ table: entry.name, group, reason: 'layer' as const })),
  ];
  await refuseOverlap(prefix, database.location, lakehouse);
  const source = { database: database.location, pipelineReport: pipelineReport.location };
  const { inspection, warnings } = await checkRoot(root, source, lakehouse, options.signal);
  const parameters: BronzeBackupParameters = { ...choice, root };
  return await completePlan(
    {
      process: 'bronze-backup',
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

/** The folder of one copy may lie outside the database while the prefix, which `forget` cleans up, does not. */
async function refuseOverlap(prefix: string, database: string, lakehouse: Lakehouse): Promise<void> {
  if (!(await lakehouse.overlaps(prefix, database))) return;
  throw new Fault('bad-target', `The prefix ${prefix} and the database ${database} lie within one another.`, {
    advice: 'Choose a prefix outside the database, best on other storage.',
  });
}
