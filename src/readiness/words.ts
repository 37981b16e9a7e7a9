/** How readiness is told in words, on the command line and in the editor. Pure. */

import { VERDICTS, type Verdict } from './finding';
import type { Readiness } from './readiness';

/** What people say of a check. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  fail: 'failed',
  warn: 'warning',
  'could-not-look': 'could not look',
  pass: 'passed',
};

/** `2 failed, 3 warnings, 9 could not look, 2 passed`. */
export function countsText({ counts }: Pick<Readiness, 'counts'>): string {
  return VERDICTS.flatMap((verdict) => {
    const count = counts[verdict];
    const several = verdict === 'warn' && count > 1 ? 's' : '';
    return count === 0 ? [] : [`${count} ${VERDICT_WORDS[verdict]}${several}`];
  }).join(', ');
}
