/** Whether a table is the clone that is wanted already, so that a resumed run does not make it twice. */

import { asFault } from '../../base/fault';
import type { CloneMetrics, CloneRequest, HistoryEntry, Lakehouse } from '../../lakehouse/lakehouse';

/** The clone that is the newest commit of the target, if it is one of this very source version; its figures are those it told then. */
export async function alreadyCloned(
  { source, sourceVersion, target }: CloneRequest,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<{ metrics: CloneMetrics; targetVersion: number } | undefined> {
  const newest = await newestCommit(target, lakehouse, signal);
  if (newest?.copy === undefined) return undefined;
  const { from, metrics } = newest.copy;
  const { tableId } = await lakehouse.detail(source, { version: sourceVersion }, signal);
  const isIt = !from.accumulates && from.tableId === tableId && from.version === sourceVersion;
  return isIt ? { metrics, targetVersion: newest.version } : undefined;
}

async function newestCommit(
  table: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<HistoryEntry | undefined> {
  if ((await lakehouse.placeKind(table, signal)) !== 'table') return undefined;
  try {
    return (await lakehouse.history(table, 1, signal))[0];
  } catch (error) {
    // A killed run may have left an empty log.
    if (asFault(error).code === 'not-delta') return undefined;
    throw error;
  }
}
