/** Every process of the core over SQL, on a database that Spark wrote: what it does, not how. */

import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { planMigration } from '../../../src/backup/migration/plan';
import type { Plan, SnapshotParameters } from '../../../src/backup/plan';
import { planBronzeBackup } from '../../../src/backup/planning/bronzeBackup';
import { planSnapshot } from '../../../src/backup/planning/snapshot';
import { readCloneReport } from '../../../src/backup/report/reports';
import { planRestore } from '../../../src/backup/restore/restore';
import { planForget } from '../../../src/backup/retention/forget';
import { runForget } from '../../../src/backup/retention/forgetRun';
import { runPlan } from '../../../src/backup/run/run';
import { newRunId } from '../../../src/backup/runId';
import { diffBackup } from '../../../src/backup/verify/diff';
import { verifyBackup } from '../../../src/backup/verify/verify';
import { asFault } from '../../../src/base/fault';
import type { Sql } from '../../../src/lakehouse/databricks/sql';
import { openFolderLakehouse } from '../../../src/lakehouse/folder/index';
import type { Lakehouse } from '../../../src/lakehouse/lakehouse';
import { lakehouseOn, sqlOn } from './lakehouseOn';
import { appendPipelineReport, createOverwatch } from './overwatch';
import type { SparkServer } from './server';

const { signal } = new AbortController();
const now = Date.now;
const options = () => ({ now, runId: newRunId(now()), concurrency: 3, signal });
const TABLES = ['audit_log_bronze', 'cluster_gold', 'pipeline_report'];

/** @param started gives the server, which has no database yet */
export function processesOverSql(started: () => SparkServer): void {
  describe('processes over SQL', () => {
    let server: SparkServer;
    let sql: Sql;
    let lakehouse: Lakehouse;
    const database = { name: 'overwatch', location: '`spark_catalog`.`overwatch`' };
    const at = (...names: string[]) => path.join(server.scratchDir, ...names);

    before(async () => {
      server = started();
      await createOverwatch(server, 'overwatch');
      sql = sqlOn(server);
      lakehouse = lakehouseOn(sql);
    });
    after(() => sql?.close());

    const run = async (plan: Plan, on = lakehouse) => {
      const faults: string[] = [];
      const finished = await runPlan(plan, on, {
        ...{ signal, concurrency: 3, now },
        onEvent: (event) => {
          if (event.type === 'table-finished' && event.outcome.status === 'failed')
            faults.push(`${event.table}: ${event.outcome.error.message}`);
          if (event.type === 'step-finished' && event.outcome.status === 'failed')
            faults.push(event.outcome.error.message);
          if (event.type === 'report-failed') faults.push(event.error.message);
        },
      });
      assert.deepEqual(faults, []);
      assert.equal(finished.status, 'done');
      return finished;
    };
    const snapshot = (root: string, more: Partial<SnapshotParameters> = {}, on = lakehouse, of = database) =>
      planSnapshot(
        {
          ...{ database: of, root, type: 'full', checksum: false },
          ...{ layers: ['bronze', 'silver', 'gold'], exclude: [], include: [], ...more },
        },
        on,
        options(),
      );
    const rowsOf = async (table: string) =>
      (await server.sql(`SELECT to_json(struct(*)) AS row FROM ${table}`))
        .map(({ row }) => String(row))
        .sort();
    const names = async (location: string, on = lakehouse) =>
      (await on.tables(location, signal)).map(({ name }) => name);

    it('a snapshot has the rows of all tables, and says how each was copied', async () => {
      const plan = await snapshot(at('backup'), { checksum: true });
      assert.deepEqual(plan.steps.map(({ table }) => table).sort(), TABLES);
      const { outcomes } = await run(plan);
      for (const name of TABLES) {
        assert.deepEqual(
          await rowsOf(`delta.\`${at('backup/data', name)}\``),
          await rowsOf(`overwatch.${name}`),
        );
        const outcome = outcomes.get(name);
        assert.ok(outcome?.status === 'done' && outcome.verification.checksum);
      }
      const report = await readCloneReport(at('backup'), lakehouse, signal);
      assert.deepEqual(report.map(({ table }) => table).sort(), TABLES);
      for (const { statement, status, rows } of report) {
        assert.match(
          statement ?? '',
          /^CREATE OR REPLACE TABLE delta\.`.*` USING delta .* AS SELECT \* FROM `spark_catalog`/,
        );
        assert.equal(status, 'done');
        assert.ok((rows ?? 0) > 0);
      }
      const [row] = await server.sql(`DESCRIBE DETAIL delta.\`${at('backup/data/pipeline_report')}\``);
      assert.deepEqual(row?.partitionColumns, ['organization_id']);
      assert.equal(row?.description, "it's the pipeline's");
      const columns = await server.sql(`DESCRIBE TABLE delta.\`${at('backup/data/pipeline_report')}\``);
      assert.equal(columns[0]?.comment, 'the workspace');
      const properties = await server.sql(
        `SHOW TBLPROPERTIES delta.\`${at('backup/data/pipeline_report')}\``,
      );
      const property = (key: string) => properties.find((one) => one.key === key)?.value;
      assert.equal(property('overwatch.quoted'), 'a "b" c');
      assert.equal(property('delta.dataSkippingNumIndexedCols'), '8');
    });

    it('refuses what must not begin', async () => {
      const refused = async (work: Promise<unknown>, code: string) =>
        assert.rejects(work, (error: unknown) => asFault(error).code === code, code);
      await refused(snapshot(at('backup'), { type: 'incremental' }), 'usage');
      await refused(snapshot(path.join(server.warehouseDir, 'overwatch.db', 'inside')), 'bad-target');
      await refused(snapshot('`spark_catalog`.`overwatch`'), 'bad-target');
      await refused(
        snapshot(at('b'), {}, lakehouse, { name: 'none', location: '`spark_catalog`.`default`' }),
        'not-overwatch',
      );
    });

    it('tells how far a backup is behind, and catches up', async () => {
      await appendPipelineReport(server, 'overwatch.pipeline_report', 5010);
      const behind = await diffBackup(at('backup'), database.location, lakehouse, { concurrency: 3, signal });
      const told = new Map(behind.map((one) => [one.table, one]));
      assert.equal(told.get('cluster_gold')?.status, 'same');
      const report = told.get('pipeline_report');
      assert.deepEqual([report?.status, report?.versionsBehind, report?.changes?.rows], ['behind', 1, 4]);
      await run(await snapshot(at('backup')));
      const after = await diffBackup(at('backup'), database.location, lakehouse, { concurrency: 3, signal });
      assert.deepEqual(new Set(after.map(({ status }) => status)), new Set(['same']));
    });

    it('verifies a backup, and finds a file that is gone', async () => {
      const verify = async (on: Lakehouse, root = at('backup')) =>
        (await verifyBackup(root, on, { ...options(), onEvent: () => undefined })).summary;
      assert.equal((await verify(lakehouse)).status, 'done');
      await run(await snapshot(at('damaged')));
      const folder = at('damaged/data/cluster_gold/organization_id=123');
      for (const file of readdirSync(folder)) rmSync(path.join(folder, file));
      const { status, tables } = await verify(lakehouse, at('damaged'));
      assert.equal(status, 'partial');
      const failed = tables.find((table) => table.status === 'failed');
      assert.deepEqual([failed?.table, failed?.error?.code], ['cluster_gold', 'damaged']);
    });

    it('restores a backup, and a run of it', async () => {
      const [first] = (await readCloneReport(at('backup'), lakehouse, signal)).sort(
        (one, other) => (one.endedAt ?? 0) - (other.endedAt ?? 0),
      );
      const whole = { from: at('backup'), root: at('restored'), checksum: false };
      await run(await planRestore(whole, lakehouse, options()));
      assert.deepEqual(await names(at('restored', 'global_share')), TABLES);
      const restored = (folder: string) => rowsOf(`delta.\`${at(folder, 'global_share/pipeline_report')}\``);
      assert.deepEqual(await restored('restored'), await rowsOf('overwatch.pipeline_report'));
      const earlier = { from: at('backup'), root: at('earlier'), checksum: false, run: first?.runId ?? '' };
      await run(await planRestore(earlier, lakehouse, options()));
      assert.equal((await restored('earlier')).length, (await restored('restored')).length - 4);
    });

    it('backs up bronze, each time beside the last, and says that SQL cannot remove it', async () => {
      const choice = { database, prefix: at('bronze'), overwrite: false, exclude: [], checksum: false };
      const plan = await planBronzeBackup(choice, lakehouse, options());
      await run(plan);
      assert.deepEqual(await names(path.join(plan.parameters.root, 'data')), [
        'audit_log_bronze',
        'pipeline_report',
      ]);
      await run(await planBronzeBackup(choice, lakehouse, options()));
      await assert.rejects(planForget({ from: at('bronze'), retention: { last: 1 } }, lakehouse, options()), {
        code: 'usage',
        message: /SQL removes no files/,
      });
    });

    it('forgets a run by VACUUM, and keeps what the others need', async () => {
      const plan = await planForget({ from: at('backup'), retention: { last: 1 } }, lakehouse, options());
      assert.equal(plan.runs.filter(({ keep }) => !keep).length, 1);
      const summary = await runForget(plan, lakehouse, {
        signal,
        concurrency: 2,
        now,
        onEvent: () => undefined,
      });
      assert.deepEqual([summary.status, summary.removed, summary.kept], ['done', 1, 1]);
      assert.deepEqual(
        await rowsOf(`delta.\`${at('backup/data/pipeline_report')}\``),
        await rowsOf('overwatch.pipeline_report'),
      );
    });

    it('the folder lakehouse lists, verifies, compares and restores what SQL copied', async () => {
      const folder = openFolderLakehouse({ roots: [at('backup')] });
      const entries = await folder.entries(signal);
      assert.deepEqual(
        entries.map(({ kind, location }) => [kind, location]),
        [['backup', at('backup')]],
      );
      const { summary } = await verifyBackup(at('backup'), folder, {
        ...options(),
        onEvent: () => undefined,
      });
      assert.equal(summary.status, 'done');
      const source = path.join(server.warehouseDir, 'overwatch.db');
      const diff = await diffBackup(at('backup'), source, folder, { concurrency: 2, signal });
      assert.deepEqual(new Set(diff.map(({ status }) => status)), new Set(['same']));
      const choice = { from: at('backup'), root: at('by folder'), checksum: true };
      await run(await planRestore(choice, folder, options()), folder);
      for (const name of TABLES) {
        assert.deepEqual(
          await rowsOf(`delta.\`${at('by folder/global_share', name)}\``),
          await rowsOf(`overwatch.${name}`),
        );
      }
    });

    it('SQL lists, verifies, compares and restores what the folder lakehouse copied', async () => {
      const source = path.join(server.warehouseDir, 'overwatch.db');
      const folder = openFolderLakehouse({ roots: [source] });
      await run(
        await snapshot(at('from folder'), {}, folder, { name: 'overwatch', location: source }),
        folder,
      );
      const bySql = lakehouseOn(sql, [at('from folder')]);
      const entries = await bySql.entries(signal);
      assert.ok(entries.some(({ kind, location }) => kind === 'backup' && location === at('from folder')));
      const { summary } = await verifyBackup(at('from folder'), bySql, {
        ...options(),
        onEvent: () => undefined,
      });
      assert.equal(summary.status, 'done');
      const diff = await diffBackup(at('from folder'), database.location, bySql, { concurrency: 2, signal });
      assert.deepEqual(new Set(diff.map(({ status }) => status)), new Set(['same']));
      const choice = { from: at('from folder'), root: at('by sql'), checksum: true };
      await run(await planRestore(choice, bySql, options()), bySql);
      assert.deepEqual(
        await rowsOf(`delta.\`${at('by sql/global_share/pipeline_report')}\``),
        await rowsOf('overwatch.pipeline_report'),
      );
    });

    it('snapshots into a schema, whose tables lie side by side', async () => {
      const root = '`spark_catalog`.`kept`';
      await run(await snapshot(root));
      assert.deepEqual(await names(lakehouse.join(root, 'data')), TABLES);
      const entries = await lakehouse.entries(signal);
      assert.deepEqual(
        entries.map(({ kind, location }) => [kind, location]),
        [
          ['backup', root],
          ['database', database.location],
        ],
      );
      assert.equal((await lakehouse.inspectRoot(root, signal)).state, 'backup');
      const { summary } = await verifyBackup(root, lakehouse, { ...options(), onEvent: () => undefined });
      assert.deepEqual([summary.status, summary.tables.length], ['done', 3]);
      const choice = { from: root, root: '`spark_catalog`.`again`', checksum: false };
      await run(await planRestore(choice, lakehouse, options()));
      assert.deepEqual(await rowsOf('again.pipeline_report'), await rowsOf('overwatch.pipeline_report'));
      const restored = { kind: 'database', name: 'again', location: choice.root };
      assert.deepEqual(
        (await lakehouse.entries(signal)).find(({ location }) => location === choice.root),
        restored,
      );
      assert.equal((await lakehouse.inspectRoot(choice.root, signal)).state, 'foreign');
    });

    it('a copy by SELECT names the constraints that it lacks', async () => {
      const [source, target] = [at('checked'), at('checked copy')];
      await server.sql(`CREATE TABLE delta.\`${source}\` (a INT) USING delta`);
      await server.sql(`ALTER TABLE delta.\`${source}\` ADD CONSTRAINT a_fits CHECK (a > 0)`);
      const request = { source, sourceVersion: 1, target };
      const { warnings } = await lakehouse.clone(request, () => undefined, signal);
      assert.match(warnings.join(), /by SELECT.* not copied: a_fits CHECK \(a > 0\)\.$/);
      await assert.rejects(
        lakehouse.clone({ ...request, sourceVersion: 9 }, () => undefined, signal),
        {
          code: 'no-such-version',
        },
      );
    });

    it('migrates: copies, edits the config, and drops the database in the end, and not while anything is uncovered', async () => {
      await server.sql(
        `CREATE TABLE overwatch_config (etl_database_name STRING, storage_prefix STRING, workspace_id STRING) USING delta`,
      );
      await server.sql(
        `INSERT INTO overwatch_config VALUES ('overwatch', 'dbfs:/old', '1'), ('other', 'dbfs:/other', '2')`,
      );
      await server.sql('CREATE VIEW overwatch.a_view AS SELECT 1 AS one');
      await server.sql('CREATE FUNCTION overwatch.one_more(x INT) RETURNS INT RETURN x + 1');
      const choice = {
        ...{
          database,
          root: at('migrated'),
          exclude: [],
          include: [],
          checksum: false,
          dropSource: 'overwatch',
        },
        config: { location: '`spark_catalog`.`default`.`overwatch_config`' },
      };
      const refused = await planMigration({ ...choice, acceptLoss: [] }, lakehouse, options());
      const drop = refused.after.at(-1);
      assert.ok(
        drop?.kind === 'drop' &&
          !drop.state.ready &&
          /: a_view, one_more\(\) are/.test(drop.state.error.message),
      );
      const rows = await rowsOf('overwatch.pipeline_report');
      await run(
        await planMigration({ ...choice, acceptLoss: ['a_view', 'one_more()'] }, lakehouse, options()),
      );
      assert.deepEqual(await server.sql("SHOW SCHEMAS LIKE 'overwatch'"), []);
      assert.equal(existsSync(path.join(server.warehouseDir, 'overwatch.db', 'pipeline_report')), false);
      assert.deepEqual(await rowsOf(`delta.\`${at('migrated/global_share/pipeline_report')}\``), rows);
      const config = await server.sql('SELECT * FROM overwatch_config ORDER BY etl_database_name DESC');
      assert.deepEqual(
        config.map((row) => row.storage_prefix),
        [at('migrated'), 'dbfs:/other'],
      );
    });
  });
}
