/** Totals of several tables, as far as their details have arrived. */

import { formatBytes, formatCount } from '../base/format';
import type { Lakehouse, TableDetail, TableEntry } from '../lakehouse/lakehouse';
import type { Loaded } from './loaded';
import type { Tables } from './tables';

/**
 * `24 tables`, and once all details are there `24 tables · 1.2 GB`. Asking starts to load them, but in a workspace, where each is statements
 * for a warehouse to run.
 */
export function summarise(lakehouse: Lakehouse, entries: readonly TableEntry[], tables: Tables): string {
  const detail = lakehouse.host === undefined ? tables.detail : tables.peekDetail;
  return totals(entries.map(({ location }) => detail(lakehouse, location)));
}

/** The same of all tables at a place, empty until they are listed; loads no details. */
export function summarisePlace(lakehouse: Lakehouse, location: string, tables: Tables): string {
  const listed = tables.listed(lakehouse, location);
  return listed.kind === 'ready'
    ? totals(listed.value.map((entry) => tables.peekDetail(lakehouse, entry.location)))
    : '';
}

function totals(details: readonly (Loaded<TableDetail> | undefined)[]): string {
  const count = formatCount(details.length, 'table');
  const ready = details.flatMap((detail) => (detail?.kind === 'ready' ? [detail.value] : []));
  const unreadable = details.filter((detail) => detail?.kind === 'failed').length;
  if (details.length === 0 || ready.length + unreadable < details.length) return count;
  const bytes = ready.reduce((sum, detail) => sum + detail.bytes, 0);
  return `${count} · ${formatBytes(bytes)}${unreadable === 0 ? '' : ` · ${unreadable} unreadable`}`;
}
