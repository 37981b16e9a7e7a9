/** How each step and the run as a whole ended. */

import { exhaustive, type FaultData } from '../base/fault';
import type { CloneMetrics, Verification } from '../lakehouse/lakehouse';

/** When something began and ended. */
export interface Timed {
  /** Epoch ms. */
  readonly startedAt: number;
  /** Epoch ms. */
  readonly endedAt: number;
}

/** A table that was cloned and verified. */
export interface ClonedTable extends Timed {
  readonly status: 'done' | 'warning';
  readonly metrics: CloneMetrics;
  readonly targetVersion: number;
  readonly verification: Verification;
  /** Empty exactly when `status` is `done`. */
  readonly warnings: readonly string[];
}

/** A table that has no new verified copy. */
export interface FailedTable extends Timed {
  readonly status: 'failed';
  readonly error: FaultData;
}

/** A table that needed no work, and why. */
export interface SkippedTable extends Timed {
  readonly status: 'skipped';
  readonly reason: string;
  /** The version of the target that stands for this run all the same. */
  readonly targetVersion?: number;
}

/** A table that was not begun, or was stopped: its target stands as before, or holds the whole copy, not yet verified. */
export interface CancelledTable extends Timed {
  readonly status: 'cancelled';
}

export type TableOutcome = ClonedTable | FailedTable | SkippedTable | CancelledTable;
export type TableStatus = TableOutcome['status'];

const TABLE_STATUSES: readonly TableStatus[] = ['done', 'warning', 'failed', 'skipped', 'cancelled'];

/** The status that a value of a report names; undefined for anything else. */
export function tableStatus(value: unknown): TableStatus | undefined {
  return TABLE_STATUSES.find((status) => status === value);
}

/** A step of the whole run that was taken. */
export interface DoneStep extends Timed {
  readonly status: 'done';
  /** What it came to, in words. */
  readonly what: string;
}

/** How a step that is not one table's ended. */
export type StepOutcome = DoneStep | FailedTable | SkippedTable | CancelledTable;

/** How a step of the whole run ended, in words. */
export function outcomeText(outcome: StepOutcome): string {
  switch (outcome.status) {
    case 'done':
      return outcome.what;
    case 'failed':
      return outcome.error.message;
    case 'skipped':
      return `skipped: ${outcome.reason}`;
    case 'cancelled':
      return 'cancelled';
    default:
      return exhaustive(outcome);
  }
}

/** `partial`: some tables have a verified copy and some do not. It is a state of its own wherever a run is shown. */
export type RunStatus = 'done' | 'partial' | 'failed' | 'cancelled';

/** The run's status from its tables': cancelled wins, then partly done. */
export function runStatus(statuses: Iterable<TableStatus>): RunStatus {
  const seen = new Set(statuses);
  if (seen.has('cancelled')) return 'cancelled';
  if (!seen.has('failed')) return 'done';
  return seen.has('done') || seen.has('warning') || seen.has('skipped') ? 'partial' : 'failed';
}

/** What became of the source of a migration. */
export type SourceState = 'kept' | 'partly dropped' | 'dropped';
