/** Plans what a job on Databricks is going to do: which tables in which versions, under which run id, and which job there is already. */

import type { MigrationChoice } from '../../backup/migration/plan';
import type { MigrationParameters, Plan } from '../../backup/plan';
import { newRunId } from '../../backup/runId';
import { exhaustive } from '../../base/fault';
import { onDatabricks, type Subject } from '../../generate/subject';
import { type PlanFile, planFileOf, unpinnedPlan } from '../../jobs/planFile';
import { jobsOf } from '../../jobs/scheduledJob';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { currentUser } from '../../workspace/currentUser';
import type { WorkspaceJob } from '../../workspace/jobs';
import { lakehouseOf } from '../pickers/wizard';
import { makePlan } from '../runs/makePlan';
import type { Services } from '../services';

export interface JobQuestion {
  readonly subject: Subject;
  /** The tables that its database or backup has, where they are known. */
  readonly tables?: readonly string[];
  /** The lakehouse that it was chosen from. */
  readonly folder?: string;
  /** The lakehouse in whose workspace it is to run. */
  readonly address: string;
  /** Whether it is to be a scheduled job. */
  readonly repeats: boolean;
}

export interface JobPlan {
  readonly subject: Subject;
  /** What the workspace calls the user. */
  readonly user: string;
  /** Made by the SQL warehouse, which pins every table to a version; undefined where it cannot. */
  readonly plan?: Plan;
  /** What a run is given; undefined for a scheduled job, which takes what there is when it runs. */
  readonly file?: PlanFile;
  /** Those that do the same already. */
  readonly jobs: readonly WorkspaceJob[];
}

/** @throws Fault that says why it must not be begun; `usage` for what the script cannot do. */
export async function planJob(
  services: Services,
  { subject: asked, tables, folder, address, repeats }: JobQuestion,
  signal: AbortSignal,
): Promise<JobPlan> {
  const subject = onDatabricks(asked);
  const { rest } = await services.connections.open(address);
  const { name: user } = await currentUser(rest, signal);
  if (repeats) return { subject, user, jobs: await jobsOf(rest, subject, signal) };
  const fresh = { runId: newRunId(Date.now()), now: Date.now() };
  if (folder !== address || isIncremental(subject))
    return { subject, user, jobs: [], file: unpinnedPlan(subject, tables, fresh) };
  const plan = await pinned(subject, await lakehouseOf(services, { folder }), signal);
  return { subject, user, jobs: [], plan, file: planFileOf(subject, plan) };
}

/** A warehouse cannot tell what a stream will find. */
function isIncremental({ process, parameters }: Subject): boolean {
  return process === 'snapshot' && parameters.type === 'incremental';
}

function pinned({ process, parameters }: Subject, lakehouse: Lakehouse, signal: AbortSignal): Promise<Plan> {
  switch (process) {
    case 'snapshot':
      return makePlan.snapshot(parameters, lakehouse, signal);
    case 'restore': {
      const { database: _, ...choice } = parameters;
      return makePlan.restore(choice, lakehouse, signal);
    }
    case 'bronze-backup': {
      const { root: _, ...choice } = parameters;
      return makePlan.bronzeBackup(choice, lakehouse, signal);
    }
    case 'migrate':
      return makePlan.migration(migrationChoice(parameters), lakehouse, signal);
    default:
      return exhaustive(process);
  }
}

/** Whoever wants the source dropped has typed its name in the wizard. */
function migrationChoice({ dropSource, ...others }: MigrationParameters): MigrationChoice {
  return { ...others, ...(dropSource ? { dropSource: others.database.name } : {}) };
}
