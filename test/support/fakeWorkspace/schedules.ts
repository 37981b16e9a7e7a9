/** Quartz schedules and time zones as the fake workspace takes them. On purpose not the product's own parser, so that each is held to the other. */

import { invalid } from './api';
import { type Check, oneOf } from './checks';

const NUMBER = String.raw`\d{1,4}`;
const MONTHS = 'JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC';
const DAYS = 'SUN|MON|TUE|WED|THU|FRI|SAT';

interface FieldRule {
  readonly value: string;
  readonly from: number;
  readonly to: number;
  /** Further forms that only this field has. */
  readonly more?: RegExp;
}

/** In Quartz' order; its tutorial says what each may be. */
const FIELDS: readonly FieldRule[] = [
  { value: NUMBER, from: 0, to: 59 },
  { value: NUMBER, from: 0, to: 59 },
  { value: NUMBER, from: 0, to: 23 },
  { value: NUMBER, from: 1, to: 31, more: /^(\?|L(-\d{1,2})?W?|\d{1,2}W)$/ },
  { value: `${NUMBER}|${MONTHS}`, from: 1, to: 12 },
  {
    value: `${NUMBER}|${DAYS}`,
    from: 1,
    to: 7,
    more: new RegExp(String.raw`^(\?|L|(\d|${DAYS})(L|#[1-5]))$`, 'i'),
  },
  { value: NUMBER, from: 1970, to: 2099 },
];

export const quartzCron: Check = (value, where) => {
  const fields = typeof value === 'string' ? value.trim().split(/\s+/) : [];
  const isWrong =
    fields.length < 6 ||
    fields.length > 7 ||
    fields.some((field, index) => !isField(field, FIELDS[index])) ||
    // Quartz wants exactly one of the two kinds of days to say nothing.
    (fields[3] === '?') === (fields[5] === '?');
  if (isWrong) throw invalid(`${where}: Invalid quartz_cron_expression: '${String(value)}'.`);
};

function isField(field: string, rule: FieldRule | undefined): boolean {
  if (rule === undefined) return false;
  if (rule.more?.test(field) === true) return true;
  const part = new RegExp(`^(?:\\*|(${rule.value})(?:-(${rule.value}))?)?(?:/(\\d+))?$`, 'i');
  return field.split(',').every((text) => {
    const match = text === '' ? null : part.exec(text);
    const numbers = [match?.[1], match?.[2]].filter((number) => /^\d+$/.test(number ?? '')).map(Number);
    return match !== null && numbers.every((number) => number >= rule.from && number <= rule.to);
  });
}

const ZONES = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', 'GMT', 'Etc/UTC']);

export const timeZone: Check = (value, where) => {
  if (!ZONES.has(String(value))) throw invalid(`${where}: Invalid timezone: ${String(value)}.`);
};

export const pauseStatus: Check = oneOf('PAUSED', 'UNPAUSED');
