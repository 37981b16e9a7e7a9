/** Dropping a table: only what is its own, and in such an order that a kill leaves the newest version, or nothing that reads. */

import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Snapshot } from '../../src/delta/snapshot';
import { localStorage } from '../../src/storage/local';
import { beginning, commit, opaqueFile, open, removeOf } from '../support/deltaTable';
import { faultyStorage, Killed } from '../support/faultyStorage';
import { fixtureNames, stageFixture } from '../support/fixtures';
import { folderLakehouse } from '../support/folderLakehouse';
import { filesBelow, temporaryFolder, treeHash } from '../support/temporary';

const { signal } = new AbortController();

/** Three versions; the newest has fewer files than the ones before. */
async function writeTable(table: string): Promise<void> {
  const [a, b] = ['a', 'p=1/b'].map((name) => opaqueFile(table, `${name}.parquet`, `bytes of ${name}`));
  assert.ok(a !== undefined && b !== undefined);
  await commit(table, [...beginning('t'), { add: a }]);
  await commit(table, [{ add: b }]);
  await commit(table, [removeOf(a)]);
}

describe('dropping a table', () => {
  it('removes it and nothing beside it', async (test) => {
    const folder = temporaryFolder(test);
    await writeTable(path.join(folder, 'gone'));
    await writeTable(path.join(folder, 'kept'));
    const kept = treeHash(path.join(folder, 'kept'));
    await folderLakehouse().dropTable(path.join(folder, 'gone'), signal);
    assert.ok(!existsSync(path.join(folder, 'gone')));
    assert.equal(treeHash(path.join(folder, 'kept')), kept);
  });

  it('of a table that is gone is no error', async (test) => {
    await folderLakehouse().dropTable(path.join(temporaryFolder(test), 'gone'), signal);
  });

  it('refuses a folder that is no table', async (test) => {
    const folder = temporaryFolder(test);
    writeFileSync(path.join(folder, 'photo.jpg'), '');
    await assert.rejects(folderLakehouse().dropTable(folder, signal), { code: 'not-delta' });
    assert.deepEqual(filesBelow(folder), ['photo.jpg']);
  });

  it('refuses a table that is a link, or whose log is one', async (test) => {
    const folder = temporaryFolder(test);
    const elsewhere = path.join(folder, 'elsewhere');
    await writeTable(elsewhere);
    const before = treeHash(elsewhere);
    symlinkSync(elsewhere, path.join(folder, 'link'));
    const half = path.join(folder, 'half');
    mkdirSync(half);
    symlinkSync(path.join(elsewhere, '_delta_log'), path.join(half, '_delta_log'));
    for (const table of ['link', 'half']) {
      const drop = folderLakehouse().dropTable(path.join(folder, table), signal);
      await assert.rejects(drop, { code: 'bad-target', message: /is a link to/ });
    }
    assert.equal(treeHash(elsewhere), before);
  });

  it('removes links within the table, and not what they lead to', async (test) => {
    const folder = temporaryFolder(test);
    const table = path.join(folder, 'table');
    const elsewhere = path.join(folder, 'elsewhere');
    await writeTable(table);
    renameSync(path.join(table, 'p=1'), elsewhere);
    symlinkSync(elsewhere, path.join(table, 'p=1'));
    await folderLakehouse().dropTable(table, signal);
    assert.ok(!existsSync(table));
    assert.deepEqual(filesBelow(elsewhere), ['b.parquet']);
  });

  it('reaches a database through a link to it', async (test) => {
    const folder = temporaryFolder(test);
    await writeTable(path.join(folder, 'database', 'table'));
    symlinkSync(path.join(folder, 'database'), path.join(folder, 'link'));
    await folderLakehouse().dropTable(path.join(folder, 'link', 'table'), signal);
    assert.deepEqual(filesBelow(path.join(folder, 'database')), []);
  });

  it('stops when cancelled, and goes on later', async (test) => {
    const table = path.join(temporaryFolder(test), 'table');
    await writeTable(table);
    const abort = new AbortController();
    const { storage } = faultyStorage(localStorage, ({ method }) =>
      method === 'remove' ? { kind: 'meanwhile', work: () => abort.abort() } : undefined,
    );
    await assert.rejects(folderLakehouse(storage).dropTable(table, abort.signal), { name: 'AbortError' });
    assert.ok(await folderLakehouse().isDropBegun(table, signal));
    await folderLakehouse().dropTable(table, signal);
    assert.ok(!existsSync(table));
  });
});

/** What tells one version of a table from another. */
function statesOf({ version, files }: Snapshot): unknown {
  return [version, files.map((add) => add.path).sort()];
}

describe('a drop that is killed at any step', () => {
  for (const name of ['three versions', ...fixtureNames().filter((one) => one.startsWith('checkpoint'))]) {
    it(name, async (test) => {
      const folder = temporaryFolder(test);
      const original = path.join(folder, 'original');
      if (name === 'three versions') await writeTable(original);
      else {
        const fixture = stageFixture(name);
        cpSync(fixture.table, original, { recursive: true });
        fixture.remove();
      }
      const newest = await open(original);
      for (let number = 1; ; number += 1) {
        const table = path.join(folder, String(number));
        cpSync(original, table, { recursive: true });
        const dying = faultyStorage(localStorage, (call) =>
          call.number === number ? { kind: 'kill' } : undefined,
        );
        const isDone = await folderLakehouse(dying.storage)
          .dropTable(table, signal)
          .then(
            () => true,
            (error: unknown) => {
              assert.ok(error instanceof Killed);
              return false;
            },
          );
        if (isDone) {
          assert.ok(number > 8, `${number} calls`);
          return;
        }
        // Whoever reads the table now gets its newest version, or is told that there is none.
        const left = await open(table).catch((error: unknown) => {
          assert.ok(
            ['damaged', 'not-delta'].includes(String((error as { code?: unknown }).code)),
            String(error),
          );
          return undefined;
        });
        if (left !== undefined) assert.deepEqual(statesOf(left), statesOf(newest));
        else assert.ok(await folderLakehouse().isDropBegun(table, signal), `call ${number}`);
        await folderLakehouse().dropTable(table, signal);
        assert.ok(!existsSync(table));
      }
    });
  }
});
