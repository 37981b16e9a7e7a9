/** The settings of jobs and of runs without a job, field by field as Jobs API 2.2 documents them, and what must fit together in them. */

import { invalid } from './api';
import {
  anyObject,
  arrayOf,
  between,
  boolean,
  both,
  type Check,
  id,
  integer,
  object,
  oneOf,
  required,
  string,
  textMap,
} from './checks';
import { clusterSpec } from './clusterSpec';
import { pauseStatus, quartzCron, timeZone } from './schedules';

const COUNT = between(0, 2_147_483_647);

const text: Check = (value, where) => {
  if (typeof value !== 'string') throw invalid(`${where} must be a string.`);
};

const key: Check = (value, where) => {
  if (typeof value !== 'string' || !/^[\w-]{1,100}$/.test(value)) {
    throw invalid(`${where} must be 1 to 100 letters, digits, _ or -.`);
  }
};

const emails = object({
  on_start: arrayOf(string),
  on_success: arrayOf(string),
  on_failure: arrayOf(string),
  on_duration_warning_threshold_exceeded: arrayOf(string),
  on_streaming_backlog_exceeded: arrayOf(string),
  no_alert_for_skipped_runs: boolean,
});

const destinations = both(arrayOf(object({ id: required(string) })), (value, where) => {
  if ((value as readonly unknown[]).length > 3) throw invalid(`${where}: A maximum of 3 destinations.`);
});

const webhooks = object({
  on_start: destinations,
  on_success: destinations,
  on_failure: destinations,
  on_duration_warning_threshold_exceeded: destinations,
  on_streaming_backlog_exceeded: destinations,
});

const library = object({
  jar: string,
  egg: string,
  whl: string,
  requirements: string,
  maven: object({ coordinates: required(string), repo: string, exclusions: arrayOf(string) }),
  pypi: object({ package: required(string), repo: string }),
  cran: anyObject,
});

/** What a task may do: exactly one of them. Those that the product has nothing to do with are not looked into. */
const TASKS: Readonly<Record<string, Check>> = {
  notebook_task: object({
    notebook_path: required(string),
    source: oneOf('WORKSPACE', 'GIT'),
    base_parameters: textMap,
    warehouse_id: string,
  }),
  spark_jar_task: object({
    main_class_name: string,
    parameters: arrayOf(text),
    jar_uri: string,
    run_as_repl: boolean,
  }),
  spark_python_task: object({
    python_file: required(string),
    parameters: arrayOf(text),
    source: oneOf('WORKSPACE', 'GIT'),
  }),
  python_wheel_task: object({
    package_name: required(string),
    entry_point: required(string),
    parameters: arrayOf(text),
    named_parameters: textMap,
  }),
  run_job_task: both(anyObject, (value, where) =>
    id((value as { job_id?: unknown }).job_id, `${where}.job_id`),
  ),
  alert_task: anyObject,
  clean_rooms_notebook_task: anyObject,
  condition_task: anyObject,
  dashboard_task: anyObject,
  dbt_cloud_task: anyObject,
  dbt_platform_task: anyObject,
  dbt_task: anyObject,
  for_each_task: anyObject,
  gen_ai_compute_task: anyObject,
  pipeline_task: anyObject,
  power_bi_task: anyObject,
  spark_submit_task: anyObject,
  sql_task: anyObject,
};

const SUBMITTED_TASK_FIELDS = {
  task_key: required(key),
  ...TASKS,
  depends_on: arrayOf(object({ task_key: required(string), outcome: string })),
  description: text,
  disable_auto_optimization: boolean,
  disabled: boolean,
  email_notifications: emails,
  environment_key: string,
  existing_cluster_id: string,
  health: anyObject,
  libraries: arrayOf(library),
  max_retries: between(-1, 2_147_483_647),
  min_retry_interval_millis: COUNT,
  new_cluster: clusterSpec,
  notification_settings: anyObject,
  retry_on_timeout: boolean,
  run_if: oneOf(
    'ALL_DONE',
    'ALL_FAILED',
    'ALL_SUCCESS',
    'AT_LEAST_ONE_FAILED',
    'AT_LEAST_ONE_SUCCESS',
    'NONE_FAILED',
  ),
  timeout_seconds: COUNT,
  webhook_notifications: webhooks,
};

const environments = arrayOf(
  object({
    environment_key: required(string),
    spec: object({
      base_environment: string,
      client: string,
      environment_version: string,
      dependencies: arrayOf(string),
      java_dependencies: arrayOf(string),
    }),
  }),
);

const COMMON_FIELDS = {
  budget_policy_id: string,
  usage_policy_id: string,
  email_notifications: emails,
  environments,
  git_source: anyObject,
  health: anyObject,
  notification_settings: object({ no_alert_for_canceled_runs: boolean, no_alert_for_skipped_runs: boolean }),
  performance_target: oneOf('PERFORMANCE_OPTIMIZED', 'STANDARD'),
  queue: object({ enabled: required(boolean) }),
  run_as: object({ user_name: string, service_principal_name: string, group_name: string }),
  timeout_seconds: COUNT,
  webhook_notifications: webhooks,
};

const TRIGGER_FIELDS = {
  pause_status: pauseStatus,
  file_arrival: object({
    url: required(string),
    min_time_between_triggers_seconds: COUNT,
    wait_after_last_change_seconds: COUNT,
  }),
  periodic: object({ interval: required(integer), unit: required(oneOf('DAYS', 'HOURS', 'WEEKS')) }),
  table_update: anyObject,
  model: anyObject,
  sql_condition: anyObject,
};

const SCHEDULE = object({
  quartz_cron_expression: required(quartzCron),
  timezone_id: required(timeZone),
  pause_status: pauseStatus,
  sql_condition: anyObject,
});

const SETTINGS_FIELDS = {
  ...COMMON_FIELDS,
  name: string,
  description: text,
  continuous: object({ pause_status: pauseStatus, task_retry_mode: oneOf('NEVER', 'ON_FAILURE') }),
  deployment: anyObject,
  edit_mode: oneOf('EDITABLE', 'UI_LOCKED'),
  format: oneOf('MULTI_TASK', 'SINGLE_TASK'),
  job_clusters: arrayOf(object({ job_cluster_key: required(key), new_cluster: clusterSpec })),
  max_concurrent_runs: between(0, 1000),
  parameters: arrayOf(object({ name: required(string), default: required(text) })),
  parent_path: string,
  schedule: SCHEDULE,
  tags: both(textMap, (value, where) => {
    if (Object.keys(value as object).length > 25) throw invalid(`${where}: A maximum of 25 tags.`);
  }),
  tasks: arrayOf(object({ ...SUBMITTED_TASK_FIELDS, job_cluster_key: string })),
  trigger: object(TRIGGER_FIELDS),
  triggers: arrayOf(object({ ...TRIGGER_FIELDS, continuous: anyObject, schedule: anyObject })),
};

/** `new_settings` of `jobs/update`: any of the fields, not looked at as a whole. */
export const someJobSettings: Check = object(SETTINGS_FIELDS);

/** `new_settings` of `jobs/reset`, and the body of `jobs/create` where there is no access list. */
export const jobSettings: Check = both(someJobSettings, (value, where) => {
  const settings = value as Settings;
  fitStarts(settings, where);
  fitTasks(settings, where);
});

export const createdJob: Check = both(
  object({ ...SETTINGS_FIELDS, access_control_list: arrayOf(anyObject) }),
  (value, where) => {
    const { access_control_list: _, ...settings } = value as Readonly<Record<string, unknown>>;
    jobSettings(settings, where);
  },
);

export const idempotencyToken: Check = (value, where) => {
  string(value, where);
  if (String(value).length > 64) throw invalid(`${where} must have at most 64 characters.`);
};

/** The body of `jobs/runs/submit`. */
export const submittedRun: Check = both(
  object({
    ...COMMON_FIELDS,
    access_control_list: arrayOf(anyObject),
    idempotency_token: idempotencyToken,
    run_name: string,
    tasks: required(arrayOf(object(SUBMITTED_TASK_FIELDS))),
  }),
  (value, where) => {
    const settings = value as Settings;
    if (settings.tasks?.length === 0) throw invalid(`${where}: Job must have at least one task.`);
    fitTasks(settings, where);
  },
);

type Task = Readonly<Record<string, unknown>> & {
  readonly task_key: string;
  readonly depends_on?: readonly { readonly task_key: string }[];
};

interface Settings {
  readonly tasks?: readonly Task[];
  readonly job_clusters?: readonly { readonly job_cluster_key: string }[];
  readonly environments?: readonly { readonly environment_key: string }[];
  readonly schedule?: unknown;
  readonly continuous?: unknown;
  readonly trigger?: unknown;
  readonly triggers?: unknown;
  readonly max_concurrent_runs?: number;
}

function fitStarts(settings: Settings, where: string): void {
  const { schedule, continuous, trigger, triggers, max_concurrent_runs: most = 1 } = settings;
  const starts = [schedule, continuous, trigger, triggers].filter((start) => start !== undefined);
  if (starts.length > 1)
    throw invalid(`${where}: A job has one schedule, trigger or continuous, not several.`);
  if (continuous !== undefined && most > 1) {
    throw invalid(`${where}: A continuous job cannot have more than one concurrent run.`);
  }
}

function fitTasks(
  { tasks = [], job_clusters: clusters = [], environments: given = [] }: Settings,
  where: string,
) {
  const keys = tasks.map((task) => task.task_key);
  unique(keys, `${where}.tasks`, 'task_key');
  const clusterKeys = clusters.map((cluster) => cluster.job_cluster_key);
  unique(clusterKeys, `${where}.job_clusters`, 'job_cluster_key');
  const environmentKeys = given.map((environment) => environment.environment_key);
  unique(environmentKeys, `${where}.environments`, 'environment_key');
  for (const task of tasks) {
    const at = `${where}.tasks[${task.task_key}]`;
    for (const { task_key: before } of task.depends_on ?? []) {
      if (!keys.includes(before) || before === task.task_key) throw invalid(`${at} depends on ${before}.`);
    }
    fitCompute(task, at, clusterKeys, environmentKeys);
  }
}

function fitCompute(
  task: Task,
  at: string,
  clusterKeys: readonly string[],
  environmentKeys: readonly string[],
): void {
  const [kind, ...others] = Object.keys(TASKS).filter((name) => task[name] !== undefined);
  if (kind === undefined) throw invalid(`${at}: A task must be specified.`);
  if (others.length > 0)
    throw invalid(`${at}: Only one task may be specified, not also ${others.join(', ')}.`);
  const { job_cluster_key: shared, environment_key: environment } = task;
  const computes = [task.new_cluster, task.existing_cluster_id, shared, environment].filter(
    (compute) => compute !== undefined,
  );
  if (computes.length > 1) throw invalid(`${at}: Only one cluster or environment may be specified.`);
  if (shared !== undefined && !clusterKeys.includes(String(shared))) {
    throw invalid(`${at}: Job cluster '${String(shared)}' is not defined.`);
  }
  if (environment !== undefined && !environmentKeys.includes(String(environment))) {
    throw invalid(`${at}: Environment '${String(environment)}' is not defined.`);
  }
  const needs = ['spark_jar_task', 'spark_python_task', 'python_wheel_task', 'spark_submit_task'].includes(
    kind,
  );
  if (needs && computes.length === 0) {
    throw invalid(
      `${at}: One of job_cluster_key, new_cluster, existing_cluster_id or environment_key must be specified.`,
    );
  }
  const isServerless = environment !== undefined || computes.length === 0;
  if (isServerless && task.libraries !== undefined) {
    throw invalid(
      `${at}: Libraries field is not supported for serverless task, specify libraries in environment.`,
    );
  }
}

function unique(keys: readonly string[], where: string, name: string): void {
  const twice = keys.find((one, index) => keys.indexOf(one) !== index);
  if (twice !== undefined) throw invalid(`${where}: Duplicate ${name} '${twice}'.`);
}
