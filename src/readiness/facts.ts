/** What the checks of readiness look at, as plain data: each fact is seen, or it is said why it could not be. */

import type { FaultData } from '../base/fault';
import type { OverwatchJob } from '../jobs/overwatchJobs';
import type { AuditSource } from '../overwatch/auditSource';
import type { Alert } from '../workspace/alerts';
import type { ClusterPolicy } from '../workspace/clusterPolicies';
import type { Cluster } from '../workspace/clusters';
import type { WorkspaceJob } from '../workspace/jobs';

export type Fact<T> =
  | { readonly kind: 'seen'; readonly value: T }
  | { readonly kind: 'unseen'; readonly why: FaultData };

export type Cloud = 'aws' | 'azure' | 'gcp';

/** The last run of Overwatch in one workspace, as `pipeline_report` tells it. */
export interface PipelineRun {
  readonly organizationId: string;
  readonly workspace: string | undefined;
  /** Epoch ms. */
  readonly ranAt: number;
  /** Whether optimize and z-order are left to a job of their own; undefined where the report does not say. */
  readonly externalizeOptimize: boolean | undefined;
  readonly audit: AuditSource;
}

/** One state of the database that a backup holds. */
export interface KnownCopy {
  /** Where the backup lies. */
  readonly root: string;
  /** The id of its run. */
  readonly id: string;
  /** Epoch ms; undefined for runs of Overwatch itself, whose report has no times. */
  readonly takenAt: number | undefined;
  /** Every table that was to be in it has a copy. */
  readonly isGood: boolean;
  /** Every copy was read again and compared with its source. */
  readonly isVerified: boolean;
  /** Names of the folders of its tables. */
  readonly tables: readonly string[];
}

/** The backups of the database that are known. */
export interface KnownBackups {
  /** The roots that were looked at, the user's own or all that were found. */
  readonly roots: readonly string[];
  /** Those of this database, newest first. */
  readonly copies: readonly KnownCopy[];
  /** Places that may hold a backup and cannot be read. */
  readonly unreadable: readonly FaultData[];
}

export interface Facts {
  /** Epoch ms. */
  readonly now: number;
  readonly database: { readonly name: string; readonly location: string };
  /** Of the workspace, where its host tells. */
  readonly cloud?: Cloud;
  /** The SQL warehouse by which the database is read. */
  readonly warehouse?: string;
  readonly clusters: Fact<readonly Cluster[]>;
  readonly policies: Fact<readonly ClusterPolicy[]>;
  readonly jobs: Fact<readonly WorkspaceJob[]>;
  /** Those of the jobs that run Overwatch, each with its newest run. */
  readonly overwatchJobs: Fact<readonly OverwatchJob[]>;
  readonly alerts: Fact<readonly Alert[]>;
  /** The names of the database's bronze tables. */
  readonly bronze: Fact<readonly string[]>;
  /** One a workspace that Overwatch has run in. */
  readonly pipeline: Fact<readonly PipelineRun[]>;
  /** Of the deployment config, a row each; absent where none is known. */
  readonly config?: Fact<readonly AuditSource[]>;
  readonly backups: Fact<KnownBackups>;
}
