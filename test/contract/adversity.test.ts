/** Tables and targets that would lead a careless clone to lose, mix up or misplace files. */

import assert from 'node:assert/strict';
import {
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { AddFile } from '../../src/delta/actions';
import { localStorage } from '../../src/storage/local';
import { writeVectorFile } from '../support/deletionVectors';
import { beginning, commit, contentsOf, opaqueFile, open, removeOf } from '../support/deltaTable';
import { type Call, faultyStorage } from '../support/faultyStorage';
import { clone, verify } from '../support/folderLakehouse';
import { filesBelow, temporaryFolder, treeHash } from '../support/temporary';

/** A folder with room for a source, a target and what lies outside both. */
function stage(test: Parameters<typeof temporaryFolder>[0]) {
  const folder = temporaryFolder(test);
  return {
    folder,
    source: path.join(folder, 'lake/source'),
    target: path.join(folder, 'backup/data/target'),
  };
}

/** Clones, verifies by checksum, and clones again, which must copy nothing. */
async function assertCloned(source: string, target: string): Promise<void> {
  const { version } = await open(source);
  const request = { source, sourceVersion: version, target };
  await clone(request);
  await verify(request);
  assert.deepEqual(await contentsOf(target), await contentsOf(source));
  const again = await clone(request);
  assert.equal(again.metrics.numCopiedFiles, 0);
  assert.equal(again.metrics.numRemovedFiles, 0);
  await verify(request);
}

describe('paths that lead astray', () => {
  const names = [
    'a b.parquet',
    'per%41cent.parquet',
    "it's [a] {glob}*?.parquet",
    'hash#question?.parquet',
    'ünïcødé-日本-🎉.parquet',
    'e\u0301-nfd.parquet',
    'p=x%2Fy/v=%41=:+#?/c.parquet',
    `${'n'.repeat(247)}.parquet`,
    'back\\slash.parquet',
    'plus+and&.parquet',
  ];
  it('copies files of any name, encoded in the log or not', async (test) => {
    const { source, target } = stage(test);
    const adds = names.map((name) => {
      const add = opaqueFile(source, name, name);
      return { ...add, path: name.split('/').map(encodeURIComponent).join('/') };
    });
    await commit(source, [...beginning('source'), ...adds.map((add) => ({ add }))]);
    await assertCloned(source, target);
    const copied = filesBelow(target).filter((file) => !/^(_delta_log|\.overwatch-backup)/.test(file));
    assert.deepEqual(copied, [...names].sort());
    assert.deepEqual(
      (await open(target)).files.map((add) => add.path),
      adds.map((add) => add.path),
      'the very spelling of the source',
    );
  });

  it('brings in files that lie outside the source, whatever way the log names them', async (test) => {
    const { folder, source, target } = stage(test);
    const outside = path.join(folder, 'elsewhere');
    const base = opaqueFile(outside, 'same.parquet', 'outside');
    const other = opaqueFile(path.join(folder, 'other'), 'same.parquet', 'another');
    const inside = opaqueFile(source, 'same.parquet', 'inside!');
    const adds: AddFile[] = [
      inside,
      { ...base, path: `file://${outside}/same.parquet` },
      { ...other, path: '../../other/same.parquet' },
      { ...opaqueFile(source, 'x.parquet', 'absolute, but in the table'), path: `${source}/x.parquet` },
      { ...opaqueFile(source, 'y.parquet', 'with a scheme'), path: `file:${source}/y.parquet` },
    ];
    await commit(source, [...beginning('source'), ...adds.map((add) => ({ add }))]);
    const before = treeHash(path.join(folder, 'lake'));
    await assertCloned(source, target);
    assert.equal(treeHash(path.join(folder, 'lake')), before);
    const { files } = await open(target);
    assert.equal(new Set(files.map((add) => add.path)).size, 5);
    for (const { path: name } of files) assert.match(name, /^(clone-[0-9a-f]{8}\/)?[a-z]+\.parquet$/);
    rmSync(path.join(folder, 'lake'), { recursive: true });
    rmSync(outside, { recursive: true });
    assert.equal((await contentsOf(target)).length, 5, 'the copy needs none of them');
  });

  it('never writes outside the target or into its log', async (test) => {
    const { folder, source, target } = stage(test);
    const uuid = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
    mkdirSync(path.join(folder, 'evil'), { recursive: true });
    mkdirSync(source, { recursive: true });
    const [vector] = writeVectorFile(source, uuid, [[1]], '../../evil/');
    assert.ok(vector !== undefined);
    const log = opaqueFile(source, '_delta_log/00000000000000000005.json.txt', 'no commit');
    const adds: AddFile[] = [
      { ...opaqueFile(source, 'a.parquet', 'a', 3), deletionVector: vector },
      { ...log, path: '_delta_log/../_delta_log/00000000000000000005.json.txt' },
      { ...opaqueFile(path.join(folder, 'evil'), 'up.parquet', 'up'), path: '..%2F../evil/up.parquet' },
    ];
    await commit(source, [...beginning('source'), ...adds.map((add) => ({ add }))]);
    const outside = () => filesBelow(folder).filter((file) => !file.startsWith('backup/data/target/'));
    const before = outside();
    await assertCloned(source, target);
    assert.deepEqual(outside(), before);
    assert.deepEqual(
      filesBelow(path.join(target, '_delta_log')).filter((file) => !/^0{19}[01]\.json$/.test(file)),
      [],
    );
  });

  it('refuses files on another storage by name', async (test) => {
    const { source, target } = stage(test);
    const add = { ...opaqueFile(source, 'a.parquet', 'a'), path: 's3://bucket/a.parquet' };
    await commit(source, [...beginning('source'), { add }]);
    await assert.rejects(clone({ source, sourceVersion: 0, target }), {
      code: 'unsupported-feature',
      message: /s3:\/\/bucket\/a\.parquet/,
    });
  });
});

describe('names that are taken', () => {
  it('a table made anew under old names leaves the earlier versions of its copy alone', async (test) => {
    const { source, target } = stage(test);
    await commit(source, [
      ...beginning('first'),
      { add: opaqueFile(source, 'part-0.parquet', 'old content') },
    ]);
    await assertCloned(source, target);
    const old = await contentsOf(target);
    rmSync(source, { recursive: true });
    const add = { ...opaqueFile(source, 'part-0.parquet', 'NEW CONTENT'), modificationTime: 5 };
    await commit(source, [...beginning('second'), { add }]);
    await assertCloned(source, target);
    assert.deepEqual(await contentsOf(target, 0), old);
    assert.notDeepEqual(await contentsOf(target), old);
  });

  it('a file that comes back under the name of a removed one leaves the earlier version alone', async (test) => {
    const { source, target } = stage(test);
    const first = opaqueFile(source, 'part-0.parquet', 'old content');
    await commit(source, [...beginning('source'), { add: first }]);
    await clone({ source, sourceVersion: 0, target });
    await commit(source, [removeOf(first)]);
    await clone({ source, sourceVersion: 1, target });
    const old = await contentsOf(target, 0);
    const second = { ...opaqueFile(source, 'part-0.parquet', 'NEW CONTENT'), modificationTime: 5 };
    await commit(source, [{ add: second }]);
    await assertCloned(source, target);
    assert.deepEqual(await contentsOf(target, 0), old);
  });

  it('nor does an interrupted run take an earlier version’s file for its own', async (test) => {
    const { source, target } = stage(test);
    const first = opaqueFile(source, 'part-0.parquet', 'old content');
    await commit(source, [...beginning('source'), { add: first }]);
    await clone({ source, sourceVersion: 0, target });
    utimesSync(path.join(target, 'part-0.parquet'), 1, 1);
    await commit(source, [removeOf(first)]);
    await clone({ source, sourceVersion: 1, target });
    const old = await contentsOf(target, 0);
    const second = { ...opaqueFile(source, 'part-0.parquet', 'NEW CONTENT'), modificationTime: 5 };
    await commit(source, [{ add: second }]);
    const dying = faultyStorage(localStorage, ({ method }: Call) =>
      method === 'createExclusive' ? { kind: 'kill' } : undefined,
    );
    await assert.rejects(clone({ source, sourceVersion: 2, target }, dying.storage), { name: 'Killed' });
    await assertCloned(source, target);
    assert.deepEqual(await contentsOf(target, 0), old);
  });

  it('files that an interrupted clone of another table left are not taken over', async (test) => {
    const { source, target } = stage(test);
    await commit(source, [
      ...beginning('first'),
      { add: opaqueFile(source, 'part-0.parquet', 'old content') },
    ]);
    const dying = faultyStorage(localStorage, ({ method }: Call) =>
      method === 'createExclusive' ? { kind: 'kill' } : undefined,
    );
    await assert.rejects(clone({ source, sourceVersion: 0, target }, dying.storage), { name: 'Killed' });
    rmSync(source, { recursive: true });
    await commit(source, [
      ...beginning('second'),
      { add: opaqueFile(source, 'part-0.parquet', 'NEW CONTENT') },
    ]);
    await assertCloned(source, target);
  });

  it('a file that merely lies in the target is not taken over', async (test) => {
    const { source, target } = stage(test);
    await commit(source, [...beginning('source'), { add: opaqueFile(source, 'part-0.parquet', 'right') }]);
    opaqueFile(target, 'part-0.parquet', 'wrong');
    await assertCloned(source, target);
  });
});

describe('a damaged or foreign target', () => {
  it('is healed: files that are gone or cut off are copied again', async (test) => {
    const { source, target } = stage(test);
    const adds = ['a', 'b', 'c'].map((name) => opaqueFile(source, `${name}.parquet`, `bytes of ${name}`));
    const uuid = '01234567-89ab-cdef-0123-456789abcdef';
    const [vector] = writeVectorFile(source, uuid, [[0]]);
    const [a, b, c] = adds;
    assert.ok(a !== undefined && b !== undefined && c !== undefined && vector !== undefined);
    const deleted = { ...c, deletionVector: vector, stats: '{"numRecords":2}' };
    await commit(source, [...beginning('source'), { add: a }, { add: b }, { add: deleted }]);
    await clone({ source, sourceVersion: 0, target });
    rmSync(path.join(target, 'a.parquet'));
    truncateSync(path.join(target, 'b.parquet'), 3);
    truncateSync(path.join(target, `deletion_vector_${uuid}.bin`), 3);
    await assert.rejects(verify({ source, sourceVersion: 0, target }), { code: 'damaged' });
    const healed = await clone({ source, sourceVersion: 0, target });
    assert.equal(healed.metrics.numCopiedFiles, 2);
    await verify({ source, sourceVersion: 0, target });
    assert.deepEqual(await contentsOf(target, 0), await contentsOf(source));
  });

  it('a cut-off deletion vector alone fails the verification', async (test) => {
    const { source, target } = stage(test);
    mkdirSync(source, { recursive: true });
    const uuid = '01234567-89ab-cdef-0123-456789abcdef';
    const [, second] = writeVectorFile(source, uuid, [[0], [0, 1]]);
    assert.ok(second !== undefined);
    await commit(source, [
      ...beginning('source'),
      { add: { ...opaqueFile(source, 'a.parquet', 'a', 5), deletionVector: second } },
    ]);
    await clone({ source, sourceVersion: 0, target });
    const file = path.join(target, `deletion_vector_${uuid}.bin`);
    truncateSync(file, readFileSync(file).length - 1);
    await assert.rejects(verify({ source, sourceVersion: 0, target }), {
      code: 'damaged',
      message: /deletion_vector_.* bytes instead of/,
    });
  });

  it('other contents of the same length are found by checksum', async (test) => {
    const { source, target } = stage(test);
    await commit(source, [...beginning('source'), { add: opaqueFile(source, 'a.parquet', 'right') }]);
    await clone({ source, sourceVersion: 0, target });
    writeFileSync(path.join(target, 'a.parquet'), 'wrong');
    await assert.rejects(verify({ source, sourceVersion: 0, target }), {
      code: 'verify-failed',
      message: /a\.parquet/,
    });
  });

  it('another table there is replaced in one version, and can still be read', async (test) => {
    const { source, target } = stage(test);
    await commit(source, [...beginning('source'), { add: opaqueFile(source, 'a.parquet', 'ours') }]);
    await commit(target, [...beginning('theirs'), { add: opaqueFile(target, 'a.parquet', 'their own') }]);
    await commit(target, [{ add: opaqueFile(target, 'b.parquet', 'newer') }]);
    const theirs = await contentsOf(target, 1);
    await assertCloned(source, target);
    assert.deepEqual(await contentsOf(target, 1), theirs);
    assert.equal((await open(target, 2)).metadata.id, 'theirs');
  });

  it('whose newest commit is cut off is refused by version, and nothing is written', async (test) => {
    const { source, target } = stage(test);
    await commit(source, [...beginning('source'), { add: opaqueFile(source, 'a.parquet', 'a') }]);
    await clone({ source, sourceVersion: 0, target });
    truncateSync(path.join(target, '_delta_log/00000000000000000000.json'), 100);
    const before = treeHash(target);
    await assert.rejects(clone({ source, sourceVersion: 0, target }), {
      code: 'damaged',
      message: /version 0 \(00000000000000000000\.json\)/,
    });
    assert.equal(treeHash(target), before);
  });

  it('that is the source itself, by any of its names, is refused', async (test) => {
    const { folder, source } = stage(test);
    await commit(source, [...beginning('source'), { add: opaqueFile(source, 'a.parquet', 'a') }]);
    const link = path.join(folder, 'link');
    symlinkSync(path.dirname(source), link);
    const before = treeHash(source);
    for (const target of [source, `${source}/`, path.join(link, 'source'), path.join(source, 'inner')]) {
      await assert.rejects(clone({ source, sourceVersion: 0, target }), { code: 'bad-target' }, target);
    }
    assert.equal(treeHash(source), before);
  });

  it('that is the table a shallow clone rests on keeps its own versions', async (test) => {
    const { source, target } = stage(test);
    const add = opaqueFile(target, 'a.parquet', 'base');
    await commit(target, [...beginning('base'), { add }]);
    const shallow = { ...add, path: `file://${target}/a.parquet` };
    await commit(source, [...beginning('shallow'), { add: shallow }]);
    const base = await contentsOf(target);
    await assertCloned(source, target);
    assert.deepEqual(await contentsOf(target, 0), base);
  });
});

describe('what a replaced table tells its readers', () => {
  it('files that are new to it change its data, even where they did not in the source', async (test) => {
    const { source, target } = stage(test);
    const [a, b] = ['a', 'b'].map((name) => opaqueFile(source, `${name}.parquet`, name));
    assert.ok(a !== undefined && b !== undefined);
    await commit(source, [...beginning('source'), { add: a }]);
    await clone({ source, sourceVersion: 0, target });
    await commit(source, [removeOf(a), { add: { ...b, dataChange: false } }], { operation: 'OPTIMIZE' });
    await clone({ source, sourceVersion: 1, target });
    const actions = readFileSync(path.join(target, '_delta_log/00000000000000000001.json'), 'utf8');
    assert.match(actions, /"add":\{"path":"b\.parquet".*"dataChange":true/);
    assert.match(actions, /"remove":\{"path":"a\.parquet".*"dataChange":true/);
  });

  it('a copy of a copy is the same again', async (test) => {
    const { folder, source, target } = stage(test);
    const outside = opaqueFile(path.join(folder, 'x'), 'a.parquet', 'outside');
    await commit(source, [
      ...beginning('source'),
      { add: { ...outside, path: path.join(folder, 'x/a.parquet') } },
      { add: opaqueFile(source, 'a.parquet', 'inside') },
    ]);
    await assertCloned(source, target);
    const third = path.join(folder, 'third');
    await assertCloned(target, third);
    assert.deepEqual(await contentsOf(third), await contentsOf(source));
  });
});
