import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SnapshotParameters } from '../../../src/backup/plan';
import { forgetCommand, processCommand, quote, resumeCommand } from '../../../src/vscode/cliCommand';

const parameters: SnapshotParameters = {
  database: { name: 'overwatch_etl', location: '/mnt/ow/global_share' },
  root: '/backups/ow',
  type: 'full',
  layers: ['bronze', 'silver', 'gold'],
  exclude: [],
  include: [],
  checksum: false,
};

test('a snapshot of everything names only what has no default', () => {
  assert.equal(
    processCommand({ process: 'snapshot', parameters }, '/mnt/ow', {
      cli: '/ext/dist/cli.js',
      shell: 'posix',
    }),
    'node /ext/dist/cli.js snapshot --lakehouse /mnt/ow --database overwatch_etl --to /backups/ow --type full',
  );
});

test('every choice becomes an option', () => {
  const command = processCommand(
    {
      process: 'snapshot',
      parameters: {
        ...parameters,
        root: "/backups/Ada's lake",
        layers: ['bronze'],
        exclude: ['audit_log_bronze', 'jobs'],
        include: ['notes'],
        asOf: Date.UTC(2026, 10, 23, 3, 24, 56),
        checksum: true,
      },
    },
    '/mnt/ow',
    { cli: '/ext/dist/cli.js', shell: 'posix' },
  );
  assert.match(command, / --to '\/backups\/Ada'\\''s lake' /);
  assert.match(
    command,
    / --layers bronze --exclude audit_log_bronze,jobs --include notes --as-of 2026-11-23T03:24:56Z --checksum$/,
  );
});

const context = { cli: 'cli.js', shell: 'posix' } as const;

test('a restore names its state and its tables', () => {
  const choice = { from: '/b', root: '/new', checksum: false };
  assert.equal(
    processCommand({ process: 'restore', parameters: choice }, '/b', context),
    'node cli.js restore --from /b --to /new',
  );
  assert.equal(
    processCommand(
      { process: 'restore', parameters: { ...choice, only: ['a', 'b'], run: 'r1', checksum: true } },
      '/b',
      context,
    ),
    'node cli.js restore --from /b --to /new --tables a,b --run r1 --checksum',
  );
});

test('a bronze backup says whether it overwrites, by its prefix and not by the folder of a copy', () => {
  const choice = {
    database: parameters.database,
    prefix: '/bronze',
    overwrite: false,
    exclude: ['a_bronze'],
    checksum: false,
  };
  const command =
    'node cli.js bronze-backup --lakehouse /mnt/ow --database overwatch_etl --to /bronze --overwrite false --exclude a_bronze';
  assert.equal(processCommand({ process: 'bronze-backup', parameters: choice }, '/mnt/ow', context), command);
  const job = { process: 'bronze-backup', parameters: { ...choice, root: '/bronze/2026-11-23/1' } } as const;
  assert.equal(processCommand(job, '/mnt/ow', context), command);
});

test('a migration says the name of the database again only where it is to be dropped', () => {
  const choice = {
    database: parameters.database,
    root: '/new',
    exclude: ['job_gold'],
    include: [],
    config: { location: '/conf/deployment.csv', database: 'etl', storagePrefix: 'dbfs:/mnt/new' },
    acceptLoss: ['job_gold', 'notes'],
    checksum: false,
  };
  const command =
    'node cli.js migrate --lakehouse /mnt/ow --database overwatch_etl --to /new --config /conf/deployment.csv --etl-database etl --storage-prefix dbfs:/mnt/new --exclude job_gold';
  const drop = ' --drop-source overwatch_etl --accept-loss job_gold,notes';
  const kept = { ...choice, dropSource: false, acceptLoss: [] };
  assert.equal(processCommand({ process: 'migrate', parameters: kept }, '/mnt/ow', context), command);
  const dropped = { ...choice, dropSource: true };
  assert.equal(
    processCommand({ process: 'migrate', parameters: dropped }, '/mnt/ow', context),
    command + drop,
  );
});

test('a resumed run is named, so that no other is', () => {
  assert.equal(resumeCommand('/new', 'r1', '/lake', context), 'node cli.js resume --to /new --run r1');
});

test('a clean-up gives the rules that are set', () => {
  const retention = { last: 3, monthly: 12, within: { years: 0, months: 1, days: 7, hours: 0 } };
  assert.equal(
    forgetCommand({ from: '/bronze', retention }, '/lake', context),
    'node cli.js forget --from /bronze --keep-last 3 --keep-monthly 12 --keep-within 1m7d',
  );
});

test('in a workspace the warehouse is named, and places are written as people do', () => {
  const address = 'databricks://prod/abc?auth=profile';
  const at = "--lakehouse 'databricks://prod/abc?auth=profile'";
  const choice = { from: '`main`.`ow_backup`', root: '`main`.`ow-new`', checksum: false };
  assert.equal(
    processCommand({ process: 'restore', parameters: choice }, address, context),
    `node cli.js restore ${at} --from main.ow_backup --to '\`main\`.\`ow-new\`'`,
  );
  assert.equal(
    resumeCommand('s3://b/new', 'r1', address, context),
    `node cli.js resume ${at} --to s3://b/new --run r1`,
  );
  assert.equal(
    processCommand(
      { process: 'snapshot', parameters: { ...parameters, root: '`main`.`ow_backup`' } },
      address,
      context,
    ).split(' --type')[0],
    `node cli.js snapshot ${at} --database overwatch_etl --to main.ow_backup`,
  );
});

test('PowerShell doubles quotes and takes the rest literally', () => {
  assert.equal(quote("C:\\Ada's $lake", 'powershell'), "'C:\\Ada''s $lake'");
  assert.equal(quote('C:\\lake', 'powershell'), 'C:\\lake');
});

test('a POSIX shell reads back exactly the word', { skip: process.platform === 'win32' }, () => {
  const words = fc.array(fc.string({ unit: 'binary', minLength: 1 }).filter(isArgument), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(words, (list) => {
      const script = `printf '%s\\0' ${list.map((word) => quote(word, 'posix')).join(' ')}`;
      const printed = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
      assert.deepEqual(printed.split('\0').slice(0, -1), list);
    }),
    { numRuns: 30 },
  );
});

/** NUL cannot be in an argument at all, and lone surrogates do not survive UTF-8. */
function isArgument(word: string): boolean {
  return !word.includes('\0') && Buffer.from(word, 'utf8').toString('utf8') === word;
}
