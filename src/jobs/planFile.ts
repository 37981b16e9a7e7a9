/**
 * The plan that is uploaded with a run on Databricks, as the PySpark script reads it (`--plan`): what was confirmed is what runs, and the
 * clone report tells of it under a run id that is known before. Pure.
 */

import type { Plan } from '../backup/plan';
import { scriptArguments } from '../generate/script';
import { type Subject, tablesOf, targetOf } from '../generate/subject';
import { datedFolders } from '../overwatch/recognise';

/** docs/GENERATE.md tells its fields to others. */
export interface PlanFile {
  readonly format: 1;
  readonly runId: string;
  /** Epoch ms. */
  readonly createdAt: number;
  /** The options that the script must be called with, but for `--plan`. */
  readonly arguments: readonly string[];
  /** Where the run writes; for a bronze backup that keeps old copies, the folder of this copy. */
  readonly root: string;
  /** Nothing but these, each in this version of its source where one is given. Absent where nobody could look which there are. */
  readonly tables?: readonly PlannedTable[];
}

export interface PlannedTable {
  readonly table: string;
  readonly version?: number;
}

/** A plan that a lakehouse has made, with its versions. A table that is known to fail has none: the run tries it and tells of it. */
export function planFileOf(subject: Subject, plan: Plan): PlanFile {
  const pins = plan.process !== 'snapshot' || plan.parameters.type === 'full';
  return {
    format: 1,
    runId: plan.runId,
    createdAt: plan.createdAt,
    arguments: scriptArguments(subject),
    root: plan.parameters.root,
    tables: plan.steps.map(({ table, state }) =>
      pins && state.ready ? { table, version: state.sourceVersion } : { table },
    ),
  };
}

/**
 * A plan without versions, where no lakehouse can look at them.
 *
 * @param tables those of the database or backup, where they are known
 * @throws Fault `unknown-table`, `usage` as planning does.
 */
export function unpinnedPlan(
  subject: Subject,
  tables: readonly string[] | undefined,
  { runId, now }: { readonly runId: string; readonly now: number },
): PlanFile {
  const root = targetOf(subject);
  const isDated = subject.process === 'bronze-backup' && !subject.parameters.overwrite;
  return {
    format: 1,
    runId,
    createdAt: now,
    arguments: scriptArguments(subject),
    root: isDated ? [root.replace(/\/+$/, ''), ...datedFolders(now)].join('/') : root,
    ...(tables === undefined ? {} : { tables: tablesOf(subject, tables).map((table) => ({ table })) }),
  };
}

export function planText(plan: PlanFile): string {
  return `${JSON.stringify(plan, undefined, 1)}\n`;
}
