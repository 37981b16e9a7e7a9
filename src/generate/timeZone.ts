/** Time zones by their IANA names: checked, and turned from what clocks show there into instants. Pure. */

import { Fault } from '../base/fault';

/** @throws Fault `usage` for what is no zone, also for one in another case: Java, which Databricks asks, takes that for GMT. */
export function assertTimeZone(zone: string): void {
  const known = canonicalName(zone);
  const isSpelled = known !== undefined && (known === zone || known.toLowerCase() !== zone.toLowerCase());
  if (isSpelled && /^[A-Z]/.test(zone)) return;
  throw new Fault('usage', `There is no time zone ${JSON.stringify(zone)}.`, {
    advice:
      known === undefined || !/^[a-z]/i.test(zone)
        ? 'Give a name such as UTC, Europe/Berlin or America/New_York.'
        : `Did you mean ${known}?`,
  });
}

function canonicalName(zone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** What clocks show. Months and days count from 1, days of the week from Sunday, 1, as Quartz has them. */
export interface ClockTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What clocks in a zone show at an instant (epoch ms). */
export function clockTime(instant: number, zone: string): ClockTime {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  formats.set(zone, format);
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
}

const DAY = 24 * 60 * 60 * 1000;

/**
 * Turns times that clocks in a zone show on one day into instants (epoch ms): the first of two where clocks are put back. Where they are put
 * forward past a time, it is as much later as they were put.
 */
export function clockOfDay(
  { year, month, day }: Pick<ClockTime, 'year' | 'month' | 'day'>,
  zone: string,
): (hour: number, minute: number, second: number) => number {
  const midnight = Date.UTC(year, month - 1, day);
  const [from, to] = [midnight - DAY, midnight + 2 * DAY];
  const [before, after] = [offset(from, zone), offset(to, zone)];
  const change = before === after ? Number.POSITIVE_INFINITY : changeBetween(from, to, before, zone);
  return (hour, minute, second) => {
    const asUtc = midnight + ((hour * 60 + minute) * 60 + second) * 1000;
    const isAfter = asUtc - before >= change && asUtc - after >= change;
    return asUtc - (isAfter ? after : before);
  };
}

/** The first instant at which the offset is no longer what it was; whole seconds. */
function changeBetween(from: number, to: number, before: number, zone: string): number {
  let [low, high] = [from / 1000, to / 1000];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(middle * 1000, zone) === before) low = middle;
    else high = middle;
  }
  return high * 1000;
}

/** By how much clocks in a zone are ahead of UTC, ms. */
function offset(instant: number, zone: string): number {
  const { year, month, day, hour, minute, second } = clockTime(instant, zone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - instant;
}
