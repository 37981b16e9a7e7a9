/** Bounded concurrency that leaves nothing running behind. */

/**
 * Maps `items` through `work`, at most `limit` at a time, and keeps their order. After the first error no further item is begun; the ones under
 * way are waited for, so that nothing still writes when the caller goes on.
 *
 * @throws the first error of `work`; the signal's reason when aborted.
 */
export async function mapLimit<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
  signal?: AbortSignal,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  const failures: unknown[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length && failures.length === 0) {
      const index = next;
      next += 1;
      try {
        signal?.throwIfAborted();
        results[index] = await work(items[index] as T, index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
  signal?.throwIfAborted();
  return results;
}
