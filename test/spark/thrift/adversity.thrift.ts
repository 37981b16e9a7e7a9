/** What goes wrong on a real server, or is meant to: cancels, names that look like SQL, writers that meet. */

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { asFault } from '../../../src/base/fault';
import { repeatable, type Sql } from '../../../src/lakehouse/databricks/sql';
import type { Lakehouse } from '../../../src/lakehouse/lakehouse';
import { lakehouseOn, sqlOn } from './lakehouseOn';
import type { SparkServer } from './server';

const { signal } = new AbortController();

/** Works on one core for hours. */
const ENDLESS =
  'SELECT sum(a.id * b.id) AS x FROM range(0, 1000000, 1, 1) a CROSS JOIN range(0, 1000000, 1, 1) b';

export function adversityOverSql(started: () => SparkServer): void {
  describe('adversity over SQL', () => {
    let server: SparkServer;
    let sql: Sql;
    let lakehouse: Lakehouse;
    before(() => {
      server = started();
      sql = sqlOn(server);
      lakehouse = lakehouseOn(sql);
    });
    after(() => sql?.close());

    it('cancels statements on the server: its cores are free again', async () => {
      const abort = new AbortController();
      // As many as Spark has cores here, so that nothing else could run beside them.
      const running = [1, 2].map(() => sql.run(repeatable(ENDLESS), abort.signal));
      const ended = Promise.allSettled(running);
      await new Promise((done) => setTimeout(done, 3_000));
      const asked = Date.now();
      abort.abort();
      for (const result of await ended)
        assert.ok(result.status === 'rejected' && asFault(result.reason).code === 'cancelled');
      assert.ok(Date.now() - asked < 1_000);
      const limit = AbortSignal.timeout(120_000);
      const [row] = await sql.run(repeatable('SELECT count(*) AS n FROM range(0, 1000, 1, 2)'), limit);
      assert.deepEqual(row, { n: 1000 });
    });

    it('takes paths, columns, comments and texts for what they are', async () => {
      const hostile = 'it\'s `a` "b" {c,d}* [e]? %20 -- ; \\x\ny';
      const folder = path.join(server.scratchDir, hostile);
      const source = path.join(folder, 'source');
      const column = 'we`ird \'name\', "x"';
      const quoted = `\`${column.replaceAll('`', '``')}\``;
      const table = `delta.\`${source.replaceAll('`', '``')}\``;
      await server.sql(
        `CREATE TABLE ${table} (${quoted} STRING COMMENT 'it\\'s', a INT) USING delta
         TBLPROPERTIES ('delta.columnMapping.mode' = 'name', 'it\\'s' = '"quoted"')`,
      );
      await server.sql(`INSERT INTO ${table} SELECT 'x', 1 FROM range(3)`);
      const { version, columns, properties } = await lakehouse.detail(source, 'latest', signal);
      assert.deepEqual(
        [columns[0]?.name, columns[0]?.comment, properties["it's"]],
        [column, "it's", '"quoted"'],
      );
      const { rows } = await lakehouse.preview(source, 'latest', 1, signal);
      assert.deepEqual(rows, [['x', '1']]);
      const root = path.join(folder, 'backup');
      await lakehouse.prepareRoot(root, signal);
      const request = { source, sourceVersion: version, target: lakehouse.join(root, 'data', 'copy') };
      await lakehouse.clone(request, () => undefined, signal);
      assert.equal((await lakehouse.verifyClone(request, true, signal)).rows, 3);
      assert.deepEqual(
        (await lakehouse.tables(lakehouse.join(root, 'data'), signal)).map(({ name }) => name),
        ['copy'],
      );
      assert.equal((await lakehouse.origin(request.target, signal))?.location, source);
      await lakehouse.writeNote(root, hostile, { hostile }, signal);
      assert.deepEqual(await lakehouse.readNote(root, hostile, signal), { hostile });
      await lakehouse.removeNote(root, hostile, signal);
      assert.equal(await lakehouse.readNote(root, hostile, signal), undefined);
    });

    it('copies what Spark takes for a secret, for it hides the properties of such a table', async () => {
      const folder = path.join(server.scratchDir, 'password');
      const source = path.join(folder, 'tokens_snapshot_bronze');
      const create = (properties: string) =>
        server.sql(
          `CREATE OR REPLACE TABLE delta.\`${source}\` USING delta TBLPROPERTIES (${properties}) AS SELECT 1 AS a`,
        );
      const copy = async (name: string) => {
        const { version } = await lakehouse.detail(source, 'latest', signal);
        const target = path.join(folder, name);
        const request = { source, sourceVersion: version, target };
        const { warnings } = await lakehouse.clone(request, () => undefined, signal);
        assert.equal((await lakehouse.verifyClone(request, true, signal)).rows, 1);
        assert.equal((await lakehouse.origin(target, signal))?.location, source);
        const [detail] = await server.sql(`DESCRIBE DETAIL delta.\`${target}\``);
        return { warnings, properties: detail?.properties };
      };
      await create("'api.token' = 'abc'");
      const whole = await copy('tokens');
      assert.deepEqual(whole.warnings, []);
      assert.equal((whole.properties as Record<string, string>)['api.token'], 'abc');
      // With a quotation mark in one, DESCRIBE DETAIL shows none either.
      await create(`'api.token' = 'abc', 'quoted' = 'a "b"'`);
      const { warnings } = await copy('secrets');
      assert.match(warnings.join(), /: properties that it does not show are not copied: api\.token\.$/);
    });

    it('keeps journals in the order in which they were written, whoever writes them', async () => {
      const root = path.join(server.scratchDir, 'journals');
      assert.deepEqual(await lakehouse.journals(root, signal), []);
      assert.equal(await lakehouse.readJournal(root, 'run-1', signal), undefined);
      await lakehouse.appendJournal(root, 'run-1', 'one\n');
      await lakehouse.appendJournal(root, 'run-1', 'two\n');
      // Another process, whose clock is behind.
      const { openDatabricksLakehouse } = await import('../../../src/lakehouse/databricks/index');
      const other = openDatabricksLakehouse({
        label: 'other',
        sql,
        catalogs: [],
        roots: [],
        now: () => 1_000,
      });
      await other.appendJournal(root, 'run-1', 'three\n');
      await other.appendJournal(root, 'run-0', 'zero\n');
      assert.deepEqual(await lakehouse.journals(root, signal), ['run-0', 'run-1']);
      assert.equal(await lakehouse.readJournal(root, 'run-1', signal), 'one\ntwo\nthree\n');
    });

    it('shows the whole type of a wide struct', async () => {
      const fields = Array.from({ length: 40 }, (_, index) => `f${index}:int`).join(',');
      const location = path.join(server.scratchDir, 'wide');
      await server.sql(`CREATE TABLE delta.\`${location}\` (s STRUCT<${fields}>, t STRING) USING delta`);
      const { columns } = await lakehouse.detail(location, 'latest', signal);
      assert.deepEqual(
        columns.map(({ type }) => type),
        [`struct<${fields}>`, 'string'],
      );
      assert.equal(columns[0]?.nested?.length, 40);
    });

    it('tells of two writers that met', async () => {
      const location = path.join(server.scratchDir, 'contended');
      await server.sql(`CREATE TABLE delta.\`${location}\` (name STRING, value STRING) USING delta`);
      await server.sql(`INSERT INTO delta.\`${location}\` VALUES ('a', 'old')`);
      const update = (value: string) =>
        lakehouse.updateColumn(
          location,
          { column: 'value', value, where: { column: 'name', in: ['a'] } },
          signal,
        );
      const results = await Promise.allSettled(['1', '2', '3', '4'].map(update));
      const codes = results.flatMap((one) => (one.status === 'rejected' ? [asFault(one.reason).code] : []));
      assert.ok(codes.length < 4 && codes.every((code) => code === 'conflict'), codes.join());
      const { updatedRows, version } = await update('last');
      assert.equal(updatedRows, 1);
      assert.deepEqual(await update('last'), { updatedRows: 0, version });
    });
  });
}
