/** `clusters` of the fake workspace: which there are, and the node types and runtimes of new ones. */

import { type Family, page } from './api';
import { string, textBetween } from './checks';

export interface FakeCluster {
  readonly id: string;
  readonly name: string;
  readonly state: 'RUNNING' | 'TERMINATED' | 'PENDING';
  readonly source: 'UI' | 'API' | 'JOB' | 'PIPELINE' | 'PIPELINE_MAINTENANCE' | 'SQL' | 'MODELS';
  /** Further fields as the API has them, such as `cluster_log_conf`. */
  readonly more?: Readonly<Record<string, unknown>>;
}

export interface FakeClusters extends Family {
  readonly clusters: FakeCluster[];
  pageSize: number;
  /** As the API has them. */
  nodeTypes: readonly Readonly<Record<string, unknown>>[];
  sparkVersions: readonly { readonly key: string; readonly name: string }[];
}

export function fakeClusters(): FakeClusters {
  const family: FakeClusters = {
    clusters: [],
    pageSize: 100,
    nodeTypes: [
      nodeType('r5.2xlarge', 8, 65_536, 'Memory Optimized'),
      nodeType('m5.large', 2, 8192, 'General Purpose'),
      nodeType('m5.xlarge', 4, 16_384, 'General Purpose'),
      { ...nodeType('m4.large', 2, 8192, 'General Purpose'), is_deprecated: true },
      { ...nodeType('dev-tier-node', 2, 6144, 'General Purpose'), is_hidden: true },
      { ...nodeType('p3.2xlarge', 8, 62_464, 'GPU Accelerated'), num_gpus: 1 },
      {
        ...nodeType('i3.xlarge', 4, 31_232, 'Storage Optimized'),
        node_info: { status: ['NotAvailableInRegion'] },
      },
    ],
    sparkVersions: [
      { key: '11.3.x-scala2.12', name: '11.3 LTS (includes Apache Spark 3.3.0, Scala 2.12)' },
      { key: '9.1.x-scala2.12', name: '9.1 LTS (includes Apache Spark 3.1.2, Scala 2.12)' },
      { key: '16.4.x-scala2.12', name: '16.4 LTS (includes Apache Spark 3.5.2, Scala 2.12)' },
      { key: '16.4.x-scala2.13', name: '16.4 LTS (includes Apache Spark 3.5.2, Scala 2.13)' },
      { key: '16.4.x-cpu-ml-scala2.12', name: '16.4 LTS ML (includes Apache Spark 3.5.2, Scala 2.12)' },
      { key: '16.4.x-photon-scala2.12', name: '16.4 LTS Photon (includes Apache Spark 3.5.2, Scala 2.12)' },
      { key: '16.4.x-aarch64-scala2.12', name: '16.4 LTS aarch64 (includes Apache Spark 3.5.2, Scala 2.12)' },
    ],
    routes: [
      {
        method: 'GET',
        path: '/api/2.1/clusters/list',
        query: { page_token: string, page_size: textBetween(1, 100) },
        answer: ({ query }) =>
          page(
            'clusters',
            family.clusters.map(shown),
            Math.min(family.pageSize, Number(query.page_size ?? 20)),
            query.page_token,
          ),
      },
      {
        method: 'GET',
        path: '/api/2.1/clusters/list-node-types',
        answer: () => ({ json: { node_types: family.nodeTypes } }),
      },
      {
        method: 'GET',
        path: '/api/2.1/clusters/spark-versions',
        answer: () => ({ json: { versions: family.sparkVersions } }),
      },
    ],
  };
  return family;
}

function nodeType(id: string, cores: number, memoryMb: number, category: string) {
  return {
    node_type_id: id,
    instance_type_id: id,
    num_cores: cores,
    memory_mb: memoryMb,
    description: id,
    category,
    is_deprecated: false,
    is_hidden: false,
    num_gpus: 0,
    node_info: { status: [] },
  };
}

function shown({ id, name, state, source, more = {} }: FakeCluster) {
  return {
    cluster_id: id,
    cluster_name: name,
    state,
    cluster_source: source,
    creator_user_name: 'somebody@example.com',
    spark_version: '16.4.x-scala2.12',
    node_type_id: 'm5.large',
    num_workers: 2,
    spark_context_id: 9_007_199_254_741_881n,
    ...more,
  };
}
