/** What is to be done once on Databricks, as plain data: kept while the run is under way, so that it can be found, followed and tried again. */

import type { JobOptions } from '../generate/jobOptions';
import type { Subject } from '../generate/subject';
import type { PlanFile } from './planFile';

/** What can be chosen for a run that is submitted once: all that a job has but what repeats it. */
export type OnceOptions = Pick<JobOptions, 'compute' | 'emails' | 'webhooks' | 'timeoutMinutes'>;

export interface RunOrder {
  /** Sent with the request, so that asking twice begins one run: at most 64 characters. */
  readonly token: string;
  readonly subject: Subject;
  readonly plan: PlanFile;
  readonly options: OnceOptions;
}

/** The same once more: the tables and versions that were confirmed, under a run id of its own. */
export function orderAgain(
  order: RunOrder,
  fresh: { readonly token: string; readonly runId: string },
): RunOrder {
  return { ...order, token: fresh.token, plan: { ...order.plan, runId: fresh.runId } };
}
