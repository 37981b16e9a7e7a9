import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault, type FaultCode } from '../../../src/base/fault';
import { exitCodeOf, exitCodeOfFault, exitCodeOfListing } from '../../../src/cli/exit';

test('a run ends with the code of its status', () => {
  const codes = (['done', 'partial', 'failed', 'cancelled'] as const).map(exitCodeOf);
  assert.deepEqual(codes, [0, 3, 1, 130]);
});

test('a listing counts as a run of as many steps', () => {
  assert.deepEqual([exitCodeOfListing(0, 0), exitCodeOfListing(2, 0)], [0, 0]);
  assert.deepEqual([exitCodeOfListing(2, 1), exitCodeOfListing(2, 2)], [3, 1]);
});

test('what could not be begun tells wrong usage from failure and cancel', () => {
  const codeOf = (code: FaultCode) => exitCodeOfFault(new Fault(code, 'x'));
  assert.deepEqual((['usage', 'unknown-table'] as const).map(codeOf), [2, 2]);
  assert.deepEqual((['not-found', 'no-permission', 'internal'] as const).map(codeOf), [1, 1, 1]);
  const ofServers = ['unreachable', 'unauthenticated', 'unavailable', 'timeout'] as const;
  assert.deepEqual(ofServers.map(codeOf), [1, 1, 1, 1]);
  assert.equal(codeOf('cancelled'), 130);
});
