/** All clusters that can be seen, and why others, or the places of their logs, cannot. Pure. */

import type { FaultData } from '../base/fault';
import { allPurposeClusters, fixedLogs, jobClusters, type LoggingCluster, logPlaces } from './clusterLogs';
import type { Facts } from './facts';

export interface SeenLogs {
  readonly clusters: readonly LoggingCluster[];
  /** Why some cannot be seen, or not where they write. */
  readonly unseen: readonly FaultData[];
}

/** Whoever is no admin may see none although there are some, and nobody tells who is one. */
export const NO_CLUSTER: FaultData = {
  code: 'not-found',
  message: 'There is no cluster among those you may see.',
};

/** What is needed to see them all. */
export const LOGS_RIGHT =
  'a token with the scopes clusters and jobs, and the right to use the cluster policies that decide';

export function seenLogs({ clusters, jobs, policies }: Facts): SeenLogs {
  const allPurpose = clusters.kind === 'seen' ? allPurposeClusters(clusters.value) : [];
  const ofJobs = jobs.kind === 'seen' ? jobClusters(jobs.value, policies) : [];
  const all = [...allPurpose, ...ofJobs];
  const unseen = [
    ...[clusters, jobs].flatMap((fact) => (fact.kind === 'unseen' ? [fact.why] : [])),
    ...all.flatMap(({ logs }) => (logs.kind === 'unknown' ? [logs.why] : [])),
  ];
  return { clusters: all, unseen };
}

/** Where most clusters write, or else where a policy has them write: what new clusters should be told. Undefined where nothing is known. */
export function usualLogPlace(facts: Facts): string | undefined {
  const [most] = logPlaces(seenLogs(facts).clusters);
  if (most !== undefined) return most.path;
  if (facts.policies.kind === 'unseen') return undefined;
  return facts.policies.value.flatMap((policy) => fixedLogs(policy) ?? [])[0];
}
