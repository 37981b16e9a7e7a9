/** Which rows are shown and in what order. */

import type { TableStatus } from '../../backup/outcome';
import type { ReportRow } from '../../backup/report/report';
import type { TableGroup } from '../../overwatch/catalog';

export interface Sort {
  /** The id of a column. */
  readonly by: string;
  readonly descending: boolean;
}

export interface TableFilter {
  readonly group: TableGroup | 'all';
  readonly status: TableStatus | 'all';
  /** Looked for in names, places, errors and warnings, in any case; empty for no search. */
  readonly search: string;
}

export const NO_FILTER: TableFilter = { group: 'all', status: 'all', search: '' };

/** A row with all that is searched in it, in lower case. */
export interface SearchableRow {
  readonly row: ReportRow;
  readonly text: string;
}

/** Prepares rows for many searches: done once, so that each key stroke is answered at once. */
export function searchable(rows: readonly ReportRow[]): readonly SearchableRow[] {
  return rows.map((row) => ({
    row,
    text: [row.table, row.errorMessage ?? row.statusText, row.errorCode, row.advice, row.target, row.source]
      .join('\n')
      .toLowerCase(),
  }));
}

/** The rows that pass every part of the filter, in their order. */
export function filterRows(rows: readonly SearchableRow[], filter: TableFilter): readonly ReportRow[] {
  const wanted = filter.search.trim().toLowerCase();
  return rows
    .filter(
      ({ row, text }) =>
        (filter.group === 'all' || row.group === filter.group) &&
        (filter.status === 'all' || row.status === filter.status) &&
        text.includes(wanted),
    )
    .map(({ row }) => row);
}

/** What a column sorts by; items without a key come last in either direction. */
export type SortKey = number | string | undefined;

const BY_NAME = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** `items` in the order of their keys; those with equal keys keep their order. */
export function sortItems<T>(
  items: readonly T[],
  key: (item: T) => SortKey,
  descending: boolean,
): readonly T[] {
  const sign = descending ? -1 : 1;
  return items
    .map((item) => ({ item, key: key(item) }))
    .sort((one, other) => {
      if (one.key === undefined || other.key === undefined) {
        return Number(one.key === undefined) - Number(other.key === undefined);
      }
      return sign * compareKeys(one.key, other.key);
    })
    .map(({ item }) => item);
}

function compareKeys(one: number | string, other: number | string): number {
  return typeof one === 'number' && typeof other === 'number'
    ? one - other
    : BY_NAME.compare(String(one), String(other));
}

/** The order after a click on a column's header: that column, or its other direction if it led already. */
export function nextSort(now: Sort, column: { readonly id: string; readonly largestFirst: boolean }): Sort {
  if (now.by === column.id) return { by: column.id, descending: !now.descending };
  return { by: column.id, descending: column.largestFirst };
}

/** How many items have each key. */
export function countBy<T, K>(items: Iterable<T>, key: (item: T) => K): ReadonlyMap<K, number> {
  const counts = new Map<K, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}
