/** Facts of a deployment in which all is well, from which each test takes something away. */

import type { OverwatchJob } from '../../../src/jobs/overwatchJobs';
import type { Fact, Facts, KnownCopy } from '../../../src/readiness/facts';
import type { ClusterPolicy } from '../../../src/workspace/clusterPolicies';
import type { Cluster } from '../../../src/workspace/clusters';
import type { JobRun, RunState } from '../../../src/workspace/jobRuns';
import type { WorkspaceJob } from '../../../src/workspace/jobs';
import type { JsonObject } from '../../../src/workspace/json';

export const NOW = Date.parse('2026-11-23T03:24:56Z');
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const LOGS = 'dbfs:/cluster-logs';

export function seen<T>(value: T): Fact<T> {
  return { kind: 'seen', value };
}

export const DENIED = {
  kind: 'unseen',
  why: { code: 'no-permission', message: 'The workspace answered 403: no.', advice: 'Ask an admin.' },
} as const satisfies Fact<never>;

export function cluster(name: string, more: Partial<Cluster> = {}): Cluster {
  return {
    id: `id of ${name}`,
    name,
    state: 'RUNNING',
    kind: 'interactive',
    sparkVersion: '16.4.x-scala2.12',
    policyId: 'logs',
    logDestination: { kind: 'dbfs', path: LOGS },
    ...more,
  };
}

/** A cluster whose logs go nowhere, under no policy. */
export function bareCluster(name: string): Cluster {
  const { logDestination: _, policyId: __, ...bare } = cluster(name);
  return bare;
}

export function policy(id: string, path: string | undefined, more: JsonObject = {}): ClusterPolicy {
  const fixed =
    path === undefined
      ? {}
      : {
          'cluster_log_conf.type': { type: 'fixed', value: 'DBFS' },
          'cluster_log_conf.path': { type: 'fixed', value: path },
        };
  return { id, name: `policy ${id}`, isDefault: false, definition: { ...fixed, ...more } };
}

export function job(name: string, more: Partial<WorkspaceJob> = {}): WorkspaceJob {
  const tasks = [{ task_key: 'main', new_cluster: { policy_id: 'logs' } }];
  const start = { kind: 'schedule', paused: false } as const;
  return { id: `id of ${name}`, name, tags: {}, start, settings: {}, tasks, clusters: [], ...more };
}

export function run(state: RunState, more: Partial<JobRun> = {}): JobRun {
  return { id: '1', name: 'run', state, startedAt: NOW - HOUR, tasks: [], ...more };
}

export function overwatchJob(
  kind: OverwatchJob['kind'],
  of: WorkspaceJob,
  last: OverwatchJob['last'] = { kind: 'run', run: run({ kind: 'ended', result: 'success' }) },
): OverwatchJob {
  return { kind, why: 'it says so', job: of, last };
}

export function copy(daysAgo: number, more: Partial<KnownCopy> = {}): KnownCopy {
  return {
    root: '/backup/ow',
    id: `run-${daysAgo}`,
    takenAt: NOW - daysAgo * DAY,
    isGood: true,
    isVerified: true,
    tables: ['audit_log_bronze', 'pipeline_report'],
    ...more,
  };
}

const ALERT = { id: '1', schedule: { cron: '0 0 8 * * ?', timeZone: 'UTC', paused: false } };

export const WELL: Facts = {
  now: NOW,
  database: { name: 'ow', location: '`main`.`ow`' },
  cloud: 'azure',
  warehouse: 'abc123',
  clusters: seen([cluster('etl'), cluster('adhoc')]),
  policies: seen([policy('logs', LOGS)]),
  jobs: seen([job('nightly')]),
  overwatchJobs: seen([
    overwatchJob('runner', job('Overwatch')),
    overwatchJob('optimizer', job('Optimizer')),
  ]),
  alerts: seen([
    { ...ALERT, name: 'modules', queryText: 'SELECT 1 FROM `main`.`ow`.`pipeline_report`' },
    { ...ALERT, name: 'backups', queryText: 'SELECT 1 FROM delta.`/backup/ow/clone_report`' },
  ]),
  bronze: seen(['audit_log_bronze']),
  pipeline: seen([
    {
      organizationId: '1',
      workspace: 'prod',
      ranAt: NOW - HOUR,
      externalizeOptimize: true,
      audit: { workspace: 'prod', kind: 'event-hub', name: 'audit-hub' },
    },
  ]),
  backups: seen({ roots: ['/backup/ow'], copies: [copy(1), copy(8)], unreadable: [] }),
};
