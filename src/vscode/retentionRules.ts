/** The rules of a clean-up as they are chosen: presets, or each of them by itself. Pure. */

import { parsePeriod, type Retention } from '../backup/retention/retention';
import { asFault } from '../base/fault';
import { formatPeriod } from './cliCommand';

export const RULES = ['last', 'daily', 'weekly', 'monthly', 'within'] as const;
export type Rule = (typeof RULES)[number];

/** From the one that keeps the most. */
export const PRESETS: readonly Retention[] = [
  { within: parsePeriod('30d'), weekly: 26, monthly: 24 },
  { last: 3, daily: 7, weekly: 8, monthly: 12 },
  { last: 5 },
];

const COUNT_LIMIT = 10_000;

/** A rule's value as it is typed; empty where the rule is not given. */
export function ruleValue({ within, ...counts }: Retention, rule: Rule): string {
  if (rule === 'within') return within === undefined ? '' : formatPeriod(within);
  return counts[rule]?.toString() ?? '';
}

/** Why a typed value cannot be taken; undefined for one that can, among them the empty one, which takes the rule away. */
export function problemWith(rule: Rule, typed: string): string | undefined {
  const text = typed.trim();
  if (text === '') return undefined;
  if (rule !== 'within') {
    const isCount = /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= COUNT_LIMIT;
    return isCount ? undefined : `Type a whole number from 1 to ${COUNT_LIMIT}, or nothing.`;
  }
  try {
    parsePeriod(text);
    return undefined;
  } catch (error) {
    return asFault(error).advice;
  }
}

/** The rules after one was typed. @throws Fault `usage` for a length of time that {@link problemWith} refuses. */
export function withRule(retention: Retention, rule: Rule, typed: string): Retention {
  const { [rule]: _, ...others } = retention;
  const text = typed.trim();
  if (text === '') return others;
  return { ...others, [rule]: rule === 'within' ? parsePeriod(text) : Number(text) };
}

/** Whether any rule is given: without one, there is nothing to decide by. */
export function hasRule(retention: Retention): boolean {
  return RULES.some((rule) => ruleValue(retention, rule) !== '');
}

/** `all of 30d, 26 weekly, 24 monthly`. */
export function describeRules(retention: Retention): string {
  const parts = RULES.flatMap((rule) => {
    const value = ruleValue(retention, rule);
    if (value === '') return [];
    if (rule === 'within') return [`all of the last ${value}`];
    return [rule === 'last' ? `the last ${value}` : `${value} ${rule}`];
  });
  return parts.join(', ');
}
