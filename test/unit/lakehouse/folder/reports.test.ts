import assert from 'node:assert/strict';
import path from 'node:path';
import { it } from 'node:test';
import { appendReport, readReport } from '../../../../src/lakehouse/folder/reports';
import { localStorage } from '../../../../src/storage/local';
import { temporaryFolder } from '../../../support/temporary';

const { signal } = new AbortController();

it('times are epoch ms on both sides of a report, to the millisecond', async (test) => {
  const table = path.join(temporaryFolder(test), 'report');
  assert.equal(await readReport(localStorage, table, signal), undefined);
  const columns = [
    { name: 'startTS', type: 'timestamp' },
    { name: 'bytes', type: 'bigint' },
  ];
  const rows = [
    { startTS: Date.UTC(2026, 10, 23, 3, 24, 56, 789), bytes: 0 },
    { startTS: 1, bytes: Number.MAX_SAFE_INTEGER },
    { startTS: -1, bytes: null },
    { startTS: null, bytes: -5 },
  ];
  await appendReport(localStorage, table, { columns, rows }, signal);
  assert.deepEqual(await readReport(localStorage, table, signal), rows);
});
