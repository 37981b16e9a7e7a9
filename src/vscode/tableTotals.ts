/** Totals of several tables, as far as their details have arrived. */

import { formatBytes, formatCount } from '../base/format';
import type { Lakehouse, TableEntry } from '../lakehouse/lakehouse';
import type { Tables } from './tables';

/** `24 tables`, and once all details are there `24 tables · 1.2 GB`; asking starts to load them. */
export function summarise(lakehouse: Lakehouse, entries: readonly TableEntry[], tables: Tables): string {
  const details = entries.map(({ location }) => tables.detail(lakehouse, location));
  const count = formatCount(entries.length, 'table');
  if (details.some(({ kind }) => kind === 'loading')) return count;
  const bytes = details.reduce(
    (total, detail) => total + (detail.kind === 'ready' ? detail.value.bytes : 0),
    0,
  );
  const unreadable = details.filter(({ kind }) => kind === 'failed').length;
  return `${count} · ${formatBytes(bytes)}${unreadable === 0 ? '' : ` · ${unreadable} unreadable`}`;
}
