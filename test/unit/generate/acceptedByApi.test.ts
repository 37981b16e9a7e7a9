/** What is generated for Databricks' REST API is taken by the strict fake of it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alertSettings } from '../../../src/generate/alert';
import { DIALECTS } from '../../../src/generate/dialect';
import { jobSettings, taskKinds } from '../../../src/generate/job';
import type { Compute, JobTask } from '../../../src/generate/jobOptions';
import { createAlert, listAlerts } from '../../../src/workspace/alerts';
import { createJob, getJob } from '../../../src/workspace/jobs';
import { startFakeWorkspace } from '../../support/fakeWorkspace/fakeWorkspace';
import { SUBJECTS } from './subjects';

const NEVER = new AbortController().signal;
const CLUSTER = { sparkVersion: '16.4.x-scala2.12', nodeType: 'm5.large', workers: 0 };
const COMPUTES: readonly Compute[] = [
  { kind: 'serverless' },
  { kind: 'existing', clusterId: '1122-334455-abcd' },
  { kind: 'job-cluster', cluster: CLUSTER },
  { kind: 'new-cluster', cluster: { ...CLUSTER, policyId: 'ABC' } },
];
const TASKS: Readonly<Record<JobTask['kind'], JobTask>> = {
  jar: { kind: 'jar' },
  notebook: { kind: 'notebook', path: '/Workspace/Shared/n' },
  python: { kind: 'python', path: '/Workspace/Shared/s.py' },
};
const NOTICES = { emails: ['ops@example.com'], webhooks: ['0481e838-0a59-4eff-9541-a4ca6f149574'] };

test('the API takes every job that is generated', async (context) => {
  const { rest, clusters } = await startFakeWorkspace(context);
  clusters.clusters.push({ id: '1122-334455-abcd', name: 'c', state: 'RUNNING', source: 'UI' });
  let count = 0;
  for (const subject of Object.values(SUBJECTS)) {
    for (const dialect of DIALECTS) {
      for (const kind of taskKinds(subject, dialect)) {
        // On serverless compute only a JAR of one's own runs.
        const jar = kind === 'jar' ? { jar: '/Volumes/main/libs/jars/overwatch_2.13.jar' } : {};
        for (const compute of COMPUTES) {
          if (compute.kind === 'serverless' && dialect !== 'no-jar' && kind !== 'jar') continue;
          const settings = jobSettings(subject, dialect, {
            task: TASKS[kind],
            compute,
            schedule: { cron: '0 0 3 ? * SUN', timeZone: 'Europe/Berlin', paused: count % 2 === 0 },
            ...NOTICES,
            retries: count % 3,
            timeoutMinutes: 600,
            tags: { team: 'data platform' },
            jarVersion: '0.8.2.0',
            ...jar,
          });
          const id = await createJob(rest, settings, NEVER);
          const job = await getJob(rest, id, NEVER);
          assert.deepEqual({ ...job.settings, ...settings }, job.settings);
          count += 1;
        }
      }
    }
  }
  assert.ok(count > 60, String(count));
});

test('the API takes every alert that is generated', async (context) => {
  const { rest, warehouses } = await startFakeWorkspace(context);
  warehouses.warehouses.push({ id: 'w', name: 'W', state: 'STOPPED' });
  const options = { warehouseId: 'w', cron: '0 0 8 * * ?', timeZone: 'UTC', paused: false };
  const subjects = [
    { kind: 'modules', database: 'main.overwatch_etl', staleDays: 2 },
    { kind: 'failed-tables', root: '/mnt/back`up', days: 8 },
    { kind: 'no-snapshot', root: '/mnt/back`up', days: 8 },
  ] as const;
  for (const subject of subjects) {
    await createAlert(rest, alertSettings(subject, { ...options, ...NOTICES }), NEVER);
    await createAlert(rest, alertSettings(subject, { ...options, emails: [], webhooks: [] }), NEVER);
  }
  assert.equal((await listAlerts(rest, NEVER)).length, 6);
});
