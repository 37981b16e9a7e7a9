/** What is chosen for a job on Databricks beside the process that it does, its steps, and what follows from it. Pure: no picker is shown here. */

import { Fault } from '../../base/fault';
import { isRepeated } from '../../generate/job';
import { type Compute, DEFAULT_CRON, SPARK_VERSIONS } from '../../generate/jobOptions';
import type { Subject } from '../../generate/subject';
import type { OnceOptions } from '../../jobs/order';
import type { ScheduledOptions } from '../../jobs/scheduledJob';
import type { CronChoice } from './cronChoice';
import type { Recipients } from './recipients';

export type ComputeChoice =
  | { readonly kind: 'serverless' }
  | { readonly kind: 'existing'; readonly id: string; readonly name: string }
  | { readonly kind: 'new' };

/** Everything but the workspace and the machines of a new cluster has a default, so that Enter leads through. */
export interface JobDraft {
  /** Address of a lakehouse of the workspace. */
  readonly address: string | undefined;
  /** A scheduled job, or a run that is submitted once. */
  readonly repeats: boolean;
  readonly compute: ComputeChoice;
  readonly nodeType: string | undefined;
  readonly sparkVersion: string;
  readonly workers: number;
  readonly policy: { readonly id: string; readonly name: string } | undefined;
  readonly schedule: CronChoice;
  /** Whether its schedule is paused from the start. */
  readonly paused: boolean;
  readonly recipients: Recipients;
  readonly tags: Readonly<Record<string, string>>;
  readonly retries: number;
  /** 0 for no limit. */
  readonly timeoutMinutes: number;
}

export function newJobDraft(timeZone: string): JobDraft {
  return {
    address: undefined,
    repeats: false,
    compute: { kind: 'serverless' },
    nodeType: undefined,
    sparkVersion: SPARK_VERSIONS.other,
    workers: 2,
    policy: undefined,
    schedule: { cron: DEFAULT_CRON, timeZone },
    paused: false,
    recipients: { emails: [], webhooks: [] },
    tags: {},
    retries: 1,
    timeoutMinutes: 0,
  };
}

export type JobStepId = 'workspace' | 'how' | ComputeStepId | 'schedule' | 'review';
export type ComputeStepId = 'compute' | 'nodeType' | 'runtime' | 'workers' | 'policy';

/** The steps of a job after those of its process. @param asksWorkspace where several are there, or none */
export function jobStepIds(
  draft: JobDraft,
  process: Subject['process'],
  asksWorkspace: boolean,
): readonly JobStepId[] {
  const mayRepeat = isRepeated({ process });
  return [
    ...(asksWorkspace ? (['workspace'] as const) : []),
    ...(mayRepeat ? (['how'] as const) : []),
    ...computeStepIds(draft),
    ...(mayRepeat && draft.repeats ? (['schedule'] as const) : []),
    'review',
  ];
}

/** @param inWorkspace whether a workspace is known that has policies */
export function computeStepIds({ compute }: JobDraft, inWorkspace = true): readonly ComputeStepId[] {
  if (compute.kind !== 'new') return ['compute'];
  return ['compute', 'nodeType', 'runtime', 'workers', ...(inWorkspace ? (['policy'] as const) : [])];
}

/** @param kind whose cluster a new one is. @throws Fault `internal` while its machines have not been chosen. */
export function toCompute(
  { compute, nodeType, sparkVersion, workers, policy }: JobDraft,
  kind: 'new-cluster' | 'job-cluster',
): Compute {
  switch (compute.kind) {
    case 'serverless':
      return { kind: 'serverless' };
    case 'existing':
      return { kind: 'existing', clusterId: compute.id };
    case 'new':
      if (nodeType === undefined) throw new Fault('internal', 'The machines have not been chosen yet.');
      return {
        kind,
        cluster: {
          sparkVersion,
          nodeType,
          workers,
          ...(policy === undefined ? {} : { policyId: policy.id }),
        },
      };
  }
}

/** What the job runs on, in words. */
export function computeText({ compute, nodeType, sparkVersion, workers, policy }: JobDraft): string {
  switch (compute.kind) {
    case 'serverless':
      return 'serverless compute';
    case 'existing':
      return `the cluster ${compute.name}`;
    case 'new': {
      const by = policy === undefined ? '' : `, policy ${policy.name}`;
      return `a new cluster: ${workers} × ${nodeType ?? '?'}, ${sparkVersion}${by}`;
    }
  }
}

export function toOnceOptions(draft: JobDraft): OnceOptions {
  const { recipients, timeoutMinutes } = draft;
  return { compute: toCompute(draft, 'new-cluster'), ...recipients, timeoutMinutes };
}

/** What is done once is not tried again by itself, and has no schedule. */
export function toScheduledOptions(draft: JobDraft, subject: Subject): ScheduledOptions {
  const { recipients, timeoutMinutes, retries, schedule, paused, tags } = draft;
  const mayRepeat = isRepeated(subject);
  return {
    compute: toCompute(draft, 'job-cluster'),
    ...recipients,
    timeoutMinutes,
    retries: mayRepeat ? retries : 0,
    tags,
    ...(mayRepeat && draft.repeats ? { schedule: { ...schedule, paused } } : {}),
  };
}
