import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { retryAfter } from '../../../src/workspace/retry';

describe('retryAfter', () => {
  it('reads seconds and dates, and nothing else', () => {
    const now = Date.parse('2026-01-02T03:04:05Z');
    const of = (text: string | undefined) =>
      retryAfter(text === undefined ? {} : { 'retry-after': text }, now);
    assert.equal(of(undefined), undefined);
    assert.equal(of(''), undefined);
    assert.equal(of('soon'), undefined);
    assert.equal(of('0'), 0);
    assert.equal(of(' 7 '), 7000);
    assert.equal(of('1.5'), 1500);
    assert.equal(of('Fri, 02 Jan 2026 03:05:05 GMT'), 60_000);
    assert.equal(of('Fri, 02 Jan 2026 03:00:00 GMT'), 0);
  });
});
