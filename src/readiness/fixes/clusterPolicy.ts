/** The definition of a cluster policy that has all its clusters write their logs to one place. */

import type { Fix } from '../finding';

/** Where nothing else is known: a folder of the workspace's own storage, which every cluster can write to. */
const PROPOSED = 'dbfs:/cluster-logs';

/** @param path where logs go today */
export function policyFix(path: string | undefined): Fix {
  const place = path ?? PROPOSED;
  const type = typeOf(place);
  const definition = {
    'cluster_log_conf.type': { type: 'fixed', value: type },
    'cluster_log_conf.path': { type: 'fixed', value: place },
    ...(type === 'S3' ? { 'cluster_log_conf.region': { type: 'fixed', value: 'REGION' } } : {}),
  };
  return {
    title: 'Cluster policy that fixes where logs go',
    fileName: 'cluster-policy.json',
    language: 'json',
    text: `${JSON.stringify(definition, undefined, 2)}\n`,
    notes: [
      'The definition of a policy (Compute > Policies > Create policy), or two rules for the policies there are.',
      ...(path === undefined ? [`No cluster keeps its logs yet: ${PROPOSED} is a proposal.`] : []),
      ...(type === 'S3' ? ["Put the bucket's region, such as us-west-2, in the place of REGION."] : []),
    ],
  };
}

/** The words of `cluster_log_conf.type`: docs.databricks.com, "Compute policy reference". */
function typeOf(path: string): 'DBFS' | 'S3' | 'VOLUMES' {
  if (/^s3[an]?:/i.test(path)) return 'S3';
  return path.startsWith('/Volumes/') ? 'VOLUMES' : 'DBFS';
}
