/** Whether cluster policies fix where logs go, and are used. */

import type { FaultData } from '../../base/fault';
import { formatCount } from '../../base/format';
import type { ClusterPolicy } from '../../workspace/clusterPolicies';
import type { Check } from '../check';
import { fixedLogs, logPlaces } from '../clusterLogs';
import type { Facts } from '../facts';
import { after, couldNotLook, type Finding, listed, pass } from '../finding';
import { policyFix } from '../fixes/clusterPolicy';
import { NO_CLUSTER, seenLogs, usualLogPlace } from '../seenLogs';

interface FixingPolicy {
  readonly policy: ClusterPolicy;
  readonly path: string;
}

export const clusterPolicies: Check = {
  id: 'cluster-policies',
  title: 'Cluster policies fix where logs go, and are used',
  why: 'Who may make clusters freely forgets the logs, or sends them elsewhere. A policy that fixes cluster_log_conf sets them always, and the same.',
  look: (facts) => {
    const { policies } = facts;
    if (policies.kind === 'unseen') return couldNotLook(policies.why, RIGHT);
    const fixing = policies.value.flatMap((policy): FixingPolicy[] => {
      const path = fixedLogs(policy);
      return path === undefined ? [] : [{ policy, path }];
    });
    if (fixing.length > 0) return judge(fixing, policies.value, facts);
    const hidden = hiddenPolicy(policies.value, facts);
    return hidden === undefined ? withoutPolicy(policies.value, facts) : couldNotLook(hidden, RIGHT);
  },
};

const RIGHT = 'a token with the scope clusters; only an admin of the workspace sees all policies';

/** Clusters may be under policies that the user may not see, which nobody can judge. */
function hiddenPolicy(policies: readonly ClusterPolicy[], facts: Facts): FaultData | undefined {
  const ids = new Set(policies.map(({ id }) => id));
  const names = seenLogs(facts)
    .clusters.filter(({ policyId }) => policyId !== undefined && !ids.has(policyId))
    .map(({ name }) => name);
  if (names.length === 0) return undefined;
  const message = `The policies of these clusters are not among those you may see: ${listed(names)}.`;
  return { code: 'no-permission', message };
}

function withoutPolicy(policies: readonly ClusterPolicy[], facts: Facts): Finding {
  const own = policies.filter(({ isDefault }) => !isDefault).map(({ name }) => name);
  const found =
    own.length === 0
      ? 'You may see no cluster policy but those of Databricks, which leave the logs open.'
      : `None of the cluster policies you may see fixes the type and path of cluster_log_conf: ${listed(own)}.`;
  return {
    verdict: 'fail',
    found: [found],
    mend: 'Make a policy of the definition that is generated, or put its two rules into the policies there are; then let people use no other.',
    fixes: [policyFix(usualLogPlace(facts))],
  };
}

function judge(fixing: readonly FixingPolicy[], policies: readonly ClusterPolicy[], facts: Facts): Finding {
  const { clusters, unseen } = seenLogs(facts);
  const ids = new Set(fixing.map(({ policy }) => policy.id));
  const others = new Set(policies.flatMap(({ id }) => (ids.has(id) ? [] : [id])));
  const free = clusters.filter(({ policyId }) => policyId === undefined || others.has(policyId));
  const places = logPlaces(
    fixing.map(({ policy, path }) => ({ name: policy.name, logs: { kind: 'kept', path } })),
  );
  const found = places.map(({ path, clusters: names }) => `Fixed to ${path} by ${listed(names)}.`);
  const faults = [
    ...(places.length > 1 ? [`The policies fix ${formatCount(places.length, 'different place')}.`] : []),
    ...(free.length > 0
      ? [
          `${free.length} of ${formatCount(clusters.length, 'cluster')} are under no such policy: ${listed(free.map(({ name }) => name))}.`,
        ]
      : []),
  ];
  if (faults.length > 0) {
    const mend =
      'Have the policies fix one place, and move the clusters and jobs under them; take the right to make clusters without a policy from all but admins.';
    return { verdict: 'warn', found: [...found, ...faults], mend };
  }
  const hidden = hiddenPolicy(policies, facts);
  const why = hidden ?? unseen[0] ?? (clusters.length === 0 ? NO_CLUSTER : undefined);
  if (why === undefined)
    return pass(...found, `${clusters.length} of ${formatCount(clusters.length, 'cluster')} are under them.`);
  const right = why === hidden ? RIGHT : 'a token with the scopes clusters and jobs';
  return after([...found, 'Whether they are used cannot be told.'], couldNotLook(why, right));
}
