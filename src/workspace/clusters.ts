/** Clusters, and what new ones can be made of. https://docs.databricks.com/api/workspace/clusters */

import { type JsonObject, numberOf, objectOf, objectsOf, requiredText, textOf } from './json';
import { callJson, pages, type Rest } from './rest';

/** Where a cluster writes its logs, of `cluster_log_conf`. */
export interface LogDestination {
  readonly kind: 'dbfs' | 's3' | 'volumes';
  /** Such as `dbfs:/cluster-logs`. */
  readonly path: string;
}

/** Who made a cluster: people and tools (`interactive`), a job, a pipeline; else as the API calls it, in lower case. */
export type ClusterKind = 'interactive' | 'job' | 'pipeline' | 'sql' | 'models' | (string & {});

export interface Cluster {
  readonly id: string;
  readonly name: string;
  /** Such as `RUNNING` or `TERMINATED`. */
  readonly state: string;
  readonly kind: ClusterKind;
  /** Undefined where logs are kept nowhere. */
  readonly logDestination?: LogDestination;
  readonly policyId?: string;
  /** Such as `16.4.x-scala2.12`. */
  readonly sparkVersion: string;
  readonly creator?: string;
  /** Such as `SINGLE_USER`, as the API has it. */
  readonly accessMode?: string;
}

/** Clusters that are pinned, that run, or that ended within the last thirty days: those the user may see. */
export async function listClusters(rest: Rest, signal: AbortSignal): Promise<readonly Cluster[]> {
  const request = {
    method: 'GET',
    path: '/api/2.1/clusters/list',
    query: { page_size: 100 },
    what: 'Listing the clusters',
  } as const;
  const found: Cluster[] = [];
  for await (const page of pages(rest, request, 'clusters', signal)) found.push(...page.map(clusterOf));
  return found;
}

function clusterOf(object: JsonObject): Cluster {
  const id = requiredText(object, 'cluster_id', 'a cluster');
  const logDestination = logDestinationOf(object);
  const policyId = textOf(object, 'policy_id');
  const creator = textOf(object, 'creator_user_name');
  const accessMode = textOf(object, 'data_security_mode');
  return {
    id,
    name: textOf(object, 'cluster_name') ?? id,
    state: requiredText(object, 'state', 'a cluster'),
    kind: kindOf(textOf(object, 'cluster_source')),
    ...(logDestination === undefined ? {} : { logDestination }),
    ...(policyId === undefined ? {} : { policyId }),
    sparkVersion: textOf(object, 'spark_version') ?? '',
    ...(creator === undefined ? {} : { creator }),
    ...(accessMode === undefined ? {} : { accessMode }),
  };
}

function kindOf(source: string | undefined): ClusterKind {
  if (source === 'UI' || source === 'API') return 'interactive';
  if (source === 'PIPELINE_MAINTENANCE') return 'pipeline';
  return source?.toLowerCase() ?? 'unknown';
}

/** Where a cluster, or the `new_cluster` of a job, writes its logs; undefined for nowhere. */
export function logDestinationOf(cluster: JsonObject): LogDestination | undefined {
  const conf = objectOf(cluster, 'cluster_log_conf');
  for (const kind of ['dbfs', 's3', 'volumes'] as const) {
    const path = textOf(objectOf(conf, kind), 'destination');
    if (path !== undefined && path !== '') return { kind, path };
  }
  return undefined;
}

/** Of which kind of places a path is. Whatever is neither in S3 nor in a volume is reached by DBFS. */
export function logKindOf(path: string): LogDestination['kind'] {
  if (/^s3[an]?:/i.test(path)) return 's3';
  return path.startsWith('/Volumes/') ? 'volumes' : 'dbfs';
}

export interface NodeType {
  /** Such as `i3.xlarge` or `Standard_DS3_v2`. */
  readonly id: string;
  readonly cores: number;
  readonly memoryMb: number;
  /** Such as `Memory Optimized`. */
  readonly category: string;
}

/** What machines there are for new clusters, small ones first; without those that are deprecated, hidden, not to be had here, or have GPUs. */
export async function listNodeTypes(rest: Rest, signal: AbortSignal): Promise<readonly NodeType[]> {
  const request = {
    method: 'GET',
    path: '/api/2.1/clusters/list-node-types',
    what: 'Listing the node types',
  } as const;
  const types = objectsOf(await callJson(rest, request, signal), 'node_types').filter(isUsable);
  return types
    .map((object) => ({
      id: requiredText(object, 'node_type_id', 'a node type'),
      cores: numberOf(object, 'num_cores') ?? 0,
      memoryMb: numberOf(object, 'memory_mb') ?? 0,
      category: textOf(object, 'category') ?? '',
    }))
    .sort(
      (one, other) =>
        one.cores - other.cores || one.memoryMb - other.memoryMb || one.id.localeCompare(other.id),
    );
}

function isUsable(type: JsonObject): boolean {
  const { status } = objectOf(type, 'node_info');
  const isElsewhere = Array.isArray(status) && status.length > 0;
  return (
    type.is_deprecated !== true &&
    type.is_hidden !== true &&
    (numberOf(type, 'num_gpus') ?? 0) === 0 &&
    !isElsewhere
  );
}

export interface SparkVersion {
  /** Such as `16.4.x-scala2.12`. */
  readonly key: string;
  /** Such as `16.4 LTS (includes Apache Spark 3.5.2, Scala 2.12)`. */
  readonly name: string;
}

/** Plain runtimes, newest first: without those for machine learning, Photon or ARM, whose keys say so. */
export async function listSparkVersions(rest: Rest, signal: AbortSignal): Promise<readonly SparkVersion[]> {
  const request = {
    method: 'GET',
    path: '/api/2.1/clusters/spark-versions',
    what: 'Listing the runtimes',
  } as const;
  return objectsOf(await callJson(rest, request, signal), 'versions')
    .map((object) => {
      const key = requiredText(object, 'key', 'a runtime');
      return { key, name: textOf(object, 'name') ?? key };
    })
    .filter(({ key }) => /^\d+\.\d+\.x-scala\d/.test(key))
    .sort((one, other) => other.key.localeCompare(one.key, 'en', { numeric: true }));
}
