import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  formatAge,
  formatBytes,
  formatCount,
  formatDuration,
  formatNames,
  shorten,
} from '../../../src/base/format';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('numbers as people read them', () => {
  it('bytes', () => {
    const texts = [0, 1, 950, 999, 1000, 1234, 99_949, 99_950, 999_499, 999_500, 31_400_000, 2e15, 5e18].map(
      formatBytes,
    );
    assert.deepEqual(texts, [
      ...['0 B', '1 B', '950 B', '999 B', '1.0 KB', '1.2 KB', '99.9 KB', '100 KB', '999 KB', '1.0 MB'],
      ...['31.4 MB', '2.0 PB', '5000 PB'],
    ]);
  });

  it('bytes never need more than four digits below a thousand petabytes', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 9e17, noNaN: true }), (bytes) => {
        assert.match(formatBytes(bytes), /^\d{1,3}(\.\d)? ([KMGTP]?B)$/);
      }),
    );
  });

  it('durations', () => {
    const texts = [0, 449, 9_949, 9_950, 59_499, 59_500, 185_000, HOUR - 1, 2 * HOUR + 10 * MINUTE].map(
      formatDuration,
    );
    assert.deepEqual(texts, [
      ...['0.0 s', '0.4 s', '9.9 s', '10 s', '59 s', '1 min 0 s', '3 min 5 s', '1 h 0 min', '2 h 10 min'],
    ]);
  });

  it('counts', () => {
    assert.equal(formatCount(1, 'table'), '1 table');
    assert.equal(formatCount(0, 'table'), '0 tables');
    assert.equal(formatCount(1234, 'entry', 'entries'), '1,234 entries');
  });

  it('ages', () => {
    const ages = [-5, 0, MINUTE - 1, MINUTE, 59 * MINUTE, 23 * HOUR, 24 * HOUR, 72 * HOUR];
    assert.deepEqual(
      ages.map((age) => formatAge(1_000_000_000, 1_000_000_000 + age)),
      ['just now', 'just now', 'just now', '1 min ago', '59 min ago', '23 h ago', '1 day ago', '3 days ago'],
    );
  });
});

it('formatNames names the first, and counts the rest', () => {
  assert.equal(formatNames([], 2), '');
  assert.equal(formatNames(['a', 'b'], 2), 'a, b');
  assert.equal(formatNames(['a', 'b', 'c'], 2), 'a, b and 1 more');
  assert.equal(formatNames(Array<string>(1002).fill('a'), 2), 'a, a and 1,000 more');
});

it('shorten keeps what fits, and cuts no character in two', () => {
  assert.equal(shorten('abc', 3), 'abc');
  assert.equal(shorten('abcd', 3), 'ab…');
  assert.equal(shorten('🎉🎉🎉', 2), '🎉…');
});
