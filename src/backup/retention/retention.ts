/**
 * Which copies of a database are kept and which are removed, each with the reasons. Pure.
 *
 * The rules are restic's: a rule such as "3 weekly" goes through the copies from the newest on and keeps the newest of each of the last three
 * weeks that have one; where there are fewer weeks, it keeps the oldest copy as well, so that the history reaches back as far as it can. A
 * copy stays when any rule keeps it. Days, ISO weeks and months are those of UTC.
 *
 * What goes beyond: a copy that is not wholly verified never takes the place of one that is, and the last good copy of any table stays.
 */

import { Fault } from '../../base/fault';
import { formatNames } from '../../base/format';

/** A copy of a database, as far as retention asks. */
export interface Copy {
  readonly id: string;
  /** Epoch ms. */
  readonly takenAt: number;
  /** Every table that was to be in it has a verified copy. */
  readonly isGood: boolean;
  /** The tables of which it holds a verified copy. */
  readonly tables: readonly string[];
  /** Reasons from elsewhere why it must stay. */
  readonly pinned?: string;
}

/** How many copies each rule keeps; a rule that is not given keeps none. At least one must be given. */
export interface Retention {
  readonly last?: number;
  readonly daily?: number;
  readonly weekly?: number;
  readonly monthly?: number;
  /** All copies that are younger than this, counted back from the newest good one. */
  readonly within?: Period;
}

/** A length of time in the calendar's units. */
export interface Period {
  readonly years: number;
  readonly months: number;
  readonly days: number;
  readonly hours: number;
}

/** Whether a copy stays, and why. */
export interface Decision<C extends Copy = Copy> {
  readonly copy: C;
  readonly keep: boolean;
  /** At least one. */
  readonly reasons: readonly string[];
}

/** Decides over the copies of one database; the answer is newest first. */
export function applyRetention<C extends Copy>(copies: readonly C[], retention: Retention): Decision<C>[] {
  const all = [...copies].sort((one, other) => other.takenAt - one.takenAt || (one.id < other.id ? 1 : -1));
  const good = all.filter(({ isGood }) => isGood);
  const lastGood = good[0];
  const newer = all.filter(
    (copy) => !copy.isGood && (lastGood === undefined || copy.takenAt > lastGood.takenAt),
  );
  const kept = new Map<string, string[]>();
  const keep = (copy: C, reason: string) => kept.set(copy.id, [...(kept.get(copy.id) ?? []), reason]);
  for (const copy of all) if (copy.pinned !== undefined) keep(copy, copy.pinned);
  applyRules(good, retention, keep);
  // Incomplete copies compete with one another only, and only where no good one is newer.
  applyRules(newer, retention, (copy, reason) => keep(copy, `${reason} (not wholly verified)`));
  if (lastGood !== undefined) keep(lastGood, 'last good copy');
  for (const [copy, tables] of newestHolders(all)) {
    if (copy !== lastGood) keep(copy, `newest verified copy of ${formatNames(tables, NAMED)}`);
  }
  return all.map((copy) => {
    const reasons = kept.get(copy.id);
    return reasons === undefined
      ? { copy, keep: false, reasons: [whyRemoved(copy, newer)] }
      : { copy, keep: true, reasons };
  });
}

function applyRules<C extends Copy>(
  copies: readonly C[],
  { last = 0, daily = 0, weekly = 0, monthly = 0, within }: Retention,
  keep: (copy: C, reason: string) => void,
): void {
  const [newest] = copies;
  if (newest === undefined) return;
  for (const copy of copies.slice(0, last)) keep(copy, 'last');
  keepOneEach(copies, daily, 'daily', (copy) => dayOf(copy.takenAt), keep);
  keepOneEach(copies, weekly, 'weekly', (copy) => weekOf(copy.takenAt), keep);
  keepOneEach(copies, monthly, 'monthly', (copy) => dayOf(copy.takenAt).slice(0, 7), keep);
  if (within === undefined) return;
  const since = before(newest.takenAt, within);
  for (const copy of copies) if (copy.takenAt > since) keep(copy, 'within');
}

function keepOneEach<C extends Copy>(
  copies: readonly C[],
  count: number,
  rule: string,
  spanOf: (copy: C) => string,
  keep: (copy: C, reason: string) => void,
): void {
  let left = count;
  let span: string | undefined;
  for (const [index, copy] of copies.entries()) {
    if (left === 0) return;
    const isNewSpan = spanOf(copy) !== span;
    const isOldest = index === copies.length - 1;
    if (!isNewSpan && !isOldest) continue;
    span = spanOf(copy);
    left -= 1;
    keep(copy, isNewSpan ? rule : `oldest ${rule}`);
  }
}

/** The copies that hold the newest verified copy of some table, with those tables. */
function newestHolders<C extends Copy>(all: readonly C[]): Map<C, string[]> {
  const seen = new Set<string>();
  const holders = new Map<C, string[]>();
  for (const copy of all) {
    const tables = copy.tables.filter((table) => !seen.has(table));
    for (const table of tables) seen.add(table);
    if (tables.length > 0) holders.set(copy, tables);
  }
  return holders;
}

function whyRemoved(copy: Copy, newer: readonly Copy[]): string {
  if (copy.isGood) return 'no rule keeps it';
  return newer.includes(copy)
    ? 'not wholly verified, and no rule keeps it'
    : 'not wholly verified, and a good copy is newer';
}

/** Tables that are named before the rest is counted. */
const NAMED = 3;

/** `2026-11-23`. */
function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

const DAY = 86_400_000;

/** `2026-W48`: weeks begin on Monday and belong to the year that has their Thursday (ISO 8601). */
function weekOf(instant: number): string {
  const weekday = (new Date(instant).getUTCDay() + 6) % 7;
  const thursday = new Date(instant + (3 - weekday) * DAY);
  const firstOfYear = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = Math.floor((thursday.getTime() - firstOfYear) / (7 * DAY)) + 1;
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`;
}

/** The instant that lies a period before another, both epoch ms. A day that a month does not have counts on into the next. */
export function before(instant: number, { years, months, days, hours }: Period): number {
  const from = new Date(instant);
  from.setUTCFullYear(from.getUTCFullYear() - years, from.getUTCMonth() - months, from.getUTCDate() - days);
  from.setUTCHours(from.getUTCHours() - hours);
  return from.getTime();
}

const PERIOD = /^(?=\d)(?:(\d+)y)?(?:(\d+)m)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?$/i;

/** `1y6m`, `2w`, `7d`, `36h`: years, months, weeks, days and hours, in this order. @throws Fault `usage` for anything else, and for no time at all. */
export function parsePeriod(text: string): Period {
  const [, ...digits] = PERIOD.exec(text.trim()) ?? [];
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0] = digits.map((one) => Number(one ?? 0));
  if (years + months + weeks + days + hours > 0) return { years, months, days: days + 7 * weeks, hours };
  throw new Fault('usage', `${JSON.stringify(text)} is no length of time.`, {
    advice: 'Write years, months, weeks, days and hours as in 1y6m, 2w, 7d or 36h.',
  });
}

/** @throws Fault `usage` where no rule is given: then everything but the last good copy would go. */
export function refuseWithoutRule({ last = 0, daily = 0, weekly = 0, monthly = 0, within }: Retention): void {
  if (last + daily + weekly + monthly > 0 || within !== undefined) return;
  throw new Fault('usage', 'No rule says which copies to keep.', {
    advice:
      'Give at least one of --keep-last, --keep-daily, --keep-weekly, --keep-monthly and --keep-within.',
  });
}
