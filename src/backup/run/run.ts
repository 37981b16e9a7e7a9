/** Executes a plan: its tables, so that one failure stops no other, then what comes after them, then the report of what happened. */

import { asFault, type FaultData } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import type { AfterStepKind } from '../afterSteps';
import type { FinishedRun, OnRunEvent } from '../events';
import type { JournalState } from '../journal/journal';
import { type Journal, openJournal } from '../journal/journalWriter';
import { runAfterSteps } from '../migration/after';
import { begunDrops } from '../migration/drop';
import type { Migration } from '../migration/migration';
import { runStatus, type SourceState, type StepOutcome, type TableOutcome } from '../outcome';
import type { MigrationPlan, Plan } from '../plan';
import { beginRestore } from '../restore/restoreNote';
import { summaryOf } from '../summary';
import { type Copying, copyTables } from './copyTables';
import { endRun } from './endRun';

export interface RunOptions {
  /** Called in order, at most ten times a second for a table's progress. Must not throw. */
  readonly onEvent: OnRunEvent;
  /** Aborting cancels the run: tables in flight stop, the others are not begun, and the report still tells of all of them. */
  readonly signal: AbortSignal;
  /** How many tables are cloned at a time. */
  readonly concurrency: number;
  /** The clock, epoch ms. */
  readonly now: () => number;
  /** What earlier processes did for this run, which is resumed; the plan is the one in it. */
  readonly resumed?: JournalState;
}

/** Runs a plan to its end. It never rejects: whatever goes wrong is in the outcomes, or in `reportError`. */
export async function runPlan(plan: Plan, lakehouse: Lakehouse, options: RunOptions): Promise<FinishedRun> {
  const { onEvent, resumed } = options;
  const { runId } = plan;
  onEvent({
    type: 'run-started',
    runId,
    tables: plan.totals.tables,
    bytesToCopy: plan.totals.bytesToCopy,
  });
  const journal = await begin(plan, lakehouse, options);
  const copying: Copying = { ...options, lakehouse, journal, checksum: plan.parameters.checksum };
  const outcomes = new Map<string, TableOutcome>();
  await copyTables(plan.steps, outcomes, copying, resumed);
  const finished = plan.process === 'migrate' ? await migrateOn(plan, outcomes, copying, resumed) : { plan };

  const results = finished.plan.steps.flatMap(({ table, target }) => {
    const outcome = outcomes.get(table);
    return outcome === undefined ? [] : [{ table, target, outcome }];
  });
  const ordered = new Map(results.map(({ table, outcome }) => [table, outcome]));
  const after = 'after' in finished ? finished.after : new Map<AfterStepKind, StepOutcome>();
  const steps = [...after].map(([step, outcome]) => ({ step, outcome }));
  const source = 'source' in finished ? { source: finished.source } : {};
  const ofSteps = runStatus([...results, ...steps].map(({ outcome }) => outcome.status));
  const run = { plan: finished.plan, outcomes: ordered, after, status: ofSteps, ...source };
  const reportError = await endRun(run, 'write' in journal ? journal : undefined, lakehouse, options);
  const status = reportError !== undefined && ofSteps === 'done' ? 'partial' : ofSteps;
  onEvent(summaryOf({ runId, status, results, steps, reportError, ...source }));
  return { ...run, status, ...(reportError === undefined ? {} : { reportError }) };
}

/** Prepares the root and opens the journal there; why that cannot be done, otherwise. */
async function begin(
  plan: Plan,
  lakehouse: Lakehouse,
  { signal, now, resumed }: RunOptions,
): Promise<Journal | FaultData> {
  const { root } = plan.parameters;
  try {
    signal.throwIfAborted();
    if (plan.process === 'restore') await beginRestore(plan, lakehouse, signal);
    else await lakehouse.prepareRoot(root, signal);
    return await openJournal(plan, resumed, lakehouse, now);
  } catch (error) {
    return asFault(error, `${root} cannot be written to`).toData();
  }
}

interface Migrated {
  /** With the steps as they were last planned. */
  readonly plan: MigrationPlan;
  readonly after: ReadonlyMap<AfterStepKind, StepOutcome>;
  readonly source: SourceState;
}

async function migrateOn(
  plan: MigrationPlan,
  outcomes: Map<string, TableOutcome>,
  copying: Copying,
  resumed: JournalState | undefined,
): Promise<Migrated> {
  const { journal, now } = copying;
  if (!('write' in journal)) {
    const outcome = { status: 'cancelled', startedAt: now(), endedAt: now() } as const;
    return { plan, after: new Map(plan.after.map(({ kind }) => [kind, outcome])), source: 'kept' };
  }
  const migration: Migration = {
    ...copying,
    journal,
    plan,
    steps: plan.steps,
    outcomes,
    begunDrops: begunDrops(resumed?.begunSteps ?? []),
    copy: (steps) => copyTables(steps, outcomes, copying),
    resumed,
  };
  const after = await runAfterSteps(migration);
  const isDropped = after.get('drop')?.status === 'done';
  const source = isDropped ? 'dropped' : migration.begunDrops.size > 0 ? 'partly dropped' : 'kept';
  return { plan: { ...plan, steps: migration.steps }, after, source };
}
