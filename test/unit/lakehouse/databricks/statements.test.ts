/** The exact text of every statement: what a server is told must not change by accident. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  identifier,
  integer,
  literal,
  relation,
  relationAt,
  typeName,
} from '../../../../src/lakehouse/databricks/quote';
import * as statements from '../../../../src/lakehouse/databricks/statements';

const NAME = '`main`.`overwatch`.`jobs`';
const PATH = 'abfss://backup@acct.dfs.core.windows.net/ow/data/jobs';

describe('statements', () => {
  const golden = (title: string, found: string, wanted: string) =>
    it(title, () => {
      assert.equal(found, wanted);
    });
  const cloning = {
    source: NAME,
    sourceVersion: 7,
    target: PATH,
    properties: { 'overwatch-backup.origin': 'version=7' },
  };

  golden(
    'DEEP CLONE of a version, to a path',
    statements.deepClone(cloning),
    `CREATE OR REPLACE TABLE delta.\`${PATH}\` DEEP CLONE \`main\`.\`overwatch\`.\`jobs\` VERSION AS OF 7 ` +
      "TBLPROPERTIES ('overwatch-backup.origin' = 'version=7')",
  );
  golden(
    'DEEP CLONE of a path, to a name',
    statements.deepClone({ ...cloning, source: '/mnt/ow/jobs', target: NAME }),
    'CREATE OR REPLACE TABLE `main`.`overwatch`.`jobs` DEEP CLONE delta.`/mnt/ow/jobs` VERSION AS OF 7 ' +
      "TBLPROPERTIES ('overwatch-backup.origin' = 'version=7')",
  );
  golden(
    'the same by SELECT',
    statements.cloneBySelect(cloning, {
      partitionColumns: ['a`b', 'c'],
      clusteringColumns: [],
      comment: "it's",
    }),
    `CREATE OR REPLACE TABLE delta.\`${PATH}\` USING delta PARTITIONED BY (\`a\`\`b\`, \`c\`) COMMENT 'it\\'s' ` +
      "TBLPROPERTIES ('overwatch-backup.origin' = 'version=7') AS SELECT * FROM `main`.`overwatch`.`jobs` VERSION AS OF 7",
  );
  golden(
    'by SELECT, of a clustered table',
    statements.cloneBySelect(cloning, { partitionColumns: [], clusteringColumns: ['a'], comment: undefined }),
    `CREATE OR REPLACE TABLE delta.\`${PATH}\` USING delta CLUSTER BY (\`a\`) ` +
      "TBLPROPERTIES ('overwatch-backup.origin' = 'version=7') AS SELECT * FROM `main`.`overwatch`.`jobs` VERSION AS OF 7",
  );
  golden('detail', statements.describeDetail(NAME), 'DESCRIBE DETAIL `main`.`overwatch`.`jobs`');
  golden('history', statements.describeHistory('/a'), 'DESCRIBE HISTORY delta.`/a`');
  golden('newest commits', statements.describeHistory('/a', 3), 'DESCRIBE HISTORY delta.`/a` LIMIT 3');
  golden(
    'columns of a version',
    statements.describeColumns('/a', 3),
    'DESCRIBE QUERY SELECT * FROM delta.`/a` VERSION AS OF 3',
  );
  golden('columns', statements.describeNewestColumns('/a'), 'DESCRIBE QUERY SELECT * FROM delta.`/a`');
  golden(
    'whole types',
    statements.wholeTypes('/a', 3, ['x', 'y`']),
    'SELECT typeof(first(`x`)) AS c0, typeof(first(`y```)) AS c1 FROM delta.`/a` VERSION AS OF 3 WHERE false',
  );
  golden('properties', statements.tableProperties('/a'), 'SHOW TBLPROPERTIES delta.`/a`');
  golden('count', statements.countRows('/a', 3), 'SELECT count(*) AS rows FROM delta.`/a` VERSION AS OF 3');
  golden(
    'scan of all files',
    statements.scanFiles('/a', 3),
    'SELECT count(*) AS files, coalesce(sum(bytes), 0) AS bytes, coalesce(sum(rows), 0) AS rows FROM (' +
      'SELECT _metadata.file_path AS file, max(_metadata.file_size) AS bytes, count(*) AS rows ' +
      'FROM delta.`/a` VERSION AS OF 3 GROUP BY _metadata.file_path)',
  );
  golden(
    'digest of all rows',
    statements.digestRows('/a', 3),
    'SELECT CAST(sum(CAST(xxhash64(to_json(struct(*))) AS DECIMAL(38, 0))) AS STRING) AS digest FROM delta.`/a` VERSION AS OF 3',
  );
  golden(
    'preview',
    statements.preview(
      '/a',
      3,
      [
        { name: 's', type: 'struct<a:int>' },
        { name: 'b', type: 'binary' },
        { name: 't', type: 'timestamp' },
        { name: 'n', type: 'timestamp_ntz' },
        { name: 'i', type: 'int' },
      ],
      5,
    ),
    "SELECT to_json(`s`) AS c0, lower(hex(`b`)) AS c1, date_format(`t`, \"yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'\") AS c2, " +
      'date_format(`n`, "yyyy-MM-dd\'T\'HH:mm:ss.SSSSSS") AS c3, CAST(`i` AS STRING) AS c4 FROM delta.`/a` VERSION AS OF 3 LIMIT 5',
  );
  golden('schemas', statements.showSchemas('main'), 'SHOW SCHEMAS IN `main`');
  golden('schema', statements.describeSchema('`m`.`s`'), 'DESCRIBE SCHEMA EXTENDED `m`.`s`');
  golden('tables', statements.showTables('`m`.`s`'), 'SHOW TABLES IN `m`.`s`');
  golden('views', statements.showViews('`m`.`s`'), 'SHOW VIEWS IN `m`.`s`');
  golden(
    'tables and views',
    statements.showTablesExtended('`m`.`s`'),
    "SHOW TABLE EXTENDED IN `m`.`s` LIKE '*'",
  );
  golden('a new schema', statements.createSchema('`m`.`s`'), 'CREATE SCHEMA IF NOT EXISTS `m`.`s`');
  golden(
    'a mark on a schema',
    statements.markSchema('`m`.`s`', { OVERWATCH_BACKUP: 'FALSE', "it's": 'TRUE' }),
    "ALTER SCHEMA `m`.`s` SET DBPROPERTIES ('OVERWATCH_BACKUP' = 'FALSE', 'it\\'s' = 'TRUE')",
  );
  golden('volumes', statements.showVolumes('`m`.`s`'), 'SHOW VOLUMES IN `m`.`s`');
  golden('functions', statements.showFunctions('`m`.`s`'), 'SHOW USER FUNCTIONS IN `m`.`s`');
  golden('drop of a schema', statements.dropSchema('`m`.`s`'), 'DROP SCHEMA IF EXISTS `m`.`s` CASCADE');
  golden('drop of a table', statements.dropTable(NAME), 'DROP TABLE IF EXISTS `main`.`overwatch`.`jobs`');
  golden('a listing', statements.listPath("s3://a/it's"), "LIST 's3://a/it\\'s'");
  golden(
    'logs below a path, whose own wildcards are none',
    statements.findLogs('/a/{b}*', 1),
    'SELECT DISTINCT _metadata.file_path AS file FROM binaryFile.`/a/\\{b\\}\\*/*/_delta_log/*.json`',
  );
  golden(
    'logs three deep',
    statements.findLogs('/a', 3),
    'SELECT DISTINCT _metadata.file_path AS file FROM binaryFile.`/a/{*,*/*,*/*/*}/_delta_log/*.json`',
  );
  golden('vacuum', statements.vacuum('/a', 200, false), 'VACUUM delta.`/a` RETAIN 200 HOURS');
  golden('a dry run of it', statements.vacuum('/a', 200, true), 'VACUUM delta.`/a` RETAIN 200 HOURS DRY RUN');

  const columns = [
    { name: 'it`s', type: 'string' },
    { name: 'at', type: 'timestamp' },
    { name: 'spec', type: 'struct<a:string,b:array<string>>' },
  ];
  golden(
    'a new table',
    statements.createTable('/a', columns),
    'CREATE TABLE IF NOT EXISTS delta.`/a` (`it``s` string, `at` timestamp, `spec` struct<a:string,b:array<string>>) USING delta',
  );
  golden(
    'new columns',
    statements.addColumns('/a', columns.slice(0, 1)),
    'ALTER TABLE delta.`/a` ADD COLUMNS (`it``s` string)',
  );
  golden(
    'rows',
    statements.insertRows('/a', columns),
    'INSERT INTO delta.`/a` (`it``s`, `at`, `spec`) SELECT r.`it``s`, r.`at`, r.`spec` FROM (SELECT explode(from_json(:rows, ' +
      "'array<struct<`it``s`:string,`at`:timestamp,`spec`:struct<a:string,b:array<string>>>>')) AS r)",
  );
  golden(
    'all rows',
    statements.readRows('/a', columns.slice(0, 2)),
    "SELECT to_json(struct(`it``s`, unix_millis(`at`) AS `at`), map('ignoreNullFields', 'false')) AS row FROM delta.`/a`",
  );
  golden(
    'an update',
    statements.updateColumn('/a', 'storage_prefix', 'etl_database_name', 2),
    'UPDATE delta.`/a` SET `storage_prefix` = :value WHERE `etl_database_name` IN (:in0, :in1) AND NOT (`storage_prefix` <=> :value)',
  );
  golden('a maximum', statements.maximum('/a', 'seq'), 'SELECT max(`seq`) AS value FROM delta.`/a`');
  golden(
    'the log of one run',
    statements.readLog('/a', true),
    'SELECT DISTINCT id, seq, text FROM delta.`/a` WHERE kind = :kind AND id = :id ORDER BY seq',
  );
  golden(
    'the whole log',
    statements.readLog('/a', false),
    'SELECT DISTINCT id, seq, text FROM delta.`/a` WHERE kind = :kind ORDER BY seq',
  );
});

describe('quoting', () => {
  /** Reads an identifier as Spark's lexer does: `BACKQUOTED_IDENTIFIER: '`' ( ~'`' | '``' )* '`'`. */
  const readIdentifier = (text: string) => /^`((?:[^`]|``)*)`$/.exec(text)?.[1]?.replaceAll('``', '`');
  /** Reads a literal as Spark does: a backslash takes the next character as it is, but for a few letters that it never meets here. */
  const readLiteral = (text: string) =>
    /^'((?:[^'\\]|\\.)*)'$/s.exec(text)?.[1]?.replace(/\\(['\\{])/gs, '$1');
  const units = ['`', "'", '"', '\\', '\n', '.', ';', '-', ' ', 'a', 'é', '🎉', '\0', '%', '{', '}'];
  const VARIABLE = ['$', '{env:HOME}'].join('');
  const hostile = fc.string({ unit: fc.constantFrom(...units) });

  it('brings every name through', () => {
    fc.assert(fc.property(hostile, (name) => readIdentifier(identifier(name)) === name));
  });

  it('brings every text through', () => {
    const withVariables = fc.string({ unit: fc.constantFrom(...units, '$', VARIABLE) });
    fc.assert(
      fc.property(withVariables, (text) => {
        assert.equal(readLiteral(literal(text)), text);
        assert.ok(!literal(text).includes('${'), 'Spark would put something else there.');
      }),
    );
  });

  it('refuses a name of which Spark would make another one', () => {
    const bad = `a${VARIABLE}`;
    for (const quote of [identifier, relation, (name: string) => relation(`\`main\`.\`${name}\``)])
      assert.throws(() => quote(bad), { code: 'usage', message: /stands for a variable/ });
    assert.equal(identifier('a$b{c}'), '`a$b{c}`');
  });

  it('brings every path through', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const path = `/x${name}/y`;
        assert.equal(readIdentifier(relation(path).replace(/^delta\./, '')), path);
      }),
    );
  });

  it('lets nothing but whole numbers and types through', () => {
    for (const bad of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])
      assert.throws(() => integer(bad), RangeError);
    assert.throws(() => relationAt('/a', -1), RangeError);
    assert.equal(typeName('map<string,decimal(10,2)>'), 'map<string,decimal(10,2)>');
    for (const bad of ["string'", 'int; DROP', 'a\nb', '']) assert.throws(() => typeName(bad), RangeError);
  });
});
