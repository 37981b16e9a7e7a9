import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FinishedRun, RunEvent } from '../../../../src/backup/events';
import { readState } from '../../../../src/backup/journal/journalWriter';
import { findUnfinished } from '../../../../src/backup/journal/resume';
import { type MigrationChoice, planMigration } from '../../../../src/backup/migration/plan';
import type { MigrationPlan } from '../../../../src/backup/plan';
import { stepsFromRecords } from '../../../../src/backup/report/stepRows';
import { runPlan } from '../../../../src/backup/run/run';
import { Fault } from '../../../../src/base/fault';
import {
  type FakeLakehouse,
  type FakeOptions,
  type FakeTable,
  fakeDatabase,
  fakeLakehouse,
  fakeTable,
} from '../../support/fakeLakehouse';

const { signal } = new AbortController();
const DATABASE = '/lake/ow/global_share';
const CONFIG = '/conf/deployment.csv';
const TEXT = 'storage_prefix,etl_database_name\r\n/lake/ow,ow\n/elsewhere,other\n';
const EDITED = TEXT.replace('/lake/ow', '/new');
const RUN = '20261123T032456Z-1a2b3c';
const CHOICE: MigrationChoice = {
  database: { name: 'ow', location: DATABASE },
  root: '/new',
  config: { location: CONFIG },
  exclude: [],
  include: [],
  acceptLoss: [],
  checksum: false,
};
const DROP = { dropSource: 'ow' };

function lake(options: Partial<FakeOptions> = {}, ...others: string[]): FakeLakehouse {
  const tables = fakeDatabase(DATABASE, 'job_gold', 'audit_log_bronze', ...others);
  return fakeLakehouse({ tables, files: { [CONFIG]: TEXT }, ...options });
}

function plan(
  lakehouse: FakeLakehouse,
  choice: Partial<MigrationChoice> = {},
  runId = RUN,
): Promise<MigrationPlan> {
  return planMigration({ ...CHOICE, ...choice }, lakehouse, {
    now: () => 1000,
    runId,
    concurrency: 2,
    signal,
  });
}

interface Ran extends FinishedRun {
  readonly events: readonly RunEvent[];
}

let clock = 1000;
async function run(
  migration: MigrationPlan,
  lakehouse: FakeLakehouse,
  more: Partial<Parameters<typeof runPlan>[2]> = {},
): Promise<Ran> {
  const events: RunEvent[] = [];
  const now = () => (clock += 10);
  const onEvent = (event: RunEvent) => void events.push(event);
  const finished = await runPlan(migration, lakehouse, { onEvent, signal, concurrency: 2, now, ...more });
  return { ...finished, events };
}

const statuses = ({ after }: FinishedRun) => [...after].map(([step, { status }]) => `${step} ${status}`);
const messageOf = ({ after }: FinishedRun, step: 'verify-all' | 'look-again' | 'config' | 'drop') => {
  const outcome = after.get(step);
  return outcome?.status === 'failed'
    ? outcome.error.message
    : outcome?.status === 'done'
      ? outcome.what
      : '';
};

/** One more version of a table, as a job that is still running makes it. */
function write(lakehouse: FakeLakehouse, table: string): void {
  const before = lakehouse.state.get(`${DATABASE}/${table}`);
  assert.ok(before !== undefined);
  const { files } = before.versions.at(-1) ?? { files: {} };
  const name = `${table}-${before.versions.length}.parquet`;
  const versions = [...before.versions, { committedAt: 2000, files: { ...files, [name]: 100 }, rows: 20 }];
  lakehouse.state.set(`${DATABASE}/${table}`, { ...before, versions });
}

const marks = ({ calls }: FakeLakehouse) => calls.filter((call) => call.startsWith('markDatabase'));

const failing = (which: string) => (operation: string) => {
  if (operation === which) throw new Fault('no-permission', 'No.');
};

const sources = (lakehouse: FakeLakehouse) =>
  [...lakehouse.state.keys()]
    .filter((path) => path.startsWith(`${DATABASE}/`))
    .map((path) => path.slice(DATABASE.length + 1));

describe('planMigration', () => {
  test('copies all layers to global_share, then verifies, looks again, edits the config and keeps the source', async () => {
    const { steps, after, reportTable, leftOut, warnings } = await plan(lake({}, 'my_notes'));
    assert.deepEqual(
      steps.map(({ target }) => target),
      ['audit_log_bronze', 'job_gold', 'pipeline_report'].map((name) => `/new/global_share/${name}`),
    );
    assert.deepEqual(
      after.map(({ kind }) => kind),
      ['verify-all', 'look-again', 'config'],
    );
    assert.deepEqual(after[2], {
      kind: 'config',
      location: CONFIG,
      format: 'csv',
      database: 'ow',
      places: ['line 2'],
      from: '/lake/ow',
      to: '/new',
      keptAs: `${CONFIG}.${RUN}.bak`,
    });
    assert.equal(reportTable, '/new/clone_report');
    assert.deepEqual(leftOut, [{ table: 'my_notes', group: 'other', reason: 'unknown' }]);
    assert.match(warnings.join(), /1 table will be in the source only: my_notes/);
  });

  test('a drop names what it drops, pipeline_report first, and what will be lost', async () => {
    const { after } = await plan(lake({}, 'my_notes'), { ...DROP, acceptLoss: ['MY_notes'] });
    assert.deepEqual(after[3], {
      kind: 'drop',
      tables: ['pipeline_report', 'job_gold', 'audit_log_bronze', 'my_notes'],
      lost: ['my_notes'],
      state: { ready: true },
    });
  });

  test('a drop of what is not covered is known to fail', async () => {
    const { after } = await plan(lake({}, 'my_notes'), {
      ...DROP,
      exclude: ['job_gold'],
      acceptLoss: ['my_notes'],
    });
    const [drop] = after.slice(-1);
    assert.ok(drop?.kind === 'drop' && !drop.state.ready);
    assert.equal(drop.state.error.code, 'source-kept');
    assert.match(drop.state.error.message, /job_gold is neither copied nor accepted as lost/);
  });

  test('the config may call the database and the root by other names', async () => {
    const files = { [CONFIG]: 'etl_database_name,storage_prefix\nOW_ETL,dbfs:/mnt/ow' };
    const config = { location: CONFIG, database: 'ow_etl', storagePrefix: 'dbfs:/mnt/new' };
    const { after } = await plan(lake({ files }), { config });
    assert.ok(after[2]?.kind === 'config');
    assert.deepEqual(
      [after[2].database, after[2].from, after[2].to],
      ['OW_ETL', 'dbfs:/mnt/ow', 'dbfs:/mnt/new'],
    );
  });

  test('a prefix that does not look like the place of the source is told', async () => {
    const { warnings } = await plan(lake({ files: { [CONFIG]: TEXT.replace('/lake/ow', '/else') } }));
    assert.match(warnings.join(), /does not look like \/lake\/ow/);
  });

  const config = (text: string): Partial<FakeOptions> => ({ files: { [CONFIG]: text } });
  const refused: readonly [string, Partial<MigrationChoice>, Partial<FakeOptions>, string, RegExp][] = [
    ['another name typed', { dropSource: 'OW' }, {}, 'usage', /called ow, not OW/],
    ['losses without a drop', { acceptLoss: ['job_gold'] }, {}, 'usage', /not to be dropped/],
    ['a loss of what is copied', { ...DROP, acceptLoss: ['job_gold'] }, {}, 'usage', /is to be copied/],
    ['a loss of what is not there', { ...DROP, acceptLoss: ['job_glod'] }, {}, 'unknown-table', /job_glod/],
    ['a root within the source', { root: `${DATABASE}/x` }, {}, 'bad-target', /within one another/],
    ['a root that holds something else', {}, { others: ['/new/photo.jpg'] }, 'bad-target', /photo\.jpg/],
    ['no config', { config: { location: '/conf/x.csv' } }, {}, 'not-found', /no config/],
    ['a folder as the config', { config: { location: '/lake' } }, {}, 'bad-config', /no Delta table/],
    ['two prefixes', {}, config(`${TEXT}/y,ow\n`), 'bad-config', /line 2.*line 4/],
    [
      'another database’s config',
      {},
      config('storage_prefix,etl_database_name\n/x,y'),
      'bad-config',
      /No row/,
    ],
    ['no such config', {}, config('a,b\n1,2'), 'bad-config', /no column/],
  ];
  for (const [name, choice, options, code, message] of refused) {
    test(`refuses ${name}`, async () => {
      await assert.rejects(plan(lake(options), choice), { code, message });
    });
  }

  test('refuses to drop the database in which the config lies', async () => {
    const location = `${DATABASE}/my_config`;
    const records = [{ etl_database_name: 'ow', storage_prefix: '/lake/ow' }];
    const lakehouse = lake({}, 'my_config');
    const before = lakehouse.state.get(location);
    assert.ok(before !== undefined);
    lakehouse.state.set(location, { ...before, columns: ['etl_database_name', 'storage_prefix'], records });
    const choice = { ...DROP, config: { location }, acceptLoss: ['my_config'] };
    await assert.rejects(plan(lakehouse, choice), { code: 'bad-config', message: /lies in the database/ });
  });
});

describe('a migration in which all goes well', () => {
  test('ends with the source kept, unless its drop was asked for', async () => {
    const lakehouse = lake();
    const finished = await run(await plan(lakehouse), lakehouse);
    assert.equal(finished.status, 'done');
    assert.equal(finished.source, 'kept');
    assert.deepEqual(statuses(finished), ['verify-all done', 'look-again done', 'config done']);
    assert.equal(lakehouse.files.get(CONFIG), EDITED);
    assert.equal(lakehouse.files.get(`${CONFIG}.${RUN}.bak`), TEXT);
    assert.equal(sources(lakehouse).length, 3);
    assert.deepEqual(marks(lakehouse), ['markDatabase /new whole']);
  });

  test('is no database yet where its config could not be edited', async () => {
    const lakehouse = lake({ hook: failing('replaceFile') });
    assert.equal((await run(await plan(lakehouse), lakehouse)).status, 'partial');
    assert.deepEqual(marks(lakehouse), []);
  });

  test('drops the source last, and reports and tells every step', async () => {
    const lakehouse = lake();
    const finished = await run(await plan(lakehouse, DROP), lakehouse);
    assert.equal(finished.source, 'dropped');
    assert.deepEqual(sources(lakehouse), []);
    const verbs = lakehouse.calls.map((call) => call.split(' ')[0]);
    assert.ok(verbs.indexOf('replaceFile') > verbs.lastIndexOf('clone'));
    assert.ok(verbs.indexOf('dropTable') > verbs.indexOf('replaceFile'));
    assert.ok(verbs.indexOf('dropTable') > verbs.lastIndexOf('verifyClone'));
    const records = lakehouse.state.get('/new/clone_report')?.records ?? [];
    assert.deepEqual(
      stepsFromRecords(records).map(({ step, status }) => `${step} ${status}`),
      ['verify-all done', 'look-again done', 'config done', 'drop done'],
    );
    const told = finished.events.flatMap((event) => ('step' in event ? `${event.type} ${event.step}` : []));
    assert.deepEqual(told.slice(0, 2), ['step-started verify-all', 'step-finished verify-all']);
    const summary = finished.events.at(-1);
    assert.ok(summary?.type === 'summary');
    assert.equal(summary.source, 'dropped');
    assert.equal(summary.steps?.length, 4);
  });

  test('a config that is a table is updated, whatever the case of its names', async () => {
    const location = '/conf/table';
    const table: FakeTable = {
      ...fakeTable('config'),
      columns: ['ETL_database_name', 'Storage_Prefix'],
      records: [
        { ETL_database_name: 'ow ', Storage_Prefix: '/lake/ow' },
        { ETL_database_name: 'OW', Storage_Prefix: '/lake/ow' },
        { ETL_database_name: 'other', Storage_Prefix: '/lake/ow' },
      ],
    };
    const lakehouse = lake({ tables: { ...fakeDatabase(DATABASE, 'job_gold'), [location]: table } });
    const finished = await run(await plan(lakehouse, { config: { location } }), lakehouse);
    assert.equal(messageOf(finished, 'config'), 'storage_prefix is /new in 2 rows; committed as version 1');
    const prefixes = lakehouse.state.get(location)?.records?.map((record) => record.Storage_Prefix);
    assert.deepEqual(prefixes, ['/new', '/new', '/lake/ow']);
  });

  test('a second migration copies what changed since, unless the copy was written to', async () => {
    const lakehouse = lake();
    await run(await plan(lakehouse), lakehouse);
    write(lakehouse, 'job_gold');
    const again = await plan(lakehouse, {}, '20261123T040000Z-000000');
    assert.match(again.warnings.join(), /earlier migration/);
    assert.equal(again.totals.bytesToCopy, 100);
    assert.ok(again.after[2]?.kind === 'config' && again.after[2].from === '/new');
    assert.equal((await run(again, lakehouse)).status, 'done');

    const copy = lakehouse.state.get('/new/global_share/job_gold');
    assert.ok(copy !== undefined);
    lakehouse.state.set('/new/global_share/job_gold', { tableId: copy.tableId, versions: copy.versions });
    await assert.rejects(plan(lakehouse), { code: 'bad-target', message: /was written to since/ });
  });
});

describe('a source that moves', () => {
  test('is caught up with, and its table’s row tells of the version that was copied last', async () => {
    let moves = 1;
    const lakehouse: FakeLakehouse = lake({
      hook: (operation, path) => {
        if (operation === 'verifyClone' && path.endsWith('/job_gold') && moves-- > 0)
          write(lakehouse, 'job_gold');
      },
    });
    const finished = await run(await plan(lakehouse, DROP), lakehouse);
    assert.equal(finished.status, 'done');
    assert.equal(messageOf(finished, 'look-again'), 'caught up with job_gold');
    const step = finished.plan.steps.find(({ table }) => table === 'job_gold');
    assert.ok(step?.state.ready && step.state.sourceVersion === 1);
    assert.equal(
      Object.keys(lakehouse.state.get('/new/global_share/job_gold')?.versions.at(-1)?.files ?? {}).length,
      2,
    );
    assert.ok(finished.events.some((event) => event.type === 'round-started' && event.round === 1));
  });

  test('tables that are new come along', async () => {
    let isNew = true;
    const lakehouse: FakeLakehouse = lake({
      hook: (operation) => {
        if (operation === 'verifyClone' && isNew) {
          isNew = false;
          lakehouse.state.set(`${DATABASE}/cluster_gold`, fakeTable('cluster'));
        }
      },
    });
    const finished = await run(await plan(lakehouse, DROP), lakehouse);
    assert.equal(finished.status, 'done');
    assert.ok(lakehouse.state.has('/new/global_share/cluster_gold'));
    assert.deepEqual(sources(lakehouse), []);
  });

  test('and keeps moving: a job is still running, so the config and the source stay; resumed later, it ends', async () => {
    let isRunning = true;
    const lakehouse: FakeLakehouse = lake({
      hook: (operation, path) => {
        if (isRunning && operation === 'clone' && path.endsWith('/job_gold')) write(lakehouse, 'job_gold');
      },
    });
    const finished = await run(await plan(lakehouse, DROP), lakehouse);
    assert.equal(finished.status, 'partial');
    assert.equal(finished.source, 'kept');
    assert.deepEqual(statuses(finished), [
      'verify-all done',
      'look-again failed',
      'config skipped',
      'drop skipped',
    ]);
    assert.match(messageOf(finished, 'look-again'), /keeps moving.*job_gold/);
    assert.equal(finished.events.filter(({ type }) => type === 'round-started').length, 3);
    assert.equal(lakehouse.files.get(CONFIG), TEXT);
    assert.equal(sources(lakehouse).length, 3);

    isRunning = false;
    const resumed = await findUnfinished('/new', undefined, lakehouse, signal);
    assert.ok(resumed?.plan.process === 'migrate');
    const second = await run(resumed.plan, lakehouse, { resumed });
    assert.equal(second.status, 'done');
    assert.equal(second.source, 'dropped');
    assert.equal(lakehouse.files.get(CONFIG), EDITED);
  });

  test('after the config was edited: the source is kept', async () => {
    const lakehouse: FakeLakehouse = lake({
      hook: (operation) => {
        if (operation === 'replaceFile') write(lakehouse, 'job_gold');
      },
    });
    const finished = await run(await plan(lakehouse, DROP), lakehouse);
    assert.deepEqual(statuses(finished).slice(-2), ['config done', 'drop failed']);
    assert.match(messageOf(finished, 'drop'), /job_gold is no longer what was copied/);
    assert.equal(sources(lakehouse).length, 3);
  });

  test('a table that nobody reckoned with keeps the source', async () => {
    const lakehouse: FakeLakehouse = lake({
      hook: (operation) => {
        if (operation === 'replaceFile') lakehouse.state.set(`${DATABASE}/my_new_notes`, fakeTable('n'));
      },
    });
    const finished = await run(await plan(lakehouse, DROP), lakehouse);
    assert.match(messageOf(finished, 'drop'), /my_new_notes is neither copied nor accepted/);
    assert.equal(sources(lakehouse).length, 4);
  });
});

describe('failures', () => {
  const failing = (operation: string, end: string): Partial<FakeOptions> => ({
    hook: (now, path) => {
      if (now === operation && path.endsWith(end)) throw new Fault('damaged', `${end} is damaged.`);
    },
  });

  for (const operation of ['clone', 'verifyClone']) {
    test(`a table whose ${operation} fails keeps back the config and the drop`, async () => {
      const lakehouse = lake(failing(operation, '/job_gold'));
      const finished = await run(await plan(lakehouse, DROP), lakehouse);
      assert.equal(finished.status, 'partial');
      assert.deepEqual(statuses(finished), [
        'verify-all failed',
        'look-again skipped',
        'config skipped',
        'drop skipped',
      ]);
      assert.match(messageOf(finished, 'verify-all'), /1 of 3 tables has no verified copy: job_gold/);
      assert.equal(lakehouse.files.get(CONFIG), TEXT);
      assert.equal(sources(lakehouse).length, 3);
    });
  }

  test('a copy that is found wrong when all are verified makes its table a failed one, which is copied anew later', async () => {
    let seen = 0;
    const lakehouse = lake({
      hook: (operation, path) => {
        if (operation !== 'verifyClone' || !path.endsWith('/job_gold')) return;
        seen += 1;
        if (seen === 2) throw new Fault('verify-failed', 'A file is missing.');
      },
    });
    const finished = await run(await plan(lakehouse, DROP), lakehouse);
    assert.equal(finished.outcomes.get('job_gold')?.status, 'failed');
    assert.equal(finished.source, 'kept');
    const clones = () => lakehouse.calls.filter((call) => call === `clone ${DATABASE}/job_gold`).length;
    assert.equal(clones(), 1);
    const resumed = await findUnfinished('/new', undefined, lakehouse, signal);
    assert.ok(resumed !== undefined);
    const second = await runPlan(resumed.plan, lakehouse, {
      onEvent: () => {},
      signal,
      concurrency: 2,
      now: () => (clock += 10),
      resumed,
    });
    assert.equal(clones(), 2);
    assert.equal(second.source, 'dropped');
  });

  test('a drop that was not granted fails when its turn comes; all else is done', async () => {
    const lakehouse = lake({}, 'my_notes');
    const finished = await run(await plan(lakehouse, DROP), lakehouse);
    assert.equal(finished.status, 'partial');
    assert.deepEqual(statuses(finished), [
      'verify-all done',
      'look-again done',
      'config done',
      'drop failed',
    ]);
    assert.equal(finished.source, 'kept');
    assert.equal(sources(lakehouse).length, 4);
  });

  test('a config that somebody changed meanwhile is left alone', async () => {
    const lakehouse = lake();
    const migration = await plan(lakehouse, DROP);
    lakehouse.files.set(CONFIG, TEXT.replace('/lake/ow', '/lake/else'));
    const finished = await run(migration, lakehouse);
    assert.deepEqual(statuses(finished).slice(-2), ['config failed', 'drop skipped']);
    assert.match(
      messageOf(finished, 'config'),
      /was \/lake\/ow when the migration was planned, and is \/lake\/else/,
    );
    assert.equal(finished.source, 'kept');
  });

  test('a drop that stops half-way is plainly told, and resumed', async () => {
    let isBusy = true;
    const lakehouse = lake({
      hook: (operation, path) => {
        if (operation === 'dropTable' && path.endsWith('/job_gold') && isBusy)
          throw new Fault('no-permission', 'Busy.');
      },
    });
    const finished = await run(await plan(lakehouse, DROP), lakehouse);
    assert.equal(finished.status, 'partial');
    assert.equal(finished.source, 'partly dropped');
    assert.deepEqual(sources(lakehouse), ['job_gold', 'audit_log_bronze']);
    isBusy = false;
    const resumed = await findUnfinished('/new', RUN, lakehouse, signal);
    assert.ok(resumed?.plan.process === 'migrate');
    lakehouse.calls.length = 0;
    const second = await run(resumed.plan, lakehouse, { resumed });
    assert.equal(second.status, 'done');
    assert.equal(second.source, 'dropped');
    assert.ok(
      !lakehouse.calls.some((call) => /^(clone|copyFile|replaceFile) /.test(call)),
      lakehouse.calls.join(),
    );
    assert.equal(await findUnfinished('/new', undefined, lakehouse, signal), undefined);
  });

  test('before a drop goes on, the copies of what is left are looked at again', async () => {
    let isBusy = true;
    const lakehouse = lake({
      hook: (operation, path) => {
        if (operation === 'dropTable' && path.endsWith('/job_gold') && isBusy)
          throw new Fault('no-permission', 'Busy.');
        if (!isBusy && operation === 'verifyTable')
          throw new Fault('damaged', 'A file of the copy is missing.');
      },
    });
    await run(await plan(lakehouse, DROP), lakehouse);
    isBusy = false;
    const resumed = await findUnfinished('/new', RUN, lakehouse, signal);
    assert.ok(resumed?.plan.process === 'migrate');
    const second = await run(resumed.plan, lakehouse, { resumed });
    assert.match(messageOf(second, 'drop'), /A file of the copy is missing/);
    assert.deepEqual(sources(lakehouse), ['job_gold', 'audit_log_bronze']);
  });

  test('another process that took over the run stops this one before the config', async () => {
    const lakehouse: FakeLakehouse = lake({
      hook: async (operation) => {
        if (
          operation !== 'verifyClone' ||
          (await lakehouse.readJournal('/new', RUN, signal))?.includes('other')
        )
          return;
        await lakehouse.appendJournal('/new', RUN, '{"type":"run-resumed","at":1,"session":"other"}\n');
      },
    });
    const finished = await run(await plan(lakehouse, DROP), lakehouse);
    assert.match(messageOf(finished, 'config'), /Another process works on the run/);
    assert.equal(lakehouse.files.get(CONFIG), TEXT);
    assert.equal(sources(lakehouse).length, 3);
  });

  test('cancelled: what follows is cancelled too, and a resumed run finishes', async () => {
    const abort = new AbortController();
    const lakehouse = lake({
      hook: (operation) => {
        if (operation === 'replaceFile') abort.abort();
      },
    });
    const finished = await run(await plan(lakehouse, DROP), lakehouse, { signal: abort.signal });
    assert.equal(finished.status, 'cancelled');
    assert.deepEqual(statuses(finished).slice(-2), ['config cancelled', 'drop cancelled']);
    assert.equal(finished.source, 'kept');
    const resumed = await findUnfinished('/new', undefined, lakehouse, signal);
    assert.ok(resumed?.plan.process === 'migrate');
    const second = await run(resumed.plan, lakehouse, { resumed });
    assert.equal(second.source, 'dropped');
  });

  test('a root that cannot be written to: nothing is done', async () => {
    const lakehouse = lake(failing('appendJournal', RUN));
    const finished = await run(await plan(lakehouse, DROP), lakehouse);
    assert.equal(finished.source, 'kept');
    assert.notEqual(finished.status, 'done');
    assert.ok(!lakehouse.calls.some((call) => call.startsWith('clone ')));
  });
});

describe('resuming', () => {
  test('a migration that was interrupted must be resumed, not begun anew', async () => {
    const lakehouse = lake();
    const migration = await plan(lakehouse);
    const { begun } = await killedAfterBegin(migration, lakehouse);
    assert.ok(begun);
    lakehouse.state.set('/new/global_share/job_gold', fakeTable('copy'));
    await assert.rejects(plan(lakehouse), {
      code: 'bad-target',
      message: /was interrupted/,
      advice: /Resume it/,
    });
  });

  test('before the config is edited the source is looked at again: a job may have written since the interruption', async () => {
    let isKilled = false;
    const lakehouse = lake({
      hook: (operation) => {
        if (operation !== 'replaceFile' || isKilled) return;
        isKilled = true;
        throw new Fault('io', 'Killed.');
      },
    });
    const first = await run(await plan(lakehouse), lakehouse);
    assert.deepEqual(statuses(first), ['verify-all done', 'look-again done', 'config failed']);
    write(lakehouse, 'job_gold');
    const resumed = await findUnfinished('/new', RUN, lakehouse, signal);
    assert.ok(resumed?.plan.process === 'migrate');
    const second = await run(resumed.plan, lakehouse, { resumed });
    assert.equal(second.status, 'done');
    assert.equal(messageOf(second, 'look-again'), 'caught up with job_gold');
    assert.equal(lakehouse.state.get('/new/global_share/job_gold')?.clonedFrom?.version, 1);
  });

  test('once the config is edited the copies are left to the jobs, even if the journal does not know', async () => {
    let isEdited = false;
    let isKilled = false;
    const lakehouse = lake({
      hook: (operation) => {
        if (operation === 'replaceFile') isEdited = true;
        if (operation === 'appendJournal' && isEdited && !isKilled) {
          isKilled = true;
          throw new Fault('io', 'Killed.');
        }
      },
    });
    const first = await run(await plan(lakehouse), lakehouse);
    assert.equal(first.after.get('config')?.status, 'failed');
    const copy = lakehouse.state.get('/new/global_share/job_gold');
    assert.ok(copy !== undefined);
    const { clonedFrom: _, ...written } = copy;
    const versions = [...copy.versions, { committedAt: 3000, files: { 'new.parquet': 1 }, rows: 1 }];
    lakehouse.state.set('/new/global_share/job_gold', { ...written, versions });
    const resumed = await findUnfinished('/new', RUN, lakehouse, signal);
    assert.ok(resumed?.plan.process === 'migrate');
    const second = await run(resumed.plan, lakehouse, { resumed });
    assert.deepEqual(statuses(second), ['verify-all done', 'look-again done', 'config done']);
    assert.equal(lakehouse.state.get('/new/global_share/job_gold')?.versions, versions);
  });

  test('only the newest run can be resumed', async () => {
    const lakehouse = lake();
    await killedAfterBegin(await plan(lakehouse, {}, 'a'), lakehouse);
    await killedAfterBegin(await plan(lakehouse, {}, 'b'), lakehouse);
    await assert.rejects(findUnfinished('/new', 'a', lakehouse, signal), {
      code: 'conflict',
      message: /the run b began/,
    });
    await assert.rejects(findUnfinished('/new', 'c', lakehouse, signal), { code: 'not-found' });
    await assert.rejects(findUnfinished('/other', undefined, lakehouse, signal), { code: 'not-found' });
    assert.equal((await findUnfinished('/new', undefined, lakehouse, signal))?.plan.runId, 'b');
  });

  /** Runs a migration whose process dies with its first table. */
  async function killedAfterBegin(
    migration: MigrationPlan,
    lakehouse: FakeLakehouse,
  ): Promise<{ begun: boolean }> {
    const { runBegun, formatEntry } = await import('../../../../src/backup/journal/journal');
    await lakehouse.appendJournal('/new', migration.runId, formatEntry(runBegun(migration, 'dead', 1)));
    return { begun: (await readState('/new', migration.runId, lakehouse, signal)) !== undefined };
  }
});
