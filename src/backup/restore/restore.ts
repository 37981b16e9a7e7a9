/** Makes the plan of a restore: a backup's tables, as they are or as a past run left them, become a database again. */

import { asFault, Fault } from '../../base/fault';
import { formatCount } from '../../base/format';
import type { Lakehouse, TableEntry } from '../../lakehouse/lakehouse';
import { resolveTables } from '../../overwatch/names';
import { BACKUP_DATA, describePlace, RESTORE_REPORT } from '../../overwatch/recognise';
import { requireBackup } from '../namedBackup';
import type { PlanOf, RestoreParameters } from '../plan';
import { completePlan, type PlanOptions, refuseFuture } from '../planning/copyPlan';
import { inCatalogOrder, targetName } from '../planning/select';
import type { ReportRow } from '../report/report';
import { readCloneReport, stateOfRun } from '../report/reports';
import { newestRows } from '../report/runState';
import type { RunRecord } from '../report/runs';
import { copiesOf } from './restoredTables';
import { checkRestoreRoot } from './restoreRoot';

/** Everything but the database, whose name the backup's own report tells. */
export type RestoreChoice = Omit<RestoreParameters, 'database'>;

/**
 * Plans a restore to `<root>/global_share/<table>`.
 *
 * @throws Fault `not-overwatch` where `from` is no backup; `not-found` for a run that the report does not tell of or that was forgotten;
 *   `bad-target`, `no-space`, `unknown-table` or `usage`; the signal's reason when aborted.
 */
export async function planRestore(
  choice: RestoreChoice,
  lakehouse: Lakehouse,
  options: PlanOptions,
): Promise<PlanOf<'restore'>> {
  const { from, root, only, run, asOf } = choice;
  const { signal } = options;
  const createdAt = options.now();
  refuseFuture(asOf, createdAt);
  if (run !== undefined && asOf !== undefined)
    throw new Fault('usage', 'A restore brings back the state of a run or of an instant, not of both.');
  const data = lakehouse.join(from, BACKUP_DATA);
  const tables = [...(await lakehouse.tables(data, signal))].sort(inCatalogOrder);
  await requireBackup(tables, from, lakehouse, signal);
  const report = await readReport(from, run, lakehouse, signal);
  const state = run === undefined ? undefined : await stateOfRun(run, from, report.rows, lakehouse, signal);
  const name = databaseName(from, report.rows, state?.run);
  const chosen = chooseTables(tables, only, name);
  const { copies, leftOut } = copiesOf(chosen, state, report.rows, choice, lakehouse);
  const { inspection, warnings } = await checkRestoreRoot(root, { from, tables }, lakehouse, signal);
  return await completePlan(
    {
      process: 'restore',
      parameters: {
        ...choice,
        database: { name, location: data },
      },
      createdAt,
      copies,
      reportTable: lakehouse.join(root, RESTORE_REPORT),
      leftOut,
      warnings: [
        ...warnings,
        ...report.warnings,
        ...(run === undefined ? staleWarnings(report.rows, chosen) : []),
      ],
      freeBytes: inspection.freeBytes,
    },
    lakehouse,
    options,
  );
}

function chooseTables(
  tables: readonly TableEntry[],
  only: readonly string[] | undefined,
  database: string,
): TableEntry[] {
  if (only === undefined) return [...tables];
  const names = resolveTables(
    only,
    tables.map(({ name }) => name),
    { absentIsFine: false, databases: [database] },
  );
  if (names.length === 0) throw new Fault('usage', 'No table is chosen.');
  return tables.filter(({ name }) => names.includes(name));
}

interface Report {
  readonly rows: readonly ReportRow[];
  readonly warnings: readonly string[];
}

/** The tables can be restored without the report, so only a run that is asked for makes it necessary. */
async function readReport(
  from: string,
  run: string | undefined,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<Report> {
  try {
    return { rows: await readCloneReport(from, lakehouse, signal), warnings: [] };
  } catch (error) {
    signal.throwIfAborted();
    if (run !== undefined) throw error;
    return { rows: [], warnings: [`The backup's report cannot be read: ${asFault(error).message}`] };
  }
}

/** The name of the database the backup was made from; without a report, that of the backup itself. */
function databaseName(from: string, rows: readonly ReportRow[], run: RunRecord | undefined): string {
  const newest = run?.database ?? rows.findLast(({ database }) => database !== undefined)?.database;
  return newest ?? describePlace(from.split(/[\\/]/), { hasCloneReport: false }).name;
}

/** Tables whose newest copy is older than the newest run that took them. */
function staleWarnings(rows: readonly ReportRow[], chosen: readonly TableEntry[]): string[] {
  const newest = newestRows(rows);
  const stale = chosen.filter(({ name }) => newest.get(targetName(name))?.status === 'failed');
  if (stale.length === 0) return [];
  const names = stale.map(({ name }) => name).join(', ');
  return [
    `The last snapshot of ${formatCount(stale.length, 'table')} failed (${names}): what is restored is the copy that stands there, which that run did not verify.`,
  ];
}
