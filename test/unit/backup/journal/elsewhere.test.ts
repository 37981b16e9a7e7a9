import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Elsewhere, elsewhereOf } from '../../../../src/backup/journal/elsewhere';
import type { RunStatus } from '../../../../src/backup/outcome';

const asked =
  (writer: string | undefined, isAlive: boolean | undefined) =>
  (status: RunStatus | undefined): Elsewhere =>
    elsewhereOf({ status, writer }, { processName: 'me', isAlive: () => isAlive });

test('a run without an end is at work where its writer lives', () => {
  assert.equal(asked('other', true)(undefined), 'yes');
  assert.equal(asked('other', false)(undefined), 'no');
  assert.equal(asked('other', undefined)(undefined), 'unknown');
  assert.equal(asked(undefined, true)(undefined), 'unknown', 'journals of old name no writer');
});

test('a run of this very process that goes on no more was given up', () => {
  assert.equal(asked('me', true)(undefined), 'no');
});

test('a run that ended is nobody’s, though its process lives on', () => {
  for (const status of ['done', 'partial', 'cancelled', 'failed'] as const)
    assert.equal(asked('other', true)(status), 'no');
});
