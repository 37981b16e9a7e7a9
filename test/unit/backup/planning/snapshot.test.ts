import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Plan, SnapshotParameters } from '../../../../src/backup/plan';
import { planSnapshot } from '../../../../src/backup/planning/snapshot';
import { Fault } from '../../../../src/base/fault';
import { type FakeOptions, fakeDatabase, fakeLakehouse, fakeTable } from '../../support/fakeLakehouse';

const DATABASE = '/lake/ow/global_share';
const ROOT = '/backups/ow';
const NAMES = ['audit_log_bronze', 'jobrun_silver', 'jobrun_gold', 'apieventdetails', 'my_notes'];

const PARAMETERS: SnapshotParameters = {
  database: { name: 'ow', location: DATABASE },
  root: ROOT,
  type: 'full',
  layers: ['bronze', 'silver', 'gold'],
  exclude: [],
  include: [],
  checksum: false,
};

function plan(
  parameters: Partial<SnapshotParameters> = {},
  lake: Partial<FakeOptions> = {},
  signal?: AbortSignal,
): Promise<Plan> {
  const lakehouse = fakeLakehouse({ tables: fakeDatabase(DATABASE, ...NAMES), ...lake });
  const options = {
    now: () => 5000,
    runId: 'run-1',
    concurrency: 4,
    signal: signal ?? new AbortController().signal,
  };
  return planSnapshot({ ...PARAMETERS, ...parameters }, lakehouse, options);
}

function refuses(promise: Promise<unknown>, code: string, ...words: RegExp[]): Promise<void> {
  return assert.rejects(promise, (fault) => {
    assert.ok(fault instanceof Fault, String(fault));
    assert.equal(fault.code, code);
    for (const word of words) assert.match(`${fault.message} ${fault.advice}`, word);
    return true;
  });
}

const tablesOf = ({ steps }: Plan) => steps.map(({ table }) => table);

describe('what is snapshotted', () => {
  test('all layers and the pipeline report, in the order of layers; unknown tables stay out and are told', async () => {
    const made = await plan();
    assert.deepEqual(tablesOf(made), [
      'audit_log_bronze',
      'jobrun_silver',
      'jobrun_gold',
      'pipeline_report',
      'apieventdetails',
    ]);
    assert.deepEqual(made.leftOut, [{ table: 'my_notes', group: 'other', reason: 'unknown' }]);
    assert.deepEqual(made.totals, { tables: 5, files: 5, bytes: 500, bytesToCopy: 500 });
    assert.equal(made.reportTable, '/backups/ow/clone_report');
    assert.equal(made.createdAt, 5000);
  });

  test('one layer only, with the pipeline tables', async () => {
    const made = await plan({ layers: ['gold'] });
    assert.deepEqual(tablesOf(made), ['jobrun_gold', 'pipeline_report', 'apieventdetails']);
    assert.deepEqual(
      made.leftOut.map(({ table, reason }) => `${table} ${reason}`),
      ['audit_log_bronze layer', 'jobrun_silver layer', 'my_notes unknown'],
    );
  });

  test('exclusions in any case, with or without database, also of a layer not chosen or a table not here', async () => {
    const made = await plan({
      layers: ['gold', 'silver'],
      exclude: ['ow.JobRun_Silver', 'AUDIT_LOG_BRONZE', 'warehouse_gold', 'apiEventDetails'],
    });
    assert.deepEqual(tablesOf(made), ['jobrun_gold', 'pipeline_report']);
  });

  test('an unknown table comes along when it is included by name', async () => {
    assert.deepEqual(tablesOf(await plan({ layers: ['gold'], include: ['My_Notes'] })).at(-1), 'my_notes');
  });

  test('only the named tables when a run is tried again', async () => {
    assert.deepEqual(tablesOf(await plan({ only: ['jobrun_gold'] })), ['jobrun_gold']);
  });

  test('targets are in lower case, whatever the source is called', async () => {
    const tables = { ...fakeDatabase(DATABASE), [`${DATABASE}/jobRun_gold`]: fakeTable('j') };
    const [step] = (await plan({}, { tables })).steps;
    assert.equal(step?.table, 'jobRun_gold');
    assert.equal(step?.target, '/backups/ow/data/jobrun_gold');
  });

  test('versions are pinned, and only the files that the target lacks are to be copied', async () => {
    const table = fakeTable('jobs', 2);
    const first = table.versions[0];
    assert.ok(first);
    const grown = {
      ...table,
      versions: [first, { committedAt: 2000, files: { ...first.files, new: 7 }, rows: 21 }],
    };
    const tables = {
      ...fakeDatabase(DATABASE),
      [`${DATABASE}/job_gold`]: grown,
      [`${ROOT}/data/job_gold`]: table,
    };
    const [step] = (await plan({}, { tables })).steps;
    assert.deepEqual(step?.state, {
      ready: true,
      sourceVersion: 1,
      bytes: 207,
      files: 3,
      rows: 21,
      bytesToCopy: 7,
      statement: `CREATE OR REPLACE TABLE delta.\`${ROOT}/data/job_gold\` DEEP CLONE delta.\`${DATABASE}/job_gold\` VERSION AS OF 1`,
    });
  });
});

describe('an instant', () => {
  const tables = {
    ...fakeDatabase(DATABASE, 'job_gold'),
    [`${DATABASE}/late_gold`]: fakeTable('late', 1, 3000),
  };

  test('a table that has no version then is a step known to fail, never the latest', async () => {
    const made = await plan({ asOf: 2000, include: ['late_gold'] }, { tables });
    const late = made.steps.find(({ table }) => table === 'late_gold');
    assert.ok(late && !late.state.ready);
    assert.equal(late.state.error.code, 'no-such-version');
    assert.equal(made.totals.tables, 3);
    assert.equal(made.totals.bytes, 200);
  });

  test('an instant to come is refused', () =>
    refuses(plan({ asOf: 9000 }, { tables }), 'usage', /has not come/));
});

describe('refused before anything is copied', () => {
  test('a folder that is not an Overwatch database', async () => {
    await refuses(
      plan({}, { tables: { [`${DATABASE}/job_gold`]: fakeTable('x') } }),
      'not-overwatch',
      /pipeline_report/,
    );
    await refuses(plan({}, { tables: {} }), 'not-overwatch', /no tables/);
  });

  for (const root of [DATABASE, `${DATABASE}/backup`, '/lake/ow', '/lake']) {
    test(`the root ${root}`, () => refuses(plan({ root }), 'bad-target', /within one another/));
  }

  test('a root that holds something else', () =>
    refuses(plan({}, { others: [`${ROOT}/photos/1.jpg`] }), 'bad-target', /photos/));

  test('a root that cannot be written to, before a log is read', async () => {
    const seen: string[] = [];
    const hook: FakeOptions['hook'] = (operation) => {
      seen.push(operation);
      if (operation === 'assertWritable') throw new Fault('no-permission', `${ROOT} is read-only.`);
    };
    await refuses(plan({}, { hook }), 'no-permission', /\/backups\/ow is read-only/);
    assert.ok(!seen.includes('detail'));
  });

  test('an exclusion from another database', () =>
    refuses(plan({ exclude: ['otherdb.jobrun_gold'] }), 'usage', /another database than ow/));

  test('pipeline_report among the exclusions', () =>
    refuses(plan({ exclude: ['OW.Pipeline_Report'] }), 'usage', /part of every snapshot/));

  test('an exclusion that matches no table', () =>
    refuses(plan({ exclude: ['jobrun_glod'] }), 'unknown-table', /jobrun_gold/));

  test('a selection that leaves nothing but the pipeline tables', () =>
    refuses(plan({ layers: ['gold'], exclude: ['jobrun_gold'] }), 'usage', /gold/));

  test('two tables that differ by case only', () => {
    const tables = { ...fakeDatabase(DATABASE, 'job_gold'), [`${DATABASE}/JOB_gold`]: fakeTable('x') };
    return refuses(plan({}, { tables }), 'bad-target', /job_gold/, /JOB_gold/);
  });

  test('too little free space, naming both sizes', () =>
    refuses(plan({}, { freeBytes: 499 }), 'no-space', /500 B/, /499 B/));

  test('just enough free space is enough', async () =>
    assert.equal((await plan({}, { freeBytes: 500 })).freeBytes, 500));
});

describe('a root that holds a backup', () => {
  const withBackup = (location: string, tableId: string) => ({
    tables: {
      ...fakeDatabase(DATABASE, 'job_gold'),
      [`${ROOT}/data/pipeline_report`]: { ...fakeTable('copy'), clonedFrom: { location, tableId } },
    },
  });
  const id = `${DATABASE}:pipeline_report`;

  test('of this database is used again', async () =>
    assert.deepEqual((await plan({}, withBackup(`${DATABASE}/pipeline_report`, id))).warnings, []));

  test('of this database before it was moved is used again, with a warning', async () => {
    const { warnings } = await plan({}, withBackup('/old/place/pipeline_report', id));
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /\/old\/place\/pipeline_report: the database has moved/);
  });

  test('of a database that was since created anew is used, with a warning', async () => {
    const { warnings } = await plan({}, withBackup(`${DATABASE}/pipeline_report`, 'former'));
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /created anew/);
  });

  test('of another database is refused', () =>
    refuses(
      plan({}, withBackup('/other/db/pipeline_report', 'other')),
      'bad-target',
      /another database, \/other\/db/,
    ));

  test('without a known origin is used', async () => {
    const tables = {
      ...fakeDatabase(DATABASE, 'job_gold'),
      [`${ROOT}/data/pipeline_report`]: fakeTable('copy'),
    };
    assert.deepEqual((await plan({}, { tables })).warnings, []);
  });
});

describe('tables that cannot be read', () => {
  test('become steps known to fail, and the plan goes on', async () => {
    const made = await plan(
      {},
      {
        hook: (operation, path) => {
          if (operation === 'detail' && path.endsWith('jobrun_gold'))
            throw new Fault('damaged', 'jobrun_gold lacks version 3.');
          if (operation === 'bytesToCopy' && path.endsWith('jobrun_silver')) throw new Error('boom');
        },
      },
    );
    const errors = made.steps.flatMap(({ state }) => (state.ready ? [] : [state.error]));
    assert.deepEqual(errors, [
      { code: 'internal', message: 'Table jobrun_silver: boom' },
      { code: 'damaged', message: 'jobrun_gold lacks version 3.' },
    ]);
    assert.equal(made.totals.bytes, 300);
  });

  test('an abort ends the planning', async () => {
    const abort = new AbortController();
    const made = plan(
      {},
      { hook: (operation) => (operation === 'detail' ? abort.abort() : undefined) },
      abort.signal,
    );
    await assert.rejects(made, { name: 'AbortError' });
  });
});
