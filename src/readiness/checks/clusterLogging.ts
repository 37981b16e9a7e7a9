/** Whether every cluster keeps its logs, from which Overwatch learns who used what. */

import type { FaultData } from '../../base/fault';
import { formatCount } from '../../base/format';
import type { Check } from '../check';
import { allPurposeClusters, jobClusters, type LoggingCluster } from '../clusterLogs';
import type { Facts } from '../facts';
import { after, couldNotLook, type Finding, listed, pass } from '../finding';
import { policyFix } from '../fixes/clusterPolicy';
import { usualLogPlace } from '../seenLogs';

const WHY =
  'Overwatch reads the usage of notebooks, jobs and users from the logs of clusters. What a cluster without them did is not in its tables, and cannot be had later.';

export const clusterLogging: Check = {
  id: 'cluster-logging',
  title: 'Every all-purpose cluster keeps its logs',
  why: WHY,
  look: (facts) => {
    const { clusters } = facts;
    if (clusters.kind === 'unseen')
      return couldNotLook(
        clusters.why,
        'a token with the scope clusters, and a user who may see all clusters',
      );
    const all = allPurposeClusters(clusters.value);
    if (all.length === 0)
      return couldNotLook(nothingSeen('There is no all-purpose cluster among those you may see.'));
    return judge(all, 'all-purpose cluster', facts);
  },
};

export const jobClusterLogging: Check = {
  id: 'job-cluster-logging',
  title: 'Every cluster of a job keeps its logs',
  why: WHY,
  look: (facts) => {
    const { jobs, policies } = facts;
    if (jobs.kind === 'unseen')
      return couldNotLook(jobs.why, 'a token with the scope jobs, and CAN VIEW on the jobs');
    if (jobs.value.length === 0) return couldNotLook(nothingSeen('There is no job among those you may see.'));
    const all = jobClusters(jobs.value, policies);
    if (all.length === 0)
      return pass(
        `None of the ${formatCount(jobs.value.length, 'job')} you may see makes a cluster of its own.`,
      );
    return judge(all, 'job cluster', facts);
  },
};

/** Whoever is no admin may see nothing although there is something. */
function nothingSeen(message: string): FaultData {
  return { code: 'not-found', message };
}

function judge(all: readonly LoggingCluster[], what: string, facts: Facts): Finding {
  const namesOf = (kind: LoggingCluster['logs']['kind']) =>
    all.filter(({ logs }) => logs.kind === kind).map(({ name }) => name);
  const [lost, unknown] = [namesOf('lost'), namesOf('unknown')];
  const found = [
    ...(lost.length === 0
      ? []
      : [`No logs are kept by ${lost.length} of ${formatCount(all.length, what)}: ${listed(lost)}.`]),
    ...(unknown.length === 0
      ? []
      : [`The policies of these decide, and cannot be seen: ${listed(unknown)}.`]),
  ];
  if (lost.length > 0) {
    return {
      verdict: 'fail',
      found,
      mend: 'Turn cluster log delivery on (Advanced > Logging), all to one place; or put the clusters under a policy that fixes it.',
      fixes: [policyFix(usualLogPlace(facts))],
    };
  }
  const why = all.flatMap(({ logs }) => (logs.kind === 'unknown' ? [logs.why] : []))[0];
  if (why === undefined) return pass(`Logs are kept by ${all.length} of ${formatCount(all.length, what)}.`);
  return after(
    found,
    couldNotLook(why, 'the right to use those cluster policies, or an admin of the workspace'),
  );
}
