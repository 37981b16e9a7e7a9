/**
 * The part of the published schema of Databricks bundles (`bundle/schema/jsonschema.json` of github.com/databricks/cli, August 2026) that
 * generated bundles use. All objects there take no other keys.
 */

import assert from 'node:assert/strict';

type Shape =
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  | readonly [Shape]
  | { readonly map: Shape }
  | ObjectShape;
interface ObjectShape {
  readonly keys: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
}

const CLUSTER: ObjectShape = {
  keys: {
    spark_version: 'string',
    node_type_id: 'string',
    num_workers: 'integer',
    data_security_mode: 'string',
    policy_id: 'string',
  },
};
const TASK: ObjectShape = {
  required: ['task_key'],
  keys: {
    task_key: 'string',
    environment_key: 'string',
    existing_cluster_id: 'string',
    job_cluster_key: 'string',
    max_retries: 'integer',
    min_retry_interval_millis: 'integer',
    retry_on_timeout: 'boolean',
    new_cluster: CLUSTER,
    libraries: [
      { keys: { jar: 'string', maven: { required: ['coordinates'], keys: { coordinates: 'string' } } } },
    ],
    spark_jar_task: { keys: { main_class_name: 'string', parameters: ['string'] } },
    spark_python_task: { required: ['python_file'], keys: { python_file: 'string', parameters: ['string'] } },
    notebook_task: { required: ['notebook_path'], keys: { notebook_path: 'string', source: 'string' } },
  },
};
const JOB: ObjectShape = {
  keys: {
    name: 'string',
    tags: { map: 'string' },
    max_concurrent_runs: 'integer',
    timeout_seconds: 'integer',
    schedule: {
      required: ['quartz_cron_expression', 'timezone_id'],
      keys: { quartz_cron_expression: 'string', timezone_id: 'string', pause_status: 'string' },
    },
    email_notifications: { keys: { on_failure: ['string'] } },
    webhook_notifications: { keys: { on_failure: [{ required: ['id'], keys: { id: 'string' } }] } },
    tasks: [TASK],
    job_clusters: [
      { required: ['job_cluster_key'], keys: { job_cluster_key: 'string', new_cluster: CLUSTER } },
    ],
    environments: [
      {
        required: ['environment_key'],
        keys: {
          environment_key: 'string',
          spec: { keys: { environment_version: 'string', java_dependencies: ['string'] } },
        },
      },
    ],
  },
};
const ALERT: ObjectShape = {
  required: ['display_name', 'evaluation', 'query_text', 'schedule', 'warehouse_id'],
  keys: {
    display_name: 'string',
    query_text: 'string',
    warehouse_id: 'string',
    evaluation: {
      required: ['comparison_operator', 'source'],
      keys: {
        source: { required: ['name'], keys: { name: 'string' } },
        comparison_operator: 'string',
        threshold: { keys: { value: { keys: { double_value: 'number' } } } },
        empty_result_state: 'string',
        notification: {
          keys: {
            notify_on_ok: 'boolean',
            retrigger_seconds: 'number',
            subscriptions: [{ keys: { user_email: 'string', destination_id: 'string' } }],
          },
        },
      },
    },
    schedule: {
      required: ['quartz_cron_schedule', 'timezone_id'],
      keys: { quartz_cron_schedule: 'string', timezone_id: 'string', pause_status: 'string' },
    },
  },
};
const BUNDLE: ObjectShape = {
  required: ['bundle', 'resources', 'targets'],
  keys: {
    bundle: { required: ['name'], keys: { name: 'string' } },
    resources: { keys: { jobs: { map: JOB }, alerts: { map: ALERT } } },
    targets: { map: { keys: { default: 'boolean' } } },
  },
};

/** Fails where a bundle has a key that the schema does not know, lacks one that it wants, or has a value of another type. */
export function assertShape(bundle: unknown): void {
  check(bundle, BUNDLE, 'databricks.yml');
}

function check(value: unknown, shape: Shape, way: string): void {
  if (typeof shape === 'string') {
    const type = Number.isInteger(value) && shape === 'integer' ? 'integer' : typeof value;
    assert.equal(type, shape, way);
  } else if (isList(shape)) {
    assert.ok(Array.isArray(value) && value.length > 0, way);
    for (const [index, item] of value.entries()) check(item, shape[0], `${way}[${index}]`);
  } else {
    assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value), way);
    for (const key of 'required' in shape ? (shape.required ?? []) : [])
      assert.ok(key in value, `${way} lacks ${key}`);
    for (const [key, item] of Object.entries(value)) {
      const of = 'map' in shape ? shape.map : shape.keys[key];
      if (of === undefined) assert.fail(`${way} knows no ${key}`);
      else check(item, of, `${way}.${key}`);
    }
  }
}

function isList(shape: Exclude<Shape, string>): shape is readonly [Shape] {
  return Array.isArray(shape);
}
