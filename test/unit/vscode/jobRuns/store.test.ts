import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  idOf,
  isUnderWay,
  type JobPhase,
  type JobRunRecord,
  rootOf,
} from '../../../../src/vscode/jobRuns/record';
import { createJobRunStore } from '../../../../src/vscode/jobRuns/store';
import type { JobRun } from '../../../../src/workspace/jobRuns';
import { SUBJECTS } from '../../generate/subjects';
import { snapshotOrder } from '../../jobs/orders';
import { memento } from '../support/memento';

const RUN: JobRun = { id: '9007199254800003', name: 'x', state: { kind: 'running' }, tasks: [] };
const ENDED: JobPhase = { kind: 'ended', runId: RUN.id, run: RUN, end: { kind: 'success' } };

function record(token: string, phase: JobPhase): JobRunRecord {
  return {
    work: { kind: 'once', order: snapshotOrder({ token }) },
    address: 'databricks://prod/1',
    begunAt: 1,
    phase,
  };
}

test('records are kept over sessions, newest first, each once', async () => {
  const state = memento();
  const store = createJobRunStore(state);
  await store.put(record('one', { kind: 'preparing' }));
  await store.put(record('two', { kind: 'preparing' }));
  await store.put(record('one', { kind: 'sending' }));
  const later = createJobRunStore(state);
  assert.deepEqual(
    later.list().map((one) => [idOf(one), one.phase.kind]),
    [
      ['two', 'preparing'],
      ['one', 'sending'],
    ],
  );
  await later.remove('two');
  assert.deepEqual(createJobRunStore(state).list().map(idOf), ['one']);
});

test('what it takes to find the same run again outlives the session', async () => {
  const state = memento();
  const sending = record('token-7', { kind: 'sending' });
  await createJobRunStore(state).put(sending);
  assert.deepEqual(createJobRunStore(state).get('token-7'), sending);
});

test('old ones that have ended are forgotten, and never one that may be at work', async () => {
  const store = createJobRunStore(memento());
  await store.put(record('at-work', { kind: 'under-way', runId: RUN.id }));
  for (let number = 1; number <= 30; number += 1) await store.put(record(`ended-${number}`, ENDED));
  const ids = store.list().map(idOf);
  assert.equal(ids.length, 21);
  assert.equal(ids[0], 'ended-30');
  assert.equal(ids.at(-1), 'at-work');
  assert.equal(store.list().filter(isUnderWay).length, 1);
});

test('the root of a started job is known but for dated copies', () => {
  const { process, parameters } = SUBJECTS['bronze-backup'];
  const started = (overwrite: boolean): JobRunRecord => ({
    ...record('x', ENDED),
    work: {
      kind: 'started',
      token: 'x',
      jobId: '7',
      subject: { process, parameters: { ...parameters, overwrite } },
    },
  });
  assert.equal(rootOf(started(true)), parameters.prefix);
  assert.equal(rootOf(started(false)), undefined);
});
