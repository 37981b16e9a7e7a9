/** A run on Databricks that this editor began, as it is kept over sessions: plain JSON, with all that it takes to find and to follow it again. Pure. */

import type { FaultData } from '../../base/fault';
import { exhaustive } from '../../base/fault';
import type { Subject } from '../../generate/subject';
import type { RunOrder } from '../../jobs/order';
import type { RunEnd } from '../../jobs/runEnd';
import type { JobRun } from '../../workspace/jobRuns';

/** What was asked for. */
export type JobWork =
  /** A run of its own, with its plan. */
  | { readonly kind: 'once'; readonly order: RunOrder }
  /** A scheduled job that was started now; it takes the tables that there are then. */
  | { readonly kind: 'started'; readonly token: string; readonly jobId: string; readonly subject: Subject };

/** How far it is. */
export type JobPhase =
  /** Nothing runs yet. */
  | { readonly kind: 'preparing' }
  /** The request went out, or is about to: with the same token it can be sent again, which begins nothing a second time. */
  | { readonly kind: 'sending'; readonly error?: FaultData }
  /** It was not begun. */
  | { readonly kind: 'refused'; readonly error: FaultData }
  /** `run` as it was seen last; `trouble` while the workspace does not answer. */
  | {
      readonly kind: 'under-way';
      readonly runId: string;
      readonly run?: JobRun;
      readonly trouble?: FaultData;
    }
  /** It may go on, but cannot be followed until something is mended. */
  | {
      readonly kind: 'out-of-sight';
      readonly runId: string;
      readonly run?: JobRun;
      readonly error: FaultData;
    }
  | { readonly kind: 'ended'; readonly runId: string; readonly run: JobRun; readonly end: RunEnd };

export interface JobRunRecord {
  readonly work: JobWork;
  /** The lakehouse by which the workspace is signed in to, and by whose warehouse the report is read. */
  readonly address: string;
  /** Epoch ms. */
  readonly begunAt: number;
  readonly phase: JobPhase;
}

/** What a record is known by, for good: the token of its request. */
export function idOf({ work }: JobRunRecord): string {
  return work.kind === 'once' ? work.order.token : work.token;
}

export function subjectOf({ work }: JobRunRecord): Subject {
  return work.kind === 'once' ? work.order.subject : work.subject;
}

/** Where its report lies, as far as that is known: a job that keeps dated copies makes a folder at each start. */
export function rootOf({ work }: JobRunRecord): string | undefined {
  if (work.kind === 'once') return work.order.plan.root;
  const { process, parameters } = work.subject;
  if (process !== 'bronze-backup') return parameters.root;
  return parameters.overwrite ? parameters.prefix : undefined;
}

/** Whether it may still write to its root. */
export function isUnderWay({ phase }: JobRunRecord): boolean {
  switch (phase.kind) {
    case 'preparing':
    case 'sending':
    case 'under-way':
    case 'out-of-sight':
      return true;
    case 'refused':
    case 'ended':
      return false;
    default:
      return exhaustive(phase);
  }
}

/** The run in the workspace, where it is known by now. */
export function runIdOf({ phase }: JobRunRecord): string | undefined {
  return 'runId' in phase ? phase.runId : undefined;
}

/** The run as it was seen last. */
export function seenRun({ phase }: JobRunRecord): { readonly run?: JobRun } {
  return 'run' in phase && phase.run !== undefined ? { run: phase.run } : {};
}
