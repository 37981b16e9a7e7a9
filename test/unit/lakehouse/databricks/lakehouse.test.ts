/** The lakehouse on a server that knows DEEP CLONE, by recorded answers. What any server does is tested by `test/spark/thrift/`. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Fault } from '../../../../src/base/fault';
import {
  type DatabricksLakehouseOptions,
  openDatabricksLakehouse,
} from '../../../../src/lakehouse/databricks/index';
import type { Sql } from '../../../../src/lakehouse/databricks/sql';
import type { LakehouseEntry } from '../../../../src/lakehouse/lakehouse';
import { commit, KNOWS_DEEP_CLONE, NOT_DELTA, type Reply, scriptedSql } from './scriptedSql';

const { signal } = new AbortController();
const SOURCE = '`main`.`overwatch`.`jobs`';
const TARGET = 's3://backup/ow/data/jobs';
const REQUEST = { source: SOURCE, sourceVersion: 7, target: TARGET };
const ORIGIN = 'table=id-1&version=7&location=%60main%60.%60overwatch%60.%60jobs%60';
const STATEMENT =
  'CREATE OR REPLACE TABLE delta.`s3://backup/ow/data/jobs` DEEP CLONE `main`.`overwatch`.`jobs` VERSION AS OF 7 ' +
  `TBLPROPERTIES ('overwatch-backup.origin' = '${ORIGIN}')`;

const METRICS = {
  sourceTableSize: 4096,
  sourceNumOfFiles: 12,
  numRemovedFiles: 1,
  numCopiedFiles: 3,
  removedFilesSize: 100,
  copiedFilesSize: 1024,
};
/** The row that CLONE answers with. */
const METRICS_ROW = {
  source_table_size: 4096,
  source_num_of_files: 12,
  num_removed_files: 1,
  num_copied_files: 3,
  removed_files_size: 100,
  copied_files_size: 1024,
};
const CLONED = commit(4, 'CLONE', {
  parameters: { source: 'main.overwatch.jobs', sourceVersion: '7', isShallow: 'false' },
  metrics: Object.fromEntries(Object.entries(METRICS).map(([name, value]) => [name, String(value)])),
});

const COLUMNS = [{ col_name: 'job_id', data_type: 'bigint', comment: null }];

const DETAIL = {
  id: 'id-1',
  location: 's3://uc/abc',
  numFiles: 12,
  sizeInBytes: 4096,
  properties: { a: 'say "b"' },
  tableFeatures: [],
};

/** A source with 8 versions, and its clone. */
const WORLD: readonly (readonly [RegExp, Reply])[] = [
  KNOWS_DEEP_CLONE,
  [
    /^DESCRIBE HISTORY `main`/,
    [7, 6, 5].map((version) =>
      commit(version, 'WRITE', { metrics: { numFiles: '2', numOutputBytes: '300' } }),
    ),
  ],
  [/^DESCRIBE DETAIL `main`/, [DETAIL]],
  [/^DESCRIBE HISTORY delta/, [CLONED]],
  [
    /^DESCRIBE DETAIL delta/,
    [{ id: 'id-2', location: TARGET, numFiles: 12, sizeInBytes: 4096, properties: {} }],
  ],
  [/^SHOW TBLPROPERTIES delta/, [{ key: 'overwatch-backup.origin', value: ORIGIN }]],
  [/^CREATE OR REPLACE TABLE/, [METRICS_ROW]],
  [/^DESCRIBE QUERY/, COLUMNS],
  [/^SELECT count\(\*\) AS files/, [{ files: 12, bytes: 4096, rows: 50 }]],
  [/^SELECT count/, [{ rows: 50 }]],
];

function open(
  replies: readonly (readonly [RegExp, Reply])[],
  more: Partial<DatabricksLakehouseOptions> = {},
) {
  const sql = scriptedSql(replies);
  return {
    sql,
    lakehouse: openDatabricksLakehouse({ label: 'host', sql, catalogs: [], roots: [], ...more }),
  };
}

describe('cloning with DEEP CLONE', () => {
  it('runs the statement that the plan shows, and tells the six figures', async () => {
    const { sql, lakehouse } = open(WORLD);
    assert.equal(await lakehouse.cloneStatement(REQUEST, signal), STATEMENT);
    const progress: unknown[] = [];
    const result = await lakehouse.clone(REQUEST, (one) => progress.push(one), signal);
    assert.deepEqual(result, { metrics: METRICS, targetVersion: 4, warnings: [] });
    assert.deepEqual(progress, [
      { phase: 'copying', copiedFiles: 3, totalFiles: 3, copiedBytes: 1024, totalBytes: 1024 },
    ]);
    assert.deepEqual(
      sql.statements.filter((text) => /^CREATE/.test(text)),
      [STATEMENT],
    );
  });

  it('asks no more of the server than it must', async () => {
    const { sql, lakehouse } = open(WORLD);
    await lakehouse.clone(REQUEST, () => undefined, signal);
    await lakehouse.verifyClone(REQUEST, false, signal);
    const kinds = sql.statements.map((text) => text.split(' ').slice(0, 2).join(' '));
    assert.deepEqual(kinds.slice(0, 4), [
      'DESCRIBE DETAIL',
      'EXPLAIN CREATE',
      'CREATE OR',
      'DESCRIBE HISTORY',
    ]);
    assert.deepEqual(kinds.slice(4).sort(), [
      'DESCRIBE DETAIL',
      'DESCRIBE HISTORY',
      'DESCRIBE QUERY',
      'DESCRIBE QUERY',
      'SELECT count(*)',
      'SELECT count(*)',
    ]);
  });

  it('says of which version it is that the server has no longer', async () => {
    const gone = new Fault('no-such-version', '[DELTA_VERSION_NOT_FOUND] Cannot time travel to version 7.');
    const { lakehouse } = open([[/^CREATE OR REPLACE/, gone], ...WORLD]);
    const cloning = lakehouse.clone(REQUEST, () => undefined, signal);
    await assert.rejects(cloning, { code: 'no-such-version', message: `Table ${SOURCE}: ${gone.message}` });
  });

  it('asks once what the server understands', async () => {
    const { sql, lakehouse } = open(WORLD);
    for (const _ of [1, 2, 3]) await lakehouse.cloneStatement(REQUEST, signal);
    assert.equal(sql.statements.filter((text) => /^EXPLAIN/.test(text)).length, 1);
  });

  it('knows of which table and version a copy is', async () => {
    const { lakehouse } = open(WORLD);
    const from = { location: SOURCE, tableId: 'id-1', version: 7, accumulates: false };
    const [newest] = await lakehouse.history(TARGET, 1, signal);
    assert.deepEqual(newest?.copy, { from, metrics: METRICS });
    assert.deepEqual(await lakehouse.origin(TARGET, signal), from);
  });

  it('does not take the property of another clone for this one’s', async () => {
    const stale = ORIGIN.replace('version=7', 'version=3');
    const { lakehouse } = open([
      [/^SHOW TBLPROPERTIES delta/, [{ key: 'overwatch-backup.origin', value: stale }]],
      ...WORLD,
    ]);
    assert.deepEqual(await lakehouse.origin(TARGET, signal), {
      location: 'main.overwatch.jobs',
      tableId: undefined,
      version: 7,
      accumulates: false,
    });
  });

  it('estimates what is new by the commits since the last copy', async () => {
    const older = ORIGIN.replace('version=7', 'version=5');
    const cloned = { ...CLONED, operationParameters: { source: 'x', sourceVersion: '5' } };
    const { lakehouse } = open([
      [/^SHOW TBLPROPERTIES delta/, [{ key: 'overwatch-backup.origin', value: older }]],
      [/^DESCRIBE HISTORY delta/, [cloned]],
      ...WORLD,
    ]);
    assert.equal(await lakehouse.bytesToCopy(REQUEST, signal), 600);
    assert.equal(await open(WORLD).lakehouse.bytesToCopy(REQUEST, signal), 0);
    const fresh = open([[/^DESCRIBE HISTORY delta/, NOT_DELTA], ...WORLD]);
    assert.equal(await fresh.lakehouse.bytesToCopy(REQUEST, signal), 4096);
  });

  it('verifies files, bytes, rows and columns', async () => {
    const { lakehouse } = open(WORLD);
    assert.deepEqual(await lakehouse.verifyClone(REQUEST, false, signal), {
      files: 12,
      bytes: 4096,
      rows: 50,
      checksum: false,
    });
    const wrong: readonly (readonly [string, readonly [RegExp, Reply]])[] = [
      ['rows', [/^SELECT count\(\*\) AS files/, [{ files: 12, bytes: 4096, rows: 49 }]]],
      ['files', [/^DESCRIBE DETAIL delta/, [{ numFiles: 11, sizeInBytes: 4096 }]]],
      ['bytes', [/^DESCRIBE DETAIL delta/, [{ numFiles: 12, sizeInBytes: 1 }]]],
      ['columns', [/^DESCRIBE QUERY SELECT \* FROM delta/, [{ col_name: 'job_id', data_type: 'int' }]]],
      ['newest version', [/^DESCRIBE HISTORY delta/, [commit(5, 'WRITE'), CLONED]]],
    ];
    for (const [word, reply] of wrong) {
      const verification = open([reply, ...WORLD]).lakehouse.verifyClone(REQUEST, false, signal);
      await assert.rejects(verification, { code: 'verify-failed', message: new RegExp(word) }, word);
    }
  });

  it('compares contents by a digest of either side', async () => {
    const digests = (target: string): readonly [RegExp, Reply] => [
      /AS digest/,
      (text) => [{ digest: text.includes('delta.') ? target : '123' }],
    ];
    const same = open([digests('123'), ...WORLD]);
    assert.equal((await same.lakehouse.verifyClone(REQUEST, true, signal)).checksum, true);
    const other = open([digests('124'), ...WORLD]);
    await assert.rejects(other.lakehouse.verifyClone(REQUEST, true, signal), { message: /other contents/ });
  });

  it('refuses to clone a table into itself, also by its path', async () => {
    const { sql, lakehouse } = open(WORLD);
    for (const target of [SOURCE, 's3a://uc/abc', 's3://uc/abc/inside'])
      await assert.rejects(
        lakehouse.clone({ ...REQUEST, target }, () => undefined, signal),
        { code: 'bad-target' },
      );
    assert.ok(!sql.statements.some((text) => /^CREATE/.test(text)));
  });

  it('shows properties as the server tells them', async () => {
    const { lakehouse } = open(WORLD);
    const { properties, sizeOfLatest, features } = await lakehouse.detail(SOURCE, { version: 6 }, signal);
    assert.deepEqual([properties, sizeOfLatest, features], [{ a: 'say "b"' }, true, ['reader 1, writer 1']]);
  });
});

const BY_SELECT = '`main`.`overwatch`.`jobs` was copied by SELECT, since the server has no DEEP CLONE: ';

describe('cloning by SELECT', () => {
  /** Open-source Spark, by its answers. */
  const world = (properties: readonly { key: string; value: string }[], inDetail = {}) =>
    open([
      [/^EXPLAIN/, new Fault('internal', "[PARSE_SYNTAX_ERROR] Syntax error at or near 'DEEP'.")],
      [/^SHOW TBLPROPERTIES `main`/, properties],
      [/^DESCRIBE DETAIL `main`/, [{ ...DETAIL, properties: inDetail }]],
      [
        /^DESCRIBE HISTORY delta/,
        [commit(0, 'CREATE OR REPLACE TABLE AS SELECT', { metrics: { numFiles: '2', numOutputBytes: '9' } })],
      ],
      [/^CREATE OR REPLACE TABLE .* AS SELECT/, []],
      ...WORLD,
    ]);
  const warningsOf = async ({ lakehouse }: ReturnType<typeof world>) =>
    (await lakehouse.clone(REQUEST, () => undefined, signal)).warnings;

  it('warns of the constraints that do not come along, by their names', async () => {
    const checked = world([
      { key: 'delta.constraints.positive', value: 'job_id > 0' },
      { key: 'delta.constraints.small', value: 'job_id < 9' },
      { key: 'a', value: 'b' },
    ]);
    assert.deepEqual(await warningsOf(checked), [
      `${BY_SELECT}its constraints are not copied: positive CHECK (job_id > 0), small CHECK (job_id < 9).`,
    ]);
    assert.match(
      checked.sql.statements.find((text) => /^CREATE/.test(text)) ?? '',
      /TBLPROPERTIES \('a' = 'b', /,
    );
    assert.deepEqual(await warningsOf(world([{ key: 'a', value: 'b' }])), []);
  });

  it('asks DESCRIBE DETAIL for what the server hides, and names what that does not show either', async () => {
    const hidden = '*********(redacted)';
    const properties = [
      { key: 'owner.token', value: hidden },
      { key: 'delta.constraints.secrets', value: hidden },
      { key: 'a', value: 'b' },
    ];
    const statement = ({ sql }: ReturnType<typeof world>) =>
      sql.statements.find((text) => /^CREATE/.test(text));
    const told = world(properties, { 'owner.token': 'x', 'delta.constraints.secrets': 'secret > 0' });
    assert.deepEqual(await warningsOf(told), [
      `${BY_SELECT}its constraints are not copied: secrets CHECK (secret > 0).`,
    ]);
    assert.match(statement(told) ?? '', /TBLPROPERTIES \('owner.token' = 'x', 'a' = 'b', /);
    const silent = world(properties, {});
    assert.deepEqual(await warningsOf(silent), [
      `${BY_SELECT}properties that it does not show are not copied: owner.token, delta.constraints.secrets.`,
    ]);
    assert.doesNotMatch(statement(silent) ?? '', /redacted/);
  });

  it('knows the figures without asking again what the copy is of', async () => {
    const { sql, lakehouse } = world([]);
    const { metrics } = await lakehouse.clone(REQUEST, () => undefined, signal);
    assert.deepEqual([metrics.numCopiedFiles, metrics.copiedFilesSize], [2, 9]);
    assert.ok(!sql.statements.some((text) => /^SHOW TBLPROPERTIES delta/.test(text)));
  });
});

describe('the log', () => {
  it('may be written again where nobody saw whether it was, for each row is read once', async () => {
    const scripted = scriptedSql([
      [/^SELECT max/, [{ value: 5 }]],
      [/^SELECT DISTINCT id, seq, text/, []],
      [/./, []],
    ]);
    const once: string[] = [];
    const sql: Sql = {
      ...scripted,
      run: (statement, signal) => {
        if (!statement.repeatable) once.push(statement.text);
        return scripted.run(statement, signal);
      },
    };
    const lakehouse = openDatabricksLakehouse({ label: 'host', sql, catalogs: [], roots: [] });
    await lakehouse.appendJournal('s3://a', 'run-1', 'one\n');
    await lakehouse.readJournal('s3://a', 'run-1', signal);
    assert.equal(scripted.statements.filter((text) => /^INSERT/.test(text)).length, 1);
    assert.deepEqual(once, []);
  });
});

describe('marking a schema', () => {
  const SCHEMA = '`main`.`restored`';

  it('as a database, in the end; a path is known by its tables', async () => {
    const { sql, lakehouse } = open([[/^ALTER/, []]]);
    await lakehouse.markDatabase(SCHEMA, 'unfinished', signal);
    await lakehouse.markDatabase(SCHEMA, 'whole', signal);
    await lakehouse.markDatabase('s3://a/restored', 'whole', signal);
    const begin = 'ALTER SCHEMA `main`.`restored` SET DBPROPERTIES';
    assert.deepEqual(sql.statements, [
      `${begin} ('OVERWATCHDB' = 'FALSE')`,
      `${begin} ('OVERWATCH_BACKUP' = 'FALSE', 'OVERWATCHDB' = 'TRUE')`,
    ]);
  });

  it('says what right is missing, whatever is written first', async () => {
    const refusal = new Fault('no-permission', '[INSUFFICIENT_PERMISSIONS] User does not own it.');
    const { lakehouse } = open([[/./, refusal]]);
    const refused = (work: Promise<void>, place: string, advice: RegExp) =>
      assert.rejects(work, (error: unknown) => {
        assert.ok(error instanceof Fault && error.code === 'no-permission');
        assert.equal(error.message, `${place} cannot be written to: ${refusal.message}`);
        assert.match(error.advice ?? '', advice);
        return true;
      });
    await refused(lakehouse.markDatabase(SCHEMA, 'whole', signal), SCHEMA, /MANAGE/);
    await refused(lakehouse.prepareRoot(SCHEMA, signal), SCHEMA, /CREATE TABLE/);
    await refused(lakehouse.prepareRoot('s3://a/b', signal), 's3://a/b', /external location.*ANY FILE/);
  });

  it('tells what a restore or a migration brought from what is foreign', async () => {
    const inspect = async (properties: string, ...names: string[]) => {
      const { lakehouse } = open([
        [/^SHOW TABLES/, names.map((tableName) => ({ tableName, isTemporary: false }))],
        [/^SHOW VIEWS/, []],
        [/^DESCRIBE SCHEMA/, [{ info_name: 'Properties', info_value: properties }]],
      ]);
      const { state, foreignNames } = await lakehouse.inspectRoot(SCHEMA, signal);
      return [state, ...foreignNames];
    };
    const whole = '((OVERWATCHDB,TRUE), (OVERWATCH_BACKUP,FALSE))';
    assert.deepEqual(await inspect(whole, 'jobs', 'overwatch_backup_log'), ['foreign', 'global_share']);
    const unfinished = '((OVERWATCHDB,FALSE))';
    assert.deepEqual(await inspect(unfinished, 'jobs', 'overwatch_backup_log'), ['foreign', 'global_share']);
    assert.deepEqual(await inspect('((OVERWATCHDB,TRUE))', 'jobs'), ['foreign', 'jobs']);
  });
});

describe('finding databases', () => {
  const schema = (properties: string): Reply => [
    { database_description_item: 'Location', database_description_value: 'dbfs:/user/hive/warehouse/x.db' },
    { database_description_item: 'Properties', database_description_value: properties },
  ];

  it('searches hive_metastore, those that sound like Overwatch first, and tells of each as it is found', async () => {
    const names = [...Array.from({ length: 5_000 }, (_, index) => `s${index}`), 'my_overwatch_etl', 'kept'];
    const { sql, lakehouse } = open([
      KNOWS_DEEP_CLONE,
      [/^SHOW SCHEMAS IN `hive_metastore`$/, names.map((databaseName) => ({ databaseName }))],
      [/`my_overwatch_etl`/, schema('((OVERWATCHDB,TRUE), (schemaVersion,0.801))')],
      [/`kept`/, schema('((OVERWATCH_BACKUP,TRUE))')],
      [/`s7`/, new Fault('no-permission', 'No.')],
      [/^DESCRIBE SCHEMA/, schema('')],
    ]);
    const told: LakehouseEntry[] = [];
    let asked = Number.NaN;
    const entries = await lakehouse.entries(signal, (entry) => {
      told.push(entry);
      if (told.length === 1) asked = sql.statements.length;
    });
    const database = {
      kind: 'database',
      name: 'my_overwatch_etl',
      location: '`hive_metastore`.`my_overwatch_etl`',
    };
    assert.deepEqual(entries, [
      { kind: 'backup', name: 'kept', location: '`hive_metastore`.`kept`' },
      database,
    ]);
    assert.deepEqual(told[0], database);
    assert.ok(asked < 20, `${asked} statements before the first database was told`);
  });

  it('tells of schemas that are broken, in one entry, and goes on', async () => {
    const search = async (names: readonly string[]) => {
      const { lakehouse } = open([
        KNOWS_DEEP_CLONE,
        [/^SHOW SCHEMAS/, names.map((databaseName) => ({ databaseName }))],
        [/`overwatch`/, schema('((OVERWATCHDB,TRUE))')],
        [/^DESCRIBE SCHEMA/, new Fault('io', 'The metastore said no.')],
      ]);
      return (await lakehouse.entries(signal)).map((entry) =>
        entry.kind === 'unreachable' ? [entry.location, entry.error.message] : entry.name,
      );
    };
    assert.deepEqual(await search(['a', 'overwatch']), [
      'overwatch',
      ['`hive_metastore`.`a`', 'The metastore said no.'],
    ]);
    assert.deepEqual(await search(['a', 'b', 'overwatch']), [
      'overwatch',
      ['`hive_metastore`', '2 schemas of hive_metastore cannot be read. The first: The metastore said no.'],
    ]);
  });

  it('asks REST for the schemas of Unity Catalog, and goes on where a catalog is not there', async () => {
    const { sql, lakehouse } = open([KNOWS_DEEP_CLONE], {
      catalogs: ['main', 'gone'],
      async *schemas(catalog) {
        if (catalog === 'gone') throw new Fault('not-found', 'There is no catalog gone.');
        yield [{ name: 'other', properties: {} }];
        yield [{ name: 'overwatch', properties: { OVERWATCHDB: 'true' } }];
      },
    });
    const entries = await lakehouse.entries(signal);
    assert.deepEqual(
      entries.map(({ kind, location }) => [kind, location]),
      [
        ['database', '`main`.`overwatch`'],
        ['unreachable', '`gone`'],
      ],
    );
    assert.equal(sql.statements.length, 1);
  });

  it('fails as a whole without a connection', async () => {
    const { lakehouse } = open([[/./, new Fault('unauthenticated', 'Who are you?')]]);
    await assert.rejects(lakehouse.entries(signal), { code: 'unauthenticated' });
  });
});

describe('removing what is not kept', () => {
  const HOUR = 3_600_000;
  const NOW = 10_000 * HOUR;
  const history = [
    commit(3, 'CLONE', { at: NOW - 10 * HOUR, metrics: { removedFilesSize: '5' } }),
    commit(2, 'CLONE', { at: NOW - 400 * HOUR, metrics: { removedFilesSize: '7' } }),
    commit(1, 'CLONE', { at: NOW - 800 * HOUR, metrics: { removedFilesSize: '9' } }),
    commit(0, 'CLONE', { at: NOW - 900 * HOUR }),
  ];
  const prune = async (keep: readonly number[], dryRun = true) => {
    const { sql, lakehouse } = open(
      [
        [/^DESCRIBE HISTORY/, history],
        [/^SHOW TBLPROPERTIES/, []],
        [/^VACUUM .* DRY RUN$/, [{ path: 's3://a/1' }, { path: 's3://a/2' }]],
        [/^VACUUM/, [{ path: 's3://a' }]],
      ],
      { now: () => NOW },
    );
    const result = await lakehouse.prune({ table: TARGET, keep }, dryRun, signal);
    return { result, vacuum: sql.statements.filter((text) => /^VACUUM/.test(text)) };
  };

  it('keeps every version from the oldest that is kept on', async () => {
    const retained = async (...keep: number[]) => (await prune(keep)).vacuum[0]?.match(/RETAIN (\d+)/)?.[1];
    assert.equal(await retained(0), '801');
    assert.equal(await retained(1), '401');
    assert.equal(await retained(2, 3), '168');
    assert.equal(await retained(3), '168');
  });

  it('counts without removing, and removes without asking again', async () => {
    const counted = await prune([1]);
    assert.deepEqual(counted.result, { files: 2, bytes: 9 });
    assert.ok(counted.vacuum.every((text) => text.endsWith('DRY RUN')));
    assert.deepEqual((await prune([1], false)).vacuum, [`VACUUM delta.\`${TARGET}\` RETAIN 401 HOURS`]);
  });

  it('refuses where a version to keep is lost', async () => {
    await assert.rejects(prune([9]), { code: 'no-such-version' });
  });
});

describe('dropping a database', () => {
  it('names what is no Delta table: views, other formats, functions, and volumes in Unity Catalog', async () => {
    const { sql, lakehouse } = open([
      [/^SHOW USER FUNCTIONS/, [{ function: 'main.overwatch.clean' }, { function: 'table_changes' }]],
      [/^SHOW VOLUMES IN `main`/, [{ database: 'overwatch', volumeName: 'conf' }]],
      [
        /^SHOW TABLE EXTENDED/,
        [
          { tableName: 'jobs', isTemporary: false, information: 'Type: MANAGED\nProvider: delta\n' },
          { tableName: 'view', isTemporary: false, information: 'Type: VIEW\nView Text: SELECT 1\n' },
          { tableName: 'csv', isTemporary: false, information: 'Type: EXTERNAL\nProvider: csv\n' },
        ],
      ],
      [/^DROP/, []],
    ]);
    const whole = lakehouse.wholeDrop('`main`.`overwatch`');
    const others = ['view', 'csv', 'clean()'];
    const volume = '/Volumes/main/overwatch/conf';
    assert.deepEqual(await whole?.others('`main`.`overwatch`', signal), [...others, volume]);
    assert.deepEqual(await whole?.others('`hive_metastore`.`overwatch`', signal), others);
    await whole?.drop('`main`.`overwatch`', signal);
    assert.equal(sql.statements.at(-1), 'DROP SCHEMA IF EXISTS `main`.`overwatch` CASCADE');
    assert.equal(lakehouse.wholeDrop('s3://a/global_share'), undefined);
    await assert.rejects(lakehouse.dropTable('s3://a/global_share/jobs', signal), { code: 'usage' });
  });
});

describe('reading a report', () => {
  const table = '`main`.`overwatch`.`pipeline_report`';
  const read = async (needed?: readonly string[]) => {
    const types = { moduleID: 'int', inputConfig: 'struct<a:int>', Pipeline_SnapTS: 'timestamp' };
    const { sql, lakehouse } = open([
      [
        /^DESCRIBE QUERY/,
        Object.entries(types).map(([col_name, data_type]) => ({ col_name, data_type, comment: null })),
      ],
      [/^SELECT to_json/, [{ row: '{"moduleID":1004}' }]],
    ]);
    assert.deepEqual(await lakehouse.readReport(table, signal, needed), [{ moduleID: 1004 }]);
    return sql.statements.at(-1);
  };
  const from = 'FROM `main`.`overwatch`.`pipeline_report`';
  const time = 'unix_millis(`Pipeline_SnapTS`) AS `Pipeline_SnapTS`';

  it('asks for every column, or for those that are needed and there', async () => {
    const rest = `, map('ignoreNullFields', 'false')) AS row ${from}`;
    assert.equal(await read(), `SELECT to_json(struct(\`moduleID\`, \`inputConfig\`, ${time})${rest}`);
    const some = await read(['moduleID', 'Pipeline_SnapTS', 'untilTS']);
    assert.equal(some, `SELECT to_json(struct(\`moduleID\`, ${time})${rest}`);
  });
});
