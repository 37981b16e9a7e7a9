/** What a run has done and what is left of it, from its journal alone. Pure. */

import type { AfterStep, AfterStepKind } from '../afterSteps';
import type { StepOutcome } from '../outcome';
import type { Plan } from '../plan';
import { isSettled, type JournalState } from './journal';

/** A run that is to be resumed, in two parts. */
export interface Remaining {
  /** Names of the tables, in the plan's order. */
  readonly doneTables: readonly string[];
  readonly leftTables: readonly string[];
  /** Of the tables that are left: at most so many bytes, for some of their files may be there already. */
  readonly leftBytes: number;
  /** Steps of the whole run; none but in a migration. */
  readonly doneSteps: readonly AfterStep[];
  readonly leftSteps: readonly AfterStep[];
}

/**
 * How a step of the whole run ended that need not be taken again. What was seen of copies and source counts only for the change of the config that
 * followed: since an interruption a job may have written to the source.
 */
export function takenBefore(kind: AfterStepKind, steps: JournalState['steps']): StepOutcome | undefined {
  const isLook = kind === 'verify-all' || kind === 'look-again';
  const outcome = steps.get(kind);
  const counts = outcome?.status === 'done' && (!isLook || steps.get('config')?.status === 'done');
  return counts ? outcome : undefined;
}

/** Splits a run's tables and steps into what need not be done again and what is left. */
export function remainingOf({ plan, tables, steps }: JournalState): Remaining {
  const isDone = ({ table }: Plan['steps'][number]) => isSettled(tables.get(table));
  const left = plan.steps.filter((step) => !isDone(step));
  const after = plan.process === 'migrate' ? plan.after : [];
  const isTaken = ({ kind }: AfterStep) => takenBefore(kind, steps) !== undefined;
  return {
    doneTables: plan.steps.filter(isDone).map(({ table }) => table),
    leftTables: left.map(({ table }) => table),
    leftBytes: left.reduce((sum, { state }) => sum + (state.ready ? state.bytesToCopy : 0), 0),
    doneSteps: after.filter(isTaken),
    leftSteps: after.filter((step) => !isTaken(step)),
  };
}
