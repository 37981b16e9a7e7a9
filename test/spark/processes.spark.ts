/** Every process of the command line on a database that Spark wrote: Spark reads from each result the rows that it should have. */

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { WriteMode } from '../../src/delta/incremental';
import { mergeKeys } from '../../src/overwatch/catalog';
import { type Accumulated, accumulate, type ModelRow, textOf } from '../support/accumulation';
import { open } from '../support/deltaTable';
import type { Row } from '../support/fixtures';
import { runCli, runProcess } from './cli';
import type { Spark } from './spark';
import { createSparkDatabase, type SparkDatabase } from './sparkDatabase';
import { tableAt } from './sql';

/** Of the tables of a database. */
type RowsByTable = Readonly<Record<string, readonly Row[]>>;

export function processesBySpark(spark: () => Spark): void {
  describe('a database that Spark wrote', () => {
    let folder = '';
    let database: SparkDatabase;
    const at = (...names: string[]) => path.join(folder, ...names);
    const source = () => ['--lakehouse', at('lake'), '--database', 'ow'];

    before(async () => {
      // A name that SQL and URIs must escape.
      folder = mkdtempSync(path.join(realpathSync(tmpdir()), "overwatch-backup it's é-"));
      database = await createSparkDatabase(spark(), at('lake', 'ow', 'global_share'));
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    const rowsBelow = async (place: string, names = database.names): Promise<RowsByTable> => {
      const found: Record<string, readonly Row[]> = {};
      for (const name of names) found[name] = await spark().rows(path.join(place, name));
      return found;
    };

    it('full snapshots are equal to their source', async () => {
      await runProcess('snapshot', ...source(), '--to', at('full'));
      await database.nextRound();
      await runProcess('snapshot', ...source(), '--to', at('full'), '--checksum');
      for (const name of database.names) {
        const differences = await spark().differences(database.table(name), at('full', 'data', name));
        assert.deepEqual(differences, [], name);
      }
      const report = await spark().sql(
        `SELECT state, count(*) AS count FROM ${tableAt(at('full', 'clone_report'))} GROUP BY state`,
      );
      assert.deepEqual(report, [{ state: 'done', count: String(2 * database.names.length) }]);
    });

    it('incremental snapshots accumulate, whatever becomes of the old files and the old log', async () => {
      const models = new Map<string, Model>();
      const snapshot = async (isByContent = false) => {
        await runProcess('snapshot', ...source(), '--to', at('incremental'), '--type', 'incremental');
        for (const name of database.names) {
          const model = await nextModel(spark(), name, database.table(name), models.get(name), isByContent);
          models.set(name, model);
          const found = await spark().rows(at('incremental', 'data', name));
          assert.deepEqual(textOf(found), textOf(model.rows), name);
        }
      };
      await snapshot();
      await database.nextRound();
      await snapshot();
      await database.nextRound();
      for (const name of database.names)
        await spark().sql(`VACUUM ${tableAt(database.table(name))} RETAIN 0 HOURS`);
      await snapshot();
      await database.nextRound();
      for (const name of database.names) await spark().cleanLog(database.table(name));
      await snapshot(true);
    });

    it('restored databases are registered by their SQL, read, and written on', async () => {
      const earlier = await rowsBelow(database.location);
      const run = await runProcess('snapshot', ...source(), '--to', at('full'));
      await database.nextRound();
      const later = await rowsBelow(database.location);
      await runProcess('snapshot', ...source(), '--to', at('full'));

      await runCli('restore', '--from', at('full'), '--to', at('restored'), ...sqlTo('restored'));
      assert.deepEqual(await registered('restored'), later);
      await runCli('restore', '--from', at('full'), '--to', at('as of'), '--run', run, ...sqlTo('as_of_run'));
      assert.deepEqual(await registered('as_of_run'), earlier);

      await spark().sql('INSERT INTO restored.jobrun_silver SELECT * FROM as_of_run.jobrun_silver');
      await spark().sql("UPDATE restored.jobrun_silver SET state = 'all' WHERE true");
      const states = await spark().sql(
        'SELECT state, count(*) AS count FROM restored.jobrun_silver GROUP BY state',
      );
      const count = (later.jobrun_silver?.length ?? 0) + (earlier.jobrun_silver?.length ?? 0);
      assert.deepEqual(states, [{ state: 'all', count: String(count) }]);
    });

    const sqlTo = (name: string) => ['--sql-out', at(`${name}.sql`), '--sql-database', name];

    /** Registers a restored database in Spark by the SQL that was written for it, and reads its tables by name. */
    const registered = async (name: string): Promise<RowsByTable> => {
      for (const statement of readFileSync(at(`${name}.sql`), 'utf8').split(/;\n/))
        if (statement !== '') await spark().sql(statement);
      const [properties] = (await spark().sql(`DESCRIBE DATABASE EXTENDED ${name}`)).filter(
        (row) => row.info_name === 'Properties',
      );
      assert.match(String(properties?.info_value), /\(OVERWATCHDB,TRUE\)/);
      const found: Record<string, readonly Row[]> = {};
      for (const table of database.names) found[table] = await spark().sql(`SELECT * FROM ${name}.${table}`);
      return found;
    };

    it('bronze backups hold the bronze tables, over the last copy or beside it', async () => {
      const bronze = database.names.filter((name) => !/silver|gold/.test(name));
      const dated = at('bronze', 'dated');
      await runProcess('bronze-backup', ...source(), '--to', dated, '--overwrite', 'false');
      await runProcess('bronze-backup', ...source(), '--to', at('bronze', 'one'), '--overwrite', 'true');
      const earlier = await rowsBelow(database.location, bronze);
      await database.nextRound();
      await runProcess('bronze-backup', ...source(), '--to', at('bronze', 'one'), '--overwrite', 'true');
      const places = (await runCli('databases', '--lakehouse', dated)).map((entry) => String(entry.location));
      assert.equal(places.length, 1);
      assert.deepEqual(await rowsBelow(path.join(places[0] ?? '', 'data'), bronze), earlier);
      for (const name of bronze) {
        const copy = at('bronze', 'one', 'data', name);
        assert.deepEqual(await spark().differences(database.table(name), copy), [], name);
      }
      assert.ok(!existsSync(at('bronze', 'one', 'data', 'jobrun_silver')));
    });

    it('a migrated database is whole at its new place, its config says so, and the source is gone', async () => {
      const config = tableAt(at('config'));
      await spark().sql(
        `CREATE TABLE ${config} (workspace_name STRING, etl_database_name STRING, storage_prefix STRING, active BOOLEAN) USING delta`,
      );
      await spark().sql(
        `INSERT INTO ${config} VALUES ('one', 'ow', '/old', true), ('two', 'ow', '/old', NULL), ('three', 'other', '/old', false)`,
      );
      const rows = await rowsBelow(database.location);
      const to = ['--to', at('new'), '--config', at('config'), '--storage-prefix', 'dbfs:/mnt/new'];
      await runProcess('migrate', ...source(), ...to, '--drop-source', 'ow');

      assert.deepEqual(await rowsBelow(at('new', 'global_share')), rows);
      const edited = await spark().sql(`SELECT * FROM ${config} ORDER BY workspace_name`);
      assert.deepEqual(
        textOf(edited),
        [
          ...textOf([
            {
              workspace_name: 'one',
              etl_database_name: 'ow',
              storage_prefix: 'dbfs:/mnt/new',
              active: 'true',
            },
          ]),
          ...textOf([
            { workspace_name: 'three', etl_database_name: 'other', storage_prefix: '/old', active: 'false' },
          ]),
          ...textOf([
            { workspace_name: 'two', etl_database_name: 'ow', storage_prefix: 'dbfs:/mnt/new', active: null },
          ]),
        ].sort(),
      );
      for (const name of database.names)
        await assert.rejects(spark().rows(database.table(name)), { name: 'SparkError' }, name);
    });
  });
}

/** A copy as it should be, and the rows of the source that it stands for. */
interface Model extends Accumulated {
  readonly source: readonly ModelRow[];
}

/** What an incremental copy should hold, from the rows that Spark reads in the source now and those it read there before. */
async function nextModel(
  spark: Spark,
  name: string,
  table: string,
  before: Model | undefined,
  isByContent: boolean,
): Promise<Model> {
  const keys = mergeKeys(name);
  const write: WriteMode = keys === undefined ? { mode: 'append' } : { mode: 'merge', keys };
  const { version } = await open(table);
  const source = await spark.rows(table);
  const columns = Object.keys(source[0] ?? {});
  const rows = (of = version) => (of === version ? source : (before?.source ?? []));
  return { ...accumulate(before, { version, rows, columns: () => columns }, write, isByContent), source };
}
