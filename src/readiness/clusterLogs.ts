/** Where clusters write their logs: all-purpose ones, those that jobs make, and what policies make of both. Pure. */

import type { FaultData } from '../base/fault';
import { canonicalPath } from '../lakehouse/databricks/places';
import type { ClusterPolicy } from '../workspace/clusterPolicies';
import { type Cluster, logDestinationOf } from '../workspace/clusters';
import type { WorkspaceJob } from '../workspace/jobs';
import { type JsonObject, objectOf, textOf } from '../workspace/json';
import type { Fact } from './facts';

/** A cluster, or what a job makes one of. */
export interface LoggingCluster {
  /** What people call it: `etl`, `nightly/main` of a job cluster or task. */
  readonly name: string;
  readonly policyId?: string;
  readonly logs: Logs;
}

export type Logs =
  | { readonly kind: 'kept'; readonly path: string }
  | { readonly kind: 'lost' }
  /** Its policy decides, and cannot be seen. */
  | { readonly kind: 'unknown'; readonly why: FaultData };

/** The clusters of people and tools. Those of jobs, pipelines and SQL warehouses come and go. */
export function allPurposeClusters(clusters: readonly Cluster[]): readonly LoggingCluster[] {
  return clusters
    .filter(({ kind }) => kind === 'interactive')
    .map(({ name, policyId, logDestination }) => ({
      name,
      ...(policyId === undefined ? {} : { policyId }),
      logs: logDestination === undefined ? { kind: 'lost' } : { kind: 'kept', path: logDestination.path },
    }));
}

/** The clusters that jobs make: those their tasks share, and those of single tasks. Serverless tasks make none. */
export function jobClusters(
  jobs: readonly WorkspaceJob[],
  policies: Fact<readonly ClusterPolicy[]>,
): readonly LoggingCluster[] {
  return jobs.flatMap((job) => {
    const shared = job.clusters.map((cluster) => ({
      name: `${job.name}/${textOf(cluster, 'job_cluster_key') ?? ''}`,
      spec: objectOf(cluster, 'new_cluster'),
    }));
    const own = job.tasks.flatMap(withInner).flatMap((task) => {
      const spec = objectOf(task, 'new_cluster');
      if (Object.keys(spec).length === 0) return [];
      return [{ name: `${job.name}/${textOf(task, 'task_key') ?? ''}`, spec }];
    });
    return [...shared, ...own].map(({ name, spec }) => ofSpec(name, spec, policies));
  });
}

/** A task that repeats another one has that one inside. */
function withInner(task: JsonObject): readonly JsonObject[] {
  const inner = objectOf(objectOf(task, 'for_each_task'), 'task');
  return Object.keys(inner).length === 0 ? [task] : [task, inner];
}

function ofSpec(name: string, spec: JsonObject, policies: Fact<readonly ClusterPolicy[]>): LoggingCluster {
  const policyId = textOf(spec, 'policy_id');
  const named = { name, ...(policyId === undefined ? {} : { policyId }) };
  const own = logDestinationOf(spec);
  if (own !== undefined) return { ...named, logs: { kind: 'kept', path: own.path } };
  if (policyId === undefined) return { ...named, logs: { kind: 'lost' } };
  if (policies.kind === 'unseen') return { ...named, logs: { kind: 'unknown', why: policies.why } };
  const policy = policies.value.find(({ id }) => id === policyId);
  if (policy === undefined) {
    const message = `The cluster policy ${policyId} of ${name} is not among those you may see.`;
    return { ...named, logs: { kind: 'unknown', why: { code: 'no-permission', message } } };
  }
  // What a policy fixes is always filled in, its defaults only where the cluster asks for them.
  const path =
    fixedLogs(policy) ?? (spec.apply_policy_default_values === true ? defaultLogs(policy) : undefined);
  return { ...named, logs: path === undefined ? { kind: 'lost' } : { kind: 'kept', path } };
}

/** The place to which a policy has all its clusters write; undefined where it leaves it open. */
export function fixedLogs({ definition }: ClusterPolicy): string | undefined {
  const [type, path] = [ruleOf(definition, 'type'), ruleOf(definition, 'path')];
  if (type.type !== 'fixed' || path.type !== 'fixed' || type.value === 'NONE') return undefined;
  return nonEmpty(path.value);
}

function defaultLogs({ definition }: ClusterPolicy): string | undefined {
  const [type, path] = [ruleOf(definition, 'type'), ruleOf(definition, 'path')];
  const kind = type.value ?? type.defaultValue;
  if (kind === undefined || kind === 'NONE') return undefined;
  return nonEmpty(path.value ?? path.defaultValue);
}

function ruleOf(definition: JsonObject, attribute: 'type' | 'path'): JsonObject {
  return objectOf(definition, `cluster_log_conf.${attribute}`);
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** One place that logs are written to, with the clusters that do. */
export interface LogPlace {
  readonly path: string;
  readonly clusters: readonly string[];
}

/** The places, the one with the most clusters first. A folder inside another one is no place of its own. */
export function logPlaces(clusters: readonly LoggingCluster[]): readonly LogPlace[] {
  const kept = clusters.flatMap(({ name, logs }) =>
    logs.kind === 'kept' ? [{ name, path: logs.path }] : [],
  );
  const roots = [...new Set(kept.map(({ path }) => canonicalPath(path)))].filter(
    (one, _index, all) => !all.some((other) => one.startsWith(`${other}/`)),
  );
  return roots
    .map((root) => {
      const below = kept.filter(({ path }) => `${canonicalPath(path)}/`.startsWith(`${root}/`));
      const shortest = below.map(({ path }) => path).sort((one, other) => one.length - other.length)[0];
      return { path: shortest ?? root, clusters: below.map(({ name }) => name) };
    })
    .sort((one, other) => other.clusters.length - one.clusters.length || (one.path < other.path ? -1 : 1));
}
