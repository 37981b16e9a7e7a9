import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backOff, pause } from '../../../src/workspace/pause';

test('pauses double up to the longest, and are drawn from their upper half', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), (tries) => {
      const longest = Math.min(100 * 2 ** (tries - 1), 1_000);
      const ms = backOff(tries, { pauseMs: 100, longestPauseMs: 1_000 });
      assert.ok(ms >= longest / 2 && ms <= longest, `${tries}: ${ms}`);
    }),
  );
});

test('a pause ends with the reason of the abort', async () => {
  const stop = new AbortController();
  const reason = new Error('enough');
  const waiting = pause(60_000, stop.signal);
  stop.abort(reason);
  await assert.rejects(waiting, reason);
});
