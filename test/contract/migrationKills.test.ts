/**
 * A migration that drops its source is killed at every write it makes, half-way through it. Whatever the step: a table is gone from the source
 * only where its whole copy stands, the config is the old one or the new one, and a resumed run ends as an undisturbed one does.
 */

import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { FinishedRun } from '../../src/backup/events';
import type { JournalState } from '../../src/backup/journal/journal';
import { findUnfinished } from '../../src/backup/journal/resume';
import { type MigrationChoice, planMigration } from '../../src/backup/migration/plan';
import type { Plan } from '../../src/backup/plan';
import { fromRecords } from '../../src/backup/report/reportTable';
import { runPlan } from '../../src/backup/run/run';
import { mapLimit } from '../../src/base/concurrency';
import type { Lakehouse } from '../../src/lakehouse/lakehouse';
import { localStorage } from '../../src/storage/local';
import { writeVectorFile } from '../support/deletionVectors';
import { beginning, commit, contentsOf, opaqueFile, open, removeOf } from '../support/deltaTable';
import { type Call, faultyStorage } from '../support/faultyStorage';
import { folderLakehouse } from '../support/folderLakehouse';
import { temporaryFolder, treeHash } from '../support/temporary';

const { signal } = new AbortController();
const COPIED = ['job_gold', 'pipeline_report'];
const LOST = 'my_notes';
const CONFIG = '\ufeffetl_database_name,storage_prefix\r\nother,/mnt/x\nOW," /mnt/ow",\r\n';

interface Stage {
  readonly folder: string;
  readonly source: string;
  readonly root: string;
  readonly config: string;
}

function stageIn(folder: string): Stage {
  const at = (...names: string[]) => path.join(folder, ...names);
  return { folder, source: at('ow', 'global_share'), root: at('new'), config: at('config.csv') };
}

async function prepare({ source, config }: Stage): Promise<void> {
  const gold = path.join(source, 'job_gold');
  const [a, b] = ['a', 'p=1/b'].map((name) => opaqueFile(gold, `${name}.parquet`, `bytes of ${name}`, 9));
  assert.ok(a !== undefined && b !== undefined);
  await commit(gold, [...beginning('gold'), { add: a }, { add: b }]);
  const [vector] = writeVectorFile(gold, '01234567-89ab-cdef-0123-456789abcdef', [[1, 2, 5]]);
  assert.ok(vector !== undefined);
  await commit(gold, [removeOf(a), { add: { ...a, deletionVector: vector } }]);
  for (const name of ['pipeline_report', LOST]) {
    const table = path.join(source, name);
    await commit(table, [...beginning(name), { add: opaqueFile(table, 'a.parquet', name) }]);
  }
  writeFileSync(config, CONFIG);
}

function choiceOf({ source, root, config }: Stage): MigrationChoice {
  return {
    database: { name: 'ow', location: source },
    root,
    config: { location: config, storagePrefix: '/mnt/new' },
    exclude: [],
    include: [],
    dropSource: 'ow',
    acceptLoss: [LOST],
    checksum: false,
  };
}

async function planOf(stage: Stage): Promise<Plan> {
  const options = { now: Date.now, runId: '20261123T032456Z-1a2b3c', concurrency: 2, signal };
  return await planMigration(choiceOf(stage), folderLakehouse(), options);
}

function run(plan: Plan, lakehouse: Lakehouse, resumed?: JournalState): Promise<FinishedRun> {
  // One at a time, so that the calls come in the same order each time.
  const options = { onEvent: () => undefined, signal, concurrency: 1, now: Date.now };
  return runPlan(plan, lakehouse, resumed === undefined ? options : { ...options, resumed });
}

const NEW_CONFIG = CONFIG.replace('" /mnt/ow"', '"/mnt/new"');

async function assertNothingLost(stage: Stage, original: Stage, step: string): Promise<void> {
  const config = readFileSync(stage.config, 'utf8');
  assert.ok(config === CONFIG || config === NEW_CONFIG, `config, ${step}: ${config}`);
  const isIntact = (table: string) => {
    const folder = path.join(stage.source, table);
    return existsSync(folder) && treeHash(folder) === treeHash(path.join(original.source, table));
  };
  const untouched = [...COPIED, LOST].every(isIntact);
  if (untouched && config === CONFIG) return;
  for (const table of COPIED) {
    const wanted = await contentsOf(path.join(original.source, table));
    assert.deepEqual(
      await contentsOf(path.join(stage.root, 'global_share', table)),
      wanted,
      `${table}, ${step}`,
    );
  }
  if (!untouched) assert.equal(config, NEW_CONFIG, `dropped before the config was edited, ${step}`);
}

async function assertDone(
  { status, source }: FinishedRun,
  stage: Stage,
  original: Stage,
  step: string,
): Promise<void> {
  assert.equal(status, 'done', step);
  assert.equal(source, 'dropped', step);
  await assertNothingLost(stage, original, step);
  assert.equal(readFileSync(stage.config, 'utf8'), NEW_CONFIG, step);
  assert.equal(readFileSync(`${stage.config}.20261123T032456Z-1a2b3c.bak`, 'utf8'), CONFIG, step);
  for (const table of [...COPIED, LOST])
    assert.ok(!existsSync(path.join(stage.source, table)), `${table}, ${step}`);
  for (const table of COPIED) {
    const { version } = await open(path.join(stage.root, 'global_share', table));
    assert.equal(version, 0, `${table} was cloned twice, ${step}`);
  }
  const records = await folderLakehouse().readReport(path.join(stage.root, 'clone_report'), signal);
  const rows = fromRecords(records ?? []).map((row) => `${row.table} ${row.status}`);
  assert.deepEqual(rows, ['job_gold done', 'pipeline_report done'], `report, ${step}`);
}

function isWrite({ method }: Call): boolean {
  return ['copy', 'createExclusive', 'replace', 'append', 'remove'].includes(method);
}

describe('a migration that is killed', () => {
  it('at any write loses nothing and is resumed to its end', async (test) => {
    const original = stageIn(temporaryFolder(test));
    await prepare(original);
    const copyOf = () => {
      const stage = stageIn(temporaryFolder(test));
      cpSync(original.folder, stage.folder, { recursive: true, preserveTimestamps: true });
      return stage;
    };
    const healthy = copyOf();
    const recorded = faultyStorage(localStorage);
    const undisturbed = await run(await planOf(healthy), folderLakehouse(recorded.storage));
    await assertDone(undisturbed, healthy, original, 'undisturbed');
    const writes = recorded.calls.filter(isWrite);
    assert.ok(writes.length > 45, `only ${writes.length} writes`);

    // They wait for the disk most of the time.
    await mapLimit(writes, 8, async (call, index) => {
      const step = `killed at write ${index + 1} of ${writes.length}, ${call.method} ${path.basename(call.path)}`;
      const stage = copyOf();
      const plan = await planOf(stage);
      let count = 0;
      const dying = faultyStorage(localStorage, (one) => {
        if (!isWrite(one)) return undefined;
        count += 1;
        return count === index + 1 ? { kind: 'kill' } : undefined;
      });
      await run(plan, folderLakehouse(dying.storage));
      await assertNothingLost(stage, original, step);
      const lakehouse = folderLakehouse();
      const [journal] = await lakehouse.journals(stage.root, signal);
      const text = journal && (await lakehouse.readJournal(stage.root, journal, signal));
      // Killed before its first line was written, the run never began.
      if (text === undefined || !text.includes('\n')) return;
      const resumed = await findUnfinished(stage.root, undefined, lakehouse, signal);
      assert.ok(resumed !== undefined, step);
      await assertDone(await run(resumed.plan, folderLakehouse(), resumed), stage, original, step);
    });
  });
});
