/** Makes the plan of a snapshot: reads every chosen table's log, writes nothing, and refuses what must not be begun. */

import { mapLimit } from '../base/concurrency';
import { asFault, Fault } from '../base/fault';
import type { CloneRequest, Lakehouse, TableEntry, TableMoment } from '../lakehouse/lakehouse';
import { PIPELINE_REPORT } from '../overwatch/catalog';
import { sameName } from '../overwatch/names';
import { BACKUP_DATA, CLONE_REPORT } from '../overwatch/recognise';
import { formatInstant } from './instant';
import type { CloneStep, Plan, ReadyToClone, SnapshotParameters } from './plan';
import { checkRoot, checkSpace } from './root';
import { type SelectedTable, selectTables, targetName } from './select';

export interface PlanOptions {
  /** The clock, epoch ms. */
  readonly now: () => number;
  /** From `newRunId`. */
  readonly runId: string;
  /** How many tables are read at a time. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

/**
 * Plans a snapshot. Versions are pinned here: what is committed to the source later is not part of the run. A table that cannot be read,
 * or has no version at the asked instant, stays in the plan as a step that is known to fail.
 *
 * @throws Fault `not-overwatch`, `bad-target`, `no-space`, `unknown-table` or `usage` for what must not be begun, and whatever the
 *   lakehouse throws for a database or a root that cannot be read; the signal's reason when aborted.
 */
export async function planSnapshot(
  parameters: SnapshotParameters,
  lakehouse: Lakehouse,
  { now, runId, concurrency, signal }: PlanOptions,
): Promise<Plan> {
  const createdAt = now();
  refuseFuture(parameters.asOf, createdAt);
  const { database, root } = parameters;
  const tables = await lakehouse.tables(database.location, signal);
  const pipelineReport = pipelineReportOf(tables, database);
  const { chosen, leftOut } = selectTables(tables, parameters);
  const source = { database: database.location, pipelineReport: pipelineReport.location };
  const { inspection, warnings } = await checkRoot(root, source, lakehouse, signal);

  const steps = await mapLimit(
    chosen,
    concurrency,
    (table) => planStep(table, parameters, lakehouse, signal),
    signal,
  );
  const ready = steps.flatMap(({ state }) => (state.ready ? [state] : []));
  const totals = {
    tables: steps.length,
    files: sum(ready, (state) => state.files),
    bytes: sum(ready, (state) => state.bytes),
    bytesToCopy: sum(ready, (state) => state.bytesToCopy),
  };
  checkSpace(root, totals.bytesToCopy, inspection.freeBytes);
  const reportTable = lakehouse.join(root, CLONE_REPORT);
  return {
    runId,
    process: 'snapshot',
    parameters,
    createdAt,
    steps,
    reportTable,
    leftOut,
    warnings,
    totals,
    freeBytes: inspection.freeBytes,
  };
}

function refuseFuture(asOf: number | undefined, now: number): void {
  if (asOf === undefined || asOf <= now) return;
  throw new Fault('usage', `The instant ${formatInstant(asOf)} has not come yet.`, {
    advice: 'Give a past instant, or leave it out for the latest versions.',
  });
}

function pipelineReportOf(
  tables: readonly TableEntry[],
  database: SnapshotParameters['database'],
): TableEntry {
  const found = tables.find((table) => sameName(table.name, PIPELINE_REPORT));
  if (found !== undefined) return found;
  const holds = tables.length === 0 ? 'it holds no tables' : `it holds no table ${PIPELINE_REPORT}`;
  throw new Fault('not-overwatch', `${database.location} is not an Overwatch database: ${holds}.`, {
    advice: `Choose the folder in which ${PIPELINE_REPORT} and the other tables lie, as a rule <storage_prefix>/global_share.`,
  });
}

async function planStep(
  { entry, group }: SelectedTable,
  { root, asOf }: SnapshotParameters,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<CloneStep> {
  const target = lakehouse.join(root, BACKUP_DATA, targetName(entry.name));
  const step = { kind: 'clone', table: entry.name, group, source: entry.location, target } as const;
  try {
    const state = await readState(step, asOf === undefined ? 'latest' : { asOf }, lakehouse, signal);
    return { ...step, state };
  } catch (error) {
    signal.throwIfAborted();
    return { ...step, state: { ready: false, error: asFault(error, `Table ${entry.name}`).toData() } };
  }
}

async function readState(
  { source, target }: Pick<CloneRequest, 'source' | 'target'>,
  moment: TableMoment,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<ReadyToClone> {
  const { version, bytes, files, rows } = await lakehouse.detail(source, moment, signal);
  const request: CloneRequest = { source, sourceVersion: version, target };
  const bytesToCopy = await lakehouse.bytesToCopy(request, signal);
  return {
    ready: true,
    sourceVersion: version,
    bytes,
    files,
    rows,
    bytesToCopy,
    statement: cloneStatement(request),
  };
}

/** The statement that does the same on Databricks. */
export function cloneStatement({ source, sourceVersion, target }: CloneRequest): string {
  return `CREATE OR REPLACE TABLE delta.${quote(target)} DEEP CLONE delta.${quote(source)} VERSION AS OF ${sourceVersion}`;
}

function quote(path: string): string {
  return `\`${path.replaceAll('`', '``')}\``;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
