/** Each way an incremental snapshot can go: what it does, and above all what it does not do. */

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { AddFile } from '../../../src/delta/actions';
import { deepClone } from '../../../src/delta/clone';
import {
  type IncrementalOutcome,
  incrementalClone,
  verifyIncremental,
  type WriteMode,
} from '../../../src/delta/incremental';
import { commitName } from '../../../src/delta/logFiles';
import { readOrigin } from '../../../src/delta/origin';
import { readRows } from '../../../src/delta/readRows';
import { openSnapshot } from '../../../src/delta/snapshot';
import { verifyTable } from '../../../src/delta/verify';
import type { Digest } from '../../../src/delta/verifyContents';
import { queryRows, sqlFiles, withDuckDB } from '../../../src/parquet/duckdb';
import { localStorage } from '../../../src/storage/local';
import type { Storage } from '../../../src/storage/storage';
import { beginning, commit, dataFile, metadata, open, removeOf, valuesOf } from '../../support/deltaTable';
import { faultyStorage, systemError } from '../../support/faultyStorage';
import { type SourceOptions, type SourceRow, SourceTable } from '../../support/sourceTable';
import { filesBelow, temporaryFolder, treeHash } from '../../support/temporary';

const { signal } = new AbortController();

const PLAIN: SourceOptions = {
  partitioned: false,
  mapping: 'none',
  vectors: false,
  changeDataFeed: false,
  rowTracking: false,
  inCommitTimestamps: false,
};

const APPEND: WriteMode = { mode: 'append' };
const BY_ID: WriteMode = { mode: 'merge', keys: ['ID'] };

interface Scene {
  readonly source: SourceTable;
  readonly copy: string;
  readonly checkpoint: string;
  snapshot(write?: WriteMode, storage?: Storage, sha256?: Digest): Promise<IncrementalOutcome>;
  ids(): Promise<(number | null)[]>;
}

async function scene(test: TestContext, more: Partial<SourceOptions> = {}): Promise<Scene> {
  const folder = temporaryFolder(test);
  const source = await SourceTable.create(path.join(folder, 'source'), { ...PLAIN, ...more });
  const copy = path.join(folder, 'root', 'data', 'copy');
  const checkpoint = path.join(folder, 'root', 'checkpoint', 'copy');
  return {
    source,
    copy,
    checkpoint,
    snapshot: (write = APPEND, storage = localStorage, sha256 = undefined) =>
      snapshotOf(source.table, copy, checkpoint, write, storage, sha256),
    ids: async () =>
      (await rowsOf(copy))
        .map((row) => row.id as number | null)
        .sort((one, other) => Number(one) - Number(other)),
  };
}

async function snapshotOf(
  source: string,
  copy: string,
  checkpointDirectory: string,
  write: WriteMode,
  storage: Storage = localStorage,
  sha256?: Digest,
): Promise<IncrementalOutcome> {
  const outcome = await incrementalClone(
    storage,
    {
      source: await open(source),
      openSource: (version) => openSnapshot(localStorage, source, signal, version),
      table: copy,
      target:
        (await localStorage.list(path.join(copy, '_delta_log'))) === undefined ? undefined : await open(copy),
      checkpointDirectory,
      write,
      sha256,
    },
    () => undefined,
    signal,
  );
  await verifyIncremental(localStorage, copy, outcome, signal);
  return outcome;
}

async function rowsOf(table: string): Promise<SourceRow[]> {
  return (await readRows(localStorage, await open(table), signal)) as SourceRow[];
}

function rows(...ids: number[]): SourceRow[] {
  return ids.map((id) => ({ id, part: id % 2 === 0 ? 'even' : 'odd', amount: id, note: `n${id}` }));
}

const isId =
  (...ids: number[]) =>
  (row: SourceRow) =>
    ids.includes(Number(row.id));
const raised = (row: SourceRow): SourceRow => ({ ...row, amount: Number(row.amount) + 100 });

function dataFilesOf(table: string, end = '.parquet'): string[] {
  return filesBelow(table)
    .filter((name) => name.endsWith(end))
    .map((name) => path.join(table, name));
}

function rowFolders(table: string): string[] {
  return [...new Set(filesBelow(table).map((name) => name.split('/')[0] ?? ''))].filter((name) =>
    name.startsWith('rows-'),
  );
}

/** Makes the folders of written rows look as if nothing had been written to them for a day. */
function ageFolders(table: string): void {
  const before = Date.now() / 1000 - 86_400;
  for (const name of rowFolders(table)) utimesSync(path.join(table, name), before, before);
}

function sorted(found: readonly SourceRow[]): string[] {
  return found.map((row) => JSON.stringify(row)).sort();
}

/** Makes a file unreadable as Parquet, of the same length: whoever reads its rows fails. */
function garble(table: string): void {
  for (const name of filesBelow(table)) {
    if (!name.endsWith('.parquet')) continue;
    const file = path.join(table, name);
    writeFileSync(file, Buffer.alloc(readFileSync(file).length, 'x'));
  }
}

describe('incrementalClone', () => {
  it('clones the whole table first and says which version it stands for', async (test) => {
    const { source, copy, checkpoint, snapshot, ids } = await scene(test);
    await source.append(rows(1, 2));
    const outcome = await snapshot();
    assert.equal(outcome.kind, 'first');
    assert.deepEqual(await ids(), [1, 2]);
    assert.equal((await open(copy)).transactions.get(source.id)?.version, '1');
    const note = JSON.parse(readFileSync(path.join(checkpoint, 'overwatch-backup.json'), 'utf8')) as object;
    assert.deepEqual(
      { ...note, committedAt: '' },
      { sourceTableId: source.id, sourceVersion: 1, targetVersion: 0, committedAt: '' },
    );
  });

  it('does nothing without a new version', async (test) => {
    const { source, copy, snapshot } = await scene(test);
    await source.append(rows(1));
    await snapshot();
    const before = treeHash(copy);
    const spy = faultyStorage(localStorage);
    const outcome = await snapshot(APPEND, spy.storage);
    assert.equal(outcome.kind, 'unchanged');
    assert.equal(treeHash(copy), before);
    assert.deepEqual([...new Set(spy.calls.map((call) => call.method))], ['stat', 'read']);
  });

  it('copies appended files without reading a row', async (test) => {
    const { source, copy, snapshot } = await scene(test);
    await source.append(rows(1));
    await snapshot();
    await source.append(rows(2, 3));
    garble(source.table);
    const outcome = await snapshot();
    assert.ok(outcome.kind === 'appended');
    assert.deepEqual(
      { ...outcome.metrics, copiedBytes: 0 },
      {
        addedRows: 2,
        replacedRows: 0,
        copiedFiles: 1,
        copiedBytes: 0,
        rewrittenFiles: 0,
        vectoredFiles: 0,
        writtenFiles: 0,
        writtenBytes: 0,
      },
    );
    assert.equal((await open(copy)).files.length, 2);
  });

  it('copies files with their deletion vectors', async (test) => {
    const { source, copy, snapshot, ids } = await scene(test, { vectors: true });
    await source.append(rows(1));
    await snapshot();
    await source.append(rows(2, 3, 4));
    await source.delete(isId(3));
    const outcome = await snapshot();
    assert.ok(outcome.kind === 'appended');
    assert.equal(outcome.metrics.copiedFiles, 1);
    assert.equal((await open(copy)).files.filter((add) => add.deletionVector !== undefined).length, 1);
    assert.deepEqual(await ids(), [1, 2, 4]);
  });

  it('only moves on after OPTIMIZE and after deletes, without reading a row', async (test) => {
    for (const vectors of [false, true]) {
      const { source, copy, snapshot } = await scene(test, { vectors });
      await source.append(rows(1, 2));
      await source.append(rows(3, 4));
      await snapshot();
      await source.optimize();
      garble(source.table);
      const optimized = await snapshot();
      assert.equal(optimized.kind, 'advanced');
      assert.deepEqual((await open(copy)).commitInfo?.operationParameters?.fromVersion, '2');
      if (vectors) await source.delete(isId(2, 4));
      else await commit(source.table, (await open(source.table)).files.map(removeOf));
      assert.equal((await snapshot()).kind, 'advanced');
      assert.equal((await open(copy)).files.length, 2);
    }
  });

  it('takes appends from among rewrites, from the files as they were appended', async (test) => {
    const { source, copy, snapshot, ids } = await scene(test);
    await source.append(rows(1));
    await snapshot();
    await source.append(rows(2));
    await source.optimize();
    const outcome = await snapshot();
    assert.ok(outcome.kind === 'appended');
    assert.equal(outcome.metrics.copiedFiles, 1);
    assert.deepEqual(await ids(), [1, 2]);
    // Once the appended file is gone, the rewritten one is compared with the old ones.
    await source.append(rows(3));
    await source.optimize();
    source.vacuum();
    assert.equal((await snapshot()).kind, 'appended');
    assert.deepEqual(await ids(), [1, 2, 3]);
    assert.equal((await open(copy)).files.length, 3);
  });

  it('adds no row twice after UPDATE, MERGE and RESTORE, and keeps what was deleted', async (test) => {
    for (const vectors of [false, true]) {
      const { source, snapshot, ids } = await scene(test, { vectors });
      await source.append(rows(1, 2, 3, 4));
      await snapshot();
      await source.update(isId(2), raised);
      await source.merge(isId(3), raised, rows(5));
      await source.delete(isId(4));
      const outcome = await snapshot();
      assert.ok(outcome.kind === 'appended');
      assert.equal(outcome.metrics.addedRows, 3);
      assert.deepEqual(await ids(), [1, 2, 2, 3, 3, 4, 5]);
      await source.append(rows(6));
      assert.ok(await source.restore(source.version - 1));
      assert.equal((await snapshot()).kind, 'advanced');
    }
  });

  it('replaces the rows of the same key and leaves other files alone', async (test) => {
    for (const partitioned of [false, true]) {
      const { source, copy, snapshot } = await scene(test, { partitioned });
      await source.append(rows(1, 3));
      await source.append(rows(2, 4));
      await snapshot(BY_ID);
      const before = (await open(copy)).files.map((add) => add.path);
      await source.update(isId(2), raised);
      const outcome = await snapshot(BY_ID);
      assert.ok(outcome.kind === 'merged');
      assert.deepEqual(
        [outcome.metrics.addedRows, outcome.metrics.replacedRows, outcome.metrics.rewrittenFiles],
        [1, 1, 1],
      );
      const found = await rowsOf(copy);
      assert.deepEqual(found.map((row) => row.amount).sort(), [1, 102, 3, 4]);
      const after = (await open(copy)).files.map((add) => add.path);
      assert.equal(after.filter((name) => before.includes(name)).length, 1);
    }
  });

  it('is replaced by a clone that leaves no progress behind', async (test) => {
    const { source, copy, snapshot, ids } = await scene(test);
    await source.append(rows(1));
    await snapshot();
    await source.append(rows(2));
    const clone = async () =>
      await deepClone(
        localStorage,
        await open(source.table),
        copy,
        await open(copy),
        () => undefined,
        signal,
      );
    await clone();
    const { transactions, version } = await open(copy);
    assert.equal(transactions.get(source.id)?.version, '-1');
    assert.equal((await readOrigin(localStorage, copy, signal))?.accumulates, false);
    await clone();
    assert.equal(
      readFileSync(path.join(copy, '_delta_log', commitName(version + 1)), 'utf8')
        .trim()
        .split('\n').length,
      1,
    );

    // Even where the copy's log no longer tells of the clone, no row comes in twice.
    const foreign = { operation: 'OPTIMIZE' };
    for (let commits = 0; commits < 50; commits += 1) await commit(copy, [{}], foreign);
    await source.append(rows(3));
    const outcome = await snapshot();
    assert.match(outcome.warnings.join(), /does not say which version/);
    assert.deepEqual(await ids(), [1, 2, 3]);
  });

  it('keeps the checksums of what comes in, where contents are compared', async (test) => {
    const { source, copy, snapshot } = await scene(test, { vectors: true });
    const withChecksums = (write: WriteMode) => snapshot(write, localStorage, localStorage.sha256);
    await source.append(rows(1, 2, 3, 4));
    await withChecksums(BY_ID);
    await source.append(rows(5));
    await withChecksums(BY_ID);
    await source.update(isId(2), raised);
    assert.equal((await withChecksums(BY_ID)).kind, 'merged');
    const now = await open(copy);
    assert.ok(now.files.some((add) => add.deletionVector !== undefined));
    const verified = await verifyTable(localStorage, now, signal, localStorage.sha256);
    assert.deepEqual([verified.checksum, verified.unchecked], [true, undefined]);
    const written = filesBelow(copy).find((name) => name.startsWith('rows-') && name.endsWith('.parquet'));
    const file = path.join(copy, written ?? '');
    const content = readFileSync(file);
    content[20] = (content[20] ?? 0) ^ 1;
    writeFileSync(file, content);
    await assert.rejects(verifyTable(localStorage, now, signal, localStorage.sha256), { code: 'damaged' });
  });

  it('commits nothing whose contents differ from the source’s', async (test) => {
    const { source, copy, snapshot } = await scene(test);
    await source.append(rows(1));
    await snapshot();
    await source.append(rows(2));
    const before = (await open(copy)).version;
    const lying = (file: string) => Promise.resolve(file.startsWith(copy) ? 'other' : 'one');
    await assert.rejects(snapshot(APPEND, localStorage, lying), { code: 'verify-failed' });
    assert.equal((await open(copy)).version, before);
    assert.equal(filesBelow(copy).filter((name) => name.endsWith('.parquet')).length, 1);
    assert.equal((await snapshot()).kind, 'appended');
  });

  it('commits no first copy either whose contents differ', async (test) => {
    const { source, copy, snapshot, ids } = await scene(test);
    await source.append(rows(1, 2));
    const lying = (file: string) => Promise.resolve(file.startsWith(copy) ? 'other' : 'one');
    await assert.rejects(snapshot(APPEND, localStorage, lying), { code: 'verify-failed' });
    assert.equal(await localStorage.list(path.join(copy, '_delta_log')), undefined);
    assert.equal((await snapshot(APPEND, localStorage, localStorage.sha256)).kind, 'first');
    assert.deepEqual(await ids(), [1, 2]);
  });

  it('hides replaced rows by deletion vectors where the source uses them', async (test) => {
    for (const rowTracking of [false, true]) {
      const { source, copy, snapshot } = await scene(test, { vectors: true, rowTracking });
      await source.append(rows(1, 2, 3, 4, 5, 6, 7, 8));
      await snapshot(BY_ID);
      const [before] = (await open(copy)).files;
      assert.ok(before !== undefined);
      for (const [id, hidden] of [
        [2, 1],
        [5, 2],
        [6, 3],
      ] as const) {
        await source.update(isId(id), raised);
        const outcome = await snapshot(BY_ID);
        assert.ok(outcome.kind === 'merged');
        const { vectoredFiles, rewrittenFiles, replacedRows } = outcome.metrics;
        assert.deepEqual([vectoredFiles, rewrittenFiles, replacedRows], [1, 0, 1]);
        const { files } = await open(copy);
        const now: AddFile | undefined = files.find((add) => add.path === before.path);
        assert.equal(now?.deletionVector?.cardinality, hidden);
        assert.match(now?.stats ?? '', /"numRecords":8,.*"tightBounds":false/);
        assert.equal(now?.baseRowId, before.baseRowId);
      }
      const found = (await rowsOf(copy)).map((row) => Number(row.amount)).sort((one, other) => one - other);
      assert.deepEqual(found, [1, 3, 4, 7, 8, 102, 105, 106]);
    }
  });

  it('writes a file anew of which most would be hidden, and drops one of which nothing stays', async (test) => {
    const { source, copy, snapshot } = await scene(test, { vectors: true });
    await source.append(rows(1, 2, 3, 4));
    await source.append(rows(5, 6));
    await snapshot(BY_ID);
    await source.update(isId(1, 2, 3, 5, 6), raised);
    const outcome = await snapshot(BY_ID);
    assert.ok(outcome.kind === 'merged');
    assert.deepEqual([outcome.metrics.vectoredFiles, outcome.metrics.rewrittenFiles], [0, 2]);
    const { files } = await open(copy);
    assert.ok(files.every((add) => add.deletionVector === undefined));
    assert.equal((await rowsOf(copy)).length, 6);
  });

  it('writes no deletion vector where the source has none', async (test) => {
    const { source, copy, snapshot } = await scene(test);
    await source.append(rows(1, 2, 3, 4));
    await snapshot(BY_ID);
    await source.update(isId(2), raised);
    await snapshot(BY_ID);
    const { files, protocol } = await open(copy);
    assert.ok(files.every((add) => add.deletionVector === undefined));
    assert.ok(protocol.readerFeatures?.includes('deletionVectors') !== true);
  });

  it('copies appended files in merge mode too, and reads only what can hold their keys', async (test) => {
    const { source, copy, snapshot, ids } = await scene(test, { partitioned: true });
    await source.append(rows(1, 3));
    await snapshot(BY_ID);
    await source.append(rows(2, 4));
    const [old] = (await open(copy)).files;
    assert.ok(old !== undefined);
    const file = path.join(copy, old.path);
    const content = readFileSync(file);
    writeFileSync(file, Buffer.alloc(content.length));
    const write: WriteMode = { mode: 'merge', keys: ['id', 'part'] };
    const outcome = await snapshot(write);
    writeFileSync(file, content);
    assert.ok(outcome.kind === 'appended');
    assert.deepEqual([outcome.metrics.copiedFiles, outcome.metrics.rewrittenFiles], [1, 0]);
    assert.deepEqual(await ids(), [1, 2, 3, 4]);
  });

  it('says so when keys are not unique', async (test) => {
    const { source, snapshot } = await scene(test);
    await source.append([...rows(1), ...rows(1), ...rows(2)]);
    await snapshot(BY_ID);
    await source.append(rows(1).map(raised));
    const outcome = await snapshot(BY_ID);
    assert.ok(outcome.kind === 'merged');
    assert.match(outcome.warnings.join(), /1 row more than there are keys .* id\./);
  });

  it('appends where the table has none of the key columns', async (test) => {
    const { source, snapshot, ids } = await scene(test);
    await source.append(rows(1));
    await snapshot({ mode: 'merge', keys: ['absent'] });
    await source.append(rows(1));
    assert.equal((await snapshot({ mode: 'merge', keys: ['absent'] })).kind, 'appended');
    assert.deepEqual(await ids(), [1, 1]);
  });

  it('brings a file in anew that was deleted before one snapshot and restored before the next', async (test) => {
    const { source, copy, snapshot, ids } = await scene(test, { vectors: true });
    await source.append(rows(1));
    await snapshot();
    const before = await open(source.table);
    for (let round = 0; round < 2; round += 1) {
      await commit(source.table, before.files.map(removeOf));
      await snapshot();
      await commit(
        source.table,
        before.files.map((add) => ({ add })),
      );
      assert.equal((await snapshot()).kind, 'appended');
    }
    assert.deepEqual(await ids(), [1, 1, 1]);
    assert.equal(new Set((await open(copy)).files.map((add) => add.path)).size, 3);
  });

  it('lets the copy’s own files stand in for old ones that were vacuumed', async (test) => {
    const { source, snapshot, ids } = await scene(test);
    await source.append(rows(1, 2));
    await snapshot();
    await source.update(isId(2), raised);
    source.vacuum();
    const outcome = await snapshot();
    assert.deepEqual(outcome.warnings, []);
    assert.deepEqual(await ids(), [1, 2, 2]);
  });

  it('compares contents where an old file is neither in the source nor in the copy', async (test) => {
    const { source, snapshot, ids } = await scene(test);
    await source.append(rows(1, 2));
    await snapshot();
    await source.update(isId(2), raised);
    await snapshot();
    await source.update(isId(1), raised);
    source.vacuum();
    const outcome = await snapshot();
    assert.match(
      outcome.warnings.join(),
      /Files of version 2 of the source were vacuumed, so all rows were compared/,
    );
    assert.deepEqual(await ids(), [1, 1, 2, 2]);
  });

  it('compares contents where the old version is cleaned up', async (test) => {
    const { source, copy, snapshot, ids } = await scene(test);
    await source.append(rows(1, 2));
    await snapshot();
    await source.update(isId(2), raised);
    await source.append(rows(3));
    source.cleanLog();
    const outcome = await snapshot();
    assert.match(outcome.warnings.join(), /Version 1 of the source can no longer be read/);
    assert.deepEqual(await ids(), [1, 2, 2, 3]);
    assert.equal((await open(copy)).transactions.get(source.id)?.version, '3');
  });

  it('refuses another source, and an older version of its own, and leaves the copy alone', async (test) => {
    const { source, copy, checkpoint, snapshot } = await scene(test);
    await source.append(rows(1));
    await source.append(rows(2));
    await snapshot();
    const before = treeHash(copy);
    const other = await SourceTable.create(path.join(temporaryFolder(test), 'other'), PLAIN);
    await other.append(rows(1));
    await assert.rejects(snapshotOf(other.table, copy, checkpoint, APPEND), { code: 'source-replaced' });
    rmSync(path.join(source.table, '_delta_log', commitName(2)));
    await assert.rejects(snapshot(), {
      code: 'source-replaced',
      message: /Version 1 .* is older than version 2/,
    });
    assert.equal(treeHash(copy), before);
  });

  it('goes on from a full clone, and from the txn alone where people tidied up since', async (test) => {
    const { source, copy, snapshot, ids } = await scene(test);
    await source.append(rows(1));
    await snapshot();
    await source.append(rows(2));
    for (let tidied = 0; tidied < 60; tidied += 1) await commit(copy, [], { operation: 'OPTIMIZE' });
    const outcome = await snapshot();
    assert.ok(outcome.kind === 'appended');
    assert.equal(outcome.fromVersion, 1);
    assert.deepEqual(await ids(), [1, 2]);
  });

  it('takes over from a stream that filled the copy', async (test) => {
    const { source, copy, checkpoint, snapshot, ids } = await scene(test);
    await source.append(rows(1));
    await source.append(rows(2));
    await snapshot();
    // As if Spark had written it: no word of ours in the log.
    const log = path.join(copy, '_delta_log', commitName(0));
    const lines = readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => !/^\{"(txn|commitInfo)"/.test(line));
    writeFileSync(log, lines.join('\n'));
    for (const folder of ['offsets', 'commits'])
      mkdirSync(path.join(checkpoint, folder), { recursive: true });
    const offset = {
      sourceVersion: 1,
      reservoirId: source.id,
      reservoirVersion: 3,
      index: -1,
      isStartingVersion: false,
    };
    writeFileSync(path.join(checkpoint, 'offsets', '0'), `v1\n{}\n${JSON.stringify(offset)}`);
    writeFileSync(path.join(checkpoint, 'commits', '0'), 'v1\n{}');
    await source.append(rows(3));
    const outcome = await snapshot();
    assert.ok(outcome.kind === 'appended');
    assert.equal(outcome.fromVersion, 2);
    assert.deepEqual(outcome.warnings, []);
    assert.deepEqual(await ids(), [1, 2, 3]);
  });

  it('compares contents where a stream stopped in the middle of a version', async (test) => {
    const { source, copy, checkpoint, snapshot, ids } = await scene(test);
    await source.append(rows(1));
    await snapshot();
    const log = path.join(copy, '_delta_log', commitName(0));
    const lines = readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => !/^\{"(txn|commitInfo)"/.test(line));
    writeFileSync(log, lines.join('\n'));
    for (const folder of ['offsets', 'commits'])
      mkdirSync(path.join(checkpoint, folder), { recursive: true });
    const offset = {
      sourceVersion: 1,
      reservoirId: source.id,
      reservoirVersion: 1,
      index: 4,
      isStartingVersion: false,
    };
    writeFileSync(path.join(checkpoint, 'offsets', '0'), `v1\n{}\n${JSON.stringify(offset)}`);
    writeFileSync(path.join(checkpoint, 'commits', '0'), 'v1\n{}');
    await source.append(rows(2));
    const outcome = await snapshot();
    assert.match(outcome.warnings.join(), /stopped in the middle of version 1/);
    assert.deepEqual(await ids(), [1, 2]);
  });

  it('follows new, renamed and widened columns, and keeps what the source drops', async (test) => {
    const { source, copy, snapshot } = await scene(test, { mapping: 'name' });
    await source.append(rows(1));
    await snapshot(BY_ID);
    await source.addColumn('extra');
    await source.widen('amount', 'long');
    await source.rename('note', 'remark');
    await source.append([{ id: 2, part: 'x', amount: 5_000_000_000, remark: 'r', extra: 'e' }]);
    await source.update(isId(1), (row) => ({ ...row, amount: 6_000_000_000 }));
    await snapshot(BY_ID);
    await source.alter(source.state.fields.filter((field) => field.name !== 'extra'));
    await source.append([{ id: 3, part: 'x', amount: 7, remark: 's' }]);
    await snapshot(BY_ID);
    const found = (await rowsOf(copy)).sort((one, other) => Number(one.id) - Number(other.id));
    assert.deepEqual(found, [
      { id: 1, part: 'odd', amount: 6_000_000_000, remark: 'n1', extra: null },
      { id: 2, part: 'x', amount: 5_000_000_000, remark: 'r', extra: 'e' },
      { id: 3, part: 'x', amount: 7, remark: 's', extra: null },
    ]);
  });

  it('writes the copy anew where a wider type has no feature to tell of it', async (test) => {
    const folder = temporaryFolder(test);
    const [source, copy] = [path.join(folder, 'source'), path.join(folder, 'copy')];
    const schema = (type: string) => ({
      schemaString: JSON.stringify({
        type: 'struct',
        fields: [{ name: 'value', type, nullable: true, metadata: {} }],
      }),
    });
    const narrow = await dataFile(source, 'a.parquet', [1, 2], 'a.parquet', 'INTEGER');
    await commit(source, [...beginning('source', schema('integer')), { add: narrow }]);
    await snapshotOf(source, copy, path.join(folder, 'checkpoint'), APPEND);
    const wide = await dataFile(source, 'b.parquet', [2, 5_000_000_000]);
    await commit(source, [{ metaData: metadata('source', schema('long')) }, removeOf(narrow), { add: wide }]);
    const outcome = await snapshotOf(source, copy, path.join(folder, 'checkpoint'), APPEND);
    assert.ok(outcome.kind === 'appended');
    assert.deepEqual([outcome.metrics.addedRows, outcome.metrics.rewrittenFiles], [1, 1]);
    assert.deepEqual(await valuesOf(copy), [1, 2, 5_000_000_000]);
    const { files } = await open(copy);
    await withDuckDB(async (connection) => {
      const names = files.map((add) => path.join(copy, add.path));
      const types = await queryRows(
        connection,
        `SELECT DISTINCT type FROM parquet_schema(${sqlFiles(names)}) WHERE name = 'value'`,
      );
      assert.deepEqual(types, [['INT64']]);
    });
  });

  it('keeps the copy’s partitions where the source is partitioned anew', async (test) => {
    const { source, copy, snapshot, ids } = await scene(test);
    await source.append(rows(1, 2));
    await snapshot();
    await source.repartition();
    await source.append(rows(3, 4));
    const outcome = await snapshot();
    assert.ok(outcome.kind === 'appended');
    assert.deepEqual([outcome.metrics.addedRows, outcome.metrics.copiedFiles], [2, 0]);
    assert.deepEqual((await open(copy)).metadata.partitionColumns, []);
    assert.deepEqual(await ids(), [1, 2, 3, 4]);
  });

  it('refuses a column whose values fit no one type', async (test) => {
    const { source, copy, snapshot } = await scene(test);
    await source.append(rows(1));
    await snapshot();
    await source.widen('note', 'date');
    const before = treeHash(copy);
    await assert.rejects(snapshot(), {
      code: 'schema-changed',
      message: /note is date in the source and string/,
    });
    assert.equal(treeHash(copy), before);
  });

  it('gives fresh row ids and lets in-commit timestamps rise', async (test) => {
    const { source, copy, snapshot } = await scene(test, { rowTracking: true, inCommitTimestamps: true });
    await source.append(rows(1, 2));
    await snapshot(BY_ID);
    await source.update(isId(1), raised);
    await source.append(rows(3));
    await snapshot(BY_ID);
    const { files, domains, metadata, version } = await open(copy);
    const ids = files.map(
      (add) =>
        [add.baseRowId ?? -1, (JSON.parse(add.stats ?? '{}') as { numRecords: number }).numRecords] as const,
    );
    const given = ids.flatMap(([base, count]) => Array.from({ length: count }, (_, row) => base + row));
    assert.equal(new Set(given).size, given.length);
    const mark = JSON.parse(domains.get('delta.rowTracking')?.configuration ?? '{}') as {
      rowIdHighWaterMark: number;
    };
    assert.ok(mark.rowIdHighWaterMark >= Math.max(...given));
    assert.ok(files.every((add) => add.defaultRowCommitVersion === version));
    assert.equal(metadata.configuration?.['delta.enableRowTracking'], 'false');
  });

  it('loses against another writer without a trace', async (test) => {
    const { source, copy, snapshot } = await scene(test);
    await source.append(rows(1, 2));
    await snapshot(BY_ID);
    await source.update(isId(1), raised);
    const racing = faultyStorage(localStorage, ({ method, path: file }) =>
      method === 'createExclusive' && file.endsWith(commitName(1))
        ? { kind: 'meanwhile', work: async () => void (await commit(copy, [], { operation: 'OTHER' })) }
        : undefined,
    );
    await assert.rejects(snapshot(BY_ID, racing.storage), { code: 'conflict' });
    assert.deepEqual(
      filesBelow(copy).filter((name) => name.startsWith('rows-')),
      [],
    );
    assert.equal((await snapshot(BY_ID)).kind, 'merged');
  });

  it('keeps what a slow run has written, however old that is', async (test) => {
    const { source, copy, snapshot, ids } = await scene(test, { vectors: true });
    await source.append(rows(1, 2, 3, 4));
    await snapshot(BY_ID);
    await source.append(rows(2, 5));
    const killed = faultyStorage(localStorage, ({ method, path: file }) =>
      method === 'createExclusive' && file.endsWith(commitName(1))
        ? { kind: 'kill', after: false }
        : undefined,
    );
    let isFirst = true;
    const slow = faultyStorage(localStorage, ({ method }) => {
      if (method !== 'copy' || !isFirst) return undefined;
      isFirst = false;
      return {
        kind: 'meanwhile',
        work: async () => {
          ageFolders(copy);
          await assert.rejects(snapshot(BY_ID, killed.storage));
        },
      };
    });
    assert.equal((await snapshot(BY_ID, slow.storage)).kind, 'merged');
    assert.deepEqual(await ids(), [1, 2, 3, 4, 5]);
  });

  it('takes no folder of an incremental copy that it copies for the rest of a killed run', async (test) => {
    const { source, copy, checkpoint, snapshot, ids } = await scene(test);
    await source.append(rows(1, 2, 3, 4));
    await snapshot(BY_ID);
    await source.update(isId(1), raised);
    await snapshot(BY_ID);
    const [again, checkpointOfIt] = [`${copy}-again`, `${checkpoint}-again`];
    await snapshotOf(copy, again, checkpointOfIt, BY_ID);
    assert.equal(rowFolders(again).length, 1);
    await source.update(isId(2), raised);
    await snapshot(BY_ID);
    const killed = faultyStorage(localStorage, ({ method, path: file }) =>
      method === 'createExclusive' && file.endsWith(commitName(1))
        ? { kind: 'kill', after: false }
        : undefined,
    );
    await assert.rejects(snapshotOf(copy, again, checkpointOfIt, BY_ID, killed.storage));
    ageFolders(again);
    assert.equal((await snapshotOf(copy, again, checkpointOfIt, BY_ID)).kind, 'merged');
    assert.deepEqual(sorted(await rowsOf(again)), sorted(await rowsOf(copy)));
    // One came with the first copy, one is this run's own; what the killed run wrote is gone.
    assert.equal(rowFolders(again).filter((name) => name.startsWith('rows-1-')).length, 2);
    assert.deepEqual(await ids(), [1, 2, 3, 4]);
  });

  it('tells of a copy that was committed and not found right, until it is', async (test) => {
    const { source, copy, snapshot } = await scene(test);
    for (const id of [1, 2]) {
      await source.append(rows(id));
      const breaking = faultyStorage(localStorage, ({ method, path: file }) => {
        if (method === 'createExclusive' && file.endsWith('.json'))
          for (const one of dataFilesOf(copy)) renameSync(one, `${one}.away`);
        return undefined;
      });
      await assert.rejects(snapshot(APPEND, breaking.storage), { code: 'damaged' });
      await assert.rejects(snapshot(APPEND), { code: 'damaged' });
      for (const one of dataFilesOf(copy, '.away')) renameSync(one, one.slice(0, -'.away'.length));
      const found = await snapshot(APPEND);
      assert.equal(found.kind === 'unchanged' && found.isVerified, false);
      const verified = await snapshot(APPEND);
      assert.equal(verified.kind === 'unchanged' && verified.isVerified, true);
    }
  });

  it('leaves the copy as it was when the disk is full, and ends when told to', async (test) => {
    const { source, copy, snapshot } = await scene(test);
    await source.append(rows(1));
    await snapshot();
    await source.append(rows(2));
    const before = await rowsOf(copy);
    const full = faultyStorage(localStorage, ({ method }) =>
      method === 'copy' ? { kind: 'fail', error: systemError('ENOSPC') } : undefined,
    );
    await assert.rejects(snapshot(APPEND, full.storage), { code: 'no-space' });
    assert.deepEqual(await rowsOf(copy), before);
    assert.equal((await snapshot()).kind, 'appended');
  });
});
