import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parsePeriod } from '../../../src/backup/retention/retention';
import { formatPeriod } from '../../../src/vscode/cliCommand';
import {
  describeRules,
  hasRule,
  PRESETS,
  problemWith,
  RULES,
  ruleValue,
  withRule,
} from '../../../src/vscode/retentionRules';

test('every preset keeps something and says what', () => {
  for (const preset of PRESETS) assert.ok(hasRule(preset));
  assert.deepEqual(PRESETS.map(describeRules), [
    '26 weekly, 24 monthly, all of the last 30d',
    'the last 3, 7 daily, 8 weekly, 12 monthly',
    'the last 5',
  ]);
});

test('a typed value is taken, shown again, and taken away by an empty one', () => {
  let rules = {};
  for (const rule of RULES) {
    const typed = rule === 'within' ? '1y6m2d' : '4';
    rules = withRule(rules, rule, ` ${typed} `);
    assert.equal(ruleValue(rules, rule), typed);
  }
  for (const rule of RULES) rules = withRule(rules, rule, '');
  assert.equal(hasRule(rules), false);
  assert.deepEqual(rules, {});
});

test('what is no number and no length of time is refused while typing', () => {
  for (const wrong of ['0', '-1', '1.5', 'x', '99999999'])
    assert.match(problemWith('last', wrong) ?? '', /whole number/);
  for (const wrong of ['7', '0d', 'x', '1d1y']) assert.match(problemWith('within', wrong) ?? '', /7d or 36h/);
  for (const right of ['', ' ', '1', '10000']) assert.equal(problemWith('daily', right), undefined);
  for (const right of ['', '7d', '1y6m', ' 36h ']) assert.equal(problemWith('within', right), undefined);
});

test('a period is written as it is read', () => {
  const count = fc.nat({ max: 500 });
  const period = fc.record(
    { years: count, months: count, days: count, hours: count },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(period, (one) => {
      fc.pre(one.years + one.months + one.days + one.hours > 0);
      assert.deepEqual(parsePeriod(formatPeriod(one)), one);
    }),
  );
});
