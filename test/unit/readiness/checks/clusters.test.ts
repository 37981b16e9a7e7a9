/** The checks on cluster logs: kept, in one place, fixed by policies, deleted in time. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clusterLogging, jobClusterLogging } from '../../../../src/readiness/checks/clusterLogging';
import { clusterPolicies } from '../../../../src/readiness/checks/clusterPolicies';
import { logLifeCycle } from '../../../../src/readiness/checks/logLifeCycle';
import { logLocation } from '../../../../src/readiness/checks/logLocation';
import { bareCluster, cluster, DENIED, job, LOGS, policy, seen, WELL } from '../support';

function logging(name: string, path: string) {
  return cluster(name, { logDestination: { kind: 's3', path } });
}

describe('logs of all-purpose clusters', () => {
  it('names those that keep none', () => {
    const clusters = seen([bareCluster('a'), cluster('b'), bareCluster('c')]);
    const { verdict, found, fixes = [] } = clusterLogging.look({ ...WELL, clusters });
    assert.equal(verdict, 'fail');
    assert.deepEqual(found, ['No logs are kept by 2 of 3 all-purpose clusters: a, c.']);
    assert.equal(JSON.parse(fixes[0]?.text ?? '')['cluster_log_conf.path'].value, LOGS);
  });

  it('counts what is too much to be named', () => {
    const clusters = seen(Array.from({ length: 8 }, (_, index) => bareCluster(`c${index}`)));
    const { found } = clusterLogging.look({ ...WELL, clusters });
    assert.deepEqual(found, [
      'No logs are kept by 8 of 8 all-purpose clusters: c0, c1, c2, c3, c4 and 3 more.',
    ]);
  });

  it('leaves those of jobs and pipelines aside', () => {
    const clusters = seen([
      { ...bareCluster('job-1-run-1'), kind: 'job' },
      { ...bareCluster('dlt'), kind: 'pipeline' },
    ]);
    // None is left that could be judged: whoever is no admin may not see those there are.
    const { verdict, found } = clusterLogging.look({ ...WELL, clusters });
    assert.equal(verdict, 'could-not-look');
    assert.deepEqual(found, ['There is no all-purpose cluster among those you may see.']);
  });

  it('says what right is missing', () => {
    const { verdict, found, mend } = clusterLogging.look({ ...WELL, clusters: DENIED });
    assert.deepEqual([verdict, found], ['could-not-look', ['The workspace answered 403: no.']]);
    assert.match(mend ?? '', /^Needed: a token with the scope clusters.*Ask an admin\.$/);
  });
});

describe('logs of the clusters of jobs', () => {
  const own = (spec: object) => ({ tasks: [{ task_key: 'main', new_cluster: spec }] });
  const verdictOf = (spec: object, policies = WELL.policies) =>
    jobClusterLogging.look({ ...WELL, policies, jobs: seen([job('nightly', own(spec))]) });

  it('looks at shared clusters, those of tasks, and those of repeated tasks', () => {
    const bare = { spark_version: '16.4.x-scala2.12' };
    const tasks = [
      { task_key: 'own', new_cluster: bare },
      { task_key: 'shared', job_cluster_key: 'pool' },
      { task_key: 'each', for_each_task: { inputs: '[1]', task: { task_key: 'inner', new_cluster: bare } } },
      { task_key: 'serverless' },
    ];
    const jobs = seen([
      job('nightly', { tasks, clusters: [{ job_cluster_key: 'pool', new_cluster: bare }] }),
    ]);
    const { verdict, found } = jobClusterLogging.look({ ...WELL, jobs });
    assert.equal(verdict, 'fail');
    assert.deepEqual(found, [
      'No logs are kept by 3 of 3 job clusters: nightly/pool, nightly/own, nightly/inner.',
    ]);
  });

  it('knows what a policy fills in', () => {
    assert.equal(verdictOf({ policy_id: 'logs' }).verdict, 'pass');
    assert.equal(verdictOf({ policy_id: 'open' }, seen([policy('open', undefined)])).verdict, 'fail');
    const byDefault = policy('default', undefined, {
      'cluster_log_conf.type': { type: 'fixed', value: 'DBFS' },
      'cluster_log_conf.path': { type: 'unlimited', defaultValue: LOGS },
    });
    assert.equal(verdictOf({ policy_id: 'default' }, seen([byDefault])).verdict, 'fail');
    const filled = { policy_id: 'default', apply_policy_default_values: true };
    assert.equal(verdictOf(filled, seen([byDefault])).verdict, 'pass');
    const off = policy('off', LOGS, { 'cluster_log_conf.type': { type: 'fixed', value: 'NONE' } });
    assert.equal(verdictOf({ policy_id: 'off' }, seen([off])).verdict, 'fail');
  });

  it('could not look where the policy decides and cannot be seen', () => {
    const hidden = verdictOf({ policy_id: 'another' });
    assert.equal(hidden.verdict, 'could-not-look');
    assert.deepEqual(hidden.found, [
      'The policies of these decide, and cannot be seen: nightly/main.',
      'The cluster policy another of nightly/main is not among those you may see.',
    ]);
    assert.equal(verdictOf({ policy_id: 'logs' }, DENIED).verdict, 'could-not-look');
    // What is known to be lost is lost, whatever else is hidden.
    const both = seen([job('a', own({ policy_id: 'logs' })), job('b', own({ num_workers: 1 }))]);
    assert.equal(jobClusterLogging.look({ ...WELL, policies: DENIED, jobs: both }).verdict, 'fail');
  });

  it('could not look where no job can be seen', () => {
    assert.equal(jobClusterLogging.look({ ...WELL, jobs: seen([]) }).verdict, 'could-not-look');
  });

  it('passes where no job makes a cluster', () => {
    const jobs = seen([job('serverless', { tasks: [{ task_key: 'main' }] })]);
    assert.deepEqual(jobClusterLogging.look({ ...WELL, jobs }).found, [
      'None of the 1 job you may see makes a cluster of its own.',
    ]);
  });
});

describe('the place of logs', () => {
  const look = (...paths: readonly string[]) =>
    logLocation.look({
      ...WELL,
      jobs: seen([]),
      clusters: seen(paths.map((path, index) => logging(`c${index}`, path))),
    });

  it('is one, however it is written, and whatever folders are in it', () => {
    assert.equal(look('s3://logs/x', 's3a://logs/x/', 's3://logs/x/etl').verdict, 'pass');
    assert.equal(look('dbfs:/logs', '/logs').verdict, 'pass');
  });

  it('is several, each named with its clusters, the one with the most first', () => {
    const { verdict, found } = look('s3://logs/x', 's3://logs/xyz', 's3://logs/xyz');
    assert.equal(verdict, 'warn');
    assert.deepEqual(found, [
      'Logs go to 2 places.',
      's3://logs/xyz: 2 clusters (c1, c2).',
      's3://logs/x: 1 cluster (c0).',
    ]);
  });

  it('is not known where half is hidden, unless there are two already', () => {
    assert.equal(logLocation.look({ ...WELL, jobs: DENIED }).verdict, 'could-not-look');
    const clusters = seen([logging('a', 's3://a/logs'), logging('b', 's3://b/logs')]);
    assert.equal(logLocation.look({ ...WELL, jobs: DENIED, clusters }).verdict, 'warn');
  });

  it('is not known where the policy of a cluster decides and cannot be seen', () => {
    const spec = { policy_id: 'another' };
    const jobs = seen([job('nightly', { tasks: [{ task_key: 'main', new_cluster: spec }] })]);
    assert.equal(logLocation.look({ ...WELL, jobs }).verdict, 'could-not-look');
    assert.equal(logLocation.look({ ...WELL, jobs, clusters: seen([]) }).verdict, 'could-not-look');
  });

  it('is none where no cluster keeps logs, and unknown where none can be seen', () => {
    assert.equal(look().verdict, 'could-not-look');
    const bare = { ...WELL, jobs: seen([]), clusters: seen([bareCluster('a')]) };
    assert.equal(logLocation.look(bare).verdict, 'warn');
  });
});

describe('cluster policies', () => {
  it('fail where none fixes the place of logs', () => {
    const free = { ...WELL, clusters: seen([bareCluster('free')]), jobs: seen([]) };
    const none = clusterPolicies.look({
      ...free,
      policies: seen([{ ...policy('personal', undefined), isDefault: true }]),
    });
    assert.equal(none.verdict, 'fail');
    assert.match(none.found.join(' '), /no cluster policy but those of Databricks/);
    const pathOnly = { 'cluster_log_conf.path': { type: 'fixed', value: LOGS } };
    const open = clusterPolicies.look({ ...free, policies: seen([policy('team', undefined, pathOnly)]) });
    assert.deepEqual(open.found, [
      'None of the cluster policies you may see fixes the type and path of cluster_log_conf: policy team.',
    ]);
    assert.equal(open.fixes?.[0]?.fileName, 'cluster-policy.json');
  });

  it('warn where they fix different places, or clusters are under none of them', () => {
    const two = seen([policy('logs', LOGS), policy('other', 's3://other/logs')]);
    const different = clusterPolicies.look({ ...WELL, policies: two });
    assert.equal(different.verdict, 'warn');
    assert.match(different.found.join(' '), /fix 2 different places/);
    const free = clusterPolicies.look({ ...WELL, clusters: seen([cluster('etl'), bareCluster('free')]) });
    assert.deepEqual(free.found, [
      `Fixed to ${LOGS} by policy logs.`,
      '1 of 3 clusters are under no such policy: free.',
    ]);
  });

  it('could not look where clusters are under policies that are hidden', () => {
    const hidden = seen([cluster('etl', { policyId: 'another' })]);
    for (const policies of [WELL.policies, seen([policy('open', undefined)])]) {
      const { verdict, found } = clusterPolicies.look({
        ...WELL,
        policies,
        clusters: hidden,
        jobs: seen([]),
      });
      assert.equal(verdict, 'could-not-look');
      assert.equal(found.at(-1), 'The policies of these clusters are not among those you may see: etl.');
    }
    // One that is under none is under none, whatever else is hidden.
    const both = seen([cluster('etl', { policyId: 'another' }), bareCluster('free')]);
    assert.equal(clusterPolicies.look({ ...WELL, clusters: both }).verdict, 'warn');
  });

  it('could not look whether they are used where there is no cluster', () => {
    const nothing = { ...WELL, clusters: seen([]), jobs: seen([]) };
    assert.equal(clusterPolicies.look(nothing).verdict, 'could-not-look');
  });

  it('pass where all clusters are under them, and could not look where some are hidden', () => {
    assert.equal(clusterPolicies.look(WELL).verdict, 'pass');
    assert.equal(clusterPolicies.look({ ...WELL, jobs: DENIED }).verdict, 'could-not-look');
  });
});

describe('the life-cycle rule of logs', () => {
  it('is never seen, and generated for the place', () => {
    const clusters = seen([logging('a', 's3://logs/clusters/')]);
    const { verdict, found, fixes = [] } = logLifeCycle.look({ ...WELL, clusters, jobs: seen([]) });
    assert.equal(verdict, 'could-not-look');
    assert.match(found.join(' '), /s3:\/\/logs\/clusters\/ are not told by Databricks/);
    assert.deepEqual(
      fixes.map(({ fileName }) => fileName),
      ['s3-lifecycle.json'],
    );
  });

  it('has nothing to be made for where no logs are kept', () => {
    const nothing = logLifeCycle.look({ ...WELL, clusters: seen([]), jobs: seen([]) });
    assert.deepEqual([nothing.verdict, nothing.fixes], ['could-not-look', undefined]);
  });
});
