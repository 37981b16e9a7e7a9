/** Makes the plan of a restore: a backup's tables, as they are or as a past run left them, become a database again. */

import { asFault, Fault } from '../../base/fault';
import { formatCount } from '../../base/format';
import type { Lakehouse, TableEntry, TableMoment } from '../../lakehouse/lakehouse';
import { groupOf } from '../../overwatch/catalog';
import { resolveTables } from '../../overwatch/names';
import { BACKUP_DATA, describePlace, GLOBAL_SHARE, RESTORE_REPORT } from '../../overwatch/recognise';
import type { LeftOut, PlanOf, RestoreParameters } from '../plan';
import {
  type Copy,
  completePlan,
  momentAt,
  type PlanOptions,
  refuseFuture,
  requirePipelineReport,
} from '../planning/copyPlan';
import { inCatalogOrder, targetName } from '../planning/select';
import type { ReportRow } from '../report/report';
import { findRun, readCloneReport } from '../report/reports';
import { versionsAfter } from '../report/runState';
import { groupRuns, type RunRecord } from '../report/runs';
import { readForgotten, refuseForgotten } from '../retention/forgotten';
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
  requirePipelineReport(tables, from, 'backup');
  const chosen = chooseTables(tables, only);
  const report = await readReport(from, run, lakehouse, signal);
  const state = run === undefined ? undefined : await stateOfRun(run, from, report.rows, lakehouse, signal);
  const { copies, leftOut } = copiesOf(chosen, state, choice, lakehouse);
  const { inspection, warnings } = await checkRestoreRoot(root, { from, tables }, lakehouse, signal);
  return await completePlan(
    {
      process: 'restore',
      parameters: {
        ...choice,
        database: { name: databaseName(from, report.rows, state?.run), location: data },
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

function chooseTables(tables: readonly TableEntry[], only: readonly string[] | undefined): TableEntry[] {
  if (only === undefined) return [...tables];
  const names = resolveTables(
    only,
    tables.map(({ name }) => name),
    { absentIsFine: false },
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

interface RunState {
  readonly run: RunRecord;
  readonly versions: ReadonlyMap<string, number | Fault>;
}

async function stateOfRun(
  id: string,
  from: string,
  rows: readonly ReportRow[],
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<RunState> {
  const run = findRun(id, groupRuns(rows));
  refuseForgotten(id, await readForgotten(from, lakehouse, signal));
  return { run, versions: versionsAfter(run, rows) };
}

function copiesOf(
  chosen: readonly TableEntry[],
  state: RunState | undefined,
  { root, only, asOf }: RestoreChoice,
  lakehouse: Lakehouse,
): { copies: Copy[]; leftOut: LeftOut[] } {
  const copies: Copy[] = [];
  const leftOut: LeftOut[] = [];
  const known = new Set(chosen.map(({ name }) => targetName(name)));
  const add = (table: string, source: string, moment: TableMoment | Fault) =>
    copies.push({
      table,
      group: groupOf(table),
      source,
      target: lakehouse.join(root, GLOBAL_SHARE, targetName(table)),
      moment,
    });
  for (const { name, location } of chosen) {
    const version = state?.versions.get(targetName(name));
    if (state === undefined) add(name, location, momentAt(asOf));
    else if (version !== undefined) add(name, location, typeof version === 'number' ? { version } : version);
    else if (only === undefined) leftOut.push({ table: name, group: groupOf(name), reason: 'run' });
    else add(name, location, notInRun(name, state.run));
  }
  // What the run left and is gone since must not be passed over in silence.
  for (const [name, version] of only === undefined ? (state?.versions ?? []) : []) {
    if (!known.has(name)) add(name, '', version instanceof Fault ? version : goneSince(name));
  }
  return { copies, leftOut };
}

function notInRun(table: string, run: RunRecord): Fault {
  return new Fault('no-such-version', `Run ${run.id} did not take the table ${table}.`, {
    advice: 'Choose another run, or restore this table without one, which takes its newest copy.',
  });
}

function goneSince(table: string): Fault {
  return new Fault('not-found', `The copy of the table ${table} is gone from the backup.`, {
    advice: 'Bring its folder back from wherever it was moved.',
  });
}

/** The name of the database the backup was made from; without a report, that of the backup itself. */
function databaseName(from: string, rows: readonly ReportRow[], run: RunRecord | undefined): string {
  const newest = run?.database ?? rows.findLast(({ database }) => database !== undefined)?.database;
  return newest ?? describePlace(from.split(/[\\/]/), { hasCloneReport: false }).name;
}

/** Tables whose newest copy is older than the newest run that took them. */
function staleWarnings(rows: readonly ReportRow[], chosen: readonly TableEntry[]): string[] {
  const newest = new Map<string, ReportRow>();
  for (const row of rows) {
    const before = newest.get(targetName(row.table));
    if ((before?.endedAt ?? 0) <= (row.endedAt ?? 0)) newest.set(targetName(row.table), row);
  }
  const stale = chosen.filter(({ name }) => newest.get(targetName(name))?.status === 'failed');
  if (stale.length === 0) return [];
  const names = stale.map(({ name }) => name).join(', ');
  return [
    `The last snapshot of ${formatCount(stale.length, 'table')} failed (${names}): what is restored is the copy that stands there, which that run did not verify.`,
  ];
}
