import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rootsAt } from '../../../../src/vscode/knownRoots';
import { createBegunRoots } from '../../../../src/vscode/runs/begunRoots';
import { memento } from '../support/memento';

test('a root is kept until its run has ended, whoever asks then', async () => {
  const state = memento();
  const roots = createBegunRoots(state);
  await roots.add({ root: '/one' });
  await roots.add({ root: '/two' });
  await roots.add({ root: '/one' });
  assert.deepEqual(createBegunRoots(state).list(), [{ root: '/one' }, { root: '/two' }]);
  await roots.remove({ root: '/two' });
  await roots.remove({ root: '/unknown' });
  assert.deepEqual(createBegunRoots(state).list(), [{ root: '/one' }]);
});

test('the oldest roots go first', async () => {
  const roots = createBegunRoots(memento());
  for (let index = 0; index < 60; index += 1) await roots.add({ root: `/${index}` });
  assert.equal(roots.list().length, 50);
  assert.equal(roots.list()[0]?.root, '/59');
});

test('one root in two workspaces is two roots, and folders are kept as they always were', async () => {
  const state = memento();
  const roots = createBegunRoots(state);
  const inOne = { root: '`main`.`kept`', warehouse: { address: 'databricks://one/1', host: 'one' } };
  const inTwo = { ...inOne, warehouse: { address: 'databricks://two/1', host: 'two' } };
  await roots.add({ root: '/kept' });
  await roots.add(inOne);
  await roots.add(inTwo);
  assert.deepEqual(state.get('begunRoots'), [inTwo, inOne, '/kept']);
  assert.deepEqual(rootsAt(roots.list(), 'one'), [inOne.root]);
  assert.deepEqual(rootsAt(roots.list(), undefined), ['/kept']);
  await roots.remove(inTwo);
  assert.deepEqual(roots.list(), [inOne, { root: '/kept' }]);
});
