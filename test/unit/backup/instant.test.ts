import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatInstant, formatSecond, parseInstant } from '../../../src/backup/instant';
import { newRunId } from '../../../src/backup/runId';

const WRITTEN: [string, string][] = [
  ['2026-11-23T03:24:56.789Z', '2026-11-23T03:24:56.789Z'],
  ['2026-11-23T03:24:56.789123Z', '2026-11-23T03:24:56.789Z'],
  ['2026-11-23T03:24:56', '2026-11-23T03:24:56Z'],
  ['2026-11-23 03:24', '2026-11-23T03:24:00Z'],
  ['2026-11-23 03:24:56 +01:00', '2026-11-23T02:24:56Z'],
  ['2026-11-23T03:24:56-0530', '2026-11-23T08:54:56Z'],
  ['2026-11-23t03:24z', '2026-11-23T03:24:00Z'],
  ['2026-11-23', '2026-11-23T00:00:00Z'],
  ['1795404296789', '2026-11-23T03:24:56.789Z'],
  [' 2024-02-29 ', '2024-02-29T00:00:00Z'],
];
for (const [text, instant] of WRITTEN) {
  test(`${text} is ${instant}`, () => assert.equal(formatInstant(parseInstant(text)), instant));
}

for (const text of [
  '',
  'yesterday',
  '2026-02-30',
  '2026-13-01',
  '2026-11-23T25:00',
  '2026-11-23T03',
  '1795404296',
  '23.11.2026',
]) {
  test(`${JSON.stringify(text)} is refused`, () =>
    assert.throws(() => parseInstant(text), { code: 'usage' }));
}

test('to the second, the fraction is left out', () => {
  assert.equal(formatSecond(parseInstant('2026-11-23T03:24:56.999Z')), '2026-11-23T03:24:56Z');
  assert.equal(formatSecond(parseInstant('2026-11-23T03:24:56Z')), '2026-11-23T03:24:56Z');
});

test('whatever is written is read back', () => {
  const instant = fc.integer({ min: 0, max: 253_402_300_799_999 });
  fc.assert(fc.property(instant, (ms) => parseInstant(formatInstant(ms)) === ms));
});

test('run ids sort by their start and differ within one millisecond', () => {
  const now = Date.parse('2026-11-23T03:24:56.789Z');
  assert.match(newRunId(now), /^20261123T032456Z-[0-9a-f]{6}$/);
  assert.notEqual(newRunId(now), newRunId(now));
  assert.ok(newRunId(now) < newRunId(now + 1000));
});
