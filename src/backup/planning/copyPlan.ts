/**
 * What planning is the same for every process: each chosen table is pinned to a version and becomes a step, the steps are summed up, and
 * what does not fit is refused. Reads logs, writes nothing.
 */

import { mapLimit } from '../../base/concurrency';
import { asFault, Fault } from '../../base/fault';
import type { CloneRequest, Lakehouse, TableEntry, TableMoment } from '../../lakehouse/lakehouse';
import { PIPELINE_REPORT, type TableGroup } from '../../overwatch/catalog';
import { sameName } from '../../overwatch/names';
import { formatInstant } from '../instant';
import type { IncrementalStep, PlanOf, Process, ReadyToClone, Step } from '../plan';
import { readIncrementalState } from './incrementalPlan';
import { checkSpace } from './root';

/** What planning needs besides what was chosen. */
export interface PlanOptions {
  /** The clock, epoch ms. */
  readonly now: () => number;
  /** From `newRunId`. */
  readonly runId: string;
  /** How many tables are read at a time. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

/** A table that is to be copied. */
export interface Copy {
  readonly table: string;
  readonly group: TableGroup;
  readonly source: string;
  readonly target: string;
  /** Which state of it; or why it cannot be had, which makes a step that is known to fail. */
  readonly moment: TableMoment | Fault;
  /** Where given, the target gains what is new instead of becoming equal to the source. */
  readonly incremental?: Pick<IncrementalStep, 'checkpoint' | 'write'>;
}

/** What a process decides about its plan; the rest follows. */
export type Draft<P extends Process> = Pick<
  PlanOf<P>,
  'process' | 'parameters' | 'createdAt' | 'reportTable' | 'leftOut' | 'warnings' | 'freeBytes'
> & { readonly copies: readonly Copy[] };

/**
 * Completes a plan. Versions are pinned here: what is committed to the source later is not part of the run. A table that cannot be read, or
 * has no version at the asked moment, stays in the plan as a step that is known to fail.
 *
 * @throws Fault `no-space`; what the lakehouse throws where nothing can be written to the root; the signal's reason when aborted.
 */
export async function completePlan<P extends Process>(
  { copies, ...draft }: Draft<P>,
  lakehouse: Lakehouse,
  { runId, concurrency, signal }: PlanOptions,
): Promise<PlanOf<P>> {
  await lakehouse.assertWritable(draft.parameters.root, signal);
  const steps = await mapLimit(copies, concurrency, (copy) => planStep(copy, lakehouse, signal), signal);
  const ready = steps.flatMap(({ state }) => (state.ready ? [state] : []));
  const totals = {
    tables: steps.length,
    files: sum(ready, (state) => state.files),
    bytes: sum(ready, (state) => state.bytes),
    bytesToCopy: sum(ready, (state) => state.bytesToCopy),
  };
  checkSpace(draft.parameters.root, totals.bytesToCopy, draft.freeBytes);
  return { runId, ...draft, steps, totals };
}

/** Pins one table to a version. @throws nothing but the signal's reason: a table that cannot be read makes a step that is known to fail. */
export async function planStep(
  { moment, incremental, ...table }: Copy,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<Step> {
  const withState = (state: Step['state']): Step =>
    incremental === undefined
      ? { kind: 'clone', ...table, state }
      : { kind: 'incremental', ...table, ...incremental, state };
  try {
    if (moment instanceof Fault) throw moment;
    return withState(
      incremental === undefined
        ? await readState(table, moment, lakehouse, signal)
        : await readIncrementalState(table, incremental.write, moment, lakehouse, signal),
    );
  } catch (error) {
    signal.throwIfAborted();
    return withState({ ready: false, error: asFault(error, `Table ${table.table}`).toData() });
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
    statement: await lakehouse.cloneStatement(request, signal),
  };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

/** The state of every table that is not asked for by anything else: at an instant, or the latest. */
export function momentAt(asOf: number | undefined): TableMoment {
  return asOf === undefined ? 'latest' : { asOf };
}

/** @throws Fault `usage` for an instant after `now`, both epoch ms. */
export function refuseFuture(asOf: number | undefined, now: number): void {
  if (asOf === undefined || asOf <= now) return;
  throw new Fault('usage', `The instant ${formatInstant(asOf)} has not come yet.`, {
    advice: 'Give a past instant, or leave it out for the latest versions.',
  });
}

/** The `pipeline_report` of a database. @throws Fault `not-overwatch` where there is none. */
export function requirePipelineReport(tables: readonly TableEntry[], location: string): TableEntry {
  const found = tables.find((table) => sameName(table.name, PIPELINE_REPORT));
  if (found !== undefined) return found;
  const holds = tables.length === 0 ? 'it holds no tables' : `it holds no table ${PIPELINE_REPORT}`;
  throw new Fault('not-overwatch', `${location} is not an Overwatch database: ${holds}.`, {
    advice: `Choose the folder in which ${PIPELINE_REPORT} and the other tables lie, as a rule <storage_prefix>/global_share.`,
  });
}
