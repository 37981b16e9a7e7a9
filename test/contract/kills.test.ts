/**
 * A clone is killed at every single call it makes of the storage, before the call and after it. Whatever the step: the source is untouched, the
 * target is its old version or its new one, and a second run completes and copies only what is missing.
 */

import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { localStorage } from '../../src/storage/local';
import { isTemporaryName } from '../../src/storage/temporaryName';
import { writeVectorFile } from '../support/deletionVectors';
import { beginning, commit, contentsOf, opaqueFile, removeOf } from '../support/deltaTable';
import { type Call, faultyStorage, Killed } from '../support/faultyStorage';
import { clone, verify } from '../support/folderLakehouse';
import { filesBelow, temporaryFolder, treeHash } from '../support/temporary';

const UUID = '01234567-89ab-cdef-0123-456789abcdef';

/** Version 0 has three files; version 1 removes one, adds two in a partition's folder and deletes rows of another. */
async function writeSource(table: string): Promise<void> {
  const [a, b, c] = ['a', 'b', 'c'].map((name) =>
    opaqueFile(table, `${name}.parquet`, `bytes of ${name}`, 9),
  );
  assert.ok(a !== undefined && b !== undefined && c !== undefined);
  await commit(table, [...beginning('source'), { add: a }, { add: b }, { add: c }]);
  const partition = ['d', 'e'].map((name) => opaqueFile(table, `p=1/${name}.parquet`, `more of ${name}`, 9));
  const [vector] = writeVectorFile(table, UUID, [[1, 2, 5]]);
  assert.ok(vector !== undefined);
  await commit(table, [
    removeOf(a),
    removeOf(b),
    { add: { ...b, deletionVector: vector } },
    ...partition.map((add) => ({ add })),
  ]);
}

interface Case {
  readonly name: string;
  /** The version the target was cloned from before, if any. */
  readonly before: number | undefined;
}

const CASES: readonly Case[] = [
  { name: 'the first clone', before: undefined },
  { name: 'a clone that replaces', before: 0 },
];

interface Stage {
  readonly source: string;
  readonly target: string;
}

async function stage(test: TestContext, { before }: Case): Promise<Stage> {
  const folder = temporaryFolder(test);
  const [source, target] = [path.join(folder, 'source'), path.join(folder, 'target')];
  await writeSource(source);
  if (before !== undefined) await clone({ source, sourceVersion: before, target });
  return { source, target };
}

for (const scene of CASES) {
  describe(`killed at any step of ${scene.name}`, () => {
    it('leaves the old or the new, and a second run completes it', async (test) => {
      const staged = await stage(test, scene);
      const calls = await callsOf(staged, temporaryFolder(test));
      assert.ok(calls.length > 15, `only ${calls.length} calls`);
      for (const call of calls) {
        const folder = temporaryFolder(test);
        await killAt(call, false, staged, folder, scene);
        if (isWrite(call)) await killAt(call, true, staged, temporaryFolder(test), scene);
      }
    });
  });
}

function isWrite({ method }: Call): boolean {
  return ['copy', 'createExclusive', 'replace', 'remove', 'makeDirectory'].includes(method);
}

/** The calls of a clone that nothing disturbs. */
async function callsOf(staged: Stage, folder: string): Promise<readonly Call[]> {
  const { source, target } = copyOf(staged, folder);
  const healthy = faultyStorage(localStorage);
  await clone({ source, sourceVersion: 1, target }, healthy.storage);
  await verify({ source, sourceVersion: 1, target });
  return healthy.calls;
}

function copyOf(staged: Stage, folder: string): Stage {
  const copy = { source: path.join(folder, 'source'), target: path.join(folder, 'target') };
  cpSync(staged.source, copy.source, { recursive: true, preserveTimestamps: true });
  if (existsSync(staged.target))
    cpSync(staged.target, copy.target, { recursive: true, preserveTimestamps: true });
  return copy;
}

async function killAt(
  call: Call,
  after: boolean,
  staged: Stage,
  folder: string,
  { before }: Case,
): Promise<void> {
  const { source, target } = copyOf(staged, folder);
  const request = { source, sourceVersion: 1, target };
  const untouched = treeHash(source);
  const wanted = await contentsOf(source, 1);
  const step = `killed ${after ? 'after' : 'before'} call ${call.number}, ${call.method} ${path.basename(call.path)}`;
  const dying = faultyStorage(localStorage, ({ number }) =>
    number === call.number ? { kind: 'kill', after } : undefined,
  );
  await assert.rejects(clone(request, dying.storage), (error: unknown) => isKill(error), step);

  assert.equal(treeHash(source), untouched, `source, ${step}`);
  const state = await contentsOf(target).catch((error: unknown) => {
    assert.equal((error as { code?: unknown }).code, 'not-delta', step);
    return undefined;
  });
  const old = before === undefined ? undefined : await contentsOf(source, before);
  const isNew = JSON.stringify(state) === JSON.stringify(wanted);
  if (!isNew) assert.deepEqual(state, old, `target, ${step}`);

  const whole = visibleFiles(target);
  const second = await clone(request);
  const expected = isNew ? 0 : wantedFiles(before).filter((file) => !whole.has(file)).length;
  assert.equal(second.metrics.numCopiedFiles, expected, `copied by the second run, ${step}`);
  assert.deepEqual(await contentsOf(target), wanted, step);
  await verify(request);
  if (old !== undefined) assert.deepEqual(await contentsOf(target, 0), old, `earlier version, ${step}`);
  assert.equal(treeHash(source), untouched, `source after the second run, ${step}`);

  await assertSwept(request, step);
}

/** What a killed run was writing is removed by the next run that comes later than a minute; but for the note's own few bytes. */
async function assertSwept(request: Stage & { readonly sourceVersion: number }, step: string): Promise<void> {
  for (const file of filesBelow(request.target).filter((name) => isTemporaryName(path.basename(name))))
    utimesSync(path.join(request.target, file), 1, 1);
  await clone(request);
  const left = readdirSync(request.target, { recursive: true })
    .map(String)
    .filter((name) => /^\.(?!\.|overwatch-backup-checksums)/.test(path.basename(name)));
  assert.deepEqual(left, [], `left behind, ${step}`);
}

/** Data files that stand in a table's folder under names that Delta's readers look at. */
function visibleFiles(table: string): ReadonlySet<string> {
  return new Set(existsSync(table) ? filesBelow(table).filter((file) => !/(^|\/)[._]/.test(file)) : []);
}

/** The data files that the clone of version 1 has to copy. */
function wantedFiles(before: number | undefined): string[] {
  return [...(before === undefined ? ['b.parquet', 'c.parquet'] : []), 'p=1/d.parquet', 'p=1/e.parquet'];
}

function isKill(error: unknown): boolean {
  return error instanceof Killed || (error instanceof Error && isKill(error.cause));
}
