/** What a run tells while it goes on. The CLI prints them as JSON lines; the editor turns them into progress. */

import type { FaultData } from '../base/fault';
import type { CloneProgress } from '../lakehouse/lakehouse';
import type { AfterStepKind } from './afterSteps';
import type { RunStatus, SourceState, StepOutcome, TableOutcome, TableStatus } from './outcome';
import type { Plan } from './plan';

export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly runId: string;
      readonly tables: number;
      readonly bytesToCopy: number;
    }
  | { readonly type: 'table-started'; readonly table: string }
  | ({ readonly type: 'table-progress'; readonly table: string } & CloneProgress)
  | { readonly type: 'table-verifying'; readonly table: string }
  | {
      readonly type: 'table-finished';
      readonly table: string;
      readonly target: string;
      readonly outcome: TableOutcome;
    }
  /** A step of the whole run, after the tables. */
  | { readonly type: 'step-started'; readonly step: AfterStepKind }
  | { readonly type: 'step-finished'; readonly step: AfterStepKind; readonly outcome: StepOutcome }
  /** The source moved meanwhile, so these tables are copied again. */
  | { readonly type: 'round-started'; readonly round: number; readonly tables: readonly string[] }
  | { readonly type: 'table-dropped'; readonly table: string }
  | { readonly type: 'report-written'; readonly location: string }
  | { readonly type: 'report-failed'; readonly location: string; readonly error: FaultData }
  | RunSummary;

/** The last event of every run. */
export interface RunSummary {
  readonly type: 'summary';
  readonly runId: string;
  readonly status: RunStatus;
  readonly tables: readonly {
    readonly table: string;
    readonly status: TableStatus;
    readonly target: string;
    readonly error?: FaultData;
  }[];
  /** Steps of the whole run, where it has any. */
  readonly steps?: readonly {
    readonly step: AfterStepKind;
    readonly status: StepOutcome['status'];
    /** What it came to, in words. */
    readonly what: string;
    readonly error?: FaultData;
  }[];
  /** What became of the source of a migration. */
  readonly source?: SourceState;
  /** Why the report could not be written. */
  readonly reportError?: FaultData;
}

export type OnRunEvent = (event: RunEvent) => void;

/** A finished run: what was planned and how each step ended, in the plan's order. */
export interface FinishedRun {
  readonly plan: Plan;
  readonly outcomes: ReadonlyMap<string, TableOutcome>;
  /** How the steps of the whole run ended; none but in a migration. */
  readonly after: ReadonlyMap<AfterStepKind, StepOutcome>;
  /** What became of the source of a migration. */
  readonly source?: SourceState;
  readonly status: RunStatus;
  /** Why the report could not be written; then the run counts as partly done at best. */
  readonly reportError?: FaultData;
}
