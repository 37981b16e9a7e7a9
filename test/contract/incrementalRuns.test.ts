/** Incremental snapshots from the command line to the files: what is new comes in, what the source deletes stays. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openFolderLakehouse } from '../../src/lakehouse/folder/index';
import { valuesOf } from '../support/deltaTable';
import { addRows, makeDatabase, replaceRows, TABLES } from '../support/overwatchDatabase';
import { type Cleanup, temporaryFolder, treeHash } from '../support/temporary';
import { cli, type Printed } from '../unit/support/runCli';

async function place(t: Cleanup) {
  const folder = temporaryFolder(t);
  const lake = path.join(folder, 'lake');
  const database = await makeDatabase(lake);
  const snapshot = (type: string, ...more: string[]): Promise<Printed> => {
    const words = [
      'snapshot',
      '--lakehouse',
      lake,
      '--database',
      'ow',
      '--to',
      'backup',
      '--type',
      type,
      ...more,
    ];
    return cli([...words, '--json'], openFolderLakehouse({ roots: [lake] }), { cwd: folder });
  };
  const source = (table: string) => path.join(database, table);
  const copy = (table: string) => path.join(folder, 'backup', 'data', table);
  return { folder, database, snapshot, source, copy };
}

function statuses(printed: Printed): string[] {
  assert.equal(printed.code, 0, printed.stderr);
  const { tables } = printed.json().at(-1) as { tables: { table: string; status: string }[] };
  return TABLES.map((name) => tables.find(({ table }) => table === name)?.status ?? 'absent');
}

test('copies, skips what has no new version, and takes over what is new', async (t) => {
  const p = await place(t);
  assert.deepEqual(statuses(await p.snapshot('incremental')), ['done', 'done', 'done', 'done']);
  assert.deepEqual(statuses(await p.snapshot('incremental')), ['skipped', 'skipped', 'skipped', 'skipped']);

  await addRows(p.source('audit_log_bronze'), [10, 11]);
  await replaceRows(p.source('pipeline_report'), [20]);
  const before = treeHash(p.database);
  assert.deepEqual(statuses(await p.snapshot('incremental')), ['done', 'skipped', 'skipped', 'done']);
  assert.deepEqual(await valuesOf(p.copy('audit_log_bronze')), [0, 10, 11]);
  assert.deepEqual(await valuesOf(p.copy('pipeline_report')), [3, 20]);
  assert.equal(treeHash(p.database), before);
});

test('tells in the plan what is new', async (t) => {
  const p = await place(t);
  await p.snapshot('incremental');
  await addRows(p.source('job_gold'), [5]);
  const printed = await p.snapshot('incremental', '--dry-run');
  assert.equal(printed.code, 0, printed.stderr);
  const { steps } = printed.json()[0] as {
    steps: { table: string; kind: string; state: Record<string, unknown> }[];
  };
  const state = (name: string) => steps.find(({ table }) => table === name)?.state ?? {};
  assert.equal(state('jobrun_silver').bytesToCopy, 0);
  assert.ok(Number(state('job_gold').bytesToCopy) > 0);
  assert.match(
    String(state('job_gold').statement),
    /^INSERT INTO .* VERSION AS OF 1 EXCEPT ALL .* VERSION AS OF 0$/,
  );
});

test('keeps a note of its progress that people can read', async (t) => {
  const p = await place(t);
  await p.snapshot('incremental');
  const note = path.join(p.folder, 'backup', 'checkpoint', 'job_gold', 'overwatch-backup.json');
  assert.ok(existsSync(note));
  assert.equal(JSON.parse(readFileSync(note, 'utf8')).sourceVersion, 0);
});

test('a full snapshot replaces an incremental history only when told to', async (t) => {
  const p = await place(t);
  await p.snapshot('incremental');
  await replaceRows(p.source('pipeline_report'), [20]);
  await p.snapshot('incremental');
  const refused = await p.snapshot('full');
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /holds an incremental history/);
  assert.deepEqual(await valuesOf(p.copy('pipeline_report')), [3, 20]);
  assert.deepEqual(statuses(await p.snapshot('full', '--replace-history')), ['done', 'done', 'done', 'done']);
  assert.deepEqual(await valuesOf(p.copy('pipeline_report')), [20]);
});

test('goes on from a full snapshot', async (t) => {
  const p = await place(t);
  await p.snapshot('full');
  await replaceRows(p.source('pipeline_report'), [20]);
  statuses(await p.snapshot('incremental'));
  assert.deepEqual(await valuesOf(p.copy('pipeline_report')), [3, 20]);
});
