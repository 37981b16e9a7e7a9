import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  listClusters,
  listNodeTypes,
  listSparkVersions,
  logDestinationOf,
} from '../../../src/workspace/clusters';
import { startFakeWorkspace } from '../../support/fakeWorkspace/fakeWorkspace';

const NEVER = new AbortController().signal;

describe('clusters', () => {
  it('are listed over all pages, with who made them and where they log', async (test) => {
    const { rest, clusters } = await startFakeWorkspace(test);
    assert.deepEqual(await listClusters(rest, NEVER), []);
    clusters.pageSize = 2;
    const sources = ['UI', 'API', 'JOB', 'PIPELINE', 'PIPELINE_MAINTENANCE', 'SQL', 'MODELS'] as const;
    for (const source of sources)
      clusters.clusters.push({ id: `1-${source}`, name: source, state: 'TERMINATED', source });
    clusters.clusters.push({
      id: '2',
      name: 'logging',
      state: 'RUNNING',
      source: 'UI',
      more: {
        cluster_log_conf: { dbfs: { destination: 'dbfs:/cluster-logs' } },
        policy_id: 'ABC',
        data_security_mode: 'SINGLE_USER',
      },
    });
    const found = await listClusters(rest, NEVER);
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ['interactive', 'interactive', 'job', 'pipeline', 'pipeline', 'sql', 'models', 'interactive'],
    );
    assert.deepEqual(found.at(-1), {
      id: '2',
      name: 'logging',
      state: 'RUNNING',
      kind: 'interactive',
      logDestination: { kind: 'dbfs', path: 'dbfs:/cluster-logs' },
      policyId: 'ABC',
      sparkVersion: '16.4.x-scala2.12',
      creator: 'somebody@example.com',
      accessMode: 'SINGLE_USER',
    });
  });

  it('log to one of three kinds of places, or nowhere', () => {
    const s3 = { cluster_log_conf: { s3: { destination: 's3://logs/x', region: 'us-west-2' } } };
    assert.deepEqual(logDestinationOf(s3), { kind: 's3', path: 's3://logs/x' });
    const volume = { cluster_log_conf: { volumes: { destination: '/Volumes/a/b/c' } } };
    assert.deepEqual(logDestinationOf(volume), { kind: 'volumes', path: '/Volumes/a/b/c' });
    assert.equal(logDestinationOf({ cluster_log_conf: {} }), undefined);
    assert.equal(logDestinationOf({}), undefined);
  });

  it('can be made of machines that are to be had, small ones first', async (test) => {
    const { rest } = await startFakeWorkspace(test);
    const types = await listNodeTypes(rest, NEVER);
    assert.deepEqual(
      types.map(({ id }) => id),
      ['m5.large', 'm5.xlarge', 'r5.2xlarge'],
    );
    assert.deepEqual(types[0], { id: 'm5.large', cores: 2, memoryMb: 8192, category: 'General Purpose' });
  });

  it('can be made with plain runtimes, newest first', async (test) => {
    const { rest } = await startFakeWorkspace(test);
    const versions = await listSparkVersions(rest, NEVER);
    assert.deepEqual(
      versions.map(({ key }) => key),
      ['16.4.x-scala2.13', '16.4.x-scala2.12', '11.3.x-scala2.12', '9.1.x-scala2.12'],
    );
    assert.equal(versions[1]?.name, '16.4 LTS (includes Apache Spark 3.5.2, Scala 2.12)');
  });

  it('that may not be listed say so', async (test) => {
    const { rest, trouble } = await startFakeWorkspace(test);
    const json = { error_code: 'PERMISSION_DENIED', message: 'No cluster access.' };
    trouble(/clusters/, { status: 403, json }, 3);
    for (const list of [listClusters, listNodeTypes, listSparkVersions])
      await assert.rejects(list(rest, NEVER) as Promise<unknown>, { code: 'no-permission' });
  });
});
