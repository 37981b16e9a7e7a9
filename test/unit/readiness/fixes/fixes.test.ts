/** The generated texts, as the tools take them. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alertFixes } from '../../../../src/readiness/fixes/alert';
import { policyFix } from '../../../../src/readiness/fixes/clusterPolicy';
import { lifeCycleFixes } from '../../../../src/readiness/fixes/lifeCycle';
import { optimizerJobFix } from '../../../../src/readiness/fixes/optimizerJob';
import { clusterSpec } from '../../../support/fakeWorkspace/clusterSpec';
import { createdJob } from '../../../support/fakeWorkspace/jobSettings';
import { cluster, seen, WELL } from '../support';

function only<T>(list: readonly T[]): T {
  const [first, ...more] = list;
  assert.ok(first !== undefined && more.length === 0, `${list.length} and not one`);
  return first;
}

describe('a life-cycle rule', () => {
  it('for S3', () => {
    const { text, notes } = only(lifeCycleFixes('s3a://logs/clusters', 'aws'));
    assert.deepEqual(JSON.parse(text), {
      Rules: [
        {
          ID: 'overwatch-cluster-logs',
          Status: 'Enabled',
          Filter: { Prefix: 'clusters/' },
          Expiration: { Days: 30 },
        },
      ],
    });
    assert.match(notes.join('\n'), /--bucket logs .*\n.*replaces/);
  });

  it('for Azure, whose prefix begins with the container', () => {
    const { text, notes } = only(lifeCycleFixes('abfss://box@lake.dfs.core.windows.net/a/logs/', undefined));
    const [rule] = JSON.parse(text).rules;
    assert.deepEqual(rule.definition.filters.prefixMatch, ['box/a/logs/']);
    assert.deepEqual(rule.definition.actions.baseBlob, { delete: { daysAfterModificationGreaterThan: 30 } });
    assert.match(notes.join('\n'), /--account-name lake /);
  });

  it('for Google', () => {
    const { text, notes } = only(lifeCycleFixes('gs://logs/clusters', 'gcp'));
    assert.deepEqual(JSON.parse(text).rule[0].condition, { age: 30, matchesPrefix: ['clusters/'] });
    assert.match(notes.join('\n'), /gs:\/\/logs --lifecycle-file/);
  });

  it('never takes a whole bucket', () => {
    const { text, notes } = only(lifeCycleFixes('s3://logs', 'aws'));
    assert.equal(JSON.parse(text).Rules[0].Filter.Prefix, 'FOLDER/');
    assert.match(notes.join('\n'), /give them a folder first/);
  });

  it('is that of the workspace’s cloud where Databricks hides the storage, or of each', () => {
    const one = only(lifeCycleFixes('dbfs:/mnt/logs', 'azure'));
    assert.equal(one.fileName, 'adls-lifecycle.json');
    assert.match(one.notes.join('\n'), /dbfs:\/mnt\/logs is a name of Databricks/);
    assert.deepEqual(
      lifeCycleFixes('/Volumes/main/ops/logs', undefined).map(({ fileName }) => fileName),
      ['s3-lifecycle.json', 'adls-lifecycle.json', 'gcs-lifecycle.json'],
    );
  });
});

describe('a cluster policy', () => {
  it('has the type of its place', () => {
    const typeOf = (path: string | undefined) =>
      JSON.parse(policyFix(path).text)['cluster_log_conf.type'].value;
    assert.equal(typeOf('s3://logs/x'), 'S3');
    assert.equal(typeOf('/Volumes/main/ops/logs'), 'VOLUMES');
    assert.equal(typeOf(undefined), 'DBFS');
    assert.match(policyFix('s3://logs/x').notes.join('\n'), /REGION/);
    assert.match(policyFix(undefined).notes.join('\n'), /dbfs:\/cluster-logs is a proposal/);
  });
});

describe('the job of the Optimizer', () => {
  it('is one that the API takes, on every cloud', () => {
    for (const cloud of ['aws', 'azure', 'gcp'] as const) {
      const job = JSON.parse(optimizerJobFix({ ...WELL, cloud }).text);
      createdJob(job, 'body');
      const [task] = job.tasks;
      clusterSpec(task.new_cluster, 'new_cluster');
      assert.deepEqual(task.spark_jar_task, {
        main_class_name: 'com.databricks.labs.overwatch.Optimizer',
        parameters: ['ow'],
      });
      assert.equal(task.new_cluster.spark_version, '11.3.x-scala2.12');
      assert.deepEqual(task.new_cluster.cluster_log_conf, { dbfs: { destination: 'dbfs:/cluster-logs' } });
    }
  });

  it('keeps its logs where the others do', () => {
    const clusters = seen([cluster('etl', { logDestination: { kind: 's3', path: 's3://logs/x' } })]);
    const { text, notes } = optimizerJobFix({ ...WELL, clusters, jobs: seen([]) });
    assert.deepEqual(JSON.parse(text).tasks[0].new_cluster.cluster_log_conf, {
      s3: { destination: 's3://logs/x', region: 'REGION' },
    });
    assert.match(notes.join('\n'), /in the place of REGION/);
  });
});

describe('an alert', () => {
  it('comes with its query, and without a warehouse is the query alone', () => {
    const subject = { kind: 'modules', database: 'main.ow', staleDays: 2 } as const;
    const [alert, query] = alertFixes(subject, 'abc123');
    assert.equal(JSON.parse(alert?.text ?? '').warehouse_id, 'abc123');
    assert.match(query?.text ?? '', /FROM `main`\.`ow`\.`pipeline_report`/);
    assert.deepEqual(
      alertFixes(subject, undefined).map(({ language }) => language),
      ['sql'],
    );
  });

  it('is not made for what SQL has no name for', () => {
    assert.deepEqual(alertFixes({ kind: 'modules', database: 'east/ow', staleDays: 2 }, 'abc123'), []);
    assert.deepEqual(alertFixes({ kind: 'no-snapshot', root: 'kept', days: 8 }, 'abc123'), []);
  });
});
