import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FIRST_READING, parseReading, type SavedState } from '../../../../src/webview/report/state';

test('what was kept is read back', () => {
  const { lakehouse, root, ...reading } = {
    lakehouse: '/lake',
    root: '/backup',
    tab: 'runs',
    filter: { group: 'gold', status: 'failed', search: 'job' },
    tableSort: { by: 'size', descending: true },
    runSort: { by: 'time', descending: false },
    table: 'job_gold',
  } satisfies SavedState;
  const kept: unknown = JSON.parse(JSON.stringify({ lakehouse, root, ...reading }));
  assert.deepEqual(parseReading(kept), reading);
});

test('what cannot be understood is as at first', () => {
  for (const kept of [
    undefined,
    null,
    7,
    {},
    { tab: 'other', filter: 3, tableSort: { by: 1 }, runSort: [] },
  ]) {
    assert.deepEqual(parseReading(kept), FIRST_READING);
  }
  const filter = { group: 'platinum', status: 'lost', search: 5 };
  assert.deepEqual(parseReading({ filter }), FIRST_READING);
});
