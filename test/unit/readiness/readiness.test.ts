/** All checks together: their order, what they say of a deployment that is well, and of one of which nothing can be seen. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CHECKS, fixesOf, judgeReadiness } from '../../../src/readiness/readiness';
import { countsText } from '../../../src/readiness/words';
import { bareCluster, cluster, DENIED, job, LOGS, seen, WELL } from './support';

describe('readiness', () => {
  it('passes where all is well, but for what Databricks does not tell', () => {
    const { verdict, counts, checks } = judgeReadiness(WELL);
    assert.deepEqual(
      checks.filter((one) => one.verdict !== 'pass').map(({ id }) => id),
      ['log-life-cycle'],
    );
    assert.equal(verdict, 'could-not-look');
    assert.deepEqual(counts, { fail: 0, warn: 0, 'could-not-look': 1, pass: 13 });
  });

  it('has checks with names of their own, reasons, and sentences', () => {
    assert.equal(new Set(CHECKS.map(({ id }) => id)).size, CHECKS.length);
    for (const { id, title, why } of CHECKS) {
      assert.match(id, /^[a-z-]+$/);
      assert.match(title, /[^.]$/, id);
      assert.match(why, /\.$/, id);
    }
  });

  it('never takes for good or bad what it could not see', () => {
    const { checks } = judgeReadiness({
      now: WELL.now,
      database: WELL.database,
      clusters: DENIED,
      policies: DENIED,
      jobs: DENIED,
      overwatchJobs: DENIED,
      alerts: DENIED,
      bronze: DENIED,
      pipeline: DENIED,
      backups: DENIED,
    });
    for (const { id, verdict, found, mend } of checks) {
      assert.equal(verdict, 'could-not-look', id);
      assert.ok(found.includes('The workspace answered 403: no.'), id);
      assert.match(mend ?? '', /Ask an admin\.$/, id);
    }
  });

  it('tells the worst first, and generates each text once', () => {
    const facts = {
      ...WELL,
      clusters: seen([bareCluster('lost'), cluster('etl')]),
      jobs: seen([job('nightly', { tasks: [{ task_key: 'main', new_cluster: { spark_version: 'x' } }] })]),
    };
    const readiness = judgeReadiness(facts);
    assert.deepEqual(
      readiness.checks.slice(0, 4).map(({ id, verdict }) => [id, verdict]),
      [
        ['cluster-logging', 'fail'],
        ['job-cluster-logging', 'fail'],
        ['cluster-policies', 'warn'],
        ['log-life-cycle', 'could-not-look'],
      ],
    );
    assert.equal(readiness.verdict, 'fail');
    assert.equal(countsText(readiness), '2 failed, 1 warning, 1 could not look, 10 passed');
    assert.deepEqual(
      fixesOf(readiness).map(({ fileName }) => fileName),
      ['cluster-policy.json', 'adls-lifecycle.json'],
    );
    assert.deepEqual(JSON.parse(fixesOf(readiness)[0]?.text ?? ''), {
      'cluster_log_conf.type': { type: 'fixed', value: 'DBFS' },
      'cluster_log_conf.path': { type: 'fixed', value: LOGS },
    });
  });
});
