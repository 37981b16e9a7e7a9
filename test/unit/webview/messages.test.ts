import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFromWebview, parseSavedReport } from '../../../src/webview/messages';

test('messages of the webview are taken as they are meant, without what does not belong to them', () => {
  const good = [
    { type: 'ready' },
    { type: 'ready', runId: 'r1' },
    { type: 'select-run', runId: 'r1' },
    { type: 'refresh' },
    { type: 'export' },
    { type: 'retry-failed' },
    { type: 'preview-table', location: '/a' },
    { type: 'copy-path', location: '/a' },
    { type: 'reveal-path', location: '/a' },
  ];
  for (const message of good) {
    assert.deepEqual(parseFromWebview(message), message);
    assert.deepEqual(parseFromWebview({ ...message, extra: 1 }), message);
  }
});

test('anything else is no message', () => {
  const bad = [
    undefined,
    null,
    'refresh',
    {},
    { type: 'delete' },
    { type: 'select-run' },
    { type: 'select-run', runId: 1 },
    { type: 'preview-table' },
    { type: 'reveal-path', location: ['/a'] },
  ];
  for (const message of bad) assert.equal(parseFromWebview(message), undefined);
});

test('a saved state tells which report was shown', () => {
  const saved = { lakehouse: '/lake', root: '/backup', runId: 'r1' };
  assert.deepEqual(parseSavedReport({ ...saved, tab: 'runs', filter: {} }), saved);
  assert.deepEqual(parseSavedReport({ lakehouse: '/lake', root: '/backup' }), {
    lakehouse: '/lake',
    root: '/backup',
  });
  for (const other of [undefined, 'x', { root: '/backup' }, { lakehouse: 1, root: '/backup' }]) {
    assert.equal(parseSavedReport(other), undefined);
  }
});
