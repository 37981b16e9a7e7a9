import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDismissedRuns } from '../../../../src/vscode/runs/dismissedRuns';
import { memento } from '../support/memento';

test('what was dismissed stays so over sessions, until the run was resumed', async () => {
  const state = memento();
  await createDismissedRuns(state).add({ session: 'first' });
  const dismissed = createDismissedRuns(state);
  assert.equal(dismissed.has({ session: 'first' }), true);
  assert.equal(dismissed.has({ session: 'resumed' }), false);
});

test('the oldest are forgotten first', async () => {
  const dismissed = createDismissedRuns(memento());
  for (let index = 0; index <= 200; index += 1) await dismissed.add({ session: `${index}` });
  assert.equal(dismissed.has({ session: '0' }), false);
  assert.equal(dismissed.has({ session: '1' }), true);
});
