import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '../../../src/backup/events';
import { showProgress } from '../../../src/cli/progress';

const TIMES = { startedAt: 0, endedAt: 1500 };
const EVENTS: RunEvent[] = [
  { type: 'run-started', runId: 'r', tables: 2, bytesToCopy: 4000 },
  { type: 'table-started', table: 'job_gold' },
  {
    type: 'table-progress',
    table: 'job_gold',
    phase: 'copying',
    copiedFiles: 1,
    totalFiles: 2,
    copiedBytes: 1000,
    totalBytes: 2000,
  },
  {
    type: 'table-finished',
    table: 'job_gold',
    target: '/t',
    outcome: {
      status: 'done',
      metrics: {
        sourceTableSize: 0,
        sourceNumOfFiles: 0,
        numRemovedFiles: 0,
        numCopiedFiles: 2,
        removedFilesSize: 0,
        copiedFilesSize: 2000,
      },
      targetVersion: 0,
      verification: { files: 2, bytes: 2000, rows: 1, checksum: false },
      warnings: [],
      ...TIMES,
    },
  },
  {
    type: 'table-finished',
    table: 'cluster_gold',
    target: '/t',
    outcome: { status: 'failed', error: { code: 'damaged', message: 'Version 3 is missing.' }, ...TIMES },
  },
  { type: 'report-failed', location: '/r', error: { code: 'io', message: 'No.' } },
  { type: 'summary', runId: 'r', status: 'partial', tables: [] },
];

function shown(isTerminal: boolean): string {
  const written: string[] = [];
  let clock = 0;
  const now = () => {
    clock += 1000;
    return clock;
  };
  const show = showProgress({ write: (text) => void written.push(text), isTerminal, columns: 30 }, now);
  for (const event of EVENTS) show(event);
  return written.join('');
}

test('one line a table where nobody watches', () => {
  assert.equal(
    shown(false),
    [
      '[1/2] job_gold: done, 2.0 KB copied in 1.5 s',
      '[2/2] cluster_gold: failed: Version 3 is missing.',
      'No.',
      '',
    ].join('\n'),
  );
});

test('one line drawn anew on a terminal, no wider than it; failures stay', () => {
  const text = shown(true);
  const lines = text.split('\r\x1b[K');
  assert.ok(lines.includes('0/2 tables · 1.0 KB of 4.0 K…'), text);
  assert.ok(lines.includes('[2/2] cluster_gold: failed: Version 3 is missing.\n'), text);
  assert.ok(text.endsWith('\r\x1b[K'));
});

test('says what is done to rows, and keeps the bytes', () => {
  const written: string[] = [];
  let clock = 0;
  const show = showProgress(
    { write: (text) => void written.push(text), isTerminal: true, columns: 80 },
    () => {
      clock += 1000;
      return clock;
    },
  );
  const [started, , copying] = EVENTS;
  assert.ok(started && copying);
  show(started);
  show(copying);
  show({ type: 'table-progress', table: 'job_gold', phase: 'merging rows' });
  assert.match(written.join(''), /0\/2 tables · 1\.0 KB of 4\.0 KB · [^·]* · job_gold, merging rows$/);
});
