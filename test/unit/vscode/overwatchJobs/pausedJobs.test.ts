import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pausedJobs } from '../../../../src/vscode/overwatchJobs/pausedJobs';
import { memento } from '../support/memento';

const AT = { host: 'adb-1.azuredatabricks.net', address: 'databricks://prod/abc' };
const NIGHTLY = { ...AT, id: '9007199254740993', name: 'nightly' };
const OPTIMIZER = { ...AT, id: '2', name: 'optimizer' };
/** Of another workspace, with the id of one above. */
const OTHER = { host: 'other', address: 'databricks://other/abc', id: '2', name: 'elsewhere' };

test('jobs that were paused are known over sessions, each once, until they are resumed', async () => {
  const state = memento();
  assert.deepEqual(pausedJobs(state).list(), []);
  await pausedJobs(state).add([NIGHTLY, OPTIMIZER]);
  await pausedJobs(state).add([OTHER, { ...NIGHTLY, name: 'renamed' }]);
  assert.deepEqual(pausedJobs(state).list(), [OPTIMIZER, OTHER, { ...NIGHTLY, name: 'renamed' }]);
  await pausedJobs(state).remove(AT.host, [OPTIMIZER.id]);
  assert.deepEqual(
    pausedJobs(state)
      .list()
      .map(({ name }) => name),
    ['elsewhere', 'renamed'],
  );
  await pausedJobs(state).remove('nobody', [OTHER.id]);
  assert.equal(pausedJobs(state).list().length, 2);
});
