/** Small lakehouses for the UI tests: a few tables of the sample, and what can be wrong with them. */

import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { writeSample } from '../../../scripts/sample/sample';

export interface TestLakehouse {
  /** Everything lies below it. */
  readonly scratch: string;
  /** What the editor opens. */
  readonly folder: string;
  /** Where the database's tables lie. */
  readonly database: string;
  /** A place for backups that does not exist yet. */
  readonly root: string;
  remove(): Promise<void>;
}

const CLI = path.join(__dirname, '../../../dist/cli.js');

const TABLES = [
  'pipeline_report',
  'audit_log_bronze',
  'jobs_snapshot_bronze',
  'jobrun_silver',
  'account_login_silver',
  'cluster_gold',
  'job_gold',
  'my_team_notes',
];

/** A database of eight tables: two of each layer, `pipeline_report`, and one that Overwatch does not write. */
export async function makeLakehouse(): Promise<TestLakehouse> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'overwatch-ui-lake-'));
  const folder = path.join(scratch, 'lake');
  await mkdir(folder);
  const { database } = await writeSample({ directory: folder, scale: 0.05, tables: TABLES });
  const remove = () => rm(scratch, { recursive: true, force: true });
  return { scratch, folder, database, root: path.join(scratch, 'backups', 'first'), remove };
}

/** A full snapshot of all but the table that Overwatch does not write, made by the command line. */
export function takeSnapshot({ folder, database, root }: TestLakehouse): void {
  runCli(['snapshot', '--lakehouse', folder, '--database', database, '--to', root, '--type', 'full']);
}

/** Keeps the newest run of a backup and cleans up the others, by the command line. */
export function keepNewestRun({ root }: TestLakehouse): void {
  runCli(['forget', '--from', root, '--keep-last', '1']);
}

/** A new dated copy of the bronze tables below a prefix, made by the command line. */
export function takeBronzeBackup({ folder, database }: TestLakehouse, prefix: string): void {
  const where = ['--lakehouse', folder, '--database', database, '--to', prefix];
  runCli(['bronze-backup', ...where, '--overwrite', 'false']);
}

function runCli(args: readonly string[]): void {
  execFileSync(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Command line arguments of a snapshot into the lakehouse's root, for a process of its own. */
export function snapshotArguments({ folder, database, root }: TestLakehouse): readonly string[] {
  return [CLI, 'snapshot', '--lakehouse', folder, '--database', database, '--to', root, '--type', 'full'];
}

/**
 * A deployment config in the opened folder, as Overwatch has it: two workspaces that write the database, and one that writes another.
 *
 * @param prefixes storage prefixes of the database's rows
 */
export async function writeConfig(
  { folder, database }: TestLakehouse,
  name = 'deployment.csv',
  prefixes: readonly [string, string] = [path.dirname(database), path.dirname(database)],
): Promise<string> {
  const file = path.join(folder, name);
  const lines = [
    'workspace_name,workspace_id,storage_prefix,etl_database_name,active',
    `east,1,${prefixes[0]},overwatch_lake,true`,
    `"west, old",2,${prefixes[1]},overwatch_lake,false`,
    'other,3,dbfs:/mnt/other,other_etl,true',
  ];
  await writeFile(file, lines.map((line) => `${line}\r\n`).join(''));
  return file;
}

/** Commits to a table without changing its rows. */
export async function commitTo(table: string): Promise<void> {
  await commitActions(table, []);
}

async function commitActions(table: string, actions: readonly object[]): Promise<void> {
  const newest = await newestCommit(table);
  const version = Number(path.basename(newest, '.json')) + 1;
  const commitInfo = { timestamp: Date.now(), operation: 'SET TBLPROPERTIES', operationParameters: {} };
  const file = path.join(path.dirname(newest), `${String(version).padStart(20, '0')}.json`);
  const lines = [{ commitInfo }, ...actions].map((action) => `${JSON.stringify(action)}\n`);
  await writeFile(file, lines.join(''));
}

/** Commits that all rows of a table are gone. */
export async function emptyTable(table: string): Promise<void> {
  const files = (await actionsOf(table)).flatMap(({ add }) => (add === undefined ? [] : [add.path]));
  const deletionTimestamp = Date.now();
  await commitActions(
    table,
    files.map((file) => ({ remove: { path: file, deletionTimestamp, dataChange: true } })),
  );
}

/** Commits that a table has one more column, of text. */
export async function addColumn(table: string, name: string): Promise<void> {
  const metaData = (await actionsOf(table)).findLast((action) => action.metaData !== undefined)?.metaData;
  if (metaData === undefined) throw new Error(`${table} has no metadata`);
  const schema = JSON.parse(metaData.schemaString) as { fields: object[] };
  schema.fields.push({ name, type: 'string', nullable: true, metadata: {} });
  await commitActions(table, [{ metaData: { ...metaData, schemaString: JSON.stringify(schema) } }]);
}

/** Commits that the rows of a table's first file came once more. */
export async function repeatRows(table: string): Promise<void> {
  const add = (await actionsOf(table)).find((action) => action.add !== undefined)?.add;
  if (add === undefined) throw new Error(`${table} has no file`);
  const again = path.posix.join(path.posix.dirname(add.path), `again-${path.posix.basename(add.path)}`);
  await copyFile(path.join(table, add.path), path.join(table, again));
  await commitActions(table, [
    { add: { ...add, path: again, modificationTime: Date.now(), dataChange: true } },
  ]);
}

interface LogAction {
  readonly add?: { readonly path: string };
  readonly metaData?: { readonly schemaString: string };
}

/** The actions of all commits of a table, oldest first. */
async function actionsOf(table: string): Promise<LogAction[]> {
  const log = path.join(table, '_delta_log');
  const commits = (await readdir(log)).filter((name) => /^\d{20}\.json$/.test(name)).sort();
  const texts = await Promise.all(commits.map((name) => readFile(path.join(log, name), 'utf8')));
  return texts.flatMap((text) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LogAction),
  );
}

async function newestCommit(table: string): Promise<string> {
  const log = path.join(table, '_delta_log');
  const newest = (await readdir(log))
    .filter((name) => /^\d{20}\.json$/.test(name))
    .sort()
    .at(-1);
  if (newest === undefined) throw new Error(`${log} holds no commit`);
  return path.join(log, newest);
}

/** Cuts the newest commit of a table off in the middle; the result puts it back. */
export async function damage(table: string): Promise<() => Promise<void>> {
  const file = await newestCommit(table);
  const whole = await readFile(file);
  await writeFile(file, whole.subarray(0, Math.floor(whole.length / 2)));
  return () => writeFile(file, whole);
}

/** Adds a table of one data file of many zeros, which takes seconds to copy and next to nothing to keep. */
export async function addHugeTable(database: string, name: string, bytes: number): Promise<void> {
  const table = path.join(database, name);
  await mkdir(path.join(table, '_delta_log'), { recursive: true });
  const data = await open(path.join(table, 'part-0.parquet'), 'w');
  await data.truncate(bytes);
  await data.close();
  const schema = { type: 'struct', fields: [{ name: 'id', type: 'long', nullable: true, metadata: {} }] };
  const actions = [
    { protocol: { minReaderVersion: 1, minWriterVersion: 2 } },
    {
      metaData: {
        id: '0f1c7a52-5d2e-4a68-9a56-3a7f6a1b9d10',
        format: { provider: 'parquet', options: {} },
        schemaString: JSON.stringify(schema),
        partitionColumns: [],
        configuration: {},
        createdTime: 1_700_000_000_000,
      },
    },
    {
      add: {
        path: 'part-0.parquet',
        partitionValues: {},
        size: bytes,
        modificationTime: 1_700_000_000_000,
        dataChange: true,
        stats: JSON.stringify({ numRecords: 1 }),
      },
    },
  ];
  const commit = actions.map((action) => `${JSON.stringify(action)}\n`).join('');
  await writeFile(path.join(table, '_delta_log', `${'0'.repeat(20)}.json`), commit);
}
