import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../../../../src/base/fault';
import { idOf, type JobPhase, type JobRunRecord, type JobWork } from '../../../../src/vscode/jobRuns/record';
import { createTracker } from '../../../../src/vscode/jobRuns/tracker';
import { type FakeWorkspace, startFakeWorkspace } from '../../../support/fakeWorkspace/fakeWorkspace';
import type { Cleanup } from '../../../support/temporary';
import { snapshotOrder } from '../../jobs/orders';
import { memento } from '../support/memento';

const ADDRESS = 'databricks://prod/1';
const WORK: JobWork = { kind: 'once', order: snapshotOrder() };

function record(phase: JobPhase): JobRunRecord {
  return { work: WORK, address: ADDRESS, begunAt: 1, phase };
}

/** A window of the editor with what an earlier one has kept. */
async function open(context: Cleanup, left: readonly JobRunRecord[] = [], workspace?: FakeWorkspace) {
  const fake = workspace ?? (await startFakeWorkspace(context));
  const state = memento();
  await state.update('jobRuns', left);
  const ends: JobRunRecord[] = [];
  const closing = new AbortController();
  let told: () => void = () => undefined;
  const firstEnd = new Promise<void>((resolve) => {
    told = resolve;
  });
  const tracker = createTracker(
    {
      state,
      open: async () => fake.rest,
      readScript: async () => 'print(1)',
      log: { info: () => undefined, error: () => undefined },
      onChange: () => undefined,
      onEnd: (one) => {
        ends.push(one);
        told();
      },
      pauses: { pauseMs: 1, longestPauseMs: 2 },
    },
    closing.signal,
  );
  const phases = () => tracker.list().map(({ phase }) => phase.kind);
  return { fake, state, tracker, ends, firstEnd, phases, close: () => closing.abort() };
}

test('a run is begun, followed, and told of once when it has ended', async (context) => {
  const { tracker, ends, firstEnd, phases, fake } = await open(context);
  await tracker.begin(WORK, ADDRESS);
  await firstEnd;
  assert.deepEqual(phases(), ['ended']);
  assert.deepEqual(ends.map(idOf), ['token-1']);
  await tracker.pickUp();
  assert.equal(ends.length, 1);
  assert.equal(fake.jobRuns.runs.size, 1);
});

test('killed before the request: nothing runs, and nothing is begun behind the user’s back', async (context) => {
  const { tracker, fake } = await open(context, [record({ kind: 'preparing' })]);
  await tracker.pickUp();
  const [left] = tracker.list();
  assert.equal(left?.phase.kind, 'refused');
  assert.match(left?.phase.kind === 'refused' ? left.phase.error.message : '', /Nothing runs/);
  assert.equal(fake.jobRuns.runs.size, 0);
});

test('killed after the request and before its answer: picking up finds the same run', async (context) => {
  const before = await open(context);
  before.fake.jobRuns.next.push({ runs: 10_000 });
  await before.tracker.begin(WORK, ADDRESS);
  before.close();
  const after = await open(context, [record({ kind: 'sending' })], before.fake);
  const following = after.tracker.pickUp();
  for (const run of before.fake.jobRuns.runs.values()) run.script = { waits: 0, runs: 0, ends: 'success' };
  await following;
  assert.deepEqual(after.phases(), ['ended']);
  assert.equal(before.fake.jobRuns.runs.size, 1);
});

test('what the editor was closed on is followed by the next one', async (context) => {
  const before = await open(context);
  before.fake.jobRuns.next.push({ runs: 10_000 });
  await before.tracker.begin(WORK, ADDRESS);
  before.close();
  const left = before.tracker.list();
  assert.equal(left[0]?.phase.kind, 'under-way');
  const after = await open(context, left, before.fake);
  const following = after.tracker.pickUp();
  for (const run of before.fake.jobRuns.runs.values())
    run.script = { waits: 0, runs: 0, ends: 'failed', error: 'SystemExit: 3' };
  await following;
  const [ended] = after.ends;
  assert.equal(ended?.phase.kind === 'ended' && ended.phase.end.kind, 'partial');
});

test('a request that nobody answered may have arrived, and is sent again with the same token', async (context) => {
  const { tracker, fake, phases } = await open(context);
  fake.trouble(/POST .*runs\/submit/, {
    status: 500,
    json: { error_code: 'INTERNAL_ERROR', message: 'Oh.' },
  });
  await assert.rejects(tracker.begin(WORK, ADDRESS), Fault);
  assert.deepEqual(phases(), ['sending']);
  await tracker.pickUp();
  assert.deepEqual(phases(), ['ended']);
  assert.equal(fake.jobRuns.runs.size, 1);
});

test('what the workspace refuses is not begun, and is kept with the reason', async (context) => {
  const { tracker, fake, phases } = await open(context);
  fake.trouble(/POST .*runs\/submit/, {
    status: 403,
    json: { error_code: 'PERMISSION_DENIED', message: 'No.' },
  });
  await assert.rejects(
    tracker.begin(WORK, ADDRESS),
    (error) => error instanceof Fault && error.code === 'no-permission',
  );
  assert.deepEqual(phases(), ['refused']);
});

test('two runs never write to one root at a time', async (context) => {
  const { tracker, fake } = await open(context);
  fake.jobRuns.next.push({ runs: 10_000 });
  await tracker.begin(WORK, ADDRESS);
  const other: JobWork = { kind: 'once', order: snapshotOrder({ token: 'token-2' }) };
  await assert.rejects(
    tracker.begin(other, ADDRESS),
    (error) => error instanceof Fault && error.code === 'conflict',
  );
  assert.equal(fake.jobRuns.runs.size, 1);
  await tracker.cancel('token-1');
});

test('a run that cannot be looked at any more is out of sight, not ended', async (context) => {
  const { tracker, phases } = await open(context, [record({ kind: 'under-way', runId: '12' })]);
  await tracker.pickUp();
  assert.deepEqual(phases(), ['out-of-sight']);
});

test('what may have been begun is never called refused', async (context) => {
  const { tracker, fake, phases } = await open(context, [record({ kind: 'sending' })]);
  fake.oauth.accessTokens.clear();
  await tracker.pickUp();
  assert.deepEqual(phases(), ['sending']);
});
