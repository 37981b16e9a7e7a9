import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../src/base/fault';
import { type FakeLakehouse, type FakeOptions, fakeDatabase, fakeLakehouse } from '../support/fakeLakehouse';
import { matchesPrinted } from '../support/golden';
import { cli } from '../support/runCli';

const DATABASE = '/lake/ow/global_share';
const ON_LAKE = ['--lakehouse', '/lake', '--database', 'ow'];
const START = Date.parse('2026-11-23T03:24:56Z');
const DAY = 86_400_000;

/** A database with a backup of it at `/backup`. */
async function backedUp(hook?: FakeOptions['hook']): Promise<FakeLakehouse> {
  const lakehouse = fakeLakehouse({
    tables: fakeDatabase(DATABASE, 'job_gold', 'audit_log_bronze', 'apiEventDetails', 'my_notes'),
    freeBytes: 1_000_000,
    ...(hook === undefined ? {} : { hook }),
  });
  await snapshot(lakehouse, START);
  return lakehouse;
}

async function snapshot(lakehouse: FakeLakehouse, now: number, ...more: string[]): Promise<string> {
  const words = ['snapshot', ...ON_LAKE, '--to', '/backup', ...more, '--json'];
  return String((await cli(words, lakehouse, { now })).json().at(-1)?.runId);
}

/** Another version of a table: one file instead of what it had. */
function rewrite(lakehouse: FakeLakehouse, table: string, file: string): void {
  const before = lakehouse.state.get(table);
  assert.ok(before);
  const versions = [...before.versions, { committedAt: 2000, files: { [file]: 50 }, rows: 5 }];
  lakehouse.state.set(table, { ...before, versions });
}

describe('restore', () => {
  const words = ['restore', '--from', '/backup', '--to', '/new'];

  test('prints tables, totals, report and SQL', async () => {
    const lakehouse = await backedUp();
    const { code, stdout } = await cli([...words, '--concurrency', '1'], lakehouse);
    assert.equal(code, 0);
    matchesPrinted('restore', stdout);
    assert.ok(lakehouse.state.has('/new/global_share/apieventdetails'));
    assert.ok(lakehouse.state.has('/new/restore_report'));
  });

  test('--dry-run shows the plan, with what the run did not take', async () => {
    const lakehouse = await backedUp();
    const id = await snapshot(lakehouse, START + DAY, '--layers', 'gold');
    const { code, stdout } = await cli([...words, '--run', id, '--dry-run'], lakehouse);
    assert.equal(code, 0);
    matchesPrinted('restore-plan', stdout);
    assert.ok(!lakehouse.state.has('/new/restore_report'));
    const [plan] = (await cli([...words, '--dry-run', '--json'], lakehouse)).json();
    assert.equal(plan?.process, 'restore');
    assert.deepEqual(plan?.totals, { tables: 4, files: 4, bytes: 400, bytesToCopy: 400 });
  });

  test('a report that cannot be read keeps back a run, not the tables', async () => {
    const lakehouse = await backedUp((operation) => {
      if (operation === 'readReport') throw new Fault('damaged', 'The report is damaged.');
    });
    const plain = await cli(words, lakehouse);
    assert.equal(plain.code, 0);
    assert.match(plain.stderr, /Warning: The backup's report cannot be read: The report is damaged\./);
    const ofRun = await cli(['restore', '--from', '/backup', '--to', '/other', '--run', 'x'], lakehouse);
    assert.equal(ofRun.code, 1);
  });

  test('warns of tables whose last snapshot failed', async () => {
    let isBroken = false;
    const lakehouse = await backedUp((operation, at) => {
      if (isBroken && operation === 'verifyClone' && at.endsWith('/job_gold'))
        throw new Fault('verify-failed', 'Not the same.');
    });
    isBroken = true;
    await snapshot(lakehouse, START + DAY);
    isBroken = false;
    const { stderr } = await cli([...words, '--dry-run'], lakehouse);
    assert.equal(stderr, '');
    const { stdout } = await cli([...words, '--dry-run'], lakehouse);
    assert.match(stdout, /Warning: The last snapshot of 1 table failed \(job_gold\)/);
  });

  test('a SQL file that cannot be written fails, and the SQL is printed all the same', async () => {
    const lakehouse = await backedUp();
    const failing = async () => {
      throw Object.assign(new Error('EACCES'), { code: 'EACCES', syscall: 'open' });
    };
    const printed = await cli([...words, '--sql-out', '/locked/x.sql'], lakehouse, { writeFile: failing });
    assert.equal(printed.code, 1);
    assert.match(printed.stdout, /CREATE TABLE `ow`\.`job_gold`/);
    assert.match(printed.stderr, /The SQL could not be written to \/locked\/x\.sql/);
  });
});

describe('bronze-backup', () => {
  test('--dry-run shows the bronze tables and names what else stays out', async () => {
    const words = ['bronze-backup', ...ON_LAKE, '--to', '/bronze', '--overwrite', 'false', '--dry-run'];
    const { code, stdout } = await cli(words, await backedUp());
    assert.equal(code, 0);
    matchesPrinted('bronze-plan', stdout);
  });
});

describe('forget', () => {
  async function threeRuns(hook?: FakeOptions['hook']): Promise<FakeLakehouse> {
    const lakehouse = await backedUp(hook);
    for (const days of [1, 20]) {
      rewrite(lakehouse, `${DATABASE}/job_gold`, `job-${days}`);
      await snapshot(lakehouse, START + days * DAY);
    }
    return lakehouse;
  }
  const words = ['forget', '--from', '/backup', '--keep-last', '1', '--keep-monthly', '1'];

  test('--dry-run tells of each run why, and what it would free', async () => {
    const lakehouse = await threeRuns();
    const { code, stdout } = await cli([...words, '--dry-run'], lakehouse);
    assert.equal(code, 0);
    matchesPrinted('forget-dry-run', stdout);
  });

  test('as JSON lines: its events, and the summary last', async () => {
    const lakehouse = await threeRuns();
    const events = (await cli([...words, '--json'], lakehouse)).json();
    assert.deepEqual(
      events.map(({ type }) => type),
      ['forget-started', 'copy-removed', 'copy-removed', ...Array(4).fill('table-pruned'), 'summary'],
    );
    const { status, kept, removed, freedFiles, freedBytes } = events.at(-1) ?? {};
    assert.deepEqual([status, kept, removed, freedFiles, freedBytes], ['done', 1, 2, 2, 150]);
  });

  test('leaves the runs in the report, marked', async () => {
    const lakehouse = await threeRuns();
    await cli(words, lakehouse);
    const { stdout } = await cli(['report', '--from', '/backup'], lakehouse);
    const [titles, ...runs] = stdout.split('\n').slice(0, 4);
    assert.match(titles ?? '', / FORGOTTEN$/);
    assert.deepEqual(
      runs.map((line) => /2026-11-23T\S+Z$/.test(line)),
      [false, true, true],
    );
    const lines = (await cli(['report', '--from', '/backup', '--json'], lakehouse)).json();
    const marks = lines.filter(({ type }) => type === 'run').map(({ forgottenAt }) => typeof forgottenAt);
    assert.deepEqual(marks, ['undefined', 'number', 'number']);
  });

  test('a note of forgotten runs that cannot be read does not keep the report back', async () => {
    const lakehouse = await threeRuns();
    await lakehouse.writeNote('/backup', 'forgotten', 'nonsense', new AbortController().signal);
    const { code, stdout, stderr } = await cli(['report', '--from', '/backup'], lakehouse);
    assert.equal(code, 0);
    assert.match(stdout, /^RUN /);
    assert.match(stderr, /^Warning: The note of forgotten runs at \/backup cannot be understood/);
  });

  test('notes the runs as forgotten before a file of theirs is removed', async () => {
    const lakehouse = await threeRuns();
    lakehouse.calls.length = 0;
    await cli(words, lakehouse);
    const changes = lakehouse.calls.filter((call) => /^(writeNote|prune)/.test(call));
    const first = changes.indexOf('writeNote /backup forgotten');
    // Before it, each table is asked once what pruning it would free.
    assert.equal(first, 4);
    assert.equal(changes.length, 9);
  });

  test('a table that cannot be pruned makes it partly done, and the others go on', async () => {
    let isBroken = false;
    const lakehouse = await threeRuns((operation, at) => {
      if (isBroken && operation === 'prune' && at.endsWith('/audit_log_bronze'))
        throw new Fault('damaged', 'Version 3 is missing.');
    });
    isBroken = true;
    const { code, stdout, stderr } = await cli(words, lakehouse);
    assert.equal(code, 3);
    assert.match(stderr, /audit_log_bronze: Version 3 is missing\./);
    assert.match(stdout, /1 copy kept, 2 removed, 2 files \(150 B\) freed\./);
  });

  test('runs of Overwatch stay, and the versions before ours with them', async () => {
    const lakehouse = await backedUp();
    const report = lakehouse.state.get('/backup/clone_report');
    assert.ok(report);
    const cloneSpec = { source: 's', target: '/backup/data/job_gold' };
    lakehouse.state.set('/backup/clone_report', {
      ...report,
      records: [{ cloneSpec, status: 'SUCCESS' }, ...(report.records ?? [])],
    });
    rewrite(lakehouse, `${DATABASE}/job_gold`, 'job-1');
    await snapshot(lakehouse, START + DAY);
    const [plan] = (await cli([...words, '--dry-run', '--json'], lakehouse)).json();
    const copies = Object(plan).copies as { name: string; keep: boolean; reasons: string[] }[];
    assert.deepEqual(
      copies.map(({ keep, reasons }) => `${keep} ${reasons}`),
      [
        'true last,monthly,last good copy',
        'false no rule keeps it',
        'true taken by Overwatch, at an unknown time',
      ],
    );
  });
});

describe('diff', () => {
  test('as a table', async () => {
    const lakehouse = await backedUp();
    rewrite(lakehouse, `${DATABASE}/job_gold`, 'job-1');
    lakehouse.state.delete(`${DATABASE}/audit_log_bronze`);
    const { code, stdout } = await cli(['diff', '--from', '/backup', ...ON_LAKE], lakehouse);
    assert.equal(code, 0);
    matchesPrinted('diff', stdout);
  });

  test('a table that cannot be read is a row, and the comparison partly done', async () => {
    let isBroken = false;
    const lakehouse = await backedUp((operation, at) => {
      if (isBroken && operation === 'detail' && at === `${DATABASE}/job_gold`)
        throw new Fault('damaged', 'job_gold is damaged.');
    });
    isBroken = true;
    const printed = await cli(['diff', '--from', '/backup', ...ON_LAKE, '--json'], lakehouse);
    assert.equal(printed.code, 3);
    const row = printed.json().find(({ name }) => name === 'job_gold');
    assert.deepEqual(row, {
      name: 'job_gold',
      layer: 'gold',
      status: 'unreadable',
      schema: [],
      error: { code: 'damaged', message: 'job_gold is damaged.' },
    });
  });
});
