/** The list of a run's tables with its filters, and the details of the current one beside it. */

import type { ReportRow } from '../../backup/report/report';
import { formatCount } from '../../base/format';
import { type Choice, dropdown, textField } from '../toolkit';
import { type Column, tableColumns } from './columns';
import { type PlaceEvents, renderDetails } from './details';
import { el, withAttributes } from './dom';
import { createGrid } from './grid';
import { icon } from './icons';
import type { Reading } from './state';
import { hasCopy } from './summary';
import {
  countBy,
  filterRows,
  NO_FILTER,
  type SearchableRow,
  searchable,
  sortItems,
  type TableFilter,
} from './view';
import { formatNumber, GROUP_WORDS, TABLE_STATUS_WORDS, wordKeys } from './words';

export interface TablesTab {
  readonly element: HTMLElement;
  show(rows: readonly ReportRow[], reading: Reading, places: PlaceEvents): void;
}

/** Makes the tab; `onReading` is told of every change the user makes to how the list is read. */
export function createTablesTab(onReading: (change: Partial<Reading>) => void): TablesTab {
  let rows: readonly ReportRow[] = [];
  let searched: readonly SearchableRow[] = [];
  let columns: readonly Column<ReportRow>[] = [];
  let reading: Reading | undefined;
  let places: PlaceEvents | undefined;

  const filters = withAttributes(el('div', 'filters'), { role: 'search', 'aria-label': 'Filter tables' });
  const count = withAttributes(el('span', 'count'), { role: 'status' });
  const details = withAttributes(el('aside', 'details'), {
    'aria-label': 'Details of the table',
    tabindex: '0',
  });
  const grid = createGrid<ReportRow>('tables', 'Tables of this run', {
    onSort: (tableSort) => change({ tableSort }),
    onCurrent(row) {
      reading = reading === undefined ? undefined : { ...reading, table: row.table };
      onReading({ table: row.table });
      showDetails(row);
    },
    onOpen: (row) => places?.onPreview(hasCopy(row) ? row.target : row.source),
  });
  const element = el(
    'div',
    'tables',
    el('div', 'toolbar', filters, count),
    el('div', 'split', grid.element, details),
  );

  function show(nextRows: readonly ReportRow[], nextReading: Reading, nextPlaces: PlaceEvents): void {
    reading = nextReading;
    places = nextPlaces;
    if (nextRows !== rows) {
      rows = nextRows;
      searched = searchable(rows);
      columns = tableColumns(rows);
      showFilters(nextReading.filter);
    }
    showRows();
  }

  function change(part: Partial<Reading>): void {
    if (reading === undefined) return;
    reading = { ...reading, ...part };
    onReading(part);
    showRows();
  }

  function changeFilter(part: Partial<TableFilter>): void {
    change({ filter: { ...(reading?.filter ?? NO_FILTER), ...part } });
  }

  function showFilters(filter: TableFilter): void {
    const groups = countBy(rows, (row) => row.group);
    const statuses = countBy(rows, (row) => row.status);
    filters.replaceChildren(
      textField('Search tables and errors', filter.search, icon('search'), (search) =>
        changeFilter({ search }),
      ),
      dropdown('Layer', choices('All layers', GROUP_WORDS, groups, filter.group), filter.group, (group) =>
        changeFilter({ group }),
      ),
      dropdown(
        'Status',
        choices('All statuses', TABLE_STATUS_WORDS, statuses, filter.status),
        filter.status,
        (status) => changeFilter({ status }),
      ),
    );
  }

  function showRows(): void {
    if (reading === undefined) return;
    const { filter, tableSort, table } = reading;
    const column = columns.find((one) => one.id === tableSort.by);
    const filtered = filterRows(searched, filter);
    const items = column === undefined ? filtered : sortItems(filtered, column.key, tableSort.descending);
    const current = items.find((row) => row.table === table) ?? items[0];
    grid.show({ columns, items, sort: tableSort, current, emptyText: 'No table matches the filter.' });
    count.textContent =
      items.length === rows.length
        ? formatCount(rows.length, 'table')
        : `${formatNumber(items.length)} of ${formatCount(rows.length, 'table')}`;
    showDetails(current);
  }

  function showDetails(row: ReportRow | undefined): void {
    details.hidden = row === undefined;
    if (row !== undefined && places !== undefined) details.replaceChildren(...renderDetails(row, places));
  }

  return { element, show };
}

/** All, then each key that occurs (or is chosen) with how often. */
function choices<K extends string>(
  all: string,
  words: Readonly<Record<K, string>>,
  counts: ReadonlyMap<K, number>,
  chosen: K | 'all',
): readonly Choice<K | 'all'>[] {
  const present = wordKeys(words).filter((key) => counts.has(key) || key === chosen);
  return [
    { value: 'all', label: all },
    ...present.map((value) => ({
      value,
      label: `${words[value]} (${formatNumber(counts.get(value) ?? 0)})`,
    })),
  ];
}
