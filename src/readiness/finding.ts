/** What a check of readiness says: a verdict with what was found, and what can be generated to mend it. Plain data. */

import type { FaultData } from '../base/fault';
import { formatNames } from '../base/format';

/** From the worst to the best. `could-not-look` is what could not be seen; it is never taken for good nor for bad. */
export const VERDICTS = ['fail', 'warn', 'could-not-look', 'pass'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A text that mends what was found, to be run or adapted by people. */
export interface Fix {
  /** What it is, as in `Cluster policy that fixes the log location`. */
  readonly title: string;
  readonly fileName: string;
  /** As the editor calls it. */
  readonly language: 'json' | 'sql';
  readonly text: string;
  /** How it is used and what must be filled in, a sentence or two each. */
  readonly notes: readonly string[];
}

/** What one check found. */
export interface Finding {
  readonly verdict: Verdict;
  /** Sentences that name what was found; for `could-not-look`, why nothing was. At least one. */
  readonly found: readonly string[];
  /** What to do next; absent where there is nothing to do. */
  readonly mend?: string;
  readonly fixes?: readonly Fix[];
}

export function pass(...found: readonly string[]): Finding {
  return { verdict: 'pass', found };
}

/**
 * For what could not be seen.
 *
 * @param right what is needed to see it, where rights are what is missing
 */
export function couldNotLook(why: FaultData, right?: string): Finding {
  const isRefused = why.code === 'no-permission' || why.code === 'unauthenticated';
  const needed = isRefused && right !== undefined ? `Needed: ${right}.` : undefined;
  const mend = [needed, why.advice].filter(Boolean).join(' ');
  return { verdict: 'could-not-look', found: [why.message], ...(mend === '' ? {} : { mend }) };
}

/** A finding after what was found nevertheless. */
export function after(found: readonly string[], finding: Finding): Finding {
  return { ...finding, found: [...found, ...finding.found] };
}

/** Things that are named before the rest is counted. */
const NAMED = 5;

/** `etl, adhoc and 3 more`. */
export function listed(names: readonly string[]): string {
  return formatNames(names, NAMED);
}
