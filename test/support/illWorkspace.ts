/** Fills a fake workspace as one in which nobody has read the guide: logs lost and strewn, no policy, no alert, an Overwatch job that failed. */

import type { FakeWorkspace } from './fakeWorkspace/fakeWorkspace';

const HOUR = 3_600_000;

/** @param now when the job of Overwatch failed, a little earlier; epoch ms */
export function makeIll({ clusters, clusterPolicies, jobs, jobRuns }: FakeWorkspace, now: number): void {
  const logs = (destination: string) => ({ more: { cluster_log_conf: { dbfs: { destination } } } });
  clusters.clusters.push(
    { id: 'c-1', name: 'etl', state: 'RUNNING', source: 'UI', ...logs('dbfs:/cluster-logs') },
    { id: 'c-2', name: 'ml', state: 'TERMINATED', source: 'API', ...logs('dbfs:/mnt/ml/logs') },
    { id: 'c-3', name: 'adhoc', state: 'RUNNING', source: 'UI' },
    { id: 'c-4', name: 'job-1-run-1', state: 'TERMINATED', source: 'JOB' },
  );
  clusterPolicies.policies.push(
    { id: 'p-1', name: 'Personal Compute', isDefault: true, definition: '{}' },
    { id: 'p-2', name: 'Team', definition: '{"autotermination_minutes":{"type":"fixed","value":60}}' },
  );
  const nodes = { node_type_id: 'm5.large', num_workers: 2 };
  jobs.add({
    name: 'Nightly ETL',
    job_clusters: [
      {
        job_cluster_key: 'main',
        new_cluster: { ...nodes, spark_version: '16.4.x-scala2.12', policy_id: 'p-2' },
      },
    ],
    tasks: [{ task_key: 'load', job_cluster_key: 'main', notebook_task: { notebook_path: '/Shared/load' } }],
  });
  const runner = jobs.add({
    name: 'Overwatch',
    schedule: { quartz_cron_expression: '0 0 2 * * ?', timezone_id: 'UTC' },
    tasks: [
      {
        task_key: 'run',
        existing_cluster_id: 'c-1',
        spark_jar_task: { main_class_name: 'com.databricks.labs.overwatch.MultiWorkspaceRunner' },
      },
    ],
  });
  const times = { startedAt: now - 3 * HOUR, endedAt: now - 2 * HOUR };
  jobRuns.addEnded(runner, 'failed', times, 'Cluster etl was terminated.');
}
