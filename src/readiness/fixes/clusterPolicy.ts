/** The definition of a cluster policy that has all its clusters write their logs to one place. */

import { logKindOf } from '../../workspace/clusters';
import type { Fix } from '../finding';

/** Where nothing else is known: a folder of the workspace's own storage, which every cluster can write to. */
const PROPOSED = 'dbfs:/cluster-logs';

/** @param path where logs go today */
export function policyFix(path: string | undefined): Fix {
  const place = path ?? PROPOSED;
  const kind = logKindOf(place);
  const definition = {
    // In capitals here: docs.databricks.com, "Compute policy reference".
    'cluster_log_conf.type': { type: 'fixed', value: kind.toUpperCase() },
    'cluster_log_conf.path': { type: 'fixed', value: place },
    ...(kind === 's3' ? { 'cluster_log_conf.region': { type: 'fixed', value: 'REGION' } } : {}),
  };
  return {
    title: 'Cluster policy that fixes where logs go',
    fileName: 'cluster-policy.json',
    language: 'json',
    text: `${JSON.stringify(definition, undefined, 2)}\n`,
    notes: [
      'The definition of a policy (Compute > Policies > Create policy), or two rules for the policies there are.',
      ...(path === undefined ? [`No cluster keeps its logs yet: ${PROPOSED} is a proposal.`] : []),
      ...(kind === 's3' ? ["Put the bucket's region, such as us-west-2, in the place of REGION."] : []),
    ],
  };
}
