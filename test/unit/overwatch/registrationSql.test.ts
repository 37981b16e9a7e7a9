import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registrationSql } from '../../../src/overwatch/registrationSql';

test('a database and its tables', () => {
  const sql = registrationSql({
    database: 'overwatch_etl',
    location: 'abfss://c@account.dfs.core.windows.net/ow/global_share/',
    schemaVersion: '0.721',
    tables: [{ name: 'job_gold', folder: 'job_gold' }],
  });
  assert.equal(
    sql,
    [
      "CREATE DATABASE IF NOT EXISTS `overwatch_etl` LOCATION 'abfss://c@account.dfs.core.windows.net/ow/global_share' WITH DBPROPERTIES ('OVERWATCHDB'='TRUE', 'SCHEMA'='0.721');",
      "CREATE TABLE `overwatch_etl`.`job_gold` USING DELTA LOCATION 'abfss://c@account.dfs.core.windows.net/ow/global_share/job_gold';",
      '',
    ].join('\n'),
  );
});

test('the schema version is told only where it is known', () => {
  const sql = registrationSql({ database: 'o', location: '/x', tables: [] });
  assert.equal(
    sql,
    "CREATE DATABASE IF NOT EXISTS `o` LOCATION '/x' WITH DBPROPERTIES ('OVERWATCHDB'='TRUE');\n",
  );
});

test('hostile names stay names', () => {
  const sql = registrationSql({
    database: 'a`; DROP DATABASE b; --',
    location: "/it's\\here\n'; DROP TABLE x",
    tables: [{ name: '`.`t', folder: "o'clock" }],
  });
  assert.equal(
    sql,
    [
      "CREATE DATABASE IF NOT EXISTS `a``; DROP DATABASE b; --` LOCATION '/it\\'s\\\\here\\n\\'; DROP TABLE x' WITH DBPROPERTIES ('OVERWATCHDB'='TRUE');",
      "CREATE TABLE `a``; DROP DATABASE b; --`.```.``t` USING DELTA LOCATION '/it\\'s\\\\here\\n\\'; DROP TABLE x/o\\'clock';",
      '',
    ].join('\n'),
  );
});
