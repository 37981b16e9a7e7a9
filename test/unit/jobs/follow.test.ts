import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../../../src/base/fault';
import { followRun, type Seen } from '../../../src/jobs/follow';
import { readEnd } from '../../../src/jobs/runEnd';
import { submitOrder } from '../../../src/jobs/submit';
import { cancelJobRun } from '../../../src/workspace/jobRuns';
import { type FakeWorkspace, startFakeWorkspace } from '../../support/fakeWorkspace/fakeWorkspace';
import type { RunScript } from '../../support/fakeWorkspace/jobRuns';
import type { Cleanup } from '../../support/temporary';
import { snapshotOrder } from './orders';

const never = new AbortController().signal;
const QUICK = { pauseMs: 1, longestPauseMs: 2 };

async function begin(
  context: Cleanup,
  script: RunScript,
): Promise<{ workspace: FakeWorkspace; runId: string }> {
  const workspace = await startFakeWorkspace(context);
  workspace.jobRuns.next.push(script);
  const options = { script: 'print(1)', aboutToSend: async () => undefined };
  return { workspace, runId: await submitOrder(workspace.rest, snapshotOrder(), options, never) };
}

/** What is seen of a run, and how it ended. @param seen told of each look */
async function toItsEnd(
  { rest }: Pick<FakeWorkspace, 'rest'>,
  runId: string,
  seen: (one: Seen) => Promise<void> | void = () => undefined,
) {
  const states: string[] = [];
  for await (const one of followRun(rest, runId, never, QUICK)) {
    await seen(one);
    states.push(one.kind === 'trouble' ? `trouble ${one.error.code}` : one.run.state.kind);
    if (one.kind === 'seen' && one.run.state.kind === 'ended')
      return { states, end: await readEnd(rest, one.run, never) };
  }
  throw new Error('It was not followed to its end.');
}

test('a run is followed through its states', async (context) => {
  const { workspace, runId } = await begin(context, { logs: '2 of 2 tables done.' });
  const { states, end } = await toItsEnd(workspace, runId);
  assert.deepEqual(states, ['waiting', 'running', 'ended']);
  assert.deepEqual(end, { kind: 'success', logs: '2 of 2 tables done.' });
});

const ENDS: readonly [string, RunScript, { kind: string; message: RegExp; advice: RegExp }][] = [
  [
    'an error of the script',
    { ends: 'failed', error: 'SystemExit: /mnt/a holds a database already.', trace: 'Traceback' },
    { kind: 'failed', message: /^\/mnt\/a holds a database already/, advice: /Retry/ },
  ],
  [
    'exit code 3, which is partly done',
    { ends: 'failed', error: 'SystemExit: 3' },
    { kind: 'partial', message: /Some tables failed/, advice: /clone report/ },
  ],
  [
    'exit code 1',
    { ends: 'failed', error: 'SystemExit: 1' },
    { kind: 'failed', message: /^No table was copied/, advice: /Retry/ },
  ],
  [
    'a time limit',
    { ends: 'timed-out', message: 'Timed out after 3600 s.' },
    { kind: 'timed-out', message: /Timed out/, advice: /longer timeout/ },
  ],
  [
    'a cancel elsewhere',
    { ends: 'cancelled', message: 'Run cancelled by ada@example.com.' },
    { kind: 'cancelled', message: /ada@example/, advice: /stay/ },
  ],
  [
    'an internal error of the workspace',
    { ends: 'internal-error', message: 'Cluster 1122 was terminated. Reason: CLOUD_PROVIDER_LAUNCH_FAILURE' },
    { kind: 'failed', message: /LAUNCH_FAILURE/, advice: /other compute/ },
  ],
  [
    'a run that was not begun',
    { ends: 'skipped', message: 'Another run is active.' },
    { kind: 'skipped', message: /Another run/, advice: /ended/ },
  ],
];
for (const [what, script, expected] of ENDS) {
  test(`what went wrong is told: ${what}`, async (context) => {
    const { workspace, runId } = await begin(context, script);
    const { end } = await toItsEnd(workspace, runId);
    assert.equal(end.kind, expected.kind);
    assert.match(end.message ?? '', expected.message);
    assert.match(end.advice ?? '', expected.advice);
  });
}

test('a workspace that is busy or away for a while is asked again', async (context) => {
  const { workspace, runId } = await begin(context, { runs: 3 });
  const impatient = {
    ...workspace.rest,
    limits: { ...workspace.rest.limits, overallMs: 200, pauseMs: 1_000, longestPauseMs: 1_000 },
  };
  const status = (code: number) => ({
    status: code,
    headers: { 'Retry-After': '60' },
    json: { error_code: 'BUSY', message: 'Later.' },
  });
  workspace.trouble(/GET .*runs\/get$/, status(429));
  workspace.trouble(/GET .*runs\/get$/, status(503));
  workspace.trouble(/GET .*runs\/get$/, 'drop');
  const { states, end } = await toItsEnd({ rest: impatient }, runId);
  assert.deepEqual(states.slice(0, 3), ['trouble unavailable', 'trouble unavailable', 'trouble unreachable']);
  assert.equal(end.kind, 'success');
});

test('what asking again does not mend ends it', async (context) => {
  const { workspace, runId } = await begin(context, {});
  const follow = async (id: string) => {
    for await (const _ of followRun(workspace.rest, id, never, QUICK));
  };
  await assert.rejects(follow('12'), (error) => error instanceof Fault && error.code === 'not-found');
  workspace.oauth.accessTokens.clear();
  await assert.rejects(follow(runId), (error) => error instanceof Fault && error.code === 'unauthenticated');
});

test('a cancel is seen as it takes effect', async (context) => {
  const { workspace, runId } = await begin(context, { runs: 1000 });
  const { states, end } = await toItsEnd(workspace, runId, async (one) => {
    if (one.kind === 'seen' && one.run.state.kind === 'running')
      await cancelJobRun(workspace.rest, runId, never);
  });
  assert.deepEqual(states, ['waiting', 'running', 'ended']);
  assert.equal(end.kind, 'cancelled');
});

test('following ends at once when it is given up', async (context) => {
  const { workspace, runId } = await begin(context, { runs: 1000 });
  const stop = new AbortController();
  const reason = new Error('closed');
  await assert.rejects(async () => {
    for await (const _ of followRun(workspace.rest, runId, stop.signal, {
      pauseMs: 60_000,
      longestPauseMs: 60_000,
    }))
      setTimeout(() => stop.abort(reason), 5);
  }, reason);
});

test('where the output cannot be read, that is said', async (context) => {
  const { workspace, runId } = await begin(context, { ends: 'failed', message: 'Workload failed.' });
  workspace.trouble(/GET .*get-output/, {
    status: 403,
    json: { error_code: 'PERMISSION_DENIED', message: 'No.' },
  });
  const { end } = await toItsEnd(workspace, runId);
  assert.match(end.message ?? '', /output cannot be read/);
});
