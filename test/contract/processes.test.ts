/** Restore, bronze backup, clean-up, comparison and verification from the command line to the files and back. */

import assert from 'node:assert/strict';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { openFolderLakehouse } from '../../src/lakehouse/folder/index';
import { localStorage } from '../../src/storage/local';
import { valuesOf } from '../support/deltaTable';
import { faultyStorage } from '../support/faultyStorage';
import { addRows, makeDatabase, replaceRows, TABLES } from '../support/overwatchDatabase';
import { type Cleanup, filesBelow, temporaryFolder, treeHash } from '../support/temporary';
import { type CliOptions, cli, type Printed } from '../unit/support/runCli';

interface Place {
  readonly lake: string;
  readonly database: string;
  /** Of a backup. */
  readonly root: string;
  at(...names: string[]): string;
  run(words: readonly string[], options?: CliOptions): Promise<Printed>;
  snapshot(options?: CliOptions & { readonly more?: readonly string[] }): Promise<string>;
}

async function place(t: Cleanup): Promise<Place> {
  const folder = temporaryFolder(t);
  const at = (...names: string[]) => path.join(folder, ...names);
  const database = await makeDatabase(at('lake'));
  const run: Place['run'] = (words, options = {}) =>
    cli(words, openFolderLakehouse({ roots: [at('lake')] }), { cwd: folder, ...options });
  return {
    lake: at('lake'),
    database,
    root: at('backup'),
    at,
    run,
    async snapshot({ more = [], ...options } = {}) {
      const words = ['snapshot', '--lakehouse', at('lake'), '--database', 'ow', '--to', at('backup')];
      const printed = await run([...words, ...more, '--json'], options);
      assert.equal(printed.code, 0, printed.stderr);
      return String(printed.json().at(-1)?.runId);
    },
  };
}

const HOUR = 3_600_000;
const START = Date.parse('2026-11-23T03:00:00Z');

function summary(printed: Printed): Record<string, unknown> {
  const last = printed.json().at(-1) ?? {};
  assert.equal(last.type, 'summary', printed.stdout + printed.stderr);
  return last;
}

function fault(printed: Printed): string {
  const last = printed.json().at(-1) ?? {};
  assert.equal(last.type, 'error', printed.stdout);
  return `${last.code}: ${last.message}`;
}

describe('restore', () => {
  test('brings every table back, row for row, with its report and its SQL', async (t) => {
    const p = await place(t);
    await p.snapshot();
    await addRows(path.join(p.database, 'job_gold'), [99]);
    const [source, backup] = [treeHash(p.database), treeHash(p.root)];
    const printed = await p.run(['restore', '--from', 'backup', '--to', 'new', '--json', '--checksum']);
    assert.equal(printed.code, 0, printed.stderr);
    assert.equal(summary(printed).status, 'done');
    for (const [index, name] of TABLES.entries())
      assert.deepEqual(await valuesOf(p.at('new', 'global_share', name)), [index]);
    assert.equal(treeHash(p.database), source);
    assert.equal(treeHash(p.root), backup);
    const sql = String(printed.json().at(-2)?.sql);
    assert.match(
      sql,
      /^CREATE DATABASE IF NOT EXISTS `ow` LOCATION '.*new\/global_share' WITH DBPROPERTIES \('OVERWATCHDB'='TRUE'\);\n/,
    );
    assert.match(
      sql,
      /CREATE TABLE `ow`\.`job_gold` USING DELTA LOCATION '.*\/new\/global_share\/job_gold';\n/,
    );
    const report = await p.run(['report', '--from', 'new', '--json']);
    assert.equal(
      report.json().filter(({ type, process }) => type === 'row' && process === 'restore').length,
      4,
    );
    assert.equal(
      (await p.run(['databases', '--lakehouse', p.at('new'), '--json'])).json()[0]?.kind,
      'database',
    );
  });

  test('of a run, or as of an instant, has the rows of then', async (t) => {
    const p = await place(t);
    const first = await p.snapshot({ now: START });
    const between = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await replaceRows(path.join(p.database, 'job_gold'), [7, 8]);
    await addRows(path.join(p.database, 'jobrun_silver'), [9]);
    const second = await p.snapshot({ now: START + HOUR });
    const restored = async (to: string, ...words: string[]) => {
      // The clock of the process stands in 2026; what was committed was so by the real one.
      const now = Math.max(Date.now(), START) + 2 * HOUR;
      const printed = await p.run(['restore', '--from', 'backup', '--to', to, ...words, '--json'], { now });
      assert.equal(printed.code, 0, printed.stderr);
      return [
        await valuesOf(p.at(to, 'global_share/job_gold')),
        await valuesOf(p.at(to, 'global_share/jobrun_silver')),
      ];
    };
    assert.deepEqual(await restored('a', '--run', first), [[2], [1]]);
    assert.deepEqual(await restored('b', '--run', second), [
      [7, 8],
      [1, 9],
    ]);
    assert.deepEqual(await restored('c', '--as-of', String(between)), [[2], [1]]);
    assert.deepEqual(await restored('d'), [
      [7, 8],
      [1, 9],
    ]);
    const none = await p.run(['restore', '--from', 'backup', '--to', 'e', '--as-of', '2001-01-01', '--json']);
    assert.equal(none.code, 1);
    assert.equal(summary(none).status, 'failed');
  });

  test('a table that failed in the run is named and fails, whatever stands there now', async (t) => {
    const p = await place(t);
    await p.snapshot({ now: START });
    const commit = path.join(p.database, 'job_gold/_delta_log/00000000000000000000.json');
    const whole = readFileSync(commit);
    writeFileSync(commit, '{"commitInfo":');
    const words = ['snapshot', '--lakehouse', p.lake, '--database', 'ow', '--to', p.root, '--json'];
    const broken = await p.run(words, { now: START + HOUR });
    assert.equal(broken.code, 3);
    writeFileSync(commit, whole);
    const printed = await p.run([
      'restore',
      '--from',
      'backup',
      '--to',
      'new',
      '--run',
      String(summary(broken).runId),
      '--json',
    ]);
    assert.equal(printed.code, 3);
    const tables = summary(printed).tables as {
      table: string;
      status: string;
      error?: { message: string };
    }[];
    const failed = tables.filter(({ status }) => status === 'failed');
    assert.deepEqual(
      failed.map(({ table }) => table),
      ['job_gold'],
    );
    assert.match(String(failed[0]?.error?.message), /left no verified copy of the table job_gold/);
    assert.ok(!existsSync(p.at('new/global_share/job_gold')));
    assert.doesNotMatch(String(printed.json().at(-2)?.sql), /job_gold/);
  });

  test('only what was asked for; an unknown table or run is named with the nearest', async (t) => {
    const p = await place(t);
    const id = await p.snapshot({ more: ['--layers', 'gold'] });
    const some = await p.run([
      'restore',
      '--from',
      'backup',
      '--to',
      'a',
      '--tables',
      'OW.Job_Gold',
      '--json',
    ]);
    assert.equal(some.code, 0);
    assert.deepEqual(readdirSync(p.at('a/global_share')), ['job_gold']);
    const unknown = await p.run(['restore', '--from', 'backup', '--to', 'b', '--tables', 'job_glod']);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /Did you mean job_gold\?/);
    const noRun = await p.run(['restore', '--from', 'backup', '--to', 'b', '--run', `${id}x`, '--json']);
    assert.equal(noRun.code, 1);
    assert.match(noRun.stderr, new RegExp(`Did you mean ${id}\\?`));
    const both = await p.run([
      'restore',
      '--from',
      'backup',
      '--to',
      'b',
      '--run',
      id,
      '--as-of',
      '2024-01-01',
    ]);
    assert.equal(both.code, 2);
    await p.snapshot({ now: START + HOUR });
    const ofRun = await p.run([
      'restore',
      '--from',
      'backup',
      '--to',
      'b',
      '--run',
      id,
      '--tables',
      'jobrun_silver',
      '--json',
    ]);
    assert.equal(ofRun.code, 1);
    assert.match(ofRun.stdout, /did not take the table jobrun_silver/);
    assert.ok(!existsSync(p.at('b/global_share')));
  });

  const occupied: [name: string, make: (p: Place) => unknown, message: RegExp][] = [
    ['a file in it', (p) => writeFileSync(p.at('new', 'x.txt'), 'x'), /not empty: x\.txt/],
    [
      'a database',
      (p) => p.run(['restore', '--from', 'backup', '--to', 'new']),
      /not empty: global_share, restore_report/,
    ],
    ['another backup', (p) => copyFolder(p.root, p.at('new')), /not empty: it is a backup/],
  ];
  for (const [name, make, message] of occupied) {
    test(`is refused where the target holds something: ${name}`, async (t) => {
      const p = await place(t);
      await p.snapshot();
      mkdirSync(p.at('new'));
      await make(p);
      const hash = treeHash(p.at('new'));
      const printed = await p.run(['restore', '--from', 'backup', '--to', 'new', '--json']);
      assert.equal(printed.code, 1);
      assert.match(fault(printed), message);
      assert.equal(treeHash(p.at('new')), hash);
    });
  }

  test('is refused within the backup, around it, and of what is no backup', async (t) => {
    const p = await place(t);
    await p.snapshot();
    for (const to of ['backup/data/x', 'backup', '.']) {
      const printed = await p.run(['restore', '--from', 'backup', '--to', to, '--json']);
      assert.match(fault(printed), /bad-target: .* lie within one another/);
    }
    for (const from of ['nowhere', 'lake/ow/global_share', 'backup/data']) {
      const printed = await p.run(['restore', '--from', from, '--to', 'new', '--json']);
      assert.match(fault(printed), /not-overwatch: .* is no backup of an Overwatch database/);
    }
    assert.ok(!existsSync(p.at('new')));
  });

  /** Restores over a storage that dies at its nth writing call. */
  async function killed(p: Place, n: number): Promise<boolean> {
    let writes = 0;
    const { storage } = faultyStorage(localStorage, ({ method }) => {
      const isWrite = ['createExclusive', 'replace', 'copy', 'makeDirectory', 'remove'].includes(method);
      if (isWrite) writes += 1;
      return isWrite && writes === n ? { kind: 'kill' } : undefined;
    });
    const lakehouse = openFolderLakehouse({ roots: [], storage });
    await cli(['restore', '--from', p.root, '--to', p.at('new'), '--concurrency', '1'], lakehouse);
    return writes >= n;
  }

  test('killed at any step, the same command brings it to its end; another backup or a live table stops it', async (t) => {
    const p = await place(t);
    await p.snapshot();
    let kills = 0;
    for (let n = 1; await killed(p, n); n += 4) {
      kills += 1;
      const printed = await p.run(['restore', '--from', 'backup', '--to', 'new', '--json']);
      if (printed.code !== 0) assert.match(fault(printed), /not empty/, `after ${n} writes`);
      for (const [index, name] of TABLES.entries())
        assert.deepEqual(await valuesOf(p.at('new/global_share', name)), [index], `after ${n} writes`);
      rmSync(p.at('new'), { recursive: true });
    }
    assert.ok(kills > 8, String(kills));

    rmSync(p.at('new'), { recursive: true });
    await killed(p, 14);
    copyFolder(p.root, p.at('other'));
    const other = await p.run(['restore', '--from', 'other', '--to', 'new', '--json']);
    assert.match(fault(other), /bad-target: .* holds an unfinished restore of .*backup/);
    const restored = readdirSync(p.at('new/global_share')).find((name) =>
      existsSync(p.at('new/global_share', name, '_delta_log')),
    );
    assert.ok(restored);
    await addRows(p.at('new/global_share', restored), [5]);
    const live = await p.run(['restore', '--from', 'backup', '--to', 'new', '--json']);
    assert.match(fault(live), /bad-target: .* is not as the interrupted restore left it/);
  });

  test('the SQL goes to a file, with the names that are wanted', async (t) => {
    const p = await place(t);
    await p.snapshot();
    const words = [
      '--sql-out',
      'register.sql',
      '--sql-database',
      'it`s',
      '--sql-location',
      "abfss://c@a/o'w/",
    ];
    const printed = await p.run(['restore', '--from', 'backup', '--to', 'new', ...words]);
    assert.equal(printed.code, 0, printed.stderr);
    const sql = printed.files[p.at('register.sql')] ?? '';
    assert.ok(
      sql.startsWith("CREATE DATABASE IF NOT EXISTS `it``s` LOCATION 'abfss://c@a/o\\'w/global_share'"),
      sql,
    );
    assert.doesNotMatch(printed.stdout, /CREATE TABLE/);
  });
});

function copyFolder(from: string, to: string): void {
  for (const file of filesBelow(from)) {
    mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
    copyFileSync(path.join(from, file), path.join(to, file));
  }
}

describe('bronze-backup', () => {
  const words = (p: Place, overwrite: boolean) => [
    'bronze-backup',
    '--lakehouse',
    p.lake,
    '--database',
    'ow',
    '--to',
    p.at('bronze'),
    '--overwrite',
    String(overwrite),
    '--json',
  ];

  test('takes a dated copy of the bronze tables and the pipeline report each time', async (t) => {
    const p = await place(t);
    const first = await p.run(words(p, false), { now: START });
    assert.equal(first.code, 0, first.stderr);
    await addRows(path.join(p.database, 'audit_log_bronze'), [5]);
    assert.equal((await p.run(words(p, false), { now: START + HOUR })).code, 0);
    const day = p.at('bronze/2026-11-23');
    const copies = readdirSync(day);
    assert.deepEqual(
      copies.map((name) => Math.floor((Number(name) - START) / HOUR)),
      [0, 1],
    );
    const [one = '', two = ''] = copies;
    assert.deepEqual(readdirSync(path.join(day, one, 'data')), ['audit_log_bronze', 'pipeline_report']);
    assert.deepEqual(await valuesOf(path.join(day, one, 'data/audit_log_bronze')), [0]);
    assert.deepEqual(await valuesOf(path.join(day, two, 'data/audit_log_bronze')), [0, 5]);
    assert.equal((await p.run(['verify', '--from', path.join(day, one)])).code, 0);
    assert.equal((await p.run(['restore', '--from', path.join(day, two), '--to', 'new'])).code, 0);
  });

  test('or replaces the copy, whose earlier version still reads', async (t) => {
    const p = await place(t);
    assert.equal((await p.run(words(p, true), { now: START })).code, 0);
    await replaceRows(path.join(p.database, 'audit_log_bronze'), [5]);
    assert.equal((await p.run(words(p, true), { now: START + HOUR })).code, 0);
    const copy = p.at('bronze/data/audit_log_bronze');
    assert.deepEqual(await valuesOf(copy), [5]);
    assert.deepEqual(await valuesOf(copy, 0), [0]);
    assert.deepEqual(readdirSync(p.at('bronze')).sort(), ['.overwatch-backup', 'clone_report', 'data']);
  });

  test('is refused in the database, around it, and without saying whether to overwrite', async (t) => {
    const p = await place(t);
    for (const to of [p.lake, path.join(p.database, 'x')]) {
      const printed = await p.run(words(p, false).map((word) => (word === p.at('bronze') ? to : word)));
      assert.match(fault(printed), /bad-target/);
    }
    assert.equal((await p.run(words(p, true).map((word) => (word === 'true' ? 'maybe' : word)))).code, 2);
  });
});

describe('forget', () => {
  test('removes dated copies by rule; one whose removal was interrupted is finished', async (t) => {
    const p = await place(t);
    const words = [
      'bronze-backup',
      '--lakehouse',
      p.lake,
      '--database',
      'ow',
      '--to',
      'bronze',
      '--overwrite',
      'false',
    ];
    for (const hours of [0, 1, 30, 60])
      assert.equal((await p.run(words, { now: START + hours * HOUR })).code, 0);
    const source = treeHash(p.database);
    const forget = (...more: string[]) =>
      p.run(['forget', '--from', 'bronze', ...more, '--json'], { now: START + 90 * HOUR });
    const left = () =>
      readdirSync(p.at('bronze')).flatMap((day) =>
        readdirSync(p.at('bronze', day)).map((one) => Math.floor((Number(one) - START) / HOUR)),
      );

    assert.equal((await forget()).code, 2);
    const hash = treeHash(p.at('bronze'));
    const [plan] = (await forget('--keep-daily', '2', '--dry-run')).json();
    assert.deepEqual(
      (Object(plan).copies as { keep: boolean; reasons: string[] }[]).map(
        ({ keep, reasons }) => `${keep} ${reasons}`,
      ),
      ['true daily,last good copy', 'true daily', 'false no rule keeps it', 'false no rule keeps it'],
    );
    assert.equal(treeHash(p.at('bronze')), hash);

    let removals = 0;
    const { storage } = faultyStorage(localStorage, ({ method }) => {
      if (method === 'remove') removals += 1;
      return method === 'remove' && removals === 1 ? { kind: 'kill' } : undefined;
    });
    const lakehouse = openFolderLakehouse({ roots: [], storage });
    await cli(['forget', '--from', p.at('bronze'), '--keep-daily', '2'], lakehouse, {
      now: START + 90 * HOUR,
    });
    assert.ok(readdirSync(p.at('bronze/2026-11-23')).some((name) => name.startsWith('.removing-')));
    const printed = await forget('--keep-daily', '2');
    assert.equal(printed.code, 0);
    assert.equal(summary(printed).kept, 2);
    assert.deepEqual(left(), [30, 60]);
    assert.equal((await forget('--keep-last', '1')).code, 0);
    assert.deepEqual(left(), [60]);
    assert.equal((await forget('--keep-monthly', '1')).code, 0);
    assert.deepEqual(left(), [60]);
    assert.equal(treeHash(p.database), source);
  });

  test('a copy that failed does not push out a good one, and goes once a good one is newer', async (t) => {
    const p = await place(t);
    const words = [
      'bronze-backup',
      '--lakehouse',
      p.lake,
      '--database',
      'ow',
      '--to',
      'bronze',
      '--overwrite',
      'false',
    ];
    await p.run(words, { now: START });
    const commit = path.join(p.database, 'audit_log_bronze/_delta_log/00000000000000000000.json');
    const whole = readFileSync(commit);
    writeFileSync(commit, '{"');
    assert.equal((await p.run(words, { now: START + HOUR })).code, 3);
    writeFileSync(commit, whole);
    const decisions = async () => {
      const printed = await p.run(['forget', '--from', 'bronze', '--keep-last', '1', '--dry-run', '--json']);
      return (Object(printed.json()[0]).copies as { keep: boolean; isGood: boolean }[]).map(
        ({ keep, isGood }) => [isGood, keep],
      );
    };
    assert.deepEqual(await decisions(), [
      [false, true],
      [true, true],
    ]);
    await p.run(words, { now: START + 2 * HOUR });
    assert.deepEqual(await decisions(), [
      [true, true],
      [false, false],
      [true, false],
    ]);
  });

  test('on a root, removes the files that no kept run needs; kept runs restore, forgotten ones are refused', async (t) => {
    const p = await place(t);
    const runs: string[] = [];
    for (const [index, hours] of [0, 24, 48, 72].entries()) {
      await replaceRows(path.join(p.database, 'job_gold'), [100 + index]);
      runs.push(await p.snapshot({ now: START + hours * HOUR, more: ['--checksum'] }));
    }
    const [first = '', , third = '', last = ''] = runs;
    const before = filesBelow(p.root).length;
    const words = ['forget', '--from', 'backup', '--keep-daily', '2', '--json'];
    const [plan] = (await p.run([...words, '--dry-run'])).json();
    assert.equal(filesBelow(p.root).length, before);
    const printed = await p.run(words);
    assert.equal(printed.code, 0, printed.stderr);
    const ended = summary(printed);
    assert.deepEqual([ended.kept, ended.removed, ended.freedFiles], [2, 2, 2]);
    const steps = plan?.tables as { estimate: { bytes: number } }[];
    assert.equal(
      ended.freedBytes,
      steps.reduce((sum, { estimate }) => sum + estimate.bytes, 0),
    );

    for (const [id, value] of [
      [third, 102],
      [last, 103],
    ] as const) {
      assert.equal((await p.run(['restore', '--from', 'backup', '--to', id, '--run', id])).code, 0);
      assert.deepEqual(await valuesOf(p.at(id, 'global_share/job_gold')), [value]);
    }
    const gone = await p.run(['restore', '--from', 'backup', '--to', 'x', '--run', first, '--json']);
    assert.match(fault(gone), /not-found: Run .* was forgotten on .*: its files are gone/);
    assert.equal((await p.run(['verify', '--from', 'backup', '--checksum'])).code, 0);
    const again = await p.run(words);
    assert.deepEqual([summary(again).kept, summary(again).removed, summary(again).freedFiles], [2, 0, 0]);
    assert.equal(
      await p
        .snapshot({ now: START + 96 * HOUR })
        .then(() => p.run(['verify', '--from', 'backup']))
        .then(({ code }) => code),
      0,
    );
  });

  test('on a root, killed at any step, the next one ends it and the kept runs restore', async (t) => {
    const p = await place(t);
    const runs: string[] = [];
    for (const hours of [0, 24, 48]) {
      for (const name of TABLES) await replaceRows(path.join(p.database, name), [hours]);
      runs.push(await p.snapshot({ now: START + hours * HOUR }));
    }
    copyFolderTimed(p.root, p.at('pristine'));
    for (let n = 1; n < 12; n += 2) {
      rmSync(p.root, { recursive: true });
      copyFolderTimed(p.at('pristine'), p.root);
      let writes = 0;
      const { storage } = faultyStorage(localStorage, ({ method }) => {
        const isWrite = ['replace', 'remove', 'makeDirectory'].includes(method);
        if (isWrite) writes += 1;
        return isWrite && writes === n ? { kind: 'kill' } : undefined;
      });
      const words = ['forget', '--from', p.root, '--keep-last', '1'];
      await cli(words, openFolderLakehouse({ roots: [], storage }));
      const printed = await p.run([...words, '--json']);
      assert.equal(printed.code, 0, printed.stderr);
      assert.equal(filesBelow(p.root).filter((file) => /^data\/.*parquet$/.test(file)).length, TABLES.length);
      const id = runs.at(-1) ?? '';
      assert.equal((await p.run(['restore', '--from', 'backup', '--to', `r${n}`, '--run', id])).code, 0);
    }
  });

  test('of a place without copies is refused', async (t) => {
    const p = await place(t);
    const printed = await p.run(['forget', '--from', 'lake', '--keep-last', '1', '--json']);
    assert.match(fault(printed), /not-found: .* holds no copies/);
  });
});

/** Files that are younger than the newest commit are never pruned, so the times must be kept. */
function copyFolderTimed(from: string, to: string): void {
  cpSync(from, to, { recursive: true, preserveTimestamps: true });
}

describe('diff', () => {
  test('tells what came since, and which tables and columns only one side has', async (t) => {
    const p = await place(t);
    await p.snapshot();
    await addRows(path.join(p.database, 'job_gold'), [3, 4, 5]);
    await addRows(path.join(p.database, 'job_gold'), [6]);
    await replaceRows(path.join(p.database, 'jobrun_silver'), [8, 9]);
    await addRows(path.join(p.database, 'cluster_gold'), [1]);
    rmSync(path.join(p.database, 'audit_log_bronze'), { recursive: true });
    const words = ['diff', '--from', 'backup', '--lakehouse', 'lake', '--database', 'ow'];
    const printed = await p.run([...words, '--json']);
    assert.equal(printed.code, 0, printed.stderr);
    const rows = new Map(printed.json().map((row) => [row.name, row]));
    assert.deepEqual(
      [...rows].map(([name, { status, versionsBehind }]) => [name, status, versionsBehind]),
      [
        ['jobrun_silver', 'behind', 1],
        ['cluster_gold', 'not-in-backup', undefined],
        ['job_gold', 'behind', 2],
        ['pipeline_report', 'same', 0],
        ['audit_log_bronze', 'not-in-database', undefined],
      ],
    );
    const changes = (name: string) => {
      const { addedFiles, rows: added, removedFiles } = Object(rows.get(name)?.changes);
      return [addedFiles, added, removedFiles];
    };
    assert.deepEqual(changes('job_gold'), [2, 4, 0]);
    assert.deepEqual(changes('jobrun_silver'), [1, 1, 1]);
    const text = (await p.run(words)).stdout;
    assert.match(text, /job_gold +gold +2 versions behind +2 +.* \+4/);
    assert.match(text, /1 of 5 tables up to date; .* added since\./);
  });
});

describe('verify --checksum', () => {
  test('names the tables that the last run was to copy and that have no copy', async (t) => {
    const p = await place(t);
    writeFileSync(path.join(p.database, 'job_gold', '_delta_log', `${'0'.repeat(20)}.json`), '{"add"');
    const words = ['snapshot', '--lakehouse', p.lake, '--database', 'ow', '--to', 'backup', '--json'];
    const taken = await p.run(words);
    assert.equal(taken.code, 3, taken.stderr);
    const printed = await p.run(['verify', '--from', 'backup', '--json']);
    assert.equal(printed.code, 3, printed.stderr);
    const { tables } = summary(printed) as {
      tables: { table: string; status: string; error?: { message: string } }[];
    };
    assert.deepEqual(
      tables.filter(({ status }) => status === 'failed').map(({ error }) => error?.message),
      [`Table job_gold has no copy: run ${summary(taken).runId} did not get to the end of it.`],
    );
  });

  test('finds a flipped byte that plain verification cannot, and says which run is still good', async (t) => {
    const p = await place(t);
    const first = await p.snapshot({ now: START, more: ['--checksum'] });
    await replaceRows(path.join(p.database, 'job_gold'), [50]);
    await p.snapshot({ now: START + HOUR, more: ['--checksum'] });
    assert.equal((await p.run(['verify', '--from', 'backup', '--checksum'])).code, 0);
    const file = path.join(p.root, 'data/job_gold/part-1.parquet');
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(10) ^ 1, 10);
    writeFileSync(file, bytes);
    assert.equal((await p.run(['verify', '--from', 'backup'])).code, 0);
    const printed = await p.run(['verify', '--from', 'backup', '--checksum', '--json']);
    assert.equal(printed.code, 3);
    const { tables, goodRun } = summary(printed) as {
      tables: { table: string; error?: { message: string } }[];
      goodRun: string;
    };
    assert.match(
      String(tables.find(({ table }) => table === 'job_gold')?.error?.message),
      /part-1\.parquet are not those that were copied/,
    );
    assert.equal(goodRun, first);
    const text = await p.run(['verify', '--from', 'backup', '--checksum']);
    assert.match(text.stdout, new RegExp(`Run ${first} is still good`));
    assert.equal(
      (await p.run(['restore', '--from', 'backup', '--to', 'new', '--run', first, '--checksum'])).code,
      0,
    );
    const damaged = await p.run(['restore', '--from', 'backup', '--to', 'bad', '--checksum', '--json']);
    assert.equal(damaged.code, 3);
    assert.match(damaged.stdout, /are not those that were copied/);
  });

  test('finds a missing file and a truncated log', async (t) => {
    const p = await place(t);
    const first = await p.snapshot({ now: START, more: ['--checksum'] });
    for (const name of TABLES) await addRows(path.join(p.database, name), [7]);
    await p.snapshot({ now: START + HOUR, more: ['--checksum'] });
    rmSync(path.join(p.root, 'data/job_gold/part-1.parquet'));
    rmSync(path.join(p.root, 'data/jobrun_silver/_delta_log/00000000000000000001.json'));
    const { tables, goodRun } = summary(
      await p.run(['verify', '--from', 'backup', '--checksum', '--json']),
    ) as {
      tables: { table: string; status: string; error?: { message: string } }[];
      goodRun: string;
    };
    assert.deepEqual(
      tables
        .filter(({ status }) => status === 'failed')
        .map(({ table, error }) => [table, /missing|commits are lost/.test(error?.message ?? '')]),
      [
        ['job_gold', true],
        ['jobrun_silver', true],
      ],
    );
    assert.equal(goodRun, first);
    rmSync(path.join(p.root, 'data/job_gold/part-0.parquet'));
    assert.equal(summary(await p.run(['verify', '--from', 'backup', '--json'])).goodRun, null);
  });

  test('says where no checksum was kept', async (t) => {
    const p = await place(t);
    await p.snapshot({ now: START });
    const none = await p.run(['verify', '--from', 'backup', '--checksum']);
    assert.equal(none.code, 0);
    assert.match(none.stdout, /job_gold +warning .* No checksum was kept: contents were not compared\./);
    await addRows(path.join(p.database, 'job_gold'), [7]);
    await p.snapshot({ now: START + HOUR, more: ['--checksum'] });
    const all = await p.run(['verify', '--from', 'backup', '--checksum', '--json']);
    assert.ok(
      all
        .json()
        .filter(({ type }) => type === 'table-finished')
        .every(({ outcome }) => (outcome as { status: string }).status === 'done'),
    );
  });
});
