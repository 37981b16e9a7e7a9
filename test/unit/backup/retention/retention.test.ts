import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  applyRetention,
  type Copy,
  parsePeriod,
  type Retention,
  refuseWithoutRule,
} from '../../../../src/backup/retention/retention';
import { Fault } from '../../../../src/base/fault';
import { matchesGolden } from '../../support/golden';

const DAY = 86_400_000;

function copy(id: string, takenAt: string | number, more: Partial<Copy> = {}): Copy {
  const instant = typeof takenAt === 'number' ? takenAt : Date.parse(takenAt);
  return { id, takenAt: instant, isGood: true, tables: ['a', 'b'], ...more };
}

/** Two on Mondays and Thursdays for 15 weeks around a new year, the newest first of all; some are not what they should be. */
const YEAR_END: Copy[] = [
  copy('thu-evening', '2026-01-15T22:00Z'),
  copy('thu-broken', '2026-01-15T23:00Z', { isGood: false, tables: ['a'] }),
  copy('thu-morning', '2026-01-15T06:00Z'),
  copy('mon', '2026-01-12T06:00Z'),
  copy('sun-late', '2026-01-11T23:59:59Z'),
  copy('new-year', '2026-01-01T00:00Z'),
  copy('old-year', '2025-12-31T23:59Z'),
  copy('old-year-broken', '2025-12-31T12:00Z', { isGood: false, tables: ['a', 'b'] }),
  copy('december', '2025-12-01T06:00Z'),
  copy('november', '2025-11-15T06:00Z'),
  copy('november-only-c', '2025-11-14T06:00Z', { isGood: false, tables: ['c'] }),
  copy('october', '2025-10-31T06:00Z'),
  copy('october-failed', '2025-10-30T06:00Z', { isGood: false, tables: [] }),
];

const NONE_GOOD = YEAR_END.map((one) => ({ ...one, isGood: false, tables: one.tables.slice(0, 1) }));

const CASES: readonly [name: string, copies: readonly Copy[], retention: Retention][] = [
  ['last 1', YEAR_END, { last: 1 }],
  ['last 3', YEAR_END, { last: 3 }],
  ['last 100', YEAR_END, { last: 100 }],
  ['daily 3', YEAR_END, { daily: 3 }],
  ['daily 30: fewer days than that, so the oldest stays too', YEAR_END, { daily: 30 }],
  [
    'daily 3 of a single day: the oldest stays, what is between does not',
    ['22', '12', '06'].map((hour) => copy(`at-${hour}`, `2026-01-15T${hour}:00Z`)),
    { daily: 3 },
  ],
  ['weekly 4', YEAR_END, { weekly: 4 }],
  ['monthly 2', YEAR_END, { monthly: 2 }],
  ['monthly 12: fewer months than that', YEAR_END, { monthly: 12 }],
  ['within 4 days', YEAR_END, { within: parsePeriod('4d') }],
  ['within a month and a half', YEAR_END, { within: parsePeriod('1m15d') }],
  ['last 1, daily 2, weekly 3, monthly 3', YEAR_END, { last: 1, daily: 2, weekly: 3, monthly: 3 }],
  ['last 2 of copies of which none is good', NONE_GOOD, { last: 2 }],
  [
    'pinned copies stay',
    [copy('p', 0, { pinned: 'taken by Overwatch' }), ...YEAR_END.slice(0, 2)],
    { last: 1 },
  ],
  ['a single copy', YEAR_END.slice(3, 4), { monthly: 1 }],
];

test('keep or remove, and why', () => {
  const text = CASES.map(([name, copies, retention]) => {
    const lines = applyRetention(copies, retention).map(({ copy: { id, takenAt }, keep, reasons }) => {
      const when = new Date(takenAt).toISOString().slice(0, 16);
      return `  ${keep ? 'keep  ' : 'remove'} ${when} ${id.padEnd(16)} ${reasons.join(', ')}`;
    });
    return `${name}\n${lines.join('\n')}\n`;
  });
  matchesGolden(path.join(__dirname, 'golden', 'retention.txt'), text.join('\n'));
});

test('the order in which copies are given does not matter', () => {
  const retention = { last: 1, weekly: 2 };
  const expected = applyRetention(YEAR_END, retention);
  assert.deepEqual(applyRetention([...YEAR_END].reverse(), retention), expected);
});

const copies = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 4 }),
    takenAt: fc.integer({ min: 0, max: 400 }).map((days) => 1_700_000_000_000 + days * (DAY / 3)),
    isGood: fc.boolean(),
    tables: fc.subarray(['a', 'b', 'c']),
  }),
  { selector: ({ id }) => id, maxLength: 25 },
);
const count = fc.integer({ min: 0, max: 4 });
const rules = fc
  .record({ last: count, daily: count, weekly: count, monthly: count })
  .filter((retention) => Object.values(retention).some((n) => n > 0));

describe('whatever the copies and the rules', () => {
  const decided = (check: (decisions: ReturnType<typeof applyRetention>, retention: Retention) => void) =>
    fc.assert(
      fc.property(copies, rules, (all, retention) => check(applyRetention(all, retention), retention)),
      { numRuns: 300 },
    );

  test('every copy gets one decision, with reasons', () => {
    fc.assert(
      fc.property(copies, rules, (all, retention) => {
        const decisions = applyRetention(all, retention);
        assert.deepEqual(decisions.map((one) => one.copy.id).sort(), all.map(({ id }) => id).sort());
        assert.ok(decisions.every(({ reasons }) => reasons.length > 0));
      }),
    );
  });

  test('the last good copy stays, and the newest verified copy of every table', () => {
    decided((decisions) => {
      const good = decisions.find((one) => one.copy.isGood);
      assert.ok(good === undefined || good.keep);
      for (const table of ['a', 'b', 'c']) {
        const newest = decisions.find((one) => one.copy.tables.includes(table));
        assert.ok(newest === undefined || newest.keep, `${table} ${JSON.stringify(decisions)}`);
      }
    });
  });

  test('copies that are not good never cost a good one its place', () => {
    decided((decisions, retention) => {
      const alone = applyRetention(
        decisions.map((one) => one.copy).filter(({ isGood }) => isGood),
        retention,
      );
      for (const { copy: one, keep, reasons } of alone) {
        // Of a table that was verified in a newer copy, an older one need not be held.
        const byRule = keep && reasons.some((reason) => !reason.startsWith('newest verified copy of'));
        if (byRule) assert.ok(decisions.find(({ copy: { id } }) => id === one.id)?.keep);
      }
    });
  });

  test('a rule more never removes what stayed', () => {
    decided((decisions, retention) => {
      const more = applyRetention(
        decisions.map((one) => one.copy),
        { ...retention, within: { years: 0, months: 0, days: 20, hours: 0 } },
      );
      for (const [index, { keep }] of decisions.entries()) assert.ok(!keep || more[index]?.keep);
    });
  });
});

describe('a length of time', () => {
  for (const [text, period] of [
    ['1y6m', { years: 1, months: 6, days: 0, hours: 0 }],
    ['2w', { years: 0, months: 0, days: 14, hours: 0 }],
    ['1w3d12h', { years: 0, months: 0, days: 10, hours: 12 }],
    [' 36H ', { years: 0, months: 0, days: 0, hours: 36 }],
  ] as const) {
    test(text, () => assert.deepEqual(parsePeriod(text), period));
  }
  for (const text of ['', '0d', '5', 'd', '1d1y', '-3d', '1.5d', '3 d', '1d!']) {
    test(`${JSON.stringify(text)} is refused`, () => {
      assert.throws(
        () => parsePeriod(text),
        (error) => error instanceof Fault && error.code === 'usage',
      );
    });
  }
});

test('without a rule nothing is decided', () => {
  for (const retention of [{}, { last: 0 }]) {
    assert.throws(() => refuseWithoutRule(retention), /No rule says which copies to keep/);
  }
  refuseWithoutRule({ within: parsePeriod('1d') });
  refuseWithoutRule({ monthly: 1 });
});
