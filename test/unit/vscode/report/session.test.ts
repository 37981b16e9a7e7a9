import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunRecord } from '../../../../src/backup/report/runs';
import { Fault } from '../../../../src/base/fault';
import { createReportSession, type ReportSource } from '../../../../src/vscode/report/session';
import type { RunScreen, Screen, ToWebview } from '../../../../src/webview/messages';
import { failedRow, row, runOf } from '../../webview/report/rows';

const OLD = runOf([row({ runId: 'old', table: 'a' })]);
const NEW = runOf([failedRow({ runId: 'new', table: 'b' })]);

/** A session over a source that can be changed, with all that it posts and does. */
function harness(change: Partial<ReportSource> = {}, firstRunId?: string) {
  const posted: ToWebview[] = [];
  const done: string[] = [];
  const faults: unknown[] = [];
  const source: ReportSource = {
    lakehouse: '/lake',
    root: '/backup',
    loadRuns: async () => [NEW, OLD],
    retryFailed: async (runId) => void done.push(`retry ${runId}`),
    previewTable: (location) => void done.push(`preview ${location}`),
    copyPath: (location) => void done.push(`copy ${location}`),
    onFault: (error) => faults.push(error),
    ...change,
  };
  const exportRun = async (run: RunRecord) => void done.push(`export ${run.id}`);
  const session = createReportSession(source, (message) => posted.push(message), exportRun, firstRunId);
  return { session, posted, done, faults };
}

function lastScreen(posted: readonly ToWebview[]): Screen {
  const page = posted.findLast((message) => message.type === 'page');
  assert.ok(page !== undefined, 'no page was posted');
  return page.screen;
}

function lastRun(posted: readonly ToWebview[]): RunScreen {
  const screen = lastScreen(posted);
  assert.ok(screen.kind === 'run', `the screen is ${screen.kind}`);
  return screen;
}

function lastBusy(posted: readonly ToWebview[]) {
  return posted.findLast((message) => message.type === 'busy')?.busy;
}

test('a webview that is ready gets the newest run with its rows, and the others in short', async () => {
  const { session, posted } = harness();
  await session.receive({ type: 'ready' });
  assert.equal(posted[0]?.type === 'page' && posted[0].screen.kind, 'loading');
  const { runs, shown, rows } = lastRun(posted);
  assert.deepEqual(
    runs.map(({ id }) => id),
    ['new', 'old'],
  );
  assert.ok(runs.every((run) => !('rows' in run)));
  assert.equal(shown.id, 'new');
  assert.deepEqual(rows, NEW.rows);
  assert.equal(lastBusy(posted), undefined);
});

test('the run asked for is shown first, and the one of before a reload wins over it', async () => {
  const asked = harness({}, 'old');
  await asked.session.receive({ type: 'ready' });
  assert.equal(lastRun(asked.posted).shown.id, 'old');
  const reloaded = harness({}, 'old');
  await reloaded.session.receive({ type: 'ready', runId: 'new' });
  assert.equal(lastRun(reloaded.posted).shown.id, 'new');
});

test('a webview that comes back into sight is answered without reading again', async () => {
  let reads = 0;
  const { session, posted } = harness({
    async loadRuns() {
      reads += 1;
      return [NEW, OLD];
    },
  });
  await session.receive({ type: 'ready' });
  await session.receive({ type: 'select-run', runId: 'old' });
  await session.receive({ type: 'ready', runId: 'old' });
  assert.equal(lastRun(posted).shown.id, 'old');
  assert.equal(reads, 1);
});

test('a root without runs, and a report that cannot be read, have screens of their own', async () => {
  const empty = harness({ loadRuns: async () => [] });
  await empty.session.receive({ type: 'ready' });
  assert.deepEqual(lastScreen(empty.posted), { kind: 'empty' });

  let broken = true;
  const failing = harness({
    async loadRuns() {
      if (broken) throw new Fault('damaged', 'Version 3 is missing.', { advice: 'Restore it.' });
      return [OLD];
    },
  });
  await failing.session.receive({ type: 'ready' });
  assert.deepEqual(lastScreen(failing.posted), {
    kind: 'error',
    error: { code: 'damaged', message: 'Version 3 is missing.', advice: 'Restore it.' },
  });
  broken = false;
  await failing.session.receive({ type: 'refresh' });
  assert.equal(lastRun(failing.posted).shown.id, 'old');
});

test('the newer of two readings counts, and none is posted after the end', async () => {
  const waiting: ((runs: readonly RunRecord[]) => void)[] = [];
  const { session, posted } = harness({ loadRuns: () => new Promise((resolve) => waiting.push(resolve)) });
  const first = session.reload();
  const second = session.reload();
  waiting[1]?.([OLD]);
  await second;
  waiting[0]?.([NEW]);
  await first;
  assert.equal(lastRun(posted).shown.id, 'old');

  const third = session.reload();
  session.dispose();
  const before = posted.length;
  waiting[2]?.([NEW]);
  await third;
  assert.equal(posted.length, before);
});

test('a retry is told while it lasts, happens once, and ends with the run it made', async () => {
  let finish = () => {};
  let runs = [NEW, OLD];
  const retried: string[] = [];
  const { session, posted } = harness({
    loadRuns: async () => runs,
    retryFailed: (runId) => {
      retried.push(runId);
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    },
  });
  await session.receive({ type: 'ready' });
  const retry = session.receive({ type: 'retry-failed' });
  await session.receive({ type: 'retry-failed' });
  assert.equal(lastBusy(posted), 'retrying');
  runs = [runOf([row({ runId: 'newest' })]), ...runs];
  finish();
  await retry;
  assert.deepEqual(retried, ['new']);
  assert.equal(lastBusy(posted), undefined);
  assert.equal(lastRun(posted).shown.id, 'newest');
});

test('a retry that fails is told of and leaves the report as it was', async () => {
  const fault = new Fault('bad-target', 'The root is gone.');
  const { session, posted, faults } = harness({ retryFailed: () => Promise.reject(fault) }, 'old');
  await session.receive({ type: 'ready' });
  await session.receive({ type: 'retry-failed' });
  assert.deepEqual(faults, [fault]);
  assert.equal(lastRun(posted).shown.id, 'old');
  assert.equal(lastBusy(posted), undefined);
});

test('places are opened when the run that is shown names them, and no others', async () => {
  const { session, done, faults } = harness();
  await session.receive({ type: 'ready' });
  await session.receive({ type: 'preview-table', location: '/lake/b' });
  await session.receive({ type: 'copy-path', location: '/backup/data/b' });
  await session.receive({ type: 'copy-path', location: '/etc/passwd' });
  assert.deepEqual(done, ['preview /lake/b', 'copy /backup/data/b']);
  assert.equal(faults.length, 1);
});

test('the run that is shown is exported', async () => {
  const { session, done } = harness();
  await session.receive({ type: 'ready' });
  await session.receive({ type: 'select-run', runId: 'old' });
  await session.receive({ type: 'export' });
  assert.deepEqual(done, ['export old']);
});

test('what is no message is passed over', async () => {
  const { session, posted, faults } = harness();
  await session.receive({ type: 'launch' });
  assert.deepEqual([posted, faults], [[], []]);
});
