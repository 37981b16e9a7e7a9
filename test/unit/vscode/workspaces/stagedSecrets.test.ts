import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stagedSecrets } from '../../../../src/vscode/workspaces/stagedSecrets';
import { environmentSecrets } from '../../../../src/workspace/auth/secretStore';

test('what was entered is used, and kept only once it is known to be right', async () => {
  const store = environmentSecrets({});
  await store.set('old', 'one');
  const staged = stagedSecrets(store);
  await staged.set('new', 'two');
  await staged.delete('old');
  assert.deepEqual([await staged.get('new'), await staged.get('old')], ['two', undefined]);
  assert.deepEqual([await store.get('new'), await store.get('old')], [undefined, 'one']);
  await staged.commit();
  assert.deepEqual([await store.get('new'), await store.get('old')], ['two', undefined]);
});

test('what a server gave in the place of what is kept and used up is kept at once', async () => {
  const store = environmentSecrets({});
  await store.set('refresh', 'one');
  const staged = stagedSecrets(store);
  await staged.set('refresh', 'two', 'one');
  assert.deepEqual([await staged.get('refresh'), await store.get('refresh')], ['two', 'two']);
  // That of a sign-in that is not known to be right yet waits with it.
  await staged.set('new', 'three');
  await staged.set('new', 'four', 'three');
  assert.deepEqual([await staged.get('new'), await store.get('new')], ['four', undefined]);
});
