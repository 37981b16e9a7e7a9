import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import {
  commitName,
  latestVersion,
  listLog,
  parseLogNames,
  segmentsFor,
  tryListLog,
} from '../../../src/delta/logFiles';
import { localStorage } from '../../../src/storage/local';
import { temporaryFolder } from '../../support/temporary';

const classic = (version: number) => commitName(version).replace('.json', '.checkpoint.parquet');
const part = (version: number, number: number, total: number) =>
  commitName(version).replace(
    'json',
    `checkpoint.${String(number).padStart(10, '0')}.${String(total).padStart(10, '0')}.parquet`,
  );
const named = (version: number, format: string) =>
  commitName(version).replace('json', `checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.${format}`);
const log = (...names: string[]) => parseLogNames('t', names);

describe('parseLogNames', () => {
  it('takes commits and checkpoints, and nothing else', () => {
    const { commits, checkpoints } = log(
      ...[commitName(10), commitName(2), commitName(0), classic(2), named(10, 'json'), named(9, 'parquet')],
      ...['_last_checkpoint', `.${commitName(3)}.0123456789ab.tmp`, commitName(3).replace('json', 'crc')],
      `${'0'.repeat(20)}.${'0'.repeat(19)}9.compacted.json`,
      ...['0.json', `x${commitName(4)}`, `${commitName(4)}.tmp`, `${classic(4)}.crc`, '_commits'],
    );
    assert.deepEqual(commits, [0, 2, 10]);
    assert.deepEqual(
      checkpoints.map(({ version, format }) => [version, format]),
      [
        [10, 'json'],
        [9, 'parquet'],
        [2, 'parquet'],
      ],
    );
  });

  it('takes a multi-part checkpoint only if it has all its parts, in their order', () => {
    const { checkpoints } = log(part(5, 2, 2), part(5, 1, 2), part(6, 1, 2), part(5, 1, 3), part(5, 3, 3));
    assert.deepEqual(checkpoints, [{ version: 5, names: [part(5, 1, 2), part(5, 2, 2)], format: 'parquet' }]);
  });

  it('puts the classic one of a version first', () => {
    const { checkpoints } = log(named(5, 'json'), part(5, 1, 1), classic(5));
    assert.deepEqual(checkpoints.length, 3);
    assert.equal(checkpoints[0]?.names[0], classic(5));
  });
});

describe('segmentsFor', () => {
  const shapes = (files: ReturnType<typeof log>, version: number) =>
    segmentsFor(files, version).map(({ checkpoint, commits }) => [checkpoint?.version, commits]);

  it('gives all ways to a version, the shortest first', () => {
    const files = log(...[0, 1, 2, 3, 4, 5].map(commitName), classic(2), classic(4));
    assert.deepEqual(shapes(files, 5), [
      [4, [5]],
      [2, [3, 4, 5]],
      [undefined, [0, 1, 2, 3, 4, 5]],
    ]);
    assert.deepEqual(shapes(files, 4), [
      [4, []],
      [2, [3, 4]],
      [undefined, [0, 1, 2, 3, 4]],
    ]);
    assert.deepEqual(shapes(files, 1), [[undefined, [0, 1]]]);
  });

  it('needs no commits that a checkpoint stands for', () => {
    const cleaned = log(...[3, 4, 5].map(commitName), classic(3), classic(1));
    assert.deepEqual(shapes(cleaned, 5), [[3, [4, 5]]]);
    assert.equal(latestVersion(log(classic(7))), 7);
    assert.deepEqual(shapes(log(classic(7)), 7), [[7, []]]);
  });

  it('names the version that is missing', () => {
    const gap = log(...[0, 1, 3].map(commitName));
    assert.deepEqual(shapes(gap, 1), [[undefined, [0, 1]]]);
    assert.throws(() => segmentsFor(gap, 3), { code: 'damaged', message: /version 2 \(0{19}2\.json\)/ });
    assert.throws(() => segmentsFor(log(...[1, 2].map(commitName)), 2), {
      code: 'damaged',
      message: /version 0 /,
    });
    const afterCheckpoint = log(...[0, 1, 2, 4].map(commitName), classic(2));
    assert.throws(() => segmentsFor(afterCheckpoint, 4), { code: 'damaged', message: /version 3 / });
  });

  it('tells versions that never were, or are no longer, from damage', () => {
    const files = log(...[5, 6, 7].map(commitName), classic(5));
    assert.throws(() => segmentsFor(files, 8), { code: 'no-such-version', message: /newest is 7/ });
    assert.throws(() => segmentsFor(files, -1), { code: 'no-such-version' });
    assert.throws(() => segmentsFor(files, 3), { code: 'no-such-version', message: /begins at version 5/ });
  });

  it('is not led astray by commits left over from before a clean-up', () => {
    const files = log(...[1, 3, 4].map(commitName), classic(3));
    assert.deepEqual(shapes(files, 4), [[3, [4]]]);
    assert.throws(() => segmentsFor(files, 1), { code: 'no-such-version' });
  });
});

describe('listLog', () => {
  it('tells an absent or empty log from a table', async (test) => {
    const table = temporaryFolder(test);
    assert.equal(await tryListLog(localStorage, table), undefined);
    const directory = path.join(table, '_delta_log');
    mkdirSync(path.join(directory, commitName(0)), { recursive: true });
    writeFileSync(path.join(directory, '_last_checkpoint'), '{}');
    assert.equal(await tryListLog(localStorage, table), undefined, 'a folder is no commit');
    await assert.rejects(listLog(localStorage, table), { code: 'not-delta', message: new RegExp(table) });
    writeFileSync(path.join(directory, commitName(1)), '');
    assert.deepEqual((await listLog(localStorage, table)).commits, [1]);
  });
});
