/** Identifiers that are the same in every sample. */

import { createHash } from 'node:crypto';

/** A UUID that depends on nothing but `seed`. */
export function seededUuid(seed: string): string {
  const hash = createHash('sha256').update(seed).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `a${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}
