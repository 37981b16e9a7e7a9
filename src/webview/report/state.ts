/** What the webview keeps over a reload: which report, and how it was being read. */

import { isRecord, type SavedReport } from '../messages';
import { NO_FILTER, type Sort, type TableFilter } from './view';
import { GROUP_WORDS, TABLE_STATUS_WORDS, wordKeys } from './words';

export type TabId = 'tables' | 'runs';

/** How the report is being read. */
export interface Reading {
  readonly tab: TabId;
  readonly filter: TableFilter;
  readonly tableSort: Sort;
  readonly runSort: Sort;
  /** The name of the table whose details are shown. */
  readonly table?: string;
}

export type SavedState = SavedReport & Reading;

/** Tables that ask for attention come first, the newest run comes first. */
export const FIRST_READING: Reading = {
  tab: 'tables',
  filter: NO_FILTER,
  tableSort: { by: 'status', descending: false },
  runSort: { by: 'started', descending: true },
};

/** How the report was being read when `saved` was kept; what cannot be understood is as at first. */
export function parseReading(saved: unknown): Reading {
  if (!isRecord(saved)) return FIRST_READING;
  const filter = isRecord(saved.filter) ? saved.filter : {};
  return {
    tab: saved.tab === 'runs' ? 'runs' : 'tables',
    filter: {
      group: wordKeys(GROUP_WORDS).find((group) => group === filter.group) ?? 'all',
      status: wordKeys(TABLE_STATUS_WORDS).find((status) => status === filter.status) ?? 'all',
      search: typeof filter.search === 'string' ? filter.search : '',
    },
    tableSort: parseSort(saved.tableSort) ?? FIRST_READING.tableSort,
    runSort: parseSort(saved.runSort) ?? FIRST_READING.runSort,
    ...(typeof saved.table === 'string' ? { table: saved.table } : {}),
  };
}

function parseSort(value: unknown): Sort | undefined {
  if (!isRecord(value) || typeof value.by !== 'string' || typeof value.descending !== 'boolean')
    return undefined;
  return { by: value.by, descending: value.descending };
}
