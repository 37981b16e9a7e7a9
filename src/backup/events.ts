/** What a run tells while it goes on. The CLI prints them as JSON lines; the editor turns them into progress. */

import type { FaultData } from '../base/fault';
import type { CloneProgress } from '../lakehouse/lakehouse';
import type { RunStatus, TableOutcome, TableStatus } from './outcome';
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
  /** Why the report could not be written. */
  readonly reportError?: FaultData;
}

export type OnRunEvent = (event: RunEvent) => void;

/** A finished run: what was planned and how each step ended, in the plan's order. */
export interface FinishedRun {
  readonly plan: Plan;
  readonly outcomes: ReadonlyMap<string, TableOutcome>;
  readonly status: RunStatus;
  /** Why the report could not be written; then the run counts as partly done at best. */
  readonly reportError?: FaultData;
}
