/** Columns and nested values that several of the sample's tables share. */

import type { RowKind } from '../rows';
import {
  at,
  below,
  between,
  chance,
  hex,
  int,
  json,
  map,
  maybe,
  pick,
  real,
  same,
  struct,
  text,
  uuid,
} from '../sql';

/** A table of the sample: its name as in the catalog, its size, and its columns, each an expression over the rows of `rowsOf`. */
export interface SampleTable {
  readonly name: string;
  readonly kind: RowKind;
  /** Rows that a pipeline run adds at scale 1. */
  readonly rows: number;
  /** Number of the runs that add rows, 3 to 12. */
  readonly runs: number;
  readonly columns: Readonly<Record<string, string>>;
  /** Table properties. */
  readonly configuration?: Readonly<Record<string, string>>;
}

/** What every Overwatch table says of the run that wrote a row. */
export const STAMP = same('organization_id', 'workspace_name', 'Pipeline_SnapTS', 'Overwatch_RunID');
export const NOISE = same('__overwatch_ctrl_noise');

export const NODE_TYPES = [
  'Standard_DS3_v2',
  'Standard_E8s_v3',
  'Standard_L8s_v2',
  'Standard_NC6s_v3',
] as const;
export const NODE_TYPE = at('e', NODE_TYPES);
export const SPARK_VERSION = at('e', [
  '11.3.x-scala2.12',
  '13.3.x-photon-scala2.12',
  '14.3.x-cpu-ml-scala2.12',
]);
export const IP = `'10.139.' || ${below('ip', 64)} || '.' || ${below('host', 250)}`;
export const USER_AGENT = pick('agent', [
  'Mozilla/5.0 (X11; Linux x86_64)',
  'databricks-cli/0.212',
  'terraform/1.7.4',
  'Apache-HttpClient/4.5.13',
]);
export const TAGS = map({
  team: at('e', ['Daten & KI', 'finance', 'marketing']),
  cost_center: "('CC-' || (e % 7))",
});
export const TAGS_JSON = json(TAGS);
export const AUTOSCALE = maybe(
  'autoscale',
  60,
  struct({ max_workers: between('max', 4, 16), min_workers: '1::BIGINT' }),
);

export const RESPONSE = struct({
  errorMessage: maybe('failed', 4, text('Cluster does not exist: “terminated” by user')),
  result: maybe('result', 40, json(struct({ run_id: between('run', 10_000, 99_999) }))),
  statusCode: `CASE WHEN ${chance('failed', 4)} THEN 400 ELSE 200 END::BIGINT`,
});

export const REQUEST = struct({
  requestId: uuid('request'),
  sessionId: maybe('session', 70, hex('session', 20)),
  sourceIPAddress: IP,
  userAgent: USER_AGENT,
});

export const SCHEDULE = maybe(
  'schedule',
  70,
  struct({
    pause_status: pick('paused', ['UNPAUSED', 'PAUSED']),
    quartz_cron_expression: `'0 ' || ${below('minute', 60)} || ' ' || ${below('hour', 24)} || ' * * ?'`,
    timezone_id: pick('zone', ['UTC', 'Europe/Zurich', 'America/São_Paulo']),
  }),
);

export const NEW_CLUSTER = struct({
  autoscale: AUTOSCALE,
  cluster_name: 'NULL::VARCHAR',
  custom_tags: TAGS,
  driver_node_type_id: NODE_TYPE,
  enable_elastic_disk: 'true',
  node_type_id: NODE_TYPE,
  num_workers: between('workers', 1, 12),
  spark_version: SPARK_VERSION,
});

export const JOB_CLUSTERS = `[${struct({ job_cluster_key: "'main_cluster'", new_cluster: NEW_CLUSTER })}]`;

const task = (key: string, dependsOn: string) =>
  struct({
    task_key: text(key),
    depends_on: dependsOn,
    job_cluster_key: "'main_cluster'",
    notebook_task: struct({
      notebook_path: 'notebook_path',
      base_parameters: map({ env: at('e', ['prod', 'dev']) }),
    }),
    max_retries: between('retries', 0, 3),
    timeout_seconds: '0::BIGINT',
  });

export const TASKS = `[${task('ingest', 'NULL::STRUCT(task_key VARCHAR)[]')}, ${task('aggregate', `[${struct({ task_key: "'ingest'" })}]`)}]`;

export const GIT_SOURCE = maybe(
  'git',
  30,
  struct({
    git_url: "'https://git.example.com/data/pipelines.git'",
    git_provider: "'gitLab'",
    git_branch: "'main'",
  }),
);

/** Prices in the cost columns, in the order of the gold tables. */
export const COSTS = {
  driver_compute_cost: real('driver compute', 3),
  driver_dbu_cost: real('driver dbu', 2),
  worker_compute_cost: real('worker compute', 40),
  worker_dbu_cost: real('worker dbu', 30),
  total_driver_cost: `${real('driver compute', 3)} + ${real('driver dbu', 2)}`,
  total_worker_cost: `${real('worker compute', 40)} + ${real('worker dbu', 30)}`,
  total_compute_cost: `${real('driver compute', 3)} + ${real('worker compute', 40)}`,
  total_dbu_cost: `${real('driver dbu', 2)} + ${real('worker dbu', 30)}`,
  total_cost: `${real('driver compute', 3)} + ${real('driver dbu', 2)} + ${real('worker compute', 40)} + ${real('worker dbu', 30)}`,
};

export const NODE_SPEC = struct({
  API_Name: NODE_TYPE,
  vCPUs: int(at('e', ['4', '8', '8', '6'])),
  Memory_GB: `(${at('e', ['14', '64', '64', '112'])})::DOUBLE`,
  Hourly_DBUs: real('dbus', 4),
});

export const SECURITY_PROFILE = struct({
  disk_encryption: chance('encrypted', 30),
  docker_image: maybe('docker', 5, "'registry.example.com/ml:latest'"),
  instance_profile: 'NULL::VARCHAR',
});
