/** Whatever is committed to a source between clones: each clone has the source's rows, and earlier versions of the target still read as they were. */

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import fc from 'fast-check';
import type { Action, AddFile } from '../../src/delta/actions';
import { writeVectorFile } from '../support/deletionVectors';
import { beginning, commit, contentsOf, dataFile, open, removeOf, valuesOf } from '../support/deltaTable';
import { clone, verify } from '../support/folderLakehouse';
import { temporaryFolder } from '../support/temporary';

type Step =
  | { readonly kind: 'append'; readonly values: readonly number[] }
  | { readonly kind: 'remove'; readonly which: number }
  | { readonly kind: 'overwrite'; readonly values: readonly number[] }
  /** Deletes the first row of a file by a deletion vector. */
  | { readonly kind: 'delete'; readonly which: number }
  /** Brings back the files of an earlier version. */
  | { readonly kind: 'restore'; readonly which: number }
  /** Clones the version that lies so many commits back. */
  | { readonly kind: 'clone'; readonly back: number };

const values = fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 3 });
const which = fc.nat({ max: 9 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('append' as const), values }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('overwrite' as const), values }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restore' as const), which }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('clone' as const), back: fc.nat({ max: 2 }) }) },
);

it('clones between random commits', async (test) => {
  const folder = temporaryFolder(test);
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
      runs += 1;
      await play(path.join(folder, String(runs)), steps);
    }),
    { seed: 20261123, numRuns: 20 },
  );
});

async function play(folder: string, steps: readonly Step[]): Promise<void> {
  const [source, target] = [path.join(folder, 'source'), path.join(folder, 'target')];
  mkdirSync(source, { recursive: true });
  const protocol = {
    minReaderVersion: 3,
    minWriterVersion: 7,
    readerFeatures: ['deletionVectors'],
    writerFeatures: ['deletionVectors'],
  };
  await commit(source, beginning('source', {}, protocol));
  const cloned: { readonly rows: readonly number[]; readonly contents: readonly string[] }[] = [];
  let files = 0;
  const newFile = async (rows: readonly number[]): Promise<AddFile> => {
    files += 1;
    return await dataFile(source, `p=${files % 2}/part-${files}.parquet`, rows);
  };
  for (const one of steps) {
    const current = await open(source);
    switch (one.kind) {
      case 'append':
        await commit(source, [{ add: await newFile(one.values) }]);
        break;
      case 'remove': {
        const file = current.files[one.which % Math.max(current.files.length, 1)];
        if (file !== undefined) await commit(source, [removeOf(file)]);
        break;
      }
      case 'overwrite':
        await commit(source, [...current.files.map(removeOf), { add: await newFile(one.values) }]);
        break;
      case 'delete': {
        const file = current.files.filter((add) => add.deletionVector === undefined)[one.which];
        if (file !== undefined) await commit(source, deleteFirstRow(source, file, current.version));
        break;
      }
      case 'restore': {
        const old = await open(source, one.which % (current.version + 1));
        await commit(source, [...current.files.map(removeOf), ...old.files.map((add): Action => ({ add }))]);
        break;
      }
      case 'clone': {
        const sourceVersion = Math.max(current.version - one.back, 0);
        const request = { source, sourceVersion, target };
        const { targetVersion } = await clone(request);
        assert.equal(targetVersion, cloned.length);
        await verify(request);
        const rows = await valuesOf(source, sourceVersion);
        assert.deepEqual(await valuesOf(target), rows);
        cloned.push({ rows, contents: await contentsOf(target) });
      }
    }
  }
  for (const [version, { rows, contents }] of cloned.entries()) {
    assert.deepEqual(await contentsOf(target, version), contents, `version ${version}`);
    if (version < cloned.length - 1)
      assert.deepEqual(await valuesOf(target, version), rows, `version ${version}`);
  }
}

function deleteFirstRow(source: string, file: AddFile, version: number): Action[] {
  const uuid = `00000000-0000-0000-0000-${String(version).padStart(12, '0')}`;
  const [vector] = writeVectorFile(source, uuid, [[0]]);
  assert.ok(vector !== undefined);
  return [removeOf(file), { add: { ...file, deletionVector: vector } }];
}
