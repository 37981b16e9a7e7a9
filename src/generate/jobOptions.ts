/** What is chosen for a Databricks job, besides the process that it does. */

/** What runs it. `notebook` and `python` name a file in the workspace, or one beside the bundle. */
export type JobTask =
  | { readonly kind: 'jar' }
  | { readonly kind: 'notebook'; readonly path: string }
  | { readonly kind: 'python'; readonly path: string };

export interface NewCluster {
  readonly sparkVersion: string;
  readonly nodeType: string;
  readonly workers: number;
  readonly policyId?: string;
}

export type Compute =
  | { readonly kind: 'serverless' }
  | { readonly kind: 'existing'; readonly clusterId: string }
  /** A cluster of the task, or one of the job that its tasks share. */
  | { readonly kind: 'new-cluster' | 'job-cluster'; readonly cluster: NewCluster };

export interface JobSchedule {
  /** In Quartz' syntax. */
  readonly cron: string;
  readonly timeZone: string;
  readonly paused: boolean;
}

export interface JobOptions {
  readonly task: JobTask;
  readonly compute: Compute;
  /** The name that people see; without it one is made. */
  readonly name?: string;
  /** Absent for a job that is started by hand. */
  readonly schedule?: JobSchedule;
  /** Who hears of a failure: e-mail addresses, and ids of notification destinations. */
  readonly emails: readonly string[];
  readonly webhooks: readonly string[];
  readonly retries: number;
  readonly timeoutMinutes: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Of Overwatch's own JAR. */
  readonly jarVersion: string;
  /** A JAR of one's own instead of Overwatch's from Maven. */
  readonly jar?: string;
}

/** The tag by which a job is found again, so that a second time updates it. Its value is `subjectId`. */
export const JOB_TAG = 'overwatch-backup';

export const DEFAULT_CRON = '0 0 3 ? * SUN';
export const DEFAULT_JAR_VERSION = '0.8.2.0';

/** The runtime that Overwatch's guide names for its JARs, and a current one for everything else. */
export const SPARK_VERSIONS = { jar: '11.3.x-scala2.12', other: '16.4.x-scala2.12' } as const;
