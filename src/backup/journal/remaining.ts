/** What a run has done and what is left of it, from its journal alone. Pure. */

import type { AfterStep } from '../afterSteps';
import type { Plan } from '../plan';
import { isSettled, type JournalState } from './journal';

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

export function remainingOf({ plan, tables, steps }: JournalState): Remaining {
  const isDone = ({ table }: Plan['steps'][number]) => isSettled(tables.get(table));
  const left = plan.steps.filter((step) => !isDone(step));
  const after = plan.process === 'migrate' ? plan.after : [];
  const isTaken = ({ kind }: AfterStep) => steps.get(kind)?.status === 'done';
  return {
    doneTables: plan.steps.filter(isDone).map(({ table }) => table),
    leftTables: left.map(({ table }) => table),
    leftBytes: left.reduce((sum, { state }) => sum + (state.ready ? state.bytesToCopy : 0), 0),
    doneSteps: after.filter(isTaken),
    leftSteps: after.filter((step) => !isTaken(step)),
  };
}
