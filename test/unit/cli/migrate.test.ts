/** `migrate` and `resume` on the command line: what they understand, print and exit with. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatEntry, runBegun } from '../../../src/backup/journal/journal';
import type { Plan } from '../../../src/backup/plan';
import { Fault } from '../../../src/base/fault';
import {
  type FakeLakehouse,
  type FakeOptions,
  fakeDatabase,
  fakeLakehouse,
  fakeTable,
} from '../support/fakeLakehouse';
import { matchesPrinted } from '../support/golden';
import { cli } from '../support/runCli';

const DATABASE = '/lake/overwatch/global_share';
const CONFIG = 'storage_prefix,etl_database_name\n/lake/overwatch,overwatch\n/lake/overwatch,overwatch\n';
const MIGRATE = [
  ...['migrate', '--lakehouse', '/lake', '--database', 'overwatch', '--to', '/new'],
  ...['--config', '/conf/deployment.csv', '--concurrency', '1'],
];
const DROP = ['--drop-source', 'overwatch'];
const LOSS = ['--accept-loss', 'my_notes'];
const RESUME = ['resume', '--to', '/new'];

function lake(hook?: FakeOptions['hook']): FakeLakehouse {
  const tables = fakeDatabase(DATABASE, 'job_gold', 'audit_log_bronze', 'my_notes');
  const files = { '/conf/deployment.csv': CONFIG };
  return fakeLakehouse(hook === undefined ? { tables, files } : { tables, files, hook });
}

const hasSource = (lakehouse: FakeLakehouse) => lakehouse.state.has(`${DATABASE}/job_gold`);

describe('migrate', () => {
  test('--dry-run shows every step, and what will fail; nothing is touched', async () => {
    const lakehouse = lake();
    const { code, stdout } = await cli(
      [...MIGRATE, ...DROP, '--exclude', 'job_gold', '--dry-run'],
      lakehouse,
    );
    assert.equal(code, 3);
    matchesPrinted('migrate-plan', stdout);
    assert.ok(lakehouse.calls.every((call) => /^(tables|detail|bytesToCopy|assertWritable) /.test(call)));
  });

  test('--dry-run of what can all be done exits with 0', async () => {
    assert.equal((await cli([...MIGRATE, '--dry-run'], lake())).code, 0);
    assert.equal((await cli([...MIGRATE, ...DROP, ...LOSS, '--dry-run'], lake())).code, 0);
  });

  test('prints how every table and every step ended, and keeps the source', async () => {
    const lakehouse = lake();
    const { code, stdout } = await cli(MIGRATE, lakehouse);
    assert.equal(code, 0);
    matchesPrinted('migrate', stdout);
    assert.ok(hasSource(lakehouse));
    assert.match(lakehouse.files.get('/conf/deployment.csv') ?? '', /\n\/new,overwatch\n\/new,overwatch\n$/);
  });

  test('drops the source where its name is given once more', async () => {
    const lakehouse = lake();
    const { code, stdout, stderr } = await cli([...MIGRATE, ...DROP, ...LOSS], lakehouse);
    assert.equal(code, 0);
    assert.ok(!hasSource(lakehouse));
    assert.match(stdout, /^Source dropped: \/lake\/overwatch\/global_share$/m);
    assert.match(stderr, /^drop: 4 tables dropped$/m);
  });

  test('what keeps the source makes it partly done', async () => {
    const lakehouse = lake();
    const { code, stdout } = await cli([...MIGRATE, ...DROP], lakehouse);
    assert.equal(code, 3);
    assert.match(stdout, /drop +failed +The source is kept: my_notes/);
    assert.match(stdout, /^Source kept: /m);
    assert.ok(hasSource(lakehouse));
  });

  test('as JSON the summary tells of steps and source', async () => {
    const lines = (await cli([...MIGRATE, '--json'], lake())).json();
    const summary = lines.at(-1);
    assert.equal(summary?.type, 'summary');
    assert.equal(summary.source, 'kept');
    assert.deepEqual(
      (summary.steps as { step: string; status: string }[]).map(({ step, status }) => [step, status]),
      [
        ['verify-all', 'done'],
        ['look-again', 'done'],
        ['config', 'done'],
      ],
    );
    assert.ok(lines.some(({ type, step }) => type === 'step-finished' && step === 'config'));
  });

  test('the report tells of the steps too', async () => {
    const lakehouse = lake();
    await cli([...MIGRATE, ...DROP], lakehouse);
    const report = ['report', '--from', '/new'];
    const { stdout } = await cli(report, lakehouse);
    assert.match(stdout, /^Migration .* partly done\. 3 tables: 3 done/m);
    assert.match(stdout, /^config +done +storage_prefix is \/new in 2 rows/m);
    const lines = (await cli([...report, '--json', '--redact'], lakehouse)).json();
    const steps = lines.filter(({ type }) => type === 'step');
    assert.deepEqual(
      steps.map(({ name, status }) => [name, status]),
      [
        ['verify-all', 'done'],
        ['look-again', 'done'],
        ['config', 'done'],
        ['drop', 'failed'],
      ],
    );
    assert.ok(!JSON.stringify(steps).includes('/conf'), JSON.stringify(steps));
  });

  const wrong: readonly [string[], number, RegExp][] = [
    [MIGRATE.slice(0, -4), 2, /migrate needs --config PATH/],
    [[...MIGRATE, '--drop-source', 'overwach'], 2, /called overwatch, not overwach/],
    [[...MIGRATE, ...LOSS], 2, /not to be dropped/],
    [[...MIGRATE, '--etl-database', 'x'], 1, /No row of the config has x/],
    [[...MIGRATE.slice(0, 7), '--config', 'nothing.csv'], 1, /There is no config nothing\.csv/],
  ];
  for (const [words, code, message] of wrong) {
    test(words.slice(7).join(' ') || 'without a config', async () => {
      const lakehouse = lake();
      const printed = await cli(words, lakehouse);
      assert.equal(printed.code, code);
      assert.match(printed.stderr, message);
      assert.ok(hasSource(lakehouse));
    });
  }

  for (const prefix of [' dbfs:/new', 'dbfs:/new\n', ' ']) {
    test(`the storage prefix ${JSON.stringify(prefix)} is refused before anything is copied`, async () => {
      const lakehouse = lake();
      const printed = await cli([...MIGRATE, '--storage-prefix', prefix], lakehouse);
      assert.equal(printed.code, 2);
      assert.match(printed.stderr, /cannot be a storage_prefix/);
      assert.ok(!lakehouse.calls.some((call) => call.startsWith('clone')));
    });
  }

  test('a config may be a table, named with its database', async () => {
    const lakehouse = lake();
    lakehouse.state.set('/lake/admin.db/config', {
      ...fakeTable('config'),
      columns: ['etl_database_name', 'storage_prefix'],
      records: [{ etl_database_name: 'overwatch', storage_prefix: '/lake/overwatch' }],
    });
    const words = [...MIGRATE.slice(0, 7), '--config', 'admin.config', '--storage-prefix', 'dbfs:/new'];
    assert.equal((await cli(words, lakehouse)).code, 0);
    assert.equal(lakehouse.state.get('/lake/admin.db/config')?.records?.[0]?.storage_prefix, 'dbfs:/new');
  });
});

describe('the SQL of a migration', () => {
  const words = [...MIGRATE, '--storage-prefix', 'dbfs:/mnt/new/', '--sql-out', '/tmp/register.sql'];

  test('names the database as the config does, at the place the config is pointed to', async () => {
    const printed = await cli(words, lake());
    assert.equal(printed.code, 0);
    assert.match(printed.stdout, /^SQL: \/tmp\/register\.sql$/m);
    assert.doesNotMatch(printed.stderr, /by their path here/);
    assert.deepEqual(printed.files['/tmp/register.sql']?.split('\n').slice(0, 2), [
      "CREATE DATABASE IF NOT EXISTS `overwatch` LOCATION 'dbfs:/mnt/new/global_share' WITH DBPROPERTIES ('OVERWATCHDB'='TRUE');",
      "CREATE TABLE `overwatch`.`audit_log_bronze` USING DELTA LOCATION 'dbfs:/mnt/new/global_share/audit_log_bronze';",
    ]);
  });

  test('is only said where it is asked for, and once the config points there', async () => {
    assert.doesNotMatch((await cli(MIGRATE, lake())).stdout, /CREATE TABLE/);
    let isLocked = true;
    const broken = lake((operation) => {
      if (isLocked && operation === 'replaceFile') throw new Fault('no-permission', 'No.');
    });
    assert.deepEqual((await cli(words, broken)).files, {});
    isLocked = false;
    const resumed = await cli([...RESUME, '--sql-database', 'mine', '--json'], broken);
    const [sql] = resumed.json().filter(({ type }) => type === 'sql');
    assert.match(
      String(sql?.sql),
      /^CREATE DATABASE IF NOT EXISTS `mine` LOCATION 'dbfs:\/mnt\/new\/global_share'/,
    );
  });
});

describe('resume', () => {
  test('still understands the name its option had', async () => {
    const lakehouse = lake();
    await cli(MIGRATE, lakehouse);
    assert.match((await cli(['resume', '--root', '/new'], lakehouse)).stdout, /Nothing to resume/);
    assert.doesNotMatch((await cli(['resume', '--help'], lakehouse)).stdout, /--root/);
  });

  test('goes on with the run that was interrupted', async () => {
    let isFull = true;
    const lakehouse = lake((operation, at) => {
      if (isFull && operation === 'clone' && at.endsWith('/job_gold')) throw new Fault('no-space', 'Full.');
    });
    const first = await cli([...MIGRATE, '--json'], lakehouse);
    assert.equal(first.code, 3);
    isFull = false;
    const { code, stdout } = await cli([...RESUME, '--json'], lakehouse);
    assert.equal(code, 0);
    const [last] = stdout.trimEnd().split('\n').slice(-1);
    const summary = JSON.parse(last ?? '');
    assert.deepEqual([summary.status, summary.source], ['done', 'kept']);
    assert.equal(summary.runId, first.json().at(-1)?.runId);
  });

  test('a snapshot too', async () => {
    const abort = new AbortController();
    const lakehouse = lake((operation) => (operation === 'clone' ? abort.abort() : undefined));
    const words = ['snapshot', '--lakehouse', '/lake', '--database', 'overwatch', '--to', '/new'];
    assert.equal((await cli(words, lakehouse, { signal: abort.signal })).code, 130);
    const { code, stdout } = await cli(RESUME, lakehouse);
    assert.equal(code, 0);
    assert.match(stdout, /^Snapshot .* done\. 3 tables: 3 done/m);
  });

  test('with nothing left to do says so', async () => {
    const lakehouse = lake();
    await cli(MIGRATE, lakehouse);
    const { code, stdout } = await cli(RESUME, lakehouse);
    assert.deepEqual([code, stdout], [0, 'Nothing to resume: the last run to /new is done.\n']);
    const lines = (await cli([...RESUME, '--json'], lakehouse)).json();
    assert.deepEqual(lines, [{ type: 'nothing-to-resume', root: '/new' }]);
  });

  test('without a journal fails', async () => {
    const { code, stderr } = await cli(RESUME, lake());
    assert.equal(code, 1);
    assert.match(stderr, /holds no journal of a run/);
  });

  test('leaves a run alone that may still go on elsewhere, unless it is told that it does not', async () => {
    const lakehouse = lake();
    const [planned] = (await cli([...MIGRATE, '--dry-run', '--json'], lakehouse)).json();
    const plan = planned as unknown as Plan;
    await lakehouse.appendJournal('/new', plan.runId, formatEntry(runBegun(plan, 's', 1, '7@here')));
    const alive = await cli(RESUME, { ...lakehouse, isAlive: () => true });
    assert.equal(alive.code, 1);
    assert.match(alive.stderr, /still goes on in the process 7@here\.\n.*resume with --force/);
    const unknown = await cli(RESUME, { ...lakehouse, isAlive: () => undefined });
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /may still go on in the process 7@here: that cannot be known/);
    assert.deepEqual(await lakehouse.tables('/new/global_share', new AbortController().signal), []);
    assert.equal((await cli([...RESUME, '--force'], { ...lakehouse, isAlive: () => true })).code, 0);
  });

  test('a restore ends with its SQL', async () => {
    let isFull = true;
    const lakehouse = lake((operation, at) => {
      if (isFull && operation === 'clone' && at.endsWith('/data/job_gold'))
        throw new Fault('no-space', 'Full.');
    });
    await cli(['snapshot', '--lakehouse', '/lake', '--database', 'overwatch', '--to', '/backup'], lakehouse);
    assert.equal((await cli(['restore', '--from', '/backup', '--to', '/new'], lakehouse)).code, 3);
    isFull = false;
    const { code, stdout } = await cli(RESUME, lakehouse);
    assert.equal(code, 0);
    assert.match(stdout, /CREATE DATABASE/);
  });
});
