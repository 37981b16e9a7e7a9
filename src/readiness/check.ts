/** What a check of readiness is: pure, from the facts to a finding. */

import type { Facts } from './facts';
import type { Finding } from './finding';

export interface Check {
  /** Part of the JSON output, so it never changes its meaning. */
  readonly id: string;
  /** What should be so, as a sentence without its full stop. */
  readonly title: string;
  /** Why it matters. */
  readonly why: string;
  readonly look: (facts: Facts) => Finding;
}
