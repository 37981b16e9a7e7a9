/** What an incremental snapshot tells while it works on rows, which may take much longer than copying files. */

import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { incrementalClone } from '../../../src/delta/incremental';
import type { CloneProgress } from '../../../src/delta/results';
import { openSnapshot } from '../../../src/delta/snapshot';
import { localStorage } from '../../../src/storage/local';
import { open } from '../../support/deltaTable';
import { SourceTable } from '../../support/sourceTable';
import { temporaryFolder } from '../../support/temporary';

const { signal } = new AbortController();

test('a merge says that rows are compared, then merged; a plain append that files are copied', async (test) => {
  const folder = temporaryFolder(test);
  const source = await SourceTable.create(path.join(folder, 'source'), {
    partitioned: false,
    mapping: 'none',
    vectors: false,
    changeDataFeed: false,
    rowTracking: false,
    inCommitTimestamps: false,
  });
  const copy = path.join(folder, 'root', 'data', 'copy');
  const phases = async () => {
    const seen: CloneProgress['phase'][] = [];
    const isThere = (await localStorage.list(path.join(copy, '_delta_log'))) !== undefined;
    await incrementalClone(
      localStorage,
      {
        source: await open(source.table),
        openSource: (version) => openSnapshot(localStorage, source.table, signal, version),
        table: copy,
        target: isThere ? await open(copy) : undefined,
        checkpointDirectory: path.join(folder, 'root', 'checkpoint', 'copy'),
        write: { mode: 'merge', keys: ['id'] },
      },
      ({ phase }) => {
        if (seen.at(-1) !== phase) seen.push(phase);
      },
      signal,
    );
    return seen;
  };
  const row = (id: number) => ({ id, part: 'odd', amount: id, note: `n${id}` });
  await source.append([row(1), row(2)]);
  assert.deepEqual(await phases(), ['copying']);
  await source.update(
    ({ id }) => id === 1,
    (before) => ({ ...before, amount: 100 }),
  );
  assert.deepEqual((await phases()).slice(0, 2), ['comparing rows', 'merging rows']);
});
