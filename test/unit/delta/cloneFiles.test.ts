import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AddFile, DeletionVectorDescriptor } from '../../../src/delta/actions';
import { cloneFiles, fileChanges, relocateVector, targetNames } from '../../../src/delta/cloneFiles';
import { encodeUuid } from '../../../src/delta/deletionVector';
import { addNamed, snapshotOf } from '../../support/deltaTable';

const UUID = '01234567-89ab-cdef-0123-456789abcdef';
const VECTOR: DeletionVectorDescriptor = {
  storageType: 'u',
  pathOrInlineDv: encodeUuid(UUID),
  offset: 1,
  sizeInBytes: 34,
  cardinality: 1,
};
const source = (...files: AddFile[]) => snapshotOf({ table: '/source', files });
const target = (...files: AddFile[]) => snapshotOf({ table: '/target', files });

describe('cloneFiles', () => {
  it('keeps paths as they are spelled and needs each physical file once', () => {
    const other = { ...VECTOR, offset: 50 };
    const files = cloneFiles(
      source(
        addNamed('p=a%20b/x.parquet', { deletionVector: VECTOR }),
        addNamed('y.parquet', { deletionVector: other }),
      ),
      undefined,
    );
    assert.deepEqual(
      files.adds.map((add) => add.path),
      ['p=a%20b/x.parquet', 'y.parquet'],
    );
    assert.deepEqual(files.needed, [
      { from: '/source/p=a b/x.parquet', to: 'p=a b/x.parquet', bytes: 10, held: false },
      {
        from: `/source/deletion_vector_${UUID}.bin`,
        to: `deletion_vector_${UUID}.bin`,
        bytes: undefined,
        held: false,
      },
      { from: '/source/y.parquet', to: 'y.parquet', bytes: 10, held: false },
    ]);
  });

  it('knows what the target holds, however it is spelled', () => {
    const files = cloneFiles(
      source(addNamed('a%20b', { deletionVector: VECTOR }), addNamed('new')),
      target(addNamed('a b', { deletionVector: { ...VECTOR, offset: 9 } })),
    );
    assert.deepEqual(
      files.needed.map(({ to, held }) => [to, held]),
      [
        ['a b', true],
        [`deletion_vector_${UUID}.bin`, true],
        ['new', false],
      ],
    );
  });

  it('gives a file another name where one of the target has it, and knows that name again', () => {
    const changed = addNamed('part-0', { modificationTime: 2 });
    const first = cloneFiles(source(changed), target(addNamed('part-0')));
    const renamed = first.adds[0]?.path ?? '';
    assert.match(renamed, /^clone-[0-9a-f]{8}\/part-0$/);
    assert.deepEqual(first.needed, [{ from: '/source/part-0', to: renamed, bytes: 10, held: false }]);
    const second = cloneFiles(source(changed), target({ ...changed, path: renamed }));
    assert.equal(second.adds[0]?.path, renamed);
    assert.equal(second.needed[0]?.held, true);
    const again = cloneFiles(source(changed), target(), new Set(['part-0']));
    assert.equal(again.adds[0]?.path, renamed, 'the same name whatever stands in the way');
  });

  it('tells files of one name apart by length as well', () => {
    const { needed } = cloneFiles(source(addNamed('part-0', { size: 11 })), target(addNamed('part-0')));
    assert.match(needed[0]?.to ?? '', /^clone-/);
  });
});

describe('targetNames', () => {
  it('brings absolute paths in, each under a name of its own', () => {
    const names = ['/a/x', '/b/x', 'file:/a/y', '../c/x', '_delta_log/x', '_DELTA_LOG/x'].map(
      (path) => targetNames('/source', addNamed(path)).own,
    );
    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.match(name, /^clone-[0-9a-f]{8}\/[xy]$/);
    assert.equal(targetNames('/source', addNamed('file:///source/p/x')).own, 'p/x');
    assert.equal(targetNames('/source', addNamed('_delta_log2/x')).own, '_delta_log2/x');
  });
});

describe('relocateVector', () => {
  it('leaves inline and relative ones, brings in all others', () => {
    assert.equal(relocateVector('/source', undefined), undefined);
    const inline = { ...VECTOR, storageType: 'i' };
    assert.deepEqual(relocateVector('/source', inline), { descriptor: inline });
    const prefixed = { ...VECTOR, pathOrInlineDv: encodeUuid(UUID, 'ab') };
    assert.equal(relocateVector('/source', prefixed)?.file?.to, `ab/deletion_vector_${UUID}.bin`);
    for (const path of [`/base/deletion_vector_${UUID}.bin`, `file:///base/x/deletion_vector_${UUID}.bin`]) {
      const moved = relocateVector('/source', { ...VECTOR, storageType: 'p', pathOrInlineDv: path });
      assert.deepEqual(moved?.descriptor, VECTOR, 'offset, length and cardinality stay');
      assert.equal(moved?.file?.to, `deletion_vector_${UUID}.bin`);
    }
    const odd = relocateVector('/source', { ...VECTOR, storageType: 'p', pathOrInlineDv: '/base/odd.bin' });
    assert.match(odd?.file?.to ?? '', /^deletion_vector_[0-9a-f-]{36}\.bin$/);
    const escaping = relocateVector('/source', { ...VECTOR, pathOrInlineDv: encodeUuid(UUID, '../../up/') });
    assert.deepEqual(escaping, {
      descriptor: VECTOR,
      file: { from: `/up/deletion_vector_${UUID}.bin`, to: `deletion_vector_${UUID}.bin` },
    });
  });
});

describe('fileChanges', () => {
  it('a new table gets all files as changes', () => {
    const { added, removed } = fileChanges(undefined, [addNamed('a', { dataChange: false })]);
    assert.deepEqual([added, removed], [[addNamed('a')], []]);
  });

  it('is the difference, by path and vector', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => addNamed(name));
    assert.ok(a !== undefined && b !== undefined && c !== undefined);
    const deleted = { ...b, deletionVector: VECTOR };
    const { added, removed } = fileChanges(target(a, b), [{ ...a, dataChange: false }, deleted, c]);
    assert.deepEqual(added, [deleted, c]);
    assert.deepEqual(removed, [b]);
  });

  it('a file whose statistics changed is added anew, without a change of data', () => {
    const { added, removed } = fileChanges(target(addNamed('a')), [
      addNamed('a', { stats: '{"numRecords":1}' }),
    ]);
    assert.deepEqual(added, [addNamed('a', { stats: '{"numRecords":1}', dataChange: false })]);
    assert.deepEqual(removed, []);
  });
});
