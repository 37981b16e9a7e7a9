/** The sample lakehouse: complete, like the catalog says, and the same every time. */

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, before, test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { writeSample } from '../../../scripts/sample/sample';
import { CATALOG } from '../../../src/overwatch/catalog';

interface Action {
  readonly add?: { path: string; size: number; stats: string; partitionValues: Record<string, string> };
  readonly remove?: { path: string };
  readonly metaData?: { schemaString: string; partitionColumns: string[] };
  readonly commitInfo?: { timestamp: number; operation: string };
}

const SCALE = 0.02;
let directory: string;
let database: string;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'overwatch-sample-'));
  ({ database } = await writeSample({ directory, scale: SCALE }));
});
after(() => rm(directory, { recursive: true, force: true }));

test('holds every table of the catalog, in lower case, and one that is not in it', async () => {
  const expected = [...CATALOG.map((table) => table.name.toLowerCase()), 'my_team_notes'];
  assert.equal(CATALOG.length, 57);
  assert.deepEqual((await readdir(database)).sort(), expected.sort());
});

test('has the columns and the partitions that the catalog names', async () => {
  for (const table of CATALOG) {
    const { metaData } = (await actionsOf(table.name)).find((action) => action.metaData !== undefined) ?? {};
    assert.ok(metaData, table.name);
    assert.deepEqual(metaData.partitionColumns, table.partitionBy, table.name);
    const schema = JSON.parse(metaData.schemaString) as { fields: { name: string }[] };
    const columns = schema.fields.map((field) => field.name.toLowerCase());
    assert.equal(new Set(columns).size, columns.length, `${table.name} has a column twice`);
    for (const column of [...table.keys, ...table.incrementalColumns, ...table.partitionBy]) {
      assert.ok(columns.includes(column.toLowerCase()), `${table.name} lacks ${column}`);
    }
  }
});

test('has a history: increasing times, files replaced, a checkpoint after more than ten commits', async () => {
  const operations = new Set<string>();
  for (const table of await readdir(database)) {
    const names = await readdir(join(database, table, '_delta_log'));
    const commits = names.filter((name) => name.endsWith('.json'));
    assert.ok(commits.length >= 3 && commits.length <= 13, `${table} has ${commits.length} commits`);
    assert.equal(names.includes('_last_checkpoint'), commits.length > 10, table);
    assert.equal(names.includes('00000000000000000010.checkpoint.parquet'), commits.length > 10, table);
    const infos = (await actionsOf(table)).flatMap((action) => action.commitInfo ?? []);
    assert.ok(
      infos.every((info, index) => info.timestamp > (infos[index - 1]?.timestamp ?? 0)),
      `${table}: times do not increase`,
    );
    for (const [index, name] of commits.sort().entries()) {
      assert.equal(
        (await stat(join(database, table, '_delta_log', name))).mtimeMs,
        infos[index]?.timestamp,
        table,
      );
    }
    for (const info of infos) operations.add(info.operation);
  }
  assert.deepEqual([...operations].sort(), ['DELETE', 'MERGE', 'OPTIMIZE', 'WRITE']);
});

test('every file of the log is on disk with its size, and holds the rows its statistics say', async () => {
  await withDuckDB(async (query) => {
    for (const table of ['apiEventDetails', 'clusterStateFact_gold', 'spark_events_bronze']) {
      for (const { add } of await actionsOf(table)) {
        if (add === undefined) continue;
        const file = join(database, table.toLowerCase(), decodeURI(add.path));
        assert.equal((await stat(file)).size, add.size);
        const rows = await query(`SELECT count(*)::INTEGER AS n FROM '${file}'`);
        assert.deepEqual(rows, [{ n: (JSON.parse(add.stats) as { numRecords: number }).numRecords }]);
      }
    }
  });
});

test('partition values are escaped in paths, and are not columns of the files', async () => {
  const adds = (await actionsOf('apiEventDetails')).flatMap((action) => action.add ?? []);
  const add = adds.find((file) => file.partitionValues.endPoint === 'jobs/runs/list');
  assert.match(add?.path ?? '', /^organization_id=\d+\/endPoint=jobs%252Fruns%252Flist\/part-/);
  await withDuckDB(async (query) => {
    const file = join(database, 'apieventdetails', decodeURI(add?.path ?? ''));
    const columns = (await query(`SELECT name FROM parquet_schema('${file}')`)).map((row) => row.name);
    assert.ok(columns.includes('moduleID'));
    assert.ok(!columns.includes('endPoint') && !columns.includes('organization_id'));
  });
});

test('keys tell the rows of merged tables apart, also where rows were rewritten', async () => {
  await withDuckDB(async (query) => {
    for (const table of CATALOG.filter((entry) => entry.writeMode === 'merge')) {
      const columns = new Set(['organization_id', ...table.keys, ...table.incrementalColumns]);
      const key = [...columns].map((column) => `"${column}"`).join(', ');
      const rows = await query(
        `SELECT count(*)::INTEGER AS n, count(DISTINCT (${key}))::INTEGER AS keys FROM ${await liveFiles(table.name)}`,
      );
      assert.equal(rows[0]?.n, rows[0]?.keys, table.name);
    }
  });
});

test('pipeline_report tells of two workspaces and all layers, with a module that fails', async () => {
  await withDuckDB(async (query) => {
    const source = await liveFiles('pipeline_report');
    assert.deepEqual(
      await query(`SELECT count(*)::INTEGER AS n, count(DISTINCT organization_id)::INTEGER AS workspaces,
        list_sort(list_distinct(list("moduleID" // 1000))) AS layers, min(status) FILTER (status LIKE 'F%') AS failed FROM ${source}`),
      [
        {
          n: 1152,
          workspaces: 2,
          layers: [1, 2, 3],
          failed:
            'FAILED --> ROLLED BACK: Bronze_SparkEventLogs\nERROR:\norg.apache.spark.SparkException: Job aborted. Caused by: java.nio.file.AccessDeniedException: dbfs:/cluster-logs/größer-9: 403 Forbidden',
        },
      ],
    );
    assert.deepEqual(
      await query(`SELECT "moduleName", "runStartTS"::VARCHAR AS started, to_json("inputConfig"."dataTarget")::VARCHAR AS target
        FROM ${source} WHERE "moduleID" = 3005 AND organization_id = 2222170229861029 ORDER BY "runStartTS" LIMIT 1`),
      [
        {
          moduleName: 'Gold_ClusterStateFact',
          started: '1736126685000',
          target: '{"databaseName":"overwatch_etl","consumerDatabaseName":"overwatch"}',
        },
      ],
    );
  });
});

test('writes the same bytes again', async () => {
  // One table of each kind of history and of each kind of rows: with a checkpoint, rewritten, compacted, cleaned, not partitioned.
  const tables = [
    'pipeline_report',
    'jobrun_gold',
    'job_gold',
    'audit_log_bronze',
    'jobs_snapshot_bronze',
    'my_team_notes',
  ];
  const again = await mkdtemp(join(tmpdir(), 'overwatch-sample-'));
  try {
    const second = await writeSample({ directory: again, scale: SCALE, tables });
    for (const table of tables) {
      const [names, namesAgain] = await Promise.all([
        filesUnder(join(database, table)),
        filesUnder(join(second.database, table)),
      ]);
      assert.deepEqual(namesAgain, names);
      for (const name of names) {
        const [first, copy] = await Promise.all(
          [database, second.database].map((root) => readFile(join(root, table, name))),
        );
        assert.deepEqual(copy, first, `${table}/${name} differs`);
      }
    }
  } finally {
    await rm(again, { recursive: true, force: true });
  }
});

test('writes chosen tables only, and nothing over a sample that is there', async () => {
  const again = await mkdtemp(join(tmpdir(), 'overwatch-sample-'));
  try {
    const options = { directory: again, scale: SCALE, tables: ['JOBRUN_GOLD', 'pipeline_report'] };
    const summary = await writeSample(options);
    assert.deepEqual((await readdir(summary.database)).sort(), ['jobrun_gold', 'pipeline_report']);
    await assert.rejects(writeSample(options), { code: 'bad-target' });
  } finally {
    await rm(again, { recursive: true, force: true });
  }
  await assert.rejects(writeSample({ directory: again, scale: 0 }), { code: 'usage' });
  await assert.rejects(writeSample({ directory: again, scale: 1, tables: ['jobs'] }), {
    code: 'unknown-table',
  });
});

/** All actions of a table, oldest first. */
async function actionsOf(table: string): Promise<Action[]> {
  const log = join(database, table.toLowerCase(), '_delta_log');
  const commits = (await readdir(log)).filter((name) => name.endsWith('.json')).sort();
  const texts = await Promise.all(commits.map((name) => readFile(join(log, name), 'utf8')));
  return texts.flatMap((text) => text.trimEnd().split('\n')).map((line) => JSON.parse(line) as Action);
}

/** The newest version of a table, as something that DuckDB can select from. */
async function liveFiles(table: string): Promise<string> {
  const live = new Set<string>();
  for (const { add, remove } of await actionsOf(table)) {
    if (remove !== undefined) live.delete(remove.path);
    if (add !== undefined) live.add(add.path);
  }
  const files = [...live].map((path) => `'${join(database, table.toLowerCase(), decodeURI(path))}'`);
  return `read_parquet([${files.join(', ')}], hive_partitioning = true)`;
}

async function filesUnder(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

async function withDuckDB(
  work: (query: (sql: string) => Promise<Record<string, unknown>[]>) => Promise<void>,
): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    await work(async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJS());
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
