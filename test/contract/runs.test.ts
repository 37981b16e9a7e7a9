/** Whole runs over a lakehouse in which things go wrong: one table fails, the others go on, and the run and its report tell. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { writeSample } from '../../scripts/sample/sample';
import type { FinishedRun } from '../../src/backup/events';
import { planSnapshot } from '../../src/backup/planning/snapshot';
import { fromRecords } from '../../src/backup/report/reportTable';
import { runPlan } from '../../src/backup/run/run';
import type { FaultCode } from '../../src/base/fault';
import { localStorage } from '../../src/storage/local';
import type { Storage } from '../../src/storage/storage';
import { contentsOf } from '../support/deltaTable';
import { type Call, faultyStorage, systemError, type Trouble } from '../support/faultyStorage';
import { folderLakehouse } from '../support/folderLakehouse';
import { filesBelow, temporaryFolder, treeHash } from '../support/temporary';

const TABLES = ['pipeline_report', 'cluster_gold', 'audit_log_bronze', 'jobrun_silver'];
const { signal } = new AbortController();

let folder: string;
let lake: string;
let database: string;
let untouched: string;
before(async () => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'overwatch-backup-runs-'));
  lake = path.join(folder, 'lake');
  ({ database } = await writeSample({ directory: lake, scale: 0.02, tables: TABLES }));
  untouched = treeHash(database);
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Plans on a healthy storage and runs on another. */
async function snapshot(root: string, storage?: Storage): Promise<FinishedRun> {
  const parameters = {
    database: { name: 'overwatch_lake', location: database },
    root,
    type: 'full',
    layers: ['bronze', 'silver', 'gold'],
    exclude: [],
    include: [],
    checksum: true,
  } as const;
  const runId = `run-${path.basename(root)}-${storage === undefined ? 'healthy' : 'faulty'}`;
  const options = { now: Date.now, runId, concurrency: 2, signal };
  const plan = await planSnapshot(parameters, folderLakehouse(), options);
  return await runPlan(plan, folderLakehouse(storage), { ...options, onEvent: () => undefined });
}

async function assertComplete(root: string): Promise<void> {
  for (const table of TABLES)
    assert.deepEqual(
      await contentsOf(path.join(root, 'data', table)),
      await contentsOf(path.join(database, table)),
      table,
    );
  assert.equal(treeHash(database), untouched, 'the source is untouched');
}

/** Trouble for all of one kind of call in one table's target. */
function inTable(
  table: string,
  method: Call['method'],
  trouble: Trouble,
): (call: Call) => Trouble | undefined {
  const place = `${path.sep}data${path.sep}${table}${path.sep}`;
  return (call) => (call.method === method && call.path.includes(place) ? trouble : undefined);
}

describe('a run in which a table fails', () => {
  const cases: readonly { name: string; method: Call['method']; errno: string; code: FaultCode }[] = [
    { name: 'a full disk', method: 'copy', errno: 'ENOSPC', code: 'no-space' },
    { name: 'a folder without permission', method: 'copy', errno: 'EACCES', code: 'no-permission' },
    { name: 'a commit that cannot be written', method: 'createExclusive', errno: 'EIO', code: 'io' },
  ];
  for (const { name, method, errno, code } of cases) {
    it(`is partly done after ${name}, says so, and is completed by the next`, async (test) => {
      const root = path.join(temporaryFolder(test), 'backup');
      const trouble: Trouble = { kind: 'fail', error: systemError(errno) };
      const faulty = faultyStorage(localStorage, inTable('cluster_gold', method, trouble));
      const run = await snapshot(root, faulty.storage);
      assert.equal(run.status, 'partial');
      const statuses = [...run.outcomes].map(([table, outcome]) => [table, outcome.status]);
      assert.deepEqual(
        Object.fromEntries(statuses),
        Object.fromEntries(TABLES.map((table) => [table, table === 'cluster_gold' ? 'failed' : 'done'])),
      );
      const failed = run.outcomes.get('cluster_gold');
      assert.ok(failed?.status === 'failed');
      assert.equal(failed.error.code, code);
      assert.match(failed.error.message, /cluster_gold/);
      await assert.rejects(contentsOf(path.join(root, 'data', 'cluster_gold')), { code: 'not-delta' });

      const second = await snapshot(root);
      assert.equal(second.status, 'done');
      await assertComplete(root);
      const records = await folderLakehouse().readReport(path.join(root, 'clone_report'), signal);
      const rows = fromRecords(records ?? []).filter((row) => row.table === 'cluster_gold');
      assert.deepEqual(rows.map((row) => row.status).sort(), ['done', 'failed']);
      assert.equal(rows.find((row) => row.status === 'failed')?.errorCode, code);
    });
  }

  it('is partly done when its report cannot be written, and keeps the tables', async (test) => {
    const root = path.join(temporaryFolder(test), 'backup');
    const report = path.join(root, 'clone_report');
    const faulty = faultyStorage(localStorage, (call) =>
      call.method === 'createExclusive' && call.path.startsWith(report)
        ? { kind: 'fail', error: systemError('ENOSPC') }
        : undefined,
    );
    const run = await snapshot(root, faulty.storage);
    assert.equal(run.status, 'partial');
    assert.equal(run.reportError?.code, 'no-space');
    await assertComplete(root);
  });

  it('fails as a whole, and says why for each table, where nothing can be written', async (test) => {
    const root = path.join(temporaryFolder(test), 'backup');
    const faulty = faultyStorage(localStorage, ({ method }) =>
      method === 'makeDirectory' ? { kind: 'fail', error: systemError('EROFS') } : undefined,
    );
    const run = await snapshot(root, faulty.storage);
    assert.equal(run.status, 'failed');
    for (const outcome of run.outcomes.values())
      assert.equal(outcome.status === 'failed' ? outcome.error.code : outcome.status, 'no-permission');
    assert.equal(existsSync(root), false);
  });
});

describe('a command line that is killed', () => {
  for (const share of [0, 0.3, 0.6]) {
    it(`after ${share * 100} % of its files: a second run completes`, async (test) => {
      const root = path.join(temporaryFolder(test), 'backup');
      await killedSnapshot(root, 1 + share * filesBelow(database).length);
      assert.equal(treeHash(database), untouched);
      for (const table of TABLES) {
        const target = path.join(root, 'data', table);
        if (existsSync(path.join(target, '_delta_log/00000000000000000000.json')))
          assert.deepEqual(await contentsOf(target), await contentsOf(path.join(database, table)), table);
        else await assert.rejects(contentsOf(target), { code: 'not-delta' });
      }
      const run = await snapshot(root);
      assert.equal(run.status, 'done');
      await assertComplete(root);
    });
  }
});

/** Starts a snapshot as a process of its own and kills it without warning. */
async function killedSnapshot(root: string, files: number): Promise<void> {
  const cli = path.join(__dirname, '..', '..', 'src', 'cli.ts');
  const words = [
    'snapshot',
    '--lakehouse',
    lake,
    '--database',
    'overwatch_lake',
    '--to',
    root,
    '--type',
    'full',
  ];
  const child = spawn(process.execPath, ['--import', 'tsx', cli, ...words], { stdio: 'ignore' });
  let isRunning = true;
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('exit', (_code, killedBy) => {
      isRunning = false;
      resolve(killedBy);
    }),
  );
  while (isRunning && filesBelow(root).length < files) await new Promise((resolve) => setTimeout(resolve, 1));
  child.kill('SIGKILL');
  assert.equal(await ended, 'SIGKILL', 'the snapshot ended before it was killed');
}
