/** Copies and verifies tables, several at a time: one that fails stops no other, and the journal tells how each ended. */

import { mapLimit } from '../../base/concurrency';
import { asFault, Fault, type FaultData, isAbort } from '../../base/fault';
import type { CloneProgress, Lakehouse } from '../../lakehouse/lakehouse';
import type { OnRunEvent } from '../events';
import { isSettled, type JournalState } from '../journal/journal';
import type { Journal } from '../journal/journalWriter';
import type { TableOutcome } from '../outcome';
import type { Step } from '../plan';
import { type ReadyStep, runStep, type StepContext, type StepResult } from '../steps';
import { alreadyCloned } from './alreadyCloned';

/** What copying needs besides the steps. */
export interface Copying {
  readonly lakehouse: Lakehouse;
  /** A fault where nothing can be written to the root: every table fails for that reason. */
  readonly journal: Journal | FaultData;
  /** Compare contents by checksum too. */
  readonly checksum: boolean;
  readonly onEvent: OnRunEvent;
  readonly signal: AbortSignal;
  readonly concurrency: number;
  /** The clock, epoch ms. */
  readonly now: () => number;
}

/** Least time between two progress events of a table, ms. */
const PROGRESS_INTERVAL = 100;

/**
 * Takes steps and puts how they ended into `outcomes`. It never rejects.
 *
 * @param earlier what an earlier process did for this run: what it ended well is not done again
 */
export async function copyTables(
  steps: readonly Step[],
  outcomes: Map<string, TableOutcome>,
  copying: Copying,
  earlier?: JournalState,
): Promise<void> {
  // The signal is not given to mapLimit: in a cancelled run, too, every table has an outcome.
  await mapLimit(largestFirst(steps), copying.concurrency, async (step) => {
    outcomes.set(step.table, await copyTable(step, copying, earlier));
  });
}

/** Large tables begin first, so that the last ones to finish are small and no worker idles for long. */
function largestFirst(steps: readonly Step[]): Step[] {
  const size = ({ state }: Step) => (state.ready ? state.bytesToCopy : 0);
  return [...steps].sort((one, other) => size(other) - size(one));
}

async function copyTable(
  step: Step,
  copying: Copying,
  earlier: JournalState | undefined,
): Promise<TableOutcome> {
  const { onEvent, signal, journal } = copying;
  const { table, target } = step;
  const before = earlier?.tables.get(table);
  if (!signal.aborted) onEvent({ type: 'table-started', table });
  let outcome = isSettled(before) ? before : await attempt(step, copying, earlier);
  if (outcome !== before && 'write' in journal) {
    try {
      await journal.write({ type: 'table-ended', table, outcome });
    } catch (error) {
      outcome = withoutEntry(outcome, asFault(error));
    }
  }
  onEvent({ type: 'table-finished', table, target, outcome });
  return outcome;
}

/** The copy is right, but a resumed run would not know it. */
function withoutEntry(outcome: TableOutcome, { message }: Fault): TableOutcome {
  if (outcome.status !== 'done' && outcome.status !== 'warning') return outcome;
  const warning = `The journal could not be written: ${message}`;
  return { ...outcome, status: 'warning', warnings: [...outcome.warnings, warning] };
}

async function attempt(
  step: Step,
  { lakehouse, journal, checksum, onEvent, signal, now }: Copying,
  earlier: JournalState | undefined,
): Promise<TableOutcome> {
  const startedAt = now();
  const { table, state } = step;
  try {
    signal.throwIfAborted();
    if (!state.ready) return { status: 'failed', startedAt, endedAt: now(), error: state.error };
    if (!('write' in journal)) return { status: 'failed', startedAt, endedAt: now(), error: journal };
    journal.note({ type: 'table-begun', at: startedAt, table });
    const context: StepContext = {
      lakehouse,
      checksum,
      isResumed: earlier !== undefined,
      onProgress: throttled(now, (progress) => onEvent({ type: 'table-progress', table, ...progress })),
      onVerifying: () => onEvent({ type: 'table-verifying', table }),
      signal,
    };
    const mayBeCloned = step.kind === 'clone' && earlier?.failedTables.has(table) === false;
    const done =
      (mayBeCloned ? await takeOver({ ...step, state }, context) : undefined) ??
      (await runStep(step, state, context));
    return { ...done, startedAt, endedAt: now() };
  } catch (error) {
    if (signal.aborted) return { status: 'cancelled', startedAt, endedAt: now() };
    return { status: 'failed', startedAt, endedAt: now(), error: failure(error, table) };
  }
}

/** A killed process may have committed a clone without telling the journal: then the copy is only verified. Undefined where it has not. */
async function takeOver(step: ReadyStep, context: StepContext): Promise<StepResult | undefined> {
  const { source, target, state } = step;
  const { lakehouse, checksum, onVerifying, signal } = context;
  const request = { source, sourceVersion: state.sourceVersion, target };
  const cloned = await alreadyCloned(request, lakehouse, signal);
  if (cloned === undefined) return undefined;
  onVerifying();
  const verification = await lakehouse.verifyClone(request, checksum, signal);
  return { status: 'done', ...cloned, verification, warnings: [] };
}

function throttled(
  now: () => number,
  emit: (progress: CloneProgress) => void,
): (progress: CloneProgress) => void {
  let last = Number.NEGATIVE_INFINITY;
  let phase: CloneProgress['phase'] = 'copying';
  return (progress) => {
    const isWhole = progress.phase === 'copying' && progress.copiedFiles === progress.totalFiles;
    const isNews = isWhole || progress.phase !== phase;
    if (!isNews && now() - last < PROGRESS_INTERVAL) return;
    last = now();
    phase = progress.phase;
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
