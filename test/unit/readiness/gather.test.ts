/** Gathering the facts: from a workspace and a lakehouse, with sources that fail. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Fault } from '../../../src/base/fault';
import { cloudOf } from '../../../src/readiness/cloud';
import type { Fact } from '../../../src/readiness/facts';
import { gatherFacts, type ReadinessSources } from '../../../src/readiness/gather';
import { judgeReadiness } from '../../../src/readiness/readiness';
import { type FakeWorkspace, startFakeWorkspace } from '../../support/fakeWorkspace/fakeWorkspace';
import { makeIll } from '../../support/illWorkspace';
import type { Cleanup } from '../../support/temporary';
import { type FakeOptions, type FakeTable, fakeLakehouse, fakeTable } from '../support/fakeLakehouse';
import { DAY, NOW } from './support';

const LOCATION = '/lake/ow/global_share';
const DATABASE = { name: 'ow', location: LOCATION };
const HUB = {
  auditLogConfig: { azureAuditLogEventhubConfig: { connectionString: 'secret', eventHubName: 'hub' } },
};

type Records = NonNullable<FakeTable['records']>;

function table(records: Records, columns?: readonly string[]): FakeTable {
  return { ...fakeTable('report'), records, ...(columns === undefined ? {} : { columns }) };
}

function module(organization_id: string, daysAgo: number, more: object = {}) {
  return {
    organization_id,
    workspace_name: `ws ${organization_id}`,
    Pipeline_SnapTS: NOW - daysAgo * DAY,
    ...more,
  };
}

function row(root: string, name: string, daysAgo: number, more: object = {}) {
  const [startTS, endTS] = [NOW - daysAgo * DAY, NOW - daysAgo * DAY + 1000];
  const cloneSpec = { source: `${LOCATION}/${name}`, target: `${root}/data/${name}` };
  return {
    runId: `run-${daysAgo}`,
    process: 'snapshot',
    database: 'ow',
    table: name,
    state: 'done',
    status: 'SUCCESS',
    verification: 'files and sizes',
    ...{ cloneSpec, startTS, endTS, targetVersion: 1, ...more },
  };
}

function lakehouse(tables: FakeOptions['tables'] = {}, more: Partial<FakeOptions> = {}) {
  return fakeLakehouse({
    tables: {
      [`${LOCATION}/pipeline_report`]: table([
        module('1', 1, { externalizeOptimize: true, parsedConfig: HUB }),
      ]),
      [`${LOCATION}/audit_log_bronze`]: fakeTable('audit'),
      [`${LOCATION}/job_gold`]: fakeTable('job'),
      ...tables,
    },
    ...more,
  });
}

function gather(sources: Partial<ReadinessSources> = {}, signal = new AbortController().signal) {
  return gatherFacts({ lakehouse: lakehouse(), database: DATABASE, ...sources }, { now: NOW, signal });
}

function seenIn<T>(fact: Fact<T> | undefined): T {
  if (fact?.kind !== 'seen') throw new assert.AssertionError({ message: JSON.stringify(fact) });
  return fact.value;
}

function whyOf(fact: Fact<unknown> | undefined): string {
  return fact?.kind === 'unseen' ? fact.why.message : assert.fail(JSON.stringify(fact));
}

async function ill(test: Cleanup): Promise<FakeWorkspace> {
  const workspace = await startFakeWorkspace(test);
  makeIll(workspace, NOW);
  return workspace;
}

const FORBIDDEN = { status: 403, json: { error_code: 'PERMISSION_DENIED', message: 'not you' } };

describe('facts of a workspace', () => {
  it('are gathered from all its families', async (test) => {
    const { rest } = await ill(test);
    const facts = await gather({ workspace: { rest, warehouse: 'abc123' } });
    assert.deepEqual(
      seenIn(facts.clusters).map(({ name }) => name),
      ['etl', 'ml', 'adhoc', 'job-1-run-1'],
    );
    assert.deepEqual(
      seenIn(facts.policies).map(({ name }) => name),
      ['Personal Compute', 'Team'],
    );
    assert.deepEqual(
      seenIn(facts.jobs)
        .map(({ name }) => name)
        .sort(),
      ['Nightly ETL', 'Overwatch'],
    );
    assert.deepEqual(
      seenIn(facts.overwatchJobs).map(({ kind, last }) => [kind, last.kind]),
      [['runner', 'run']],
    );
    assert.deepEqual(seenIn(facts.alerts), []);
    assert.equal(facts.warehouse, 'abc123');
    assert.deepEqual(
      judgeReadiness(facts).checks.flatMap(({ id, verdict }) => (verdict === 'fail' ? [id] : [])),
      [
        'cluster-logging',
        'job-cluster-logging',
        'cluster-policies',
        'backup-recent',
        'backup-kept',
        'backup-verified',
        'bronze-in-backup',
        'alert-on-modules',
        'alert-on-backups',
        'optimizer-job',
        'overwatch-jobs',
      ],
    );
  });

  for (const [path, fact, others] of [
    ['2.1/clusters/list', 'clusters', ['policies', 'jobs', 'alerts', 'backups']],
    ['policies/clusters', 'policies', ['clusters', 'jobs', 'alerts', 'backups']],
    ['jobs/list', 'jobs', ['clusters', 'policies', 'alerts', 'backups']],
    ['alerts', 'alerts', ['clusters', 'policies', 'jobs', 'backups']],
  ] as const) {
    it(`are those of the other families where ${path} is forbidden`, async (test) => {
      const workspace = await ill(test);
      workspace.trouble(new RegExp(path), FORBIDDEN, 100);
      const facts = await gather({ workspace: { rest: workspace.rest, warehouse: 'abc123' } });
      assert.match(whyOf(facts[fact]), /answered 403: not you/);
      for (const other of others) assert.equal(facts[other].kind, 'seen', other);
      const checks = judgeReadiness(facts).checks.filter(({ found }) => found.some((one) => /403/.test(one)));
      assert.ok(checks.length > 0);
      for (const { id, verdict } of checks) assert.equal(verdict, 'could-not-look', id);
    });
  }

  it('tell of a job whose runs are hidden', async (test) => {
    const workspace = await ill(test);
    workspace.trouble(/runs\/list/, FORBIDDEN, 100);
    const facts = await gather({ workspace: { rest: workspace.rest, warehouse: 'abc123' } });
    assert.deepEqual(
      seenIn(facts.overwatchJobs).map(({ last }) => last.kind),
      ['unseen'],
    );
  });

  it('are all unseen where there is only a folder, and the rest is seen', async () => {
    const facts = await gather();
    for (const fact of [facts.clusters, facts.policies, facts.jobs, facts.overwatchJobs, facts.alerts])
      assert.match(whyOf(fact), /Folders belong to no workspace/);
    assert.deepEqual(seenIn(facts.bronze), ['audit_log_bronze']);
    assert.equal(facts.pipeline.kind, 'seen');
    assert.deepEqual(seenIn(facts.backups), { roots: [], copies: [], unreadable: [] });
    assert.equal('cloud' in facts, false);
  });

  it('end with the signal', async (test) => {
    const workspace = await ill(test);
    workspace.trouble(/clusters\/list/, 'hang', 1);
    const stop = new AbortController();
    const gathering = gather({ workspace: { rest: workspace.rest, warehouse: 'abc123' } }, stop.signal);
    stop.abort(new Fault('cancelled', 'Cancelled.'));
    await assert.rejects(gathering, { code: 'cancelled' });
  });

  it('tell the cloud by the host', () => {
    assert.equal(cloudOf('adb-1.2.azuredatabricks.net'), 'azure');
    assert.equal(cloudOf('1.2.gcp.databricks.com'), 'gcp');
    assert.equal(cloudOf('dbc-1.cloud.databricks.com:443'), 'aws');
    assert.equal(cloudOf('databricks.example.com'), undefined);
  });
});

describe('facts of the pipeline', () => {
  const report = (...records: Records) => ({ [`${LOCATION}/pipeline_report`]: table(records) });

  it('are those of the last run of each workspace', async () => {
    const tables = report(
      module('2', 1, { externalizeOptimize: null, parsedConfig: null }),
      module('2', 1, {
        externalizeOptimize: false,
        parsedConfig: { auditLogConfig: { rawAuditPath: 's3://a' } },
      }),
      module('2', 9, { externalizeOptimize: true }),
      module('1', 3, { externalizeOptimize: true, inputConfig: HUB }),
      { workspace_name: 'without id' },
    );
    const facts = await gather({ lakehouse: lakehouse(tables) });
    assert.deepEqual(
      seenIn(facts.pipeline).map(({ ranAt, ...run }) => ({ ...run, daysAgo: (NOW - ranAt) / DAY })),
      [
        {
          organizationId: '1',
          workspace: 'ws 1',
          externalizeOptimize: true,
          audit: { workspace: 'ws 1', kind: 'event-hub', name: 'hub' },
          daysAgo: 3,
        },
        {
          organizationId: '2',
          workspace: 'ws 2',
          externalizeOptimize: false,
          audit: { workspace: 'ws 2', kind: 'path', path: 's3://a' },
          daysAgo: 1,
        },
      ],
    );
    assert.doesNotMatch(JSON.stringify(facts), /secret/);
  });

  it('are unseen where the report cannot be read', async () => {
    const hook: NonNullable<FakeOptions['hook']> = (operation, path) => {
      if (operation === 'readReport' && path.endsWith('pipeline_report'))
        throw new Fault('damaged', 'Broken.');
    };
    const facts = await gather({ lakehouse: lakehouse({}, { hook }) });
    assert.equal(whyOf(facts.pipeline), 'Broken.');
    assert.equal(facts.backups.kind, 'seen');
  });
});

describe('facts of the backups', () => {
  const report = (root: string, ...records: Records) => ({
    [`${root}/clone_report`]: table(records),
    [`${root}/data/pipeline_report`]: fakeTable('copy'),
  });

  it('are those of this database in all backups of the lakehouse, newest first', async () => {
    const other = { database: 'other', cloneSpec: { source: '/lake/other/t', target: '/backup/b/data/t' } };
    const tables = {
      ...report('/backup/a', row('/backup/a', 'job_gold', 9), row('/backup/a', 'job_gold', 2)),
      ...report('/backup/b', row('/backup/b', 'job_gold', 1, other)),
      ...report('/backup/c', row('/backup/c', 'job_gold', 5, { database: 'moved', verification: null })),
    };
    const { roots, copies } = seenIn((await gather({ lakehouse: lakehouse(tables) })).backups);
    assert.deepEqual(roots, ['/backup/a', '/backup/c']);
    assert.deepEqual(
      copies.map(({ root, id, isGood, isVerified, tables: names }) => [root, id, isGood, isVerified, names]),
      [
        ['/backup/a', 'run-2', true, true, ['job_gold']],
        ['/backup/c', 'run-5', true, false, ['job_gold']],
        ['/backup/a', 'run-9', true, true, ['job_gold']],
      ],
    );
  });

  it('are of the root that is named, or of the dated folders in a prefix', async () => {
    const dated = '/bronze/2026-11-20/1763600000000';
    const tables = {
      ...report('/backup/a', row('/backup/a', 'job_gold', 1)),
      ...report(dated, row(dated, 'audit_log_bronze', 3, { process: 'bronze-backup' })),
    };
    const named = async (root: string) =>
      seenIn((await gather({ lakehouse: lakehouse(tables), from: root })).backups);
    assert.deepEqual(
      (await named('/backup/a')).copies.map(({ id }) => id),
      ['run-1'],
    );
    assert.deepEqual(
      (await named('/bronze')).copies.map(({ root }) => root),
      [dated],
    );
    assert.deepEqual(await named('/nowhere'), { roots: ['/nowhere'], copies: [], unreadable: [] });
  });

  it('are of the backups that are known, where the lakehouse does not list them', async () => {
    const tables = report('/backup/a', row('/backup/a', 'job_gold', 1));
    const known = {
      roots: ['/backup/a', '/backup/gone'],
      unreadable: [{ code: 'io', message: 'No.' }],
    } as const;
    const hidden = { ...lakehouse(tables), entries: async () => [] };
    const found = seenIn((await gather({ lakehouse: hidden, known })).backups);
    assert.deepEqual([found.copies.map(({ id }) => id), found.unreadable], [['run-1'], known.unreadable]);
  });

  it('tell of a table that failed, and of a report that cannot be read', async () => {
    const tables = {
      ...report(
        '/backup/a',
        row('/backup/a', 'job_gold', 1, { state: 'failed', status: 'no', verification: null }),
      ),
      ...report('/backup/b', row('/backup/b', 'job_gold', 2)),
    };
    const hook: NonNullable<FakeOptions['hook']> = (operation, path) => {
      if (operation === 'readReport' && path.startsWith('/backup/b')) throw new Fault('damaged', 'Broken.');
    };
    const { copies, unreadable } = seenIn((await gather({ lakehouse: lakehouse(tables, { hook }) })).backups);
    assert.deepEqual(
      copies.map(({ isGood }) => isGood),
      [false],
    );
    assert.deepEqual(unreadable, [{ code: 'damaged', message: 'Broken.' }]);
  });
});

describe('facts of the deployment config', () => {
  const header = 'workspace_name,etl_database_name,storage_prefix,eh_name,auditlogprefix_source_path';
  const csv = [
    header,
    'prod,ow,/lake/ow,hub,',
    'dev,OW,/lake/ow,, s3://audit ',
    'old,ow,/lake/ow,,',
    'x,other,/y,h,',
  ];
  const expected = [
    { workspace: 'prod', kind: 'event-hub', name: 'hub' },
    { workspace: 'dev', kind: 'path', path: 's3://audit' },
    { workspace: 'old', kind: 'unknown' },
  ];

  it('are the audit sources of its rows, from a CSV file or a table', async () => {
    const files = { '/config.csv': csv.join('\n') };
    const facts = await gather({ lakehouse: lakehouse({}, { files }), config: '/config.csv' });
    assert.deepEqual(seenIn(facts.config), expected);
    const columns = header.split(',');
    const records = csv.slice(1).map((line) => {
      const values = line.split(',');
      return Object.fromEntries(columns.map((name, index) => [name, values[index] || null]));
    });
    const tables = { '/config': table(records, columns) };
    assert.deepEqual(
      seenIn((await gather({ lakehouse: lakehouse(tables), config: '/config' })).config),
      expected,
    );
  });

  it('are unseen where it has no row of the database', async () => {
    const files = { '/config.csv': `${header}\nx,other,/y,h,` };
    const facts = await gather({ lakehouse: lakehouse({}, { files }), config: '/config.csv' });
    assert.match(whyOf(facts.config), /No row of the config has ow/);
    assert.equal('config' in (await gather()), false);
  });
});
