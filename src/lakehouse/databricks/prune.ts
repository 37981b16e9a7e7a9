/**
 * Frees what no kept version needs, by VACUUM. It knows no single versions but a time: everything that some version needed within it stays.
 * So versions to forget that lie between kept ones stay as well, until the older ones may go.
 */

import { Fault } from '../../base/fault';
import type { HistoryEntry, PruneRequest, PruneResult } from '../lakehouse';
import { removedBytes } from './changes';
import { once, repeatable } from './sql';
import { vacuum } from './statements';
import { readHistory } from './versions';
import type { Warehouse } from './warehouse';

const HOUR = 3_600_000;

/** The least that the server accepts by itself; Delta's own default. */
const LEAST_HOURS = 168;

export async function prune(
  { table, keep, keepBefore }: PruneRequest,
  dryRun: boolean,
  warehouse: Warehouse,
  now: () => number,
  signal: AbortSignal,
): Promise<PruneResult> {
  const history = await readHistory(table, undefined, warehouse, signal);
  const newest = history[0]?.version ?? 0;
  const beyond = keep.find((version) => version > newest);
  if (beyond !== undefined) {
    throw new Fault(
      'no-such-version',
      `The table ${table} has no version ${beyond}: its newest is ${newest}.`,
      {
        advice:
          'Its newest commits are lost. Take a new snapshot of the table before old copies are removed.',
      },
    );
  }
  const first = Math.min(
    newest,
    ...keep,
    ...(keepBefore === undefined ? [] : [history.at(-1)?.version ?? 0]),
  );
  // The files of a version go out of use when the next one is committed.
  const next = history.findLast(({ version }) => version > first)?.committedAt ?? now();
  const hours = Math.max(LEAST_HOURS, Math.ceil((now() - next) / HOUR) + 1);
  if (dryRun) {
    const removable = await warehouse.sql.run(repeatable(vacuum(table, hours, true)), signal);
    const bytes = removable.length === 0 ? 0 : removedBefore(history, now() - hours * HOUR);
    return { files: removable.length, bytes };
  }
  await warehouse.sql.run(once(vacuum(table, hours, false)), signal);
  const begun = (await readHistory(table, RECENT, warehouse, signal)).find(
    ({ version, operation }) => version > newest && operation === 'VACUUM START',
  );
  const figure = (name: string) => Number(begun?.metrics[name] ?? 0);
  return { files: figure('numFilesToDelete'), bytes: figure('sizeOfDataToDelete') };
}

/** Bytes that commits took out of use up to an instant, but for those that an earlier VACUUM removed: a dry run tells names only. */
function removedBefore(history: readonly HistoryEntry[], instant: number): number {
  const last = history.find(({ operation }) => operation === 'VACUUM END')?.committedAt ?? 0;
  const between = history.filter(({ committedAt }) => committedAt > last && committedAt <= instant);
  return between.reduce((sum, entry) => sum + removedBytes(entry), 0);
}

/** Commits among which the one of a VACUUM is, even if somebody else commits meanwhile. */
const RECENT = 10;
