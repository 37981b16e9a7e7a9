/** Executes a plan: clones and verifies table by table, so that one failure stops no other, then writes the report of what happened. */

import { mapLimit } from '../base/concurrency';
import { asFault, Fault, type FaultData, isAbort } from '../base/fault';
import type { CloneProgress, CloneRequest, Lakehouse } from '../lakehouse/lakehouse';
import type { FinishedRun, OnRunEvent } from './events';
import { type ClonedTable, runStatus, type TableOutcome } from './outcome';
import type { CloneStep, Plan, ReadyToClone } from './plan';
import { reportRows } from './reportRows';
import { toBatch } from './reportTable';
import { summaryOf } from './summary';

export interface RunOptions {
  /** Called in order, at most ten times a second for a table's progress. Must not throw. */
  readonly onEvent: OnRunEvent;
  /** Aborting cancels the run: tables in flight stop, the others are not begun, and the report still tells of all of them. */
  readonly signal: AbortSignal;
  /** How many tables are cloned at a time. */
  readonly concurrency: number;
  /** The clock, epoch ms. */
  readonly now: () => number;
}

/** How long the report may take to write, ms. It is written after a cancel too, so the run's own signal cannot bound it. */
const REPORT_TIME_LIMIT = 120_000;
/** Least time between two progress events of a table, ms. */
const PROGRESS_INTERVAL = 100;

/** Runs a plan to its end. It never rejects: whatever goes wrong is in the outcomes, or in `reportError`. */
export async function runPlan(plan: Plan, lakehouse: Lakehouse, options: RunOptions): Promise<FinishedRun> {
  const { onEvent, concurrency } = options;
  onEvent({
    type: 'run-started',
    runId: plan.runId,
    tables: plan.totals.tables,
    bytesToCopy: plan.totals.bytesToCopy,
  });
  const rootError = await prepareRoot(plan.parameters.root, lakehouse, options.signal);
  const ended = new Map<string, TableOutcome>();
  // The signal is not given to mapLimit: in a cancelled run, too, every table has an outcome.
  await mapLimit(largestFirst(plan.steps), concurrency, async (step) => {
    ended.set(step.table, await runStep(step, plan, rootError, lakehouse, options));
  });
  const results = plan.steps.map(({ table, target }) => ({
    table,
    target,
    outcome: outcomeOf(table, ended),
  }));
  const outcomes = new Map(results.map(({ table, outcome }) => [table, outcome]));
  const reportError = await writeReport(plan, outcomes, lakehouse, onEvent);
  const ofTables = runStatus(results.map(({ outcome }) => outcome.status));
  const status = reportError !== undefined && ofTables === 'done' ? 'partial' : ofTables;
  onEvent(summaryOf({ runId: plan.runId, status, results, reportError }));
  return { plan, outcomes, status, ...(reportError === undefined ? {} : { reportError }) };
}

/** Why nothing can be written to the root: then every table fails for that reason. */
async function prepareRoot(
  root: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<FaultData | undefined> {
  if (signal.aborted) return undefined;
  try {
    await lakehouse.prepareRoot(root, signal);
    return undefined;
  } catch (error) {
    return asFault(error, `The snapshot root ${root} cannot be written to`).toData();
  }
}

/** Large tables begin first, so that the last ones to finish are small and no worker idles for long. */
function largestFirst(steps: readonly CloneStep[]): CloneStep[] {
  const size = ({ state }: CloneStep) => (state.ready ? state.bytesToCopy : 0);
  return [...steps].sort((one, other) => size(other) - size(one));
}

function outcomeOf(table: string, ended: ReadonlyMap<string, TableOutcome>): TableOutcome {
  const outcome = ended.get(table);
  if (outcome === undefined) throw new Fault('internal', `Table ${table} has no outcome.`);
  return outcome;
}

async function runStep(
  step: CloneStep,
  plan: Plan,
  rootError: FaultData | undefined,
  lakehouse: Lakehouse,
  options: RunOptions,
): Promise<TableOutcome> {
  const { onEvent, signal, now } = options;
  const startedAt = now();
  const { table, target } = step;
  if (!signal.aborted) onEvent({ type: 'table-started', table });
  const outcome = await attempt();
  onEvent({ type: 'table-finished', table, target, outcome });
  return outcome;

  async function attempt(): Promise<TableOutcome> {
    try {
      signal.throwIfAborted();
      if (!step.state.ready) return { status: 'failed', startedAt, endedAt: now(), error: step.state.error };
      if (rootError !== undefined) return { status: 'failed', startedAt, endedAt: now(), error: rootError };
      const done = await cloneAndVerify(step, step.state, plan.parameters.checksum, lakehouse, options);
      return { ...done, startedAt, endedAt: now() };
    } catch (error) {
      if (signal.aborted) return { status: 'cancelled', startedAt, endedAt: now() };
      return { status: 'failed', startedAt, endedAt: now(), error: failure(error, table) };
    }
  }
}

async function cloneAndVerify(
  { table, source, target }: CloneStep,
  { sourceVersion }: ReadyToClone,
  checksum: boolean,
  lakehouse: Lakehouse,
  { onEvent, signal, now }: RunOptions,
): Promise<Omit<ClonedTable, 'startedAt' | 'endedAt'>> {
  const request: CloneRequest = { source, sourceVersion, target };
  const onProgress = throttled(now, (progress) => onEvent({ type: 'table-progress', table, ...progress }));
  const { metrics, targetVersion, warnings } = await lakehouse.clone(request, onProgress, signal);
  onEvent({ type: 'table-verifying', table });
  const verification = await lakehouse.verifyClone(request, checksum, signal);
  return {
    status: warnings.length === 0 ? 'done' : 'warning',
    metrics,
    targetVersion,
    verification,
    warnings,
  };
}

function throttled(
  now: () => number,
  emit: (progress: CloneProgress) => void,
): (progress: CloneProgress) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const complete = progress.copiedFiles === progress.totalFiles;
    if (!complete && now() - last < PROGRESS_INTERVAL) return;
    last = now();
    emit(progress);
  };
}

/** Why a table failed. An abort that nobody asked for is a time limit somewhere below, not a cancel. */
function failure(error: unknown, table: string): FaultData {
  if (isAbort(error))
    return new Fault('io', `Table ${table}: the work was given up after a time limit.`, {
      cause: error,
    }).toData();
  return asFault(error, `Table ${table}`).toData();
}

async function writeReport(
  plan: Plan,
  outcomes: ReadonlyMap<string, TableOutcome>,
  lakehouse: Lakehouse,
  onEvent: OnRunEvent,
): Promise<FaultData | undefined> {
  const location = plan.reportTable;
  try {
    await lakehouse.appendReport(
      location,
      toBatch(reportRows(plan, outcomes)),
      AbortSignal.timeout(REPORT_TIME_LIMIT),
    );
    onEvent({ type: 'report-written', location });
    return undefined;
  } catch (cause) {
    const why = asFault(cause, 'The clone report could not be written');
    const error = isAbort(why)
      ? { code: 'io' as const, message: 'The clone report took too long to write.' }
      : why.toData();
    onEvent({ type: 'report-failed', location, error });
    return error;
  }
}
