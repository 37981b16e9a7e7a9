/** The event that ends every run, whatever it did. */

import type { FaultData } from '../base/fault';
import type { AfterStepKind } from './afterSteps';
import type { RunSummary } from './events';
import type { RunStatus, SourceState, StepOutcome, TableStatus } from './outcome';
import { outcomeText } from './outcome';

/** How a run and its parts ended. */
export interface Ended {
  readonly runId: string;
  readonly status: RunStatus;
  readonly results: readonly {
    readonly table: string;
    readonly target: string;
    readonly outcome: { readonly status: TableStatus; readonly error?: FaultData };
  }[];
  readonly steps?: readonly { readonly step: AfterStepKind; readonly outcome: StepOutcome }[];
  readonly source?: SourceState;
  readonly reportError?: FaultData | undefined;
}

/** The event as it is told: what a run does not have is absent. */
export function summaryOf({ runId, status, results, steps = [], source, reportError }: Ended): RunSummary {
  const tables = results.map(({ table, target, outcome: { status, error } }) => ({
    table,
    status,
    target,
    ...(error === undefined ? {} : { error }),
  }));
  const told = steps.map(({ step, outcome }) => ({
    step,
    status: outcome.status,
    what: outcomeText(outcome),
    ...(outcome.status === 'failed' ? { error: outcome.error } : {}),
  }));
  return {
    type: 'summary',
    runId,
    status,
    tables,
    ...(told.length === 0 ? {} : { steps: told }),
    ...(source === undefined ? {} : { source }),
    ...(reportError === undefined ? {} : { reportError }),
  };
}
