/** Rules that have a cloud's storage delete old cluster logs, in the form that its own tools take. */

import type { Cloud } from '../facts';
import type { Fix } from '../finding';

/** What Overwatch's guide suggests. */
export const LOG_DAYS = 30;

const RULE = 'overwatch-cluster-logs';

/** A folder of a bucket or container. `hidden` is a name of Databricks, behind which a bucket lies that it does not tell. */
type Store =
  | { readonly kind: 'aws' | 'gcp'; readonly bucket: string; readonly folder: string }
  | { readonly kind: 'azure'; readonly account: string; readonly container: string; readonly folder: string }
  | { readonly kind: 'hidden' };

/**
 * The rule for the folder that logs are written to; where the path does not tell the storage behind it, that of the workspace's cloud, with
 * placeholders, or of each cloud where that is not known either.
 */
export function lifeCycleFixes(path: string, cloud: Cloud | undefined): readonly Fix[] {
  const store = storeOf(path);
  if (store.kind !== 'hidden') return [fixOf(store, [])];
  const hidden = `${path} is a name of Databricks: put the storage behind it in the place of the words in capitals.`;
  const clouds: readonly Cloud[] = cloud === undefined ? ['aws', 'azure', 'gcp'] : [cloud];
  return clouds.map((one) => fixOf(placeholder(one), [hidden]));
}

function storeOf(path: string): Store {
  const [, scheme = '', authority = '', folder = ''] = /^([a-z0-9]+):\/\/([^/]+)\/?(.*)$/i.exec(path) ?? [];
  const inner = folder.replace(/\/+$/, '');
  switch (scheme.toLowerCase()) {
    case 's3':
    case 's3a':
    case 's3n':
      return { kind: 'aws', bucket: authority, folder: inner };
    case 'gs':
      return { kind: 'gcp', bucket: authority, folder: inner };
    case 'abfs':
    case 'abfss':
    case 'wasb':
    case 'wasbs': {
      const [container = '', host = ''] = authority.split('@');
      return { kind: 'azure', account: host.split('.')[0] ?? '', container, folder: inner };
    }
    default:
      return { kind: 'hidden' };
  }
}

function placeholder(cloud: Cloud): Exclude<Store, { kind: 'hidden' }> {
  const folder = 'FOLDER';
  return cloud === 'azure'
    ? { kind: cloud, account: 'ACCOUNT', container: 'CONTAINER', folder }
    : { kind: cloud, bucket: 'BUCKET', folder };
}

function fixOf(store: Exclude<Store, { kind: 'hidden' }>, notes: readonly string[]): Fix {
  // Without a folder the rule would delete all that the bucket holds.
  const prefix = `${store.folder === '' ? 'FOLDER' : store.folder}/`;
  const isRoot = store.folder === '';
  const all = [
    ...notes,
    ...(isRoot
      ? ['The logs lie in the bucket itself: give them a folder first, or the rule deletes all else too.']
      : []),
  ];
  switch (store.kind) {
    case 'aws':
      return json('Life-cycle rule for S3', 's3-lifecycle.json', s3Rules(prefix), [
        ...all,
        `aws s3api put-bucket-lifecycle-configuration --bucket ${store.bucket} --lifecycle-configuration file://s3-lifecycle.json`,
        "It replaces the bucket's rules: add those that are there (aws s3api get-bucket-lifecycle-configuration).",
      ]);
    case 'azure':
      return json(
        'Life-cycle rule for Azure storage',
        'adls-lifecycle.json',
        azureRules(`${store.container}/${prefix}`),
        [
          ...all,
          `az storage account management-policy create --account-name ${store.account} --resource-group GROUP --policy @adls-lifecycle.json`,
          "It replaces the account's rules: add those that are there (az storage account management-policy show).",
        ],
      );
    case 'gcp':
      return json('Life-cycle rule for Google Cloud Storage', 'gcs-lifecycle.json', googleRules(prefix), [
        ...all,
        `gcloud storage buckets update gs://${store.bucket} --lifecycle-file=gcs-lifecycle.json`,
        "It replaces the bucket's rules: add those that are there (gcloud storage buckets describe).",
      ]);
  }
}

function json(title: string, fileName: string, value: unknown, notes: readonly string[]): Fix {
  return { title, fileName, language: 'json', text: `${JSON.stringify(value, undefined, 2)}\n`, notes };
}

/** docs.aws.amazon.com, PutBucketLifecycleConfiguration. */
function s3Rules(prefix: string) {
  return {
    Rules: [{ ID: RULE, Status: 'Enabled', Filter: { Prefix: prefix }, Expiration: { Days: LOG_DAYS } }],
  };
}

/** learn.microsoft.com, "Azure Blob Storage lifecycle management": a prefix begins with the container. */
function azureRules(prefix: string) {
  const baseBlob = { delete: { daysAfterModificationGreaterThan: LOG_DAYS } };
  const filters = { blobTypes: ['blockBlob', 'appendBlob'], prefixMatch: [prefix] };
  return {
    rules: [{ enabled: true, name: RULE, type: 'Lifecycle', definition: { actions: { baseBlob }, filters } }],
  };
}

/** cloud.google.com, "Object Lifecycle Management". */
function googleRules(prefix: string) {
  return { rule: [{ action: { type: 'Delete' }, condition: { age: LOG_DAYS, matchesPrefix: [prefix] } }] };
}
