import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Fault } from '../../../src/base/fault';
import type { Action, AddFile } from '../../../src/delta/actions';
import { keepChecksums, readChecksums } from '../../../src/delta/checksums';
import { encodeUuid } from '../../../src/delta/deletionVector';
import { prune } from '../../../src/delta/prune';
import { verifyTable } from '../../../src/delta/verify';
import { localStorage } from '../../../src/storage/local';
import {
  beginning,
  commit,
  contentsOf,
  dataFile,
  opaqueFile,
  open,
  removeOf,
  valuesOf,
} from '../../support/deltaTable';
import { faultyStorage } from '../../support/faultyStorage';
import { filesBelow, temporaryFolder, treeHash } from '../../support/temporary';

const { signal } = new AbortController();

/** What a writer may do to a table in one commit; numbers choose among the files that are there. */
type Move =
  | { readonly kind: 'append'; readonly files: number }
  | { readonly kind: 'delete'; readonly which: number }
  | { readonly kind: 'rewrite'; readonly which: number }
  | { readonly kind: 'mask'; readonly which: number }
  | { readonly kind: 'bring back'; readonly which: number }
  | { readonly kind: 'nothing' };

const which = fc.nat(50);
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ kind: fc.constant('append' as const), files: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('delete' as const), which }),
  fc.record({ kind: fc.constant('rewrite' as const), which }),
  fc.record({ kind: fc.constant('mask' as const), which }),
  fc.record({ kind: fc.constant('bring back' as const), which }),
  fc.record({ kind: fc.constant('nothing' as const) }),
);

/** Makes the history and returns the number of its newest version. */
async function play(table: string, moves: readonly Move[]): Promise<number> {
  let present: AddFile[] = [];
  const removed: AddFile[] = [];
  let made = 0;
  const newFile = () => {
    made += 1;
    return opaqueFile(
      table,
      made % 3 === 0 ? `part=a b/f${made}` : `f${made}`,
      `content ${made}`.repeat(made),
    );
  };
  const spelled = (add: AddFile) => ({ ...add, path: add.path.replace(' ', '%20') });
  const take = (index: number): AddFile | undefined => {
    const add = present[index % Math.max(present.length, 1)];
    present = present.filter((one) => one !== add);
    if (add !== undefined) removed.push(add);
    return add;
  };
  let version = await commit(table, beginning('t'));
  for (const one of moves) {
    const actions: Action[] = [];
    const arrive = (add: AddFile) => {
      present.push(add);
      actions.push({ add });
    };
    switch (one.kind) {
      case 'append':
        for (let index = 0; index < one.files; index += 1) arrive(spelled(newFile()));
        break;
      case 'delete':
      case 'rewrite': {
        const old = take(one.which);
        if (old === undefined) break;
        actions.push(removeOf(old));
        if (one.kind === 'rewrite') arrive(spelled(newFile()));
        break;
      }
      case 'mask': {
        const old = take(one.which);
        if (old === undefined) break;
        made += 1;
        const uuid = `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`;
        opaqueFile(table, `deletion_vector_${uuid}.bin`, `vector ${made} `.repeat(5));
        const pathOrInlineDv = encodeUuid(uuid);
        const vector = { storageType: 'u', pathOrInlineDv, offset: 1, sizeInBytes: 9, cardinality: 1 };
        actions.push(removeOf(old));
        arrive({ ...old, deletionVector: vector });
        break;
      }
      case 'bring back': {
        const old = removed[one.which % Math.max(removed.length, 1)];
        if (old === undefined || present.some((add) => add.path === old.path)) break;
        arrive(old);
        break;
      }
      case 'nothing':
        break;
    }
    version = await commit(table, actions);
  }
  return version;
}

async function readAll(table: string, latest: number): Promise<string[][]> {
  const versions = Array.from({ length: latest + 1 }, (_, version) => version);
  return await Promise.all(versions.map((version) => contentsOf(table, version)));
}

describe('whatever happened to a table and whichever versions are kept', () => {
  test('these read as before, the others as before or as damaged, and nothing that is not needed stays', async (t) => {
    const folder = temporaryFolder(t);
    let count = 0;
    const keeping = fc.record({
      moves: fc.array(move, { minLength: 1, maxLength: 12 }),
      kept: fc.array(fc.nat(12), { maxLength: 4 }),
      before: fc.option(fc.nat(6), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(keeping, async ({ moves, kept, before }) => {
        count += 1;
        const table = path.join(folder, String(count));
        const latest = await play(table, moves);
        const expected = await readAll(table, latest);
        writeFileSync(path.join(table, 'not-in-the-log.parquet'), 'whose?');
        const versions = kept.map((version) => version % (latest + 1));
        const keep = { versions, ...(before === undefined ? {} : { before }) };
        const isKept = (version: number) =>
          versions.includes(version) || version === latest || version < (before ?? 0);

        const hash = treeHash(table);
        const promised = await prune(localStorage, table, keep, true, signal);
        assert.equal(treeHash(table), hash, 'a dry run changes nothing');
        const files = filesBelow(table);
        const done = await prune(localStorage, table, keep, false, signal);
        assert.deepEqual(done, promised);
        assert.equal(filesBelow(table).length, files.length - done.files);

        for (const [version, content] of expected.entries()) {
          if (isKept(version)) {
            assert.deepEqual(await contentsOf(table, version), content);
            continue;
          }
          const outcome = await verifyTable(localStorage, await open(table, version), signal).then(
            () => contentsOf(table, version),
            (error: unknown) => {
              assert.ok(error instanceof Fault && error.code === 'damaged', String(error));
              return undefined;
            },
          );
          if (outcome !== undefined) assert.deepEqual(outcome, content);
        }
        assert.deepEqual(await prune(localStorage, table, keep, false, signal), { files: 0, bytes: 0 });
        assert.ok(filesBelow(table).includes('not-in-the-log.parquet'));
        rmSync(table, { recursive: true });
      }),
      { numRuns: 60 },
    );
  });
});

/** Version 0 is empty, 1 has `old`, 2 has `new` instead, 3 is as 2. */
async function replaced(table: string): Promise<void> {
  await commit(table, beginning('t'));
  const old = opaqueFile(table, 'old', 'old content');
  await commit(table, [{ add: old }]);
  await commit(table, [removeOf(old), { add: opaqueFile(table, 'new', 'new') }]);
  await commit(table, []);
}

const pruneTo = (table: string, ...versions: number[]) =>
  prune(localStorage, table, { versions }, false, signal);

describe('pruning', () => {
  test('a kept version has the same rows, read by DuckDB', async (t) => {
    const table = path.join(temporaryFolder(t), 't');
    const [one, two, three] = [
      await dataFile(table, '1', [1, 2]),
      await dataFile(table, '2', [3]),
      await dataFile(table, '3', [4]),
    ];
    assert.ok(one && two && three);
    await commit(table, [...beginning('t'), { add: one }]);
    await commit(table, [{ add: two }]);
    await commit(table, [removeOf(one), { add: three }]);
    await commit(table, [removeOf(two)]);
    assert.deepEqual(await pruneTo(table, 2), { files: 1, bytes: one.size });
    assert.deepEqual(await valuesOf(table, 2), [3, 4]);
    assert.deepEqual(await valuesOf(table), [4]);
    await assert.rejects(verifyTable(localStorage, await open(table, 1), signal), /\/1 is missing/);
  });

  test('a version to keep that cannot be opened stops it before anything is removed', async (t) => {
    const table = path.join(temporaryFolder(t), 't');
    await replaced(table);
    const hash = treeHash(table);
    await assert.rejects(pruneTo(table, 9), { code: 'no-such-version' });
    writeFileSync(path.join(table, '_delta_log', '00000000000000000002.json'), '{"commitInfo":');
    await assert.rejects(pruneTo(table, 3), { code: 'damaged' });
    assert.notEqual(treeHash(table), hash);
    assert.ok(filesBelow(table).includes('old'));
  });

  test('a file that is younger than the newest commit belongs to a copy under way', async (t) => {
    const table = path.join(temporaryFolder(t), 't');
    await replaced(table);
    const soon = new Date(Date.now() + 60_000);
    utimesSync(path.join(table, 'old'), soon, soon);
    assert.deepEqual(await pruneTo(table, 3), { files: 0, bytes: 0 });
  });

  test('and so does one that is younger than the note of that copy', async (t) => {
    const table = path.join(temporaryFolder(t), 't');
    await replaced(table);
    const note = path.join(table, '.overwatch-backup-copying.json');
    writeFileSync(note, '{}');
    const earlier = new Date(Date.now() - 3_600_000);
    utimesSync(note, earlier, earlier);
    assert.deepEqual(await pruneTo(table, 3), { files: 0, bytes: 0 });
    utimesSync(path.join(table, 'old'), new Date(0), new Date(0));
    assert.equal((await pruneTo(table, 3)).files, 1);
  });

  test('another writer that commits meanwhile stops it', async (t) => {
    const table = path.join(temporaryFolder(t), 't');
    await replaced(table);
    let isDone = false;
    const { storage } = faultyStorage(localStorage, ({ method, path: file }) => {
      if (isDone || method !== 'stat' || !file.endsWith('/old')) return undefined;
      isDone = true;
      return { kind: 'meanwhile', work: () => commit(table, []) };
    });
    await assert.rejects(prune(storage, table, { versions: [3] }, false, signal), { code: 'conflict' });
    assert.ok(filesBelow(table).includes('old'));
  });

  test('never follows a link out of the table, nor removes what a log names elsewhere', async (t) => {
    const folder = temporaryFolder(t);
    const [table, source] = [path.join(folder, 't'), path.join(folder, 'source')];
    mkdirSync(source);
    writeFileSync(path.join(source, 'precious'), 'the only one');
    const linked = opaqueFile(table, 'part=1/precious', 'the only one');
    rmSync(path.join(table, 'part=1'), { recursive: true });
    symlinkSync(source, path.join(table, 'part=1'));
    const absolute = { ...linked, path: path.join(source, 'precious') };
    const above = { ...linked, path: '../source/precious' };
    const inLog = { ...linked, path: '_delta_log/00000000000000000000.json' };
    const all = [linked, absolute, above, inLog];
    await commit(table, beginning('t'));
    await commit(
      table,
      all.map((add) => ({ add })),
    );
    await commit(table, all.map(removeOf));
    assert.deepEqual(await pruneTo(table, 2), { files: 0, bytes: 0 });
    assert.deepEqual(filesBelow(source), ['precious']);
  });

  test('checksums of files that are gone go too', async (t) => {
    const table = path.join(temporaryFolder(t), 't');
    await replaced(table);
    await keepChecksums(
      localStorage,
      table,
      new Map([
        ['old', 'aa'],
        ['new', 'bb'],
      ]),
    );
    await pruneTo(table, 3);
    assert.deepEqual([...(await readChecksums(localStorage, table))], [['new', 'bb']]);
  });

  test('files of a log whose beginning was cleaned up stay', async (t) => {
    const table = path.join(temporaryFolder(t), 't');
    await replaced(table);
    renameSync(
      path.join(table, '_delta_log', '00000000000000000000.json'),
      path.join(table, '_delta_log', 'gone'),
    );
    await assert.rejects(pruneTo(table, 3), { code: 'damaged' });
    assert.ok(filesBelow(table).includes('old'));
  });
});
