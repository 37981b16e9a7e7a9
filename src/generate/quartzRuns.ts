/** When a Quartz schedule runs: its next runs, and the schedule in words. Pure. */

import { type DaysOfMonth, type DaysOfWeek, MONTH_NAMES, type Quartz, WEEKDAY_NAMES } from './quartz';
import { clockOfDay, clockTime } from './timeZone';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A schedule of leap days waits eight years around a turn of a century. */
const SEARCHED_DAYS = 9 * 366;

/**
 * The next runs after an instant (epoch ms), ascending. Fewer, or none, where the schedule ends. A time that clocks pass over is run as
 * much later as they were put forward, one that they show twice the first time.
 */
export function nextRuns(quartz: Quartz, zone: string, after: number, count: number): number[] {
  const { year, month, day } = clockTime(after, zone);
  const runs: number[] = [];
  for (let index = 0; index <= SEARCHED_DAYS && runs.length < count; index += 1) {
    const date = new Date(Date.UTC(year, month - 1, day) + index * DAY_MS);
    if (fitsDay(quartz, date)) runs.push(...runsOfDay(quartz, zone, date, after, count));
  }
  return runs.slice(0, count);
}

/** Ascending; of times that fall on one instant, where clocks are put forward, there is one run. */
function runsOfDay(quartz: Quartz, zone: string, date: Date, after: number, count: number): number[] {
  const instantOf = clockOfDay(dateParts(date), zone);
  const instants = new Set<number>();
  for (const hour of quartz.hours) {
    // Within an hour runs are in order, so that no more of them are needed than are asked for.
    let found = 0;
    for (const minute of quartz.minutes) {
      for (const second of quartz.seconds) {
        const instant = instantOf(hour, minute, second);
        if (instant <= after || found >= count) continue;
        instants.add(instant);
        found += 1;
      }
    }
  }
  return [...instants].sort((one, other) => one - other);
}

function dateParts(date: Date): { readonly year: number; readonly month: number; readonly day: number } {
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** @param date midnight UTC of the day. */
function fitsDay({ daysOfMonth, months, daysOfWeek, years }: Quartz, date: Date): boolean {
  const { year, month } = dateParts(date);
  return (
    months.includes(month) &&
    (years?.includes(year) ?? true) &&
    fitsDayOfMonth(daysOfMonth, date) &&
    fitsDayOfWeek(daysOfWeek, date)
  );
}

function fitsDayOfMonth(days: DaysOfMonth, date: Date): boolean {
  const day = date.getUTCDate();
  switch (days.kind) {
    case 'any':
      return true;
    case 'list':
      return days.days.includes(day);
    case 'last': {
      const asked = lastDay(date) - days.before;
      return day === (days.weekday ? nearestWeekday(date, Math.max(asked, 1)) : asked);
    }
    case 'nearest':
      // A month that does not have the day is nearest to it at its end.
      return day === nearestWeekday(date, Math.min(days.day, lastDay(date)));
  }
}

function fitsDayOfWeek(days: DaysOfWeek, date: Date): boolean {
  const day = date.getUTCDate();
  const weekday = date.getUTCDay() + 1;
  switch (days.kind) {
    case 'any':
      return true;
    case 'list':
      return days.days.includes(weekday);
    case 'last':
      return weekday === days.day && day + 7 > lastDay(date);
    case 'nth':
      return weekday === days.day && Math.ceil(day / 7) === days.nth;
  }
}

function lastDay(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}

/** The day from Monday to Friday that is nearest to a day, without leaving the month. */
function nearestWeekday(date: Date, day: number): number {
  const weekday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), day)).getUTCDay();
  if (weekday === 6) return day === 1 ? 3 : day - 1;
  if (weekday === 0) return day === lastDay(date) ? day - 2 : day + 1;
  return day;
}

/** The schedule in words, such as `at 03:00:00 every Sunday (Europe/Berlin)`. */
export function scheduleInWords(quartz: Quartz, zone: string): string {
  const { months, years } = quartz;
  const inMonths =
    months.length === 12 ? '' : ` in ${listed(months.map((month) => MONTH_NAMES[month - 1] ?? ''))}`;
  const inYears = years === undefined ? '' : `, only in ${ranges(years)}`;
  return `${timeInWords(quartz)} ${daysInWords(quartz)}${inMonths}${inYears} (${zone})`;
}

function timeInWords({ seconds, minutes, hours }: Quartz): string {
  const [second = 0, ...moreSeconds] = seconds;
  const [minute = 0, ...moreMinutes] = minutes;
  if (moreSeconds.length === 0 && moreMinutes.length === 0 && hours.length <= 6) {
    const tail = second === 0 ? '' : `:${two(second)}`;
    return `at ${listed(hours.map((hour) => `${two(hour)}:${two(minute)}${tail}`))}`;
  }
  const part = (name: string, values: readonly number[], all: number) =>
    values.length === all ? `every ${name}` : `${name} ${ranges(values)}`;
  const parts = [part('minute', minutes, 60), `of ${part('hour', hours, 24)}`];
  return `at ${[...(seconds.length === 1 && second === 0 ? [] : [`${part('second', seconds, 60)} of`]), ...parts].join(' ')}`;
}

function daysInWords({ daysOfMonth, daysOfWeek }: Quartz): string {
  switch (daysOfMonth.kind) {
    case 'list':
      return daysOfMonth.days.length === 31 ? 'every day' : `on day ${ranges(daysOfMonth.days)} of the month`;
    case 'last': {
      const which = daysOfMonth.weekday ? 'the weekday nearest to the last day' : 'the last day';
      const before = daysOfMonth.before === 0 ? '' : ` less ${daysOfMonth.before}`;
      return `on ${which}${before} of the month`;
    }
    case 'nearest':
      return `on the weekday nearest to day ${daysOfMonth.day} of the month`;
    case 'any':
      break;
  }
  const name = (day: number) => WEEKDAY_NAMES[day - 1] ?? '';
  switch (daysOfWeek.kind) {
    case 'any':
      return 'every day';
    case 'list':
      return daysOfWeek.days.length === 7 ? 'every day' : `every ${listed(daysOfWeek.days.map(name))}`;
    case 'last':
      return `on the last ${name(daysOfWeek.day)} of the month`;
    case 'nth':
      return `on ${name(daysOfWeek.day)} number ${daysOfWeek.nth} of the month`;
  }
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `1, 5 to 8 and 20`. */
function ranges(values: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === value - 1) last[1] = value;
    else runs.push([value, value]);
  }
  return listed(
    runs.flatMap(([first, last]) => {
      if (first === last) return [String(first)];
      return last === first + 1 ? [String(first), String(last)] : [`${first} to ${last}`];
    }),
  );
}
