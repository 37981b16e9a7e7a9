/**
 * An incremental snapshot is killed at every single call it makes of the storage, before the call and after it. Whatever the step: the copy is its old
 * version or its new one, and a second run ends where an undisturbed one would have.
 */

import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { type IncrementalOutcome, incrementalClone, type WriteMode } from '../../src/delta/incremental';
import { readRows } from '../../src/delta/readRows';
import { openSnapshot } from '../../src/delta/snapshot';
import { localStorage } from '../../src/storage/local';
import type { Storage } from '../../src/storage/storage';
import { open } from '../support/deltaTable';
import { type Call, faultyStorage, Killed } from '../support/faultyStorage';
import { type SourceRow, SourceTable } from '../support/sourceTable';
import { temporaryFolder } from '../support/temporary';

const { signal } = new AbortController();

const APPEND: WriteMode = { mode: 'append' };
const BY_ID: WriteMode = { mode: 'merge', keys: ['id'] };

interface Case {
  readonly name: string;
  readonly write: WriteMode;
  readonly before: (source: SourceTable) => Promise<void>;
}

const CASES: readonly Case[] = [
  { name: 'that copies files', write: APPEND, before: (source) => source.append(rows(5, 6)) },
  {
    name: 'that copies files and replaces rows',
    write: BY_ID,
    before: (source) => source.append(rows(2, 5)),
  },
  {
    name: 'that writes rows and replaces others',
    write: BY_ID,
    before: (source) =>
      source.update(
        (row) => Number(row.id) % 2 === 0,
        (row) => ({ ...row, amount: 9 }),
      ),
  },
  {
    name: 'that hides replaced rows by a deletion vector',
    write: BY_ID,
    before: (source) =>
      source.update(
        (row) => row.id === 2,
        (row) => ({ ...row, amount: 9 }),
      ),
  },
];

for (const { name, write, before } of CASES) {
  describe(`an incremental snapshot ${name}, killed at any step`, () => {
    it('leaves the old or the new, and a second run completes it', async (test) => {
      const folder = temporaryFolder(test);
      const source = await SourceTable.create(path.join(folder, 'source'), {
        partitioned: true,
        mapping: 'none',
        vectors: true,
        changeDataFeed: false,
        rowTracking: false,
        inCommitTimestamps: false,
      });
      await source.append(rows(1, 2, 3, 4));
      await snapshot(folder, write);
      const old = await rowsOf(folder);
      await before(source);

      const undisturbed = copyOf(folder, temporaryFolder(test));
      const calls = faultyStorage(localStorage);
      await snapshot(undisturbed, write, calls.storage);
      const wanted = await rowsOf(undisturbed);
      assert.notDeepEqual(wanted, old);
      assert.ok(calls.calls.length > 10, `only ${calls.calls.length} calls`);
      for (const call of calls.calls) {
        for (const after of [false, true]) {
          const scene = copyOf(folder, temporaryFolder(test));
          await killAt(call, after, scene, write);
          const left = await rowsOf(scene);
          const isNew = JSON.stringify(left) === JSON.stringify(wanted);
          if (!isNew) assert.deepEqual(left, old, `killed at ${call.method} ${call.path}`);
          const outcome = await snapshot(scene, write);
          assert.equal(outcome.kind === 'unchanged', isNew);
          assert.deepEqual(await rowsOf(scene), wanted, `killed at ${call.method} ${call.path}`);
        }
      }
    });
  });
}

function rows(...ids: number[]): SourceRow[] {
  return ids.map((id) => ({ id, part: id % 2 === 0 ? 'even' : 'odd', amount: id, note: `n${id}` }));
}

function copyOf(folder: string, to: string): string {
  cpSync(folder, to, { recursive: true, preserveTimestamps: true });
  return to;
}

/** Two copies of a scene make the same calls, but for random names; so a call is known by its number. */
async function killAt({ number }: Call, after: boolean, scene: string, write: WriteMode): Promise<void> {
  const killing = faultyStorage(localStorage, (call) =>
    call.number === number ? { kind: 'kill', after } : undefined,
  );
  try {
    await snapshot(scene, write, killing.storage);
    assert.fail('it was not killed');
  } catch (error) {
    const isKill = error instanceof Killed || (error instanceof Error && error.cause instanceof Killed);
    if (!isKill) throw error;
  }
}

async function snapshot(
  folder: string,
  write: WriteMode,
  storage: Storage = localStorage,
): Promise<IncrementalOutcome> {
  const [source, copy] = [path.join(folder, 'source'), path.join(folder, 'copy')];
  const hasCopy = (await localStorage.list(path.join(copy, '_delta_log'))) !== undefined;
  return await incrementalClone(
    storage,
    {
      source: await open(source),
      openSource: (version) => openSnapshot(localStorage, source, signal, version),
      table: copy,
      target: hasCopy ? await open(copy) : undefined,
      checkpointDirectory: path.join(folder, 'checkpoint', 'copy'),
      write,
    },
    () => undefined,
    signal,
  );
}

async function rowsOf(folder: string): Promise<string[]> {
  const found = await readRows(localStorage, await open(path.join(folder, 'copy')), signal);
  return found.map((row) => JSON.stringify(row)).sort();
}
