/** Ranges of row numbers as sets. */

import { appendRows, type RowRange } from '../rowBitmaps';

/** The rows of `one` that are not in `other`. Both ascending and without overlaps, as is the result. */
export function withoutRanges(one: readonly RowRange[], other: readonly RowRange[]): RowRange[] {
  const left: RowRange[] = [];
  let next = 0;
  for (const [first, last] of one) {
    let start = first;
    while (next < other.length && (other[next]?.[1] ?? 0) < start) next += 1;
    for (let index = next; start <= last; index += 1) {
      const [cutFirst, cutLast] = other[index] ?? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      if (cutFirst > last) {
        left.push([start, last]);
        break;
      }
      if (cutFirst > start) left.push([start, cutFirst - 1]);
      start = cutLast + 1;
    }
  }
  return left;
}

/** The rows of both. Ascending and without overlaps, as is the result. */
export function unionRanges(one: readonly RowRange[], other: readonly RowRange[]): RowRange[] {
  const apart = [...one, ...withoutRanges(other, one)].sort(([first], [second]) => first - second);
  const united: RowRange[] = [];
  for (const range of apart) appendRows(united, ...range);
  return united;
}
