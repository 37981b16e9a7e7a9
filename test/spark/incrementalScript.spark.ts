/**
 * The product's PySpark script on random histories that Spark writes: its copies are what the rule says, which is what the folder lakehouse
 * makes of the same, and what one of the two began the other continues.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { WriteMode } from '../../src/delta/incremental';
import { alertQuery } from '../../src/generate/alert';
import { type PlanFile, planText } from '../../src/jobs/planFile';
import { openFolderLakehouse } from '../../src/lakehouse/folder/index';
import { type Accumulated, accumulate, textOf } from '../support/accumulation';
import { type History, type HistorySource, histories } from '../support/history';
import { snapshotIncrementally } from '../support/incrementalCopy';
import { temporaryFolder } from '../support/temporary';
import { cli } from '../unit/support/runCli';
import type { Spark, TakenOver } from './spark';
import { createSparkDatabase, type SparkDatabase } from './sparkDatabase';
import { createSparkSource } from './sparkSource';
import { literal, tableAt } from './sql';

/** More histories on demand, or those of a failure again. */
const RUNS = Number(process.env.SCRIPT_HISTORIES ?? 4);
const SEED = Number(process.env.SPARK_SEED ?? 20261124);

/** Who takes which snapshot of a root. */
const TURNS: readonly (readonly ('script' | 'folder')[])[] = [
  ['script'],
  ['script', 'folder'],
  ['folder', 'script'],
  ['script', 'script', 'folder'],
];

export function incrementalScript(spark: () => Spark): void {
  describe(`the PySpark script, seed ${SEED}`, () => {
    for (const [index, history] of fc.sample(histories, { seed: SEED, numRuns: RUNS }).entries()) {
      const turns = TURNS[index % TURNS.length] ?? ['script'];
      it(`history ${index + 1}: ${history.write.mode}, ${turns.join(', ')}, ${history.steps.length} steps`, async (test) => {
        const folder = temporaryFolder(test);
        const source = await createSparkSource(spark(), path.join(folder, 'source'), history.options);
        await replayInTurns(spark(), history, source, path.join(folder, 'backup'), turns);
      });
    }
  });
}

/** The processes of the script on a whole database. */
export function wholeRunsOfTheScript(spark: () => Spark): void {
  describe('the PySpark script on a database', () => {
    let folder = '';
    let database: SparkDatabase;
    const at = (...names: string[]) => path.join(folder, ...names);
    const script = (...words: string[]) => spark().script(words);
    const byFolder = (...words: string[]) =>
      cli(words, openFolderLakehouse({ roots: [at('lake')] }), { cwd: folder });
    const rowsOf = async (place: string) => {
      const found: Record<string, string[]> = {};
      for (const name of database.names) found[name] = textOf(await spark().rows(path.join(place, name)));
      return found;
    };
    const states = (root: string) =>
      spark().sql(
        `SELECT process, state, count(*) AS tables FROM ${tableAt(at(root, 'clone_report'))} GROUP BY ALL ORDER BY ALL`,
      );

    before(async () => {
      folder = mkdtempSync(path.join(realpathSync(tmpdir()), "overwatch-backup script's é-"));
      database = await createSparkDatabase(spark(), at('lake', 'ow', 'global_share'));
      await spark().sql('CREATE DATABASE ow');
      for (const name of database.names)
        await spark().sql(`CREATE TABLE ow.${name} USING delta LOCATION ${literal(database.table(name))}`);
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    it('takes incremental snapshots in turns with the folder lakehouse', async () => {
      const incremental = ['--type', 'incremental', '--to'];
      const folderSnapshot = async (root: string) => {
        const printed = await byFolder(
          'snapshot',
          '--lakehouse',
          at('lake'),
          '--database',
          'ow',
          ...incremental,
          at(root),
        );
        assert.equal(printed.code, 0, printed.stderr);
      };
      const scriptSnapshot = async (root: string) =>
        assert.equal(await script('--process', 'snapshot', '--database', 'ow', ...incremental, at(root)), 0);
      for (const turn of [scriptSnapshot, folderSnapshot, scriptSnapshot]) {
        await turn('turns');
        await folderSnapshot('folder');
        assert.deepEqual(await rowsOf(at('turns', 'data')), await rowsOf(at('folder', 'data')));
        await database.nextRound();
      }
      const verified = await byFolder('verify', '--from', at('turns'));
      assert.equal(verified.code, 0, verified.stdout + verified.stderr);
      assert.deepEqual(await states('turns'), [{ process: 'snapshot', state: 'done', tables: '12' }]);
      const report = await byFolder('report', '--from', at('turns'), '--json');
      assert.equal(report.code, 0, report.stderr);
    });

    it('takes what a plan says: its tables and versions, under its run id', async () => {
      const words = ['--process', 'snapshot', '--database', 'ow', '--type', 'full', '--to', at('planned')];
      const pinned = { table: 'audit_log_bronze', version: 0 };
      const plan: PlanFile = {
        format: 1,
        runId: '20261123T100000Z-1a2b3c',
        createdAt: 0,
        arguments: words,
        root: at('planned'),
        // Catalogs keep names in lower case, and a table may be gone by the time of the run.
        tables: [{ table: 'pipeline_report' }, pinned, { table: 'jobrun_gold' }, { table: 'pools_silver' }],
      };
      const file = at('plan.json');
      writeFileSync(file, planText(plan));
      const there = database.names.includes('pools_silver') ? 0 : 3;
      assert.equal(await script(...words, '--plan', file), there);
      const rows = await spark().sql(
        `SELECT \`table\`, runId, state, sourceVersion FROM ${tableAt(at('planned', 'clone_report'))} ORDER BY 1`,
      );
      assert.deepEqual(
        rows.map(({ table, runId, state }) => [table, runId, state].join(' ')),
        ['audit_log_bronze', 'jobRun_gold', 'pipeline_report', 'pools_silver'].map((name) => {
          const isThere = database.names.some((other) => other.toLowerCase() === name.toLowerCase());
          return `${name} ${plan.runId} ${isThere ? 'done' : 'failed'}`;
        }),
      );
      assert.equal(rows[0]?.sourceVersion, '0');
      assert.deepEqual(
        textOf(await spark().rows(at('planned', 'data', pinned.table))),
        textOf(await spark().rows(database.table(pinned.table), pinned.version)),
      );
      await assert.rejects(
        script('--process', 'snapshot', '--database', 'ow', '--to', at('elsewhere'), '--plan', file),
        /plan of a run with other options/,
      );
    });

    it('tells of a table that failed, and copies the others', async () => {
      const broken = database.table('spark_events_bronze');
      const data = readdirSync(broken, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.parquet') && !file.includes('_delta_log'))
        .map((file) => path.join(broken, file));
      for (const file of data) renameSync(file, `${file}.away`);
      try {
        const code = await script(
          '--process',
          'snapshot',
          '--database',
          'ow',
          '--layers',
          'bronze',
          '--to',
          at('failed'),
        );
        assert.equal(code, 3);
        const rows = await spark().sql(
          `SELECT \`table\`, state, errorCode IS NULL AS fine FROM ${tableAt(at('failed', 'clone_report'))} ORDER BY 1`,
        );
        assert.deepEqual(rows, [
          { table: 'audit_log_bronze', state: 'done', fine: 'true' },
          { table: 'pipeline_report', state: 'done', fine: 'true' },
          { table: 'spark_events_bronze', state: 'failed', fine: 'false' },
        ]);
        const [failed] = await spark().sql(
          alertQuery({ kind: 'failed-tables', root: at('failed'), days: 8 }).replace(';', ''),
        );
        assert.equal(failed?.problems, '1');
        assert.match(String(failed?.details), /^spark_events_bronze: /);
        const [missing] = await spark().sql(
          alertQuery({ kind: 'no-snapshot', root: at('failed'), days: 8 }).replace(';', ''),
        );
        assert.equal(missing?.problems, '0');
      } finally {
        for (const file of data) renameSync(`${file}.away`, file);
      }
    });

    it('takes a full snapshot, restores it, and migrates the database', async () => {
      const source = await rowsOf(at('lake', 'ow', 'global_share'));
      assert.equal(await script('--process', 'snapshot', '--database', 'ow', '--to', at('full')), 0);
      assert.deepEqual(await rowsOf(at('full', 'data')), source);
      assert.equal(await script('--process', 'restore', '--from', at('full'), '--to', at('restored')), 0);
      assert.deepEqual(await rowsOf(at('restored', 'global_share')), source);

      const config = tableAt(at('config'));
      await spark().sql(
        `CREATE TABLE ${config} (etl_database_name STRING, storage_prefix STRING, other INT) USING delta`,
      );
      await spark().sql(`INSERT INTO ${config} VALUES ('OW', '/old', 1), ('another', '/old', 2)`);
      const migrate = ['--process', 'migrate', '--database', 'ow', '--config', at('config')];
      assert.equal(await script(...migrate, '--to', at('moved'), '--drop-source', 'ow'), 0);
      assert.deepEqual(await rowsOf(at('moved', 'global_share')), source);
      assert.deepEqual(await spark().sql(`SELECT * FROM ${config} ORDER BY other`), [
        { etl_database_name: 'OW', storage_prefix: at('moved'), other: '1' },
        { etl_database_name: 'another', storage_prefix: '/old', other: '2' },
      ]);
      assert.deepEqual(await spark().sql("SHOW DATABASES LIKE 'ow'"), []);
      const steps = await spark().sql(
        `SELECT row_number() OVER (ORDER BY endTS) AS place, step, state FROM ${tableAt(at('moved', 'clone_report'))} WHERE step IS NOT NULL`,
      );
      assert.deepEqual(steps.map(({ place, step, state }) => `${place} ${step} ${state}`).sort(), [
        '1 verify-all done',
        '2 look-again done',
        '3 config done',
        '4 drop done',
      ]);
    });
  });
}

async function replayInTurns(
  spark: Spark,
  { write, first, steps }: History,
  source: HistorySource,
  root: string,
  turns: readonly ('script' | 'folder')[],
): Promise<void> {
  const copy = path.join(root, 'data', 'table');
  const checkpoint = path.join(root, 'checkpoint', 'table');
  await source.take({ kind: 'append', rows: first });
  let isOldGone = false;
  let model: Accumulated | undefined;
  let snapshots = 0;
  for (const one of [...steps, { kind: 'snapshot' } as const]) {
    if (one.kind !== 'snapshot') {
      isOldGone ||= one.kind === 'vacuum' || one.kind === 'cleanLog';
      await source.take(one);
      continue;
    }
    const turn = turns[snapshots % turns.length];
    snapshots += 1;
    const { warnings } =
      turn === 'folder'
        ? await snapshotIncrementally(source.table, copy, write)
        : await byScript(spark, source.table, copy, checkpoint, write);
    const isByContent = warnings.some((warning) => warning.includes('compared with those of the copy'));
    assert.ok(isOldGone || !isByContent, `compared by content without need: ${warnings.join(' ')}`);
    model = accumulate(model, source, write, isByContent);
    const what = `snapshot ${snapshots} by ${turn}, version ${source.version} of the source: ${warnings.join(' ')}`;
    assert.deepEqual(textOf(await spark.rows(copy)), textOf(model.rows), what);
    const again = await byScript(spark, source.table, copy, checkpoint, write);
    assert.equal(again.state, 'skipped', again.status);
    assert.equal((await snapshotIncrementally(source.table, copy, write)).kind, 'unchanged', what);
  }
}

async function byScript(
  spark: Spark,
  source: string,
  target: string,
  checkpoint: string,
  write: WriteMode,
): Promise<TakenOver> {
  const keys = write.mode === 'merge' ? write.keys : [];
  const taken = await spark.takeOver({ source, target, checkpoint, mode: write.mode, keys });
  assert.notEqual(taken.state, 'failed', taken.status);
  return taken;
}
