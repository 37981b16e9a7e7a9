/** Bounded concurrency that ends when the signal says so. */

import pMap from 'p-map';

/**
 * Maps `items` through `work`, at most `limit` at a time, and keeps their order. The first error stops the rest.
 *
 * @throws the first error of `work`; the signal's reason when aborted.
 */
export function mapLimit<T, R>(
  items: Iterable<T>,
  limit: number,
  work: (item: T, index: number) => Promise<R>,
  signal?: AbortSignal,
): Promise<R[]> {
  return pMap(items, work, { concurrency: limit, ...(signal === undefined ? {} : { signal }) }) as Promise<R[]>;
}
