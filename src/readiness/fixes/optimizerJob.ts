/** The job that optimizes the tables of Overwatch, as the Jobs API takes it. */

import { jobJson } from '../../generate/jobJson';
import { DEFAULT_JAR_VERSION, SPARK_VERSIONS } from '../../generate/jobOptions';
import { isNamedPlace, lastPart } from '../../lakehouse/placeText';
import { logKindOf } from '../../workspace/clusters';
import type { Cloud, Facts } from '../facts';
import type { Fix } from '../finding';
import { usualLogPlace } from '../seenLogs';

/** Source: Overwatch's guide, "Externalize Optimize & Z-Order". */
const OPTIMIZER = 'com.databricks.labs.overwatch.Optimizer';

/** Storage-optimised workers and a driver with sixteen cores, as Overwatch's guide has it. */
const MACHINES: Readonly<Record<Cloud, Readonly<Record<string, unknown>>>> = {
  aws: { node_type_id: 'i3.2xlarge', driver_node_type_id: 'i3.4xlarge' },
  azure: { node_type_id: 'Standard_L8s_v3', driver_node_type_id: 'Standard_L16s_v3' },
  gcp: {
    node_type_id: 'n2-highmem-8',
    driver_node_type_id: 'n2-highmem-16',
    gcp_attributes: { local_ssd_count: 2 },
  },
};

export function optimizerJobFix(facts: Facts): Fix {
  const { database, cloud } = facts;
  const name = isNamedPlace(database.location) ? lastPart(database.location) : database.name;
  const logs = usualLogPlace(facts);
  return {
    title: 'Job that optimizes the tables',
    fileName: 'optimizer-job.json',
    language: 'json',
    text: jobJson({
      name: `Overwatch: optimize ${name}`,
      max_concurrent_runs: 1,
      schedule: { quartz_cron_expression: '0 0 6 ? * SUN', timezone_id: 'UTC', pause_status: 'UNPAUSED' },
      tasks: [
        {
          task_key: 'optimize',
          spark_jar_task: { main_class_name: OPTIMIZER, parameters: [name] },
          libraries: [
            { maven: { coordinates: `com.databricks.labs:overwatch_2.12:${DEFAULT_JAR_VERSION}` } },
          ],
          new_cluster: {
            spark_version: SPARK_VERSIONS.jar,
            ...MACHINES[cloud ?? 'aws'],
            autoscale: { min_workers: 1, max_workers: 8 },
            data_security_mode: 'SINGLE_USER',
            ...(logs === undefined ? {} : logConf(logs)),
          },
        },
      ],
    }),
    notes: [
      'databricks jobs create --json @optimizer-job.json',
      `Overwatch's guide asks for ${SPARK_VERSIONS.jar} (11.3 LTS) and these machines; give it the JAR version that Overwatch runs with.`,
      ...(cloud === undefined
        ? ['Whether the workspace is on AWS is not known: choose node types that it has.']
        : []),
      ...(logs !== undefined && logKindOf(logs) === 's3'
        ? ["Put the bucket's region in the place of REGION."]
        : []),
    ],
  };
}

function logConf(path: string) {
  const kind = logKindOf(path);
  return {
    cluster_log_conf: { [kind]: { destination: path, ...(kind === 's3' ? { region: 'REGION' } : {}) } },
  };
}
