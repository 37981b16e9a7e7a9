import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fakeLakehouse } from '../support/fakeLakehouse';
import { matchesGolden } from '../support/golden';
import { cli, type Printed } from '../support/runCli';

const ROOT = 'abfss://backup@lake.dfs.core.windows.net/ow';
const SNAPSHOT = ['--process', 'snapshot', '--database', 'overwatch_etl', '--to', ROOT];
const ON_DISK = [
  '--process',
  'snapshot',
  '--lakehouse',
  '/mnt/lake',
  '--database',
  'ow',
  '--to',
  '/mnt/backup',
];

const IN_WAREHOUSE = ['--process', 'snapshot', '--lakehouse', 'databricks://prod/abc', '--database', 'ow'];

function generate(...words: string[]): Promise<Printed> {
  return cli(['generate', ...words], fakeLakehouse({ tables: {} }));
}

function golden(name: string, { stdout, stderr }: Printed): void {
  matchesGolden(path.join(__dirname, 'golden', `${name}.txt`), `${stdout}== stderr\n${stderr}`);
}

describe('help', () => {
  for (const what of ['notebook', 'job', 'schedule', 'alert']) {
    test(`of generate ${what}, asked for in any way`, async () => {
      const { code, stdout } = await generate(what, '--help');
      assert.equal(code, 0);
      matchesGolden(path.join(__dirname, 'golden', `help-generate-${what}.txt`), stdout);
      assert.equal((await cli(['help', 'generate', what], fakeLakehouse({ tables: {} }))).stdout, stdout);
    });
  }
});

describe('golden outputs', () => {
  const cases: [string, string[]][] = [
    [
      'generate-notebook',
      ['notebook', ...SNAPSHOT, '--dialect', 'guide', '--exclude', 'job_gold:jobrun_silver'],
    ],
    [
      'generate-notebook-jar',
      ['notebook', ...SNAPSHOT, '--dialect', 'jar', '--exclude', 'job_gold', '--snippet'],
    ],
    [
      'generate-job',
      ['job', ...SNAPSHOT, '--type', 'incremental', '--file', '/Workspace/ow/overwatch_backup.py'],
    ],
    [
      'generate-job-bundle',
      [
        'job',
        ...SNAPSHOT,
        '--format',
        'bundle',
        '--file',
        './overwatch_backup.py',
        '--timezone',
        'Europe/Berlin',
        '--paused',
        '--email',
        'ops@example.com',
        '--tag',
        'team=data',
      ],
    ],
    [
      'generate-job-terraform',
      [
        'job',
        ...SNAPSHOT,
        '--dialect',
        'jar',
        '--format',
        'terraform',
        '--node-type',
        'i3.xlarge',
        '--cron',
        '0 30 2 ? * 6#1',
      ],
    ],
    [
      'generate-job-migrate',
      [
        'job',
        '--process',
        'migrate',
        '--database',
        'ow',
        '--to',
        ROOT,
        '--config',
        'main.c.config',
        '--file',
        '/Workspace/x.py',
        '--compute',
        'existing',
        '--cluster-id',
        '1-2-x',
      ],
    ],
    ['generate-schedule-crontab', ['schedule', '--for', 'crontab', ...ON_DISK, '--layers', 'bronze']],
    ['generate-schedule-systemd', ['schedule', '--for', 'systemd', ...ON_DISK]],
    ['generate-alert', ['alert', '--on', 'modules', '--database', 'overwatch_etl']],
    [
      'generate-alert-bundle',
      ['alert', '--on', 'no-snapshot', '--to', ROOT, '--format', 'bundle', '--warehouse', 'abc'],
    ],
  ];
  for (const [name, words] of cases) {
    test(words.join(' '), async () => {
      const printed = await generate(...words);
      assert.equal(printed.code, 0, printed.stderr);
      golden(name, printed);
    });
  }
});

describe('files', () => {
  test('are written whole, and never in the place of another unasked', async () => {
    const lakehouse = fakeLakehouse({ tables: {} });
    const words = ['generate', 'notebook', ...SNAPSHOT, '--out', 'snapshot.py'];
    const printed = await cli(words, lakehouse, { cwd: '/home/me' });
    assert.deepEqual([printed.code, printed.stdout], [0, '']);
    assert.deepEqual(Object.keys(printed.files), ['/home/me/snapshot.py']);
    assert.match(printed.files['/home/me/snapshot.py'] ?? '', /^# Databricks notebook source\n/);

    const there = { cwd: '/home/me', files: { '/home/me/snapshot.py': 'mine' } };
    const refused = await cli(words, lakehouse, there);
    assert.deepEqual([refused.code, refused.files], [1, there.files]);
    assert.match(refused.stderr, /snapshot\.py is there already/);
    assert.deepEqual((await cli([...words, '--force'], lakehouse, there)).files, printed.files);
  });

  test('of a warehouse name its place', async () => {
    const words = [...IN_WAREHOUSE, '--to', 'main.kept'];
    const { stdout } = await generate('schedule', '--for', 'crontab', ...words);
    assert.match(stdout, /--lakehouse databricks:\/\/prod\/abc --database ow --to main\.kept --type full/);
  });

  test('of systemd are two', async () => {
    const { files, stderr } = await generate(
      'schedule',
      '--for',
      'systemd',
      ...ON_DISK,
      '--out',
      '/etc/systemd/system',
    );
    const names = Object.keys(files);
    assert.deepEqual(
      names.map((name) => path.extname(name)),
      ['.service', '.timer'],
    );
    for (const name of names) assert.ok(stderr.includes(`Written: ${name}`));
  });

  test('the script is the one that comes with the product', async () => {
    const { stdout } = await generate('notebook', ...SNAPSHOT, '--format', 'script');
    assert.match(stdout, /^"""Copies the Delta tables/);
  });
});

describe('wrong usage names the option', () => {
  const cases: [string[], RegExp][] = [
    [[], /needs to be told what[\s\S]*generate notebook/],
    [['notbook'], /There is no command generate notbook\.[\s\S]*generate notebook/],
    [['notebook'], /needs --process PROCESS/],
    [['notebook', '--process', 'copy'], /--process cannot be "copy"[\s\S]*snapshot, restore/],
    [['notebook', '--process', 'snapshot', '--to', ROOT], /needs --database NAME/],
    [['notebook', '--process', 'snapshot', '--database', 'ow'], /needs --to ROOT/],
    [['notebook', ...SNAPSHOT, '--dialect', 'java'], /--dialect cannot be "java"/],
    [['notebook', ...SNAPSHOT, '--format', 'r'], /--format cannot be "r"/],
    [['notebook', ...SNAPSHOT, '--type', 'half'], /--type cannot be "half"/],
    [['notebook', ...SNAPSHOT, '--layers', 'lead'], /no layer lead/],
    [['notebook', ...SNAPSHOT, '--exclude', 'job_glod'], /Did you mean job_gold/],
    [['notebook', ...SNAPSHOT, '--only', ''], /No table is chosen/],
    [['job', ...SNAPSHOT, '--file', '/x', '--only', ','], /No table is chosen/],
    [['schedule', '--for', 'crontab', ...ON_DISK, '--only', ''], /No table is chosen/],
    [['notebook', ...SNAPSHOT, '--from', '/x'], /--from means nothing to a snapshot/],
    [['notebook', ...SNAPSHOT, '--drop-source', 'ow'], /--drop-source means nothing to a snapshot/],
    [
      ['notebook', '--process', 'restore', '--from', '/x', '--to', '/y', '--type', 'full'],
      /--type means nothing to a restore/,
    ],
    [
      ['notebook', '--process', 'snapshot', '--database', 'ow', '--to', 'backups'],
      /--to needs a path that Databricks knows/,
    ],
    [
      [
        'notebook',
        '--process',
        'migrate',
        '--database',
        'ow',
        '--to',
        '/y',
        '--config',
        '/c',
        '--drop-source',
        'wo',
      ],
      /--drop-source is "wo"/,
    ],
    [['job', ...SNAPSHOT], /needs --file PATH/],
    [['job', ...SNAPSHOT, '--file', '/x', '--cron', '0 3 * * *'], /5 fields/],
    [['job', ...SNAPSHOT, '--file', '/x', '--timezone', 'Berlin'], /no time zone "Berlin"/],
    [['job', ...SNAPSHOT, '--file', '/x', '--compute', 'existing'], /needs --cluster-id ID/],
    [['job', ...SNAPSHOT, '--file', '/x', '--compute', 'job-cluster'], /needs --node-type TYPE/],
    [['job', ...SNAPSHOT, '--file', '/x', '--tag', 'a'], /--tag needs KEY=VALUE/],
    [['job', ...SNAPSHOT, '--file', '/x', '--tag', 'a=b', '--tag', 'a=c'], /--tag a is given twice/],
    [['job', ...SNAPSHOT, '--file', '/x', '--retries', '-1'], /--retries needs/],
    [['job', ...SNAPSHOT, '--file', '/x', '--force'], /--force means nothing to the output/],
    [['schedule', '--for', 'crontab', ...ON_DISK, '--force'], /--force means nothing to the output/],
    [
      ['job', ...SNAPSHOT, '--dialect', 'jar', '--exclude', 'job_gold', '--task', 'jar', '--node-type', 'x'],
      /reads its clone level/,
    ],
    [['job', ...SNAPSHOT, '--dialect', 'jar', '--compute', 'serverless'], /Scala 2\.13/],
    [['schedule', ...ON_DISK], /needs --for SCHEDULER/],
    [['schedule', '--for', 'at', ...ON_DISK], /--for cannot be "at"/],
    [
      ['schedule', '--for', 'crontab', '--process', 'restore', '--from', '/a', '--to', '/b'],
      /needs --cron CRON/,
    ],
    [['schedule', '--for', 'crontab', ...ON_DISK.slice(0, -1), 'databricks://prod/abc'], /is no folder/],
    [
      ['schedule', '--for', 'crontab', ...IN_WAREHOUSE, '--to', 'databricks://prod/abc'],
      /address of a SQL warehouse, not a place/,
    ],
    [['schedule', '--for', 'crontab', ...IN_WAREHOUSE, '--to', 'backups'], /names no place in a workspace/],
    [
      ['schedule', '--for', 'crontab', ...IN_WAREHOUSE, '--to', 'main.kept', '--type', 'incremental'],
      /takes no incremental snapshots[\s\S]*generate job/,
    ],
    [['alert'], /needs --on WHAT/],
    [['alert', '--on', 'modules'], /needs --database NAME/],
    [['alert', '--on', 'no-snapshot', '--to', '/x', '--days', '0'], /--days needs a whole number from 1/],
    [['alert', '--on', 'no-snapshot', '--to', '/x', '--format', 'json'], /needs --warehouse ID/],
  ];
  for (const [words, pattern] of cases) {
    test(['generate', ...words].join(' '), async () => {
      const { code, stdout, stderr } = await generate(...words);
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, pattern);
    });
  }
});
