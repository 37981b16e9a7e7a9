/** The clone report of a run on Databricks that has ended: read by the SQL warehouse, which is not started for it unasked. */

import type { RunStatus } from '../../backup/outcome';
import type { RunRecord } from '../../backup/report/runs';
import type { EndKind } from '../../jobs/runEnd';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { readRuns } from '../runs/readRuns';
import type { Services } from '../services';
import { type JobRunRecord, rootOf, seenRun, subjectOf } from './record';

export interface JobReport {
  readonly lakehouse: Lakehouse;
  readonly root: string;
  /** What the report says of this run; undefined where it does not tell of it. */
  readonly run: RunRecord | undefined;
}

/** Clocks of a workspace and of this machine may differ, ms. */
const SKEW = 120_000;

/**
 * Undefined where it is not known where the report lies.
 *
 * @throws Fault of the warehouse.
 */
export async function readJobReport(
  { lakehouses }: Services,
  record: JobRunRecord,
): Promise<JobReport | undefined> {
  const root = rootOf(record);
  if (root === undefined) return undefined;
  const lakehouse = await lakehouses.open(record.address);
  return { lakehouse, root, run: runIn(await readRuns({ lakehouse, root }), record) };
}

/** By the run's id; that of a job that was started is not known, but from when to when it ran. @param runs newest first */
export function runIn(runs: readonly RunRecord[], record: JobRunRecord): RunRecord | undefined {
  const { work } = record;
  if (work.kind === 'once') return runs.find(({ id }) => id === work.order.plan.runId);
  const { process } = subjectOf(record);
  const { startedAt = record.begunAt, endedAt = Number.POSITIVE_INFINITY } = seenRun(record).run ?? {};
  return runs.find(({ process: did, startedAt: at = 0 }) => {
    // Later runs of the job, by its schedule, are no part of this one.
    return did === process && at >= startedAt - SKEW && at <= endedAt + SKEW;
  });
}

/**
 * How a run ended by both who tell of it: one that the workspace calls a success is one only as far as its report says so too, and one that
 * failed has done part of its work where the report shows that. Pure.
 *
 * @param status undefined where the report was not read, or does not tell of the run.
 */
export function kindByReport(kind: EndKind, status: RunStatus | undefined): EndKind {
  if (status === undefined) return kind;
  if (kind === 'success') return status === 'done' ? kind : status;
  return kind === 'failed' && status === 'partial' ? status : kind;
}

/** Whether the report can be read without starting a warehouse, which costs money. */
export async function isWarehouseUp({ connections }: Services, { address }: JobRunRecord): Promise<boolean> {
  const { getWarehouse } = await import('../../workspace/warehouses');
  const { rest, warehouse } = await connections.open(address);
  return (await getWarehouse(rest, warehouse, AbortSignal.timeout(LOOK_LIMIT))).state === 'RUNNING';
}

/** ms */
const LOOK_LIMIT = 30_000;
