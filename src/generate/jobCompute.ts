/** What a job runs on and with which libraries, as Jobs API 2.2 has it: of the task, and of the job. Pure. */

import { Fault } from '../base/fault';
import type { Dialect } from './dialect';
import { DEFAULT_JAR_VERSION, type JobOptions, type NewCluster } from './jobOptions';
import { plainText } from './subject';

const CLUSTER_KEY = 'overwatch_backup_cluster';
const ENVIRONMENT_KEY = 'overwatch_backup_environment';

/** Why Overwatch's own JARs have no serverless compute: docs.databricks.com, "Serverless compute limitations" and "Create and run JARs on serverless compute". */
export function refuseMisfit(dialect: Dialect, { task, compute, jar }: JobOptions): void {
  if (compute.kind !== 'serverless' || dialect === 'no-jar') return;
  const advice = 'Choose a job cluster (--compute job-cluster), or the dialect no-jar.';
  if (task.kind === 'notebook')
    throw new Fault('usage', 'Serverless notebooks run no Scala, in which this one is written.', { advice });
  if (jar === undefined)
    throw new Fault(
      'usage',
      "Overwatch's released JARs are built for Scala 2.12; serverless compute takes Scala 2.13 and no Maven coordinates.",
      { advice: `${advice} A JAR of your own for Scala 2.13 can be named with --jar.` },
    );
}

export function computeOf({ task, compute }: JobOptions): Record<string, unknown> {
  switch (compute.kind) {
    case 'serverless':
      // A notebook brings its own environment.
      return task.kind === 'notebook' ? {} : { environment_key: ENVIRONMENT_KEY };
    case 'existing':
      return { existing_cluster_id: plainText(compute.clusterId, '--cluster-id') };
    case 'job-cluster':
      return { job_cluster_key: CLUSTER_KEY };
    case 'new-cluster':
      return { new_cluster: clusterSpec(compute.cluster) };
  }
}

export function sharedCompute(dialect: Dialect, { task, compute, jar }: JobOptions): Record<string, unknown> {
  if (compute.kind === 'job-cluster')
    return { job_clusters: [{ job_cluster_key: CLUSTER_KEY, new_cluster: clusterSpec(compute.cluster) }] };
  if (compute.kind !== 'serverless' || task.kind === 'notebook') return {};
  const java =
    dialect === 'no-jar' || jar === undefined ? {} : { java_dependencies: [plainText(jar, '--jar')] };
  return {
    environments: [{ environment_key: ENVIRONMENT_KEY, spec: { environment_version: '4', ...java } }],
  };
}

function clusterSpec({ sparkVersion, nodeType, workers, policyId }: NewCluster): Record<string, unknown> {
  return {
    spark_version: plainText(sparkVersion, '--spark-version'),
    node_type_id: plainText(nodeType, '--node-type'),
    num_workers: workers,
    data_security_mode: 'SINGLE_USER',
    ...(policyId === undefined ? {} : { policy_id: plainText(policyId, '--policy') }),
  };
}

/** Libraries are the task's on a cluster; on serverless compute they are the environment's. */
export function librariesOf(
  dialect: Dialect,
  { compute, jar, jarVersion }: JobOptions,
): Record<string, unknown> {
  if (dialect === 'no-jar' || compute.kind === 'serverless') return {};
  if (jar !== undefined) return { libraries: [{ jar: plainText(jar, '--jar') }] };
  if (!/^\d+(\.\d+){2,3}$/.test(jarVersion))
    throw new Fault(
      'usage',
      `--jar-version needs a version such as ${DEFAULT_JAR_VERSION}, not ${JSON.stringify(jarVersion)}.`,
    );
  return { libraries: [{ maven: { coordinates: `com.databricks.labs:overwatch_2.12:${jarVersion}` } }] };
}
