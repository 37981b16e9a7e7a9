/**
 * Cron expressions of Quartz, which schedule Databricks jobs: read strictly, since what Databricks reads otherwise runs at another time. Pure.
 *
 * Source: Quartz 2.3, "CronTrigger Tutorial" and the documentation of `CronExpression`.
 */

import { Fault } from '../base/fault';
import { formatCount } from '../base/format';

/** Which days of a month. */
export type DaysOfMonth =
  | { readonly kind: 'any' }
  | { readonly kind: 'list'; readonly days: readonly number[] }
  /** The last day less so many, or the weekday (Monday to Friday) that is nearest to it. */
  | { readonly kind: 'last'; readonly before: number; readonly weekday: boolean }
  /** The weekday that is nearest to a day, in the same month. */
  | { readonly kind: 'nearest'; readonly day: number };

/** Which days of the week, from Sunday, 1. */
export type DaysOfWeek =
  | { readonly kind: 'any' }
  | { readonly kind: 'list'; readonly days: readonly number[] }
  | { readonly kind: 'last'; readonly day: number }
  | { readonly kind: 'nth'; readonly day: number; readonly nth: number };

/** Ascending numbers each; `undefined` for years means every year. A day must fit both kinds of days, of which one is always `any`. */
export interface Quartz {
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: DaysOfMonth;
  readonly months: readonly number[];
  readonly daysOfWeek: DaysOfWeek;
  readonly years: readonly number[] | undefined;
}

/** The days as plain lists, `undefined` for every day; undefined as a whole for L, W and #, which other schedulers do not know. */
export function plainDays({
  daysOfMonth,
  daysOfWeek,
}: Quartz):
  | { readonly ofMonth: readonly number[] | undefined; readonly ofWeek: readonly number[] | undefined }
  | undefined {
  if (daysOfMonth.kind !== 'any' && daysOfMonth.kind !== 'list') return undefined;
  if (daysOfWeek.kind !== 'any' && daysOfWeek.kind !== 'list') return undefined;
  return {
    ofMonth: daysOfMonth.kind === 'list' ? daysOfMonth.days : undefined,
    ofWeek: daysOfWeek.kind === 'list' ? daysOfWeek.days : undefined,
  };
}

interface FieldSpec {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Names of the values, from the first on. */
  readonly names?: readonly string[];
  /** Whether a range may go over the end, as `FRI-MON` does. */
  readonly wraps: boolean;
}

/** In English, from Sunday on. */
export const WEEKDAY_NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
/** In English, from January on. */
export const MONTH_NAMES = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** As Quartz and systemd shorten both: `Jan`, `Sun`. */
export function shortName(name: string): string {
  return name.slice(0, 3);
}

const MONTHS = MONTH_NAMES.map((name) => shortName(name).toUpperCase());
const WEEKDAYS = WEEKDAY_NAMES.map((name) => shortName(name).toUpperCase());

const SECOND: FieldSpec = { name: 'seconds', from: 0, to: 59, wraps: true };
const MINUTE: FieldSpec = { name: 'minutes', from: 0, to: 59, wraps: true };
const HOUR: FieldSpec = { name: 'hours', from: 0, to: 23, wraps: true };
const DAY: FieldSpec = { name: 'days of the month', from: 1, to: 31, wraps: true };
const MONTH: FieldSpec = { name: 'months', from: 1, to: 12, names: MONTHS, wraps: true };
const WEEKDAY: FieldSpec = { name: 'days of the week', from: 1, to: 7, names: WEEKDAYS, wraps: true };
const YEAR: FieldSpec = { name: 'years', from: 1970, to: 2099, wraps: false };

/** @throws Fault `usage`, naming the field and what is wrong with it. */
export function parseQuartz(expression: string): Quartz {
  // Quartz parts fields at blanks and tabs only: a line break, or a blank that was copied from a page, would be part of one.
  const fields = expression.split(/[ \t]+/).filter((field) => field !== '');
  const [seconds = '', minutes = '', hours = '', day = '', month = '', weekday = '', year] = fields;
  if (fields.length < 6 || fields.length > 7) {
    throw wrong(expression, `it has ${formatCount(fields.length, 'field', 'fields')} instead of 6 or 7`);
  }
  if ((day === '?') === (weekday === '?')) {
    throw wrong(expression, 'exactly one of the days of the month and the days of the week must be ?');
  }
  const list = (text: string, spec: FieldSpec) => parseList(text, spec, expression);
  return {
    seconds: list(seconds, SECOND),
    minutes: list(minutes, MINUTE),
    hours: list(hours, HOUR),
    daysOfMonth: parseDaysOfMonth(day, expression),
    months: list(month, MONTH),
    daysOfWeek: parseDaysOfWeek(weekday, expression),
    years: year === undefined || year === '*' ? undefined : list(year, YEAR),
  };
}

function parseDaysOfMonth(text: string, expression: string): DaysOfMonth {
  if (text === '?' || text === '*') return { kind: 'any' };
  const [, before, weekday] = /^L(?:-(\d+))?(W)?$/i.exec(text) ?? [];
  if (/^L/i.test(text)) {
    if (!/^L(-\d+)?W?$/i.test(text) || Number(before ?? 0) > 30)
      throw wrong(expression, `${text} is no day of the month`);
    return { kind: 'last', before: Number(before ?? 0), weekday: weekday !== undefined };
  }
  const [, nearest] = /^(\d+)W$/i.exec(text) ?? [];
  if (nearest !== undefined) return { kind: 'nearest', day: parseValue(nearest, DAY, expression) };
  return { kind: 'list', days: parseList(text, DAY, expression) };
}

function parseDaysOfWeek(text: string, expression: string): DaysOfWeek {
  if (text === '?' || text === '*') return { kind: 'any' };
  // Alone it is the last day of every week.
  if (/^L$/i.test(text)) return { kind: 'list', days: [7] };
  const [, last] = /^(\w+)L$/i.exec(text) ?? [];
  if (last !== undefined) return { kind: 'last', day: parseValue(last, WEEKDAY, expression) };
  const [, day, nth] = /^(\w+)#(\d+)$/.exec(text) ?? [];
  if (day !== undefined && nth !== undefined) {
    if (Number(nth) < 1 || Number(nth) > 5)
      throw wrong(expression, `a month has no ${nth}th day of one name`);
    return { kind: 'nth', day: parseValue(day, WEEKDAY, expression), nth: Number(nth) };
  }
  return { kind: 'list', days: parseList(text, WEEKDAY, expression) };
}

/** Values, ranges and steps joined by commas. */
function parseList(text: string, spec: FieldSpec, expression: string): number[] {
  const values = new Set(text.split(',').flatMap((part) => parsePart(part, spec, expression)));
  return [...values].sort((one, other) => one - other);
}

function parsePart(part: string, spec: FieldSpec, expression: string): number[] {
  const { name, from, to, wraps } = spec;
  const [, base = '', stepText] = /^([^/]*)(?:\/(.*))?$/.exec(part) ?? [];
  const size = to - from + 1;
  const step = stepText === undefined ? 1 : Number(stepText);
  if (stepText !== undefined && (!/^\d+$/.test(stepText) || step < 1 || step >= size))
    throw wrong(expression, `${part} has no step that fits ${name}`);
  const [firstText = '', lastText, more] = base === '' && stepText !== undefined ? ['*'] : base.split('-');
  if (more !== undefined) throw wrong(expression, `${part} is no range of ${name}`);
  if (firstText === '*' && lastText === undefined) return steps(from, to, step);
  const first = parseValue(firstText, spec, expression);
  if (lastText === undefined) return stepText === undefined ? [first] : steps(first, to, step);
  const last = parseValue(lastText, spec, expression);
  if (first <= last) return steps(first, last, step);
  if (!wraps) throw wrong(expression, `${part} ends before it begins`);
  return steps(first, last + size, step).map((value) => ((value - from) % size) + from);
}

function steps(first: number, last: number, step: number): number[] {
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);
}

function parseValue(text: string, { name, from, to, names }: FieldSpec, expression: string): number {
  const named = names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? named + from : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= from && value <= to) return value;
  throw wrong(expression, `${JSON.stringify(text)} is none of the ${name}, ${from} to ${to}`);
}

function wrong(expression: string, why: string): Fault {
  return new Fault('usage', `The cron expression ${JSON.stringify(expression)} cannot be read: ${why}.`, {
    advice:
      'It has the fields seconds, minutes, hours, day of the month, month, day of the week and, if need be, year, such as "0 0 3 ? * SUN".',
  });
}
