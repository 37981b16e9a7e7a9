import assert from 'node:assert/strict';
import { truncateSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { readHistory } from '../../../src/delta/history';
import { commitName, listLog } from '../../../src/delta/logFiles';
import { localStorage } from '../../../src/storage/local';
import { addNamed, beginning, commit, open } from '../../support/deltaTable';
import { temporaryFolder } from '../../support/temporary';

const { signal } = new AbortController();
const history = async (table: string, limit: number) =>
  await readHistory(localStorage, await listLog(localStorage, table), await open(table), limit, signal);

describe('readHistory', () => {
  it('tells the newest commits first, values as text', async (test) => {
    const table = temporaryFolder(test);
    await commit(table, beginning('x'), {
      operation: 'CREATE TABLE',
      operationParameters: { mode: 'Append', partitionBy: ['a'], isManaged: true, description: null },
      operationMetrics: { numFiles: '1', rows: 5 },
      engineInfo: 'Spark',
    });
    await commit(table, [{ add: addNamed('a') }], {});
    const [newest, oldest] = await history(table, 10);
    assert.deepEqual(
      { ...newest, committedAt: 0 },
      { version: 1, committedAt: 0, operation: 'unknown', parameters: {}, metrics: {} },
    );
    assert.deepEqual(
      { ...oldest, committedAt: 0 },
      {
        version: 0,
        committedAt: 0,
        operation: 'CREATE TABLE',
        parameters: { mode: 'Append', partitionBy: '["a"]', isManaged: 'true', description: 'null' },
        metrics: { numFiles: '1', rows: '5' },
        engine: 'Spark',
      },
    );
    assert.deepEqual(
      (await history(table, 1)).map(({ version }) => version),
      [1],
    );
  });

  it('refuses a damaged commit by name', async (test) => {
    const table = temporaryFolder(test);
    await commit(table, beginning('x'));
    await commit(table, [{ add: addNamed('a') }]);
    const latest = await open(table);
    truncateSync(path.join(table, '_delta_log', commitName(1)), 10);
    const log = await listLog(localStorage, table);
    await assert.rejects(readHistory(localStorage, log, latest, 5, signal), {
      code: 'damaged',
      message: /version 1/,
    });
  });
});
