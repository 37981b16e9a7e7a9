/** How far a backup is behind its source, as plain data and in words. */

import type { FaultData } from '../../base/fault';
import { formatCount, formatNames } from '../../base/format';

/** All copies of a backup, each by how it stands to its source. */
export interface BackupLag {
  readonly upToDate: readonly string[];
  readonly behind: readonly { readonly table: string; readonly versions: number }[];
  /** Their sources were created anew, or went back, since. */
  readonly replaced: readonly string[];
  /** They do not say of what they are copies. */
  readonly unknown: readonly string[];
  /** They or their sources cannot be read. */
  readonly failed: readonly { readonly table: string; readonly error: FaultData }[];
}

/** `3 tables behind`, `up to date`; empty where too little is known to say either. */
export function lagText({ upToDate, behind, replaced, unknown, failed }: BackupLag): string {
  const parts = [
    ...(behind.length > 0 ? [`${formatCount(behind.length, 'table')} behind`] : []),
    ...(replaced.length > 0 ? [`${formatCount(replaced.length, 'table')} created anew`] : []),
  ];
  if (parts.length > 0) return parts.join(', ');
  const isAllKnown = upToDate.length > 0 && unknown.length === 0 && failed.length === 0;
  return isAllKnown ? 'up to date' : '';
}

/** How many tables a line names. */
const NAMED = 8;

/** The same at length, as pairs of label and text; what is empty is left out. */
export function lagFacts(lag: BackupLag): readonly (readonly [string, string])[] {
  const behind = lag.behind.map(({ table, versions }) => `${table} by ${formatCount(versions, 'version')}`);
  const failed = lag.failed.map(({ table }) => table);
  const facts: readonly (readonly [string, string])[] = [
    ['Behind', formatNames(behind, NAMED)],
    ['Created anew since', formatNames(lag.replaced, NAMED)],
    ['Up to date', lag.upToDate.length === 0 ? '' : formatCount(lag.upToDate.length, 'table')],
    ['Of unknown origin', formatNames(lag.unknown, NAMED)],
    ['Not compared', formatNames(failed, NAMED)],
    ['Why not', lag.failed[0]?.error.message ?? ''],
  ];
  return facts.filter(([, text]) => text !== '');
}
