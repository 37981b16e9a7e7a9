/** Pruning of tables that Spark wrote: whichever version is kept has the same rows afterwards. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { asFault } from '../../src/base/fault';
import { listLog } from '../../src/delta/logFiles';
import { prune } from '../../src/delta/prune';
import { openSnapshot, type Snapshot } from '../../src/delta/snapshot';
import { localStorage } from '../../src/storage/local';
import { fixtureNames, stageFixture } from '../support/fixtures';
import { rowsOf } from '../support/rows';
import { treeHash } from '../support/temporary';

const { signal } = new AbortController();

/** A version whose rows can be read; undefined for one that is cleaned up, vacuumed or damaged. */
async function readable(table: string, version: number): Promise<readonly unknown[] | undefined> {
  try {
    const snapshot: Snapshot = await openSnapshot(localStorage, table, signal, version);
    return await rowsOf(snapshot);
  } catch {
    return undefined;
  }
}

describe('after pruning', () => {
  for (const name of fixtureNames()) {
    test(name, async (t) => {
      const { table, directory, remove } = stageFixture(name);
      t.after(remove);
      const { commits } = await listLog(localStorage, table);
      const before = new Map<number, readonly unknown[]>();
      for (const version of commits) {
        const rows = await readable(table, version);
        if (rows !== undefined) before.set(version, rows);
      }
      const versions = [...before.keys()].filter((_, index) => index % 3 === 1);
      const hash = treeHash(directory);
      try {
        await prune(localStorage, table, { versions }, false, signal);
      } catch (error) {
        assert.ok(
          ['damaged', 'no-such-version', 'unsupported-feature'].includes(asFault(error).code),
          String(error),
        );
        assert.equal(treeHash(directory), hash, 'a table that cannot be pruned is left as it is');
      }
      const latest = commits.at(-1) ?? -1;
      for (const version of before.has(latest) ? [...versions, latest] : versions) {
        assert.deepEqual(await readable(table, version), before.get(version), `version ${version}`);
      }
    });
  }
});
