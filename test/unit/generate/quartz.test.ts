import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Fault } from '../../../src/base/fault';
import { explainSchedule } from '../../../src/generate/generate';
import { parseQuartz } from '../../../src/generate/quartz';
import { nextRuns, scheduleInWords } from '../../../src/generate/quartzRuns';
import { assertTimeZone, clockTime } from '../../../src/generate/timeZone';

const NOW = Date.parse('2026-11-23T03:24:56Z');

function runs(cron: string, zone = 'UTC', after = NOW, count = 3): string[] {
  return nextRuns(parseQuartz(cron), zone, after, count).map((run) =>
    new Date(run).toISOString().slice(0, 19),
  );
}

describe('cron expressions that are none', () => {
  const cases: [string, RegExp][] = [
    ['', /0 fields/],
    ['@weekly', /1 field /],
    // Quartz takes neither for a blank: what follows would be part of the field before.
    ['0 0 3 ? *\nSUN', /5 fields/],
    ['0 0 3 ? *\u00a0SUN', /5 fields/],
    ['0 3 * * SUN', /5 fields/],
    ['0 0 3 ? * SUN 2026 x', /8 fields/],
    ['0 0 3 * * *', /exactly one/],
    ['0 0 3 ? * ?', /exactly one/],
    ['0 0 3 1 * SUN', /exactly one/],
    ['60 0 3 ? * SUN', /"60" is none of the seconds, 0 to 59/],
    ['0 0 24 ? * SUN', /"24" is none of the hours/],
    ['0 0 3 0 * ?', /"0" is none of the days of the month/],
    ['0 0 3 32 * ?', /"32"/],
    ['0 0 3 ? 13 SUN', /"13" is none of the months/],
    ['0 0 3 ? * 0', /"0" is none of the days of the week/],
    ['0 0 3 ? * 8', /"8"/],
    ['0 0 3 ? * SUNDAY', /"SUNDAY"/],
    ['0 0 3 ? * SUN 1969', /"1969" is none of the years/],
    ['0 0 3 ? * SUN 2030-2026', /ends before it begins/],
    ['0 */0 3 ? * SUN', /no step/],
    ['0 */60 3 ? * SUN', /no step/],
    ['0 1/ 3 ? * SUN', /no step/],
    ['0 1-2-3 3 ? * SUN', /no range/],
    ['0 1,,2 3 ? * SUN', /""/],
    ['0 -1 3 ? * SUN', /""/],
    ['0 0 3 L-31 * ?', /no day of the month/],
    ['0 0 3 LX * ?', /no day of the month/],
    ['0 0 3 L,15 * ?', /no day of the month/],
    ['0 0 3 32W * ?', /"32"/],
    ['0 0 3 1W,2W * ?', /"1W"/],
    ['0 0 3 ? * 6#6', /no 6th day/],
    ['0 0 3 ? * 6#0', /no 0th day/],
    ['0 0 3 ? * 6#3,2', /6#3/],
    ['0 0 3 ? * FRIL,MON', /FRIL/],
    ['? 0 3 ? * SUN', /"\?"/],
  ];
  for (const [cron, pattern] of cases) {
    test(JSON.stringify(cron), () => {
      assert.throws(
        () => parseQuartz(cron),
        (error) => error instanceof Fault && error.code === 'usage' && pattern.test(error.message),
      );
    });
  }
});

describe('the next runs', () => {
  const cases: [string, string[]][] = [
    ['0 0 3 ? * SUN', ['2026-11-29T03:00:00', '2026-12-06T03:00:00', '2026-12-13T03:00:00']],
    ['0 0 3 ? * 1', ['2026-11-29T03:00:00', '2026-12-06T03:00:00', '2026-12-13T03:00:00']],
    ['57 24 3 * * ?', ['2026-11-23T03:24:57', '2026-11-24T03:24:57', '2026-11-25T03:24:57']],
    ['56 24 3 * * ?', ['2026-11-24T03:24:56', '2026-11-25T03:24:56', '2026-11-26T03:24:56']],
    ['0 0/30 4-5 * * ?', ['2026-11-23T04:00:00', '2026-11-23T04:30:00', '2026-11-23T05:00:00']],
    ['0 0 12 L * ?', ['2026-11-30T12:00:00', '2026-12-31T12:00:00', '2027-01-31T12:00:00']],
    ['0 0 12 L-3 * ?', ['2026-11-27T12:00:00', '2026-12-28T12:00:00', '2027-01-28T12:00:00']],
    ['0 0 12 LW * ?', ['2026-11-30T12:00:00', '2026-12-31T12:00:00', '2027-01-29T12:00:00']],
    ['0 0 12 15W * ?', ['2026-12-15T12:00:00', '2027-01-15T12:00:00', '2027-02-15T12:00:00']],
    ['0 0 12 1W * ?', ['2026-12-01T12:00:00', '2027-01-01T12:00:00', '2027-02-01T12:00:00']],
    ['0 0 12 1W 8 ? 2026-2027', ['2027-08-02T12:00:00']],
    ['0 0 12 ? * 6L', ['2026-11-27T12:00:00', '2026-12-25T12:00:00', '2027-01-29T12:00:00']],
    ['0 0 12 ? * FRI#3', ['2026-12-18T12:00:00', '2027-01-15T12:00:00', '2027-02-19T12:00:00']],
    ['0 0 12 ? * L', ['2026-11-28T12:00:00', '2026-12-05T12:00:00', '2026-12-12T12:00:00']],
    ['0 0 12 ? * FRI-MON', ['2026-11-23T12:00:00', '2026-11-27T12:00:00', '2026-11-28T12:00:00']],
    ['0 0 22-1 23 11 ?', ['2026-11-23T22:00:00', '2026-11-23T23:00:00', '2027-11-23T00:00:00']],
    ['0 0 0 29 2 ?', ['2028-02-29T00:00:00', '2032-02-29T00:00:00']],
    ['0 0 0 1 1 ? 2027', ['2027-01-01T00:00:00']],
    ['0 0 0 30 2 ?', []],
    ['* * * * * ?', ['2026-11-23T03:24:57', '2026-11-23T03:24:58', '2026-11-23T03:24:59']],
  ];
  for (const [cron, expected] of cases) test(cron, () => assert.deepEqual(runs(cron), expected));

  test('a time that clocks pass over comes as much later', () => {
    const before = Date.parse('2027-03-27T12:00:00Z');
    assert.deepEqual(runs('0 30 2 * * ?', 'Europe/Berlin', before), [
      '2027-03-28T01:30:00',
      '2027-03-29T00:30:00',
      '2027-03-30T00:30:00',
    ]);
    assert.equal(clockTime(Date.parse('2027-03-28T01:30:00Z'), 'Europe/Berlin').hour, 3);
  });

  test('a time that clocks show twice comes once, the first time', () => {
    const before = Date.parse('2026-10-24T12:00:00Z');
    assert.deepEqual(runs('0 30 2 * * ?', 'Europe/Berlin', before, 2), [
      '2026-10-25T00:30:00',
      '2026-10-26T01:30:00',
    ]);
  });

  test('zones with other hours', () => {
    assert.deepEqual(runs('0 0 3 ? * SUN', 'Asia/Kathmandu', NOW, 1), ['2026-11-28T21:15:00']);
    assert.deepEqual(runs('0 0 3 ? * SUN', 'America/New_York', NOW, 1), ['2026-11-29T08:00:00']);
    assert.deepEqual(runs('0 15 2 * * ?', 'Australia/Lord_Howe', Date.parse('2026-10-03T00:00:00Z'), 2), [
      '2026-10-03T15:45:00',
      '2026-10-04T15:15:00',
    ]);
  });

  const field = (from: number, to: number) =>
    fc
      .uniqueArray(fc.integer({ min: from, max: to }), { minLength: 1, maxLength: 3 })
      .map((values) => values.join(','));
  const crons = fc
    .tuple(field(0, 59), field(0, 59), field(0, 23), fc.oneof(field(1, 28), fc.constant('*')))
    .map(([second, minute, hour, day]) => `${second} ${minute} ${hour} ${day} * ?`);
  // Zones that are whole hours from UTC, so that minutes are the same there.
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland');

  test('are what a search hour by hour finds', () => {
    fc.assert(
      fc.property(crons, zones, fc.integer({ min: 0, max: 700 }), (cron, zone, day) => {
        const { seconds, minutes, hours, daysOfMonth } = parseQuartz(cron);
        const days = daysOfMonth.kind === 'list' ? daysOfMonth.days : undefined;
        const after = NOW + day * 86_400_000;
        const expected: number[] = [];
        for (let hour = after - (after % 3_600_000); expected.length < 5; hour += 3_600_000) {
          const shown = clockTime(hour, zone);
          if (!hours.includes(shown.hour) || !(days?.includes(shown.day) ?? true)) continue;
          const instants = minutes.flatMap((minute) =>
            seconds.map((second) => hour + (minute * 60 + second) * 1000),
          );
          expected.push(...instants.filter((instant) => instant > after).sort((one, other) => one - other));
        }
        const found = nextRuns(parseQuartz(cron), zone, after, 5);
        // On the days on which clocks change there are hours that no clock shows, and some that it shows twice.
        const isPlain = (at: number) =>
          clockTime(at - 86_400_000, zone).hour === clockTime(at + 86_400_000, zone).hour;
        if ([...found, ...expected].every(isPlain)) assert.deepEqual(found, expected.slice(0, 5));
        else assert.ok(found.every((run, index) => run > (found[index - 1] ?? after)));
      }),
    );
  });
});

describe('a schedule in words', () => {
  const cases: [string, string][] = [
    ['0 0 3 ? * SUN', 'at 03:00 every Sunday (UTC)'],
    ['5 0 3 * * ?', 'at 03:00:05 every day (UTC)'],
    ['0 30 2,14 ? * MON,FRI', 'at 02:30 and 14:30 every Monday and Friday (UTC)'],
    ['0 0 3 1,15 * ?', 'at 03:00 on day 1 and 15 of the month (UTC)'],
    [
      '0 0 3 L 3,6,9,12 ?',
      'at 03:00 on the last day of the month in March, June, September and December (UTC)',
    ],
    ['0 0 3 LW * ?', 'at 03:00 on the weekday nearest to the last day of the month (UTC)'],
    ['0 0 3 ? * 6#3 2027', 'at 03:00 on Friday number 3 of the month, only in 2027 (UTC)'],
    [
      '0 0/15 8-17 ? * MON-FRI',
      'at minute 0, 15, 30 and 45 of hour 8 to 17 every Monday, Tuesday, Wednesday, Thursday and Friday (UTC)',
    ],
  ];
  for (const [cron, words] of cases)
    test(cron, () => assert.equal(scheduleInWords(parseQuartz(cron), 'UTC'), words));

  test('with its next runs', () => {
    assert.deepEqual(explainSchedule('0 0 3 ? * SUN', 'Europe/Berlin', NOW), [
      'Runs at 03:00 every Sunday (Europe/Berlin).',
      'Next run: 2026-11-29T02:00:00Z',
      'Next run: 2026-12-06T02:00:00Z',
      'Next run: 2026-12-13T02:00:00Z',
    ]);
    assert.throws(() => explainSchedule('0 0 0 30 2 ?', 'UTC', NOW), /never runs/);
    assert.throws(() => explainSchedule('0 0 0 1 1 ? 2020', 'UTC', NOW), /never runs/);
  });
});

describe('time zones', () => {
  for (const zone of [
    'UTC',
    'Europe/Berlin',
    'America/Argentina/Ushuaia',
    'Asia/Calcutta',
    'Etc/GMT+5',
    'GMT',
  ]) {
    test(`${zone} is one`, () => assertTimeZone(zone));
  }
  const none: [string, RegExp][] = [
    ['', /Give a name/],
    ['Berlin', /Give a name/],
    ['europe/berlin', /Did you mean Europe\/Berlin/],
    ['utc', /Did you mean UTC/],
    ['+01:00', /Give a name/],
    ['Mars/Olympus', /Give a name/],
  ];
  for (const [zone, advice] of none) {
    test(`${JSON.stringify(zone)} is none`, () => {
      assert.throws(
        () => assertTimeZone(zone),
        (error) => error instanceof Fault && error.code === 'usage' && advice.test(error.advice ?? ''),
      );
    });
  }
});
