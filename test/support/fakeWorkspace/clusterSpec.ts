/** What a new cluster of a job may be, as the fake workspace takes it. */

import { invalid } from './api';
import {
  anyObject,
  arrayOf,
  between,
  boolean,
  both,
  type Check,
  object,
  oneOf,
  required,
  string,
  textMap,
} from './checks';

const logConf = object({
  dbfs: object({ destination: required(string) }),
  s3: object({
    destination: required(string),
    region: string,
    endpoint: string,
    enable_encryption: boolean,
    encryption_type: string,
    kms_key: string,
    canned_acl: string,
  }),
  volumes: object({ destination: required(string) }),
});

const fields = object({
  apply_policy_default_values: boolean,
  autoscale: object({ min_workers: between(0, 100_000), max_workers: between(1, 100_000) }),
  autotermination_minutes: between(0, 10_000),
  aws_attributes: anyObject,
  azure_attributes: anyObject,
  cluster_log_conf: logConf,
  cluster_name: string,
  custom_tags: textMap,
  data_security_mode: oneOf(
    'DATA_SECURITY_MODE_AUTO',
    'DATA_SECURITY_MODE_DEDICATED',
    'DATA_SECURITY_MODE_STANDARD',
    'LEGACY_PASSTHROUGH',
    'LEGACY_SINGLE_USER',
    'LEGACY_SINGLE_USER_STANDARD',
    'LEGACY_TABLE_ACL',
    'NONE',
    'SINGLE_USER',
    'USER_ISOLATION',
  ),
  docker_image: anyObject,
  driver_instance_pool_id: string,
  driver_node_type_id: string,
  enable_elastic_disk: boolean,
  enable_local_disk_encryption: boolean,
  gcp_attributes: anyObject,
  init_scripts: arrayOf(anyObject),
  instance_pool_id: string,
  is_single_node: boolean,
  kind: oneOf('CLASSIC_PREVIEW'),
  node_type_id: string,
  num_workers: between(0, 100_000),
  policy_id: string,
  runtime_engine: oneOf('NULL', 'PHOTON', 'STANDARD'),
  single_user_name: string,
  spark_conf: textMap,
  spark_env_vars: textMap,
  spark_version: required(string),
  ssh_public_keys: arrayOf(string),
  use_ml_runtime: boolean,
  workload_type: anyObject,
});

/** A cluster needs machines, and to know how many. */
export const clusterSpec: Check = both(fields, (value, where) => {
  const spec = value as Readonly<Record<string, unknown>>;
  if (
    spec.node_type_id === undefined &&
    spec.instance_pool_id === undefined &&
    spec.policy_id === undefined
  ) {
    throw invalid(`${where}: Exactly one of instance_pool_id or node_type_id must be specified.`);
  }
  if (spec.num_workers !== undefined && spec.autoscale !== undefined) {
    throw invalid(`${where}: Exactly one of num_workers or autoscale must be specified.`);
  }
});
