/** Finds the copies that a place holds: folders of bronze backups, each a copy, and the runs of a root, whose tables hold their versions. */

import { mapLimit } from '../../base/concurrency';
import { asFault } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { datedInstant, isRemoving } from '../../overwatch/recognise';
import { targetName } from '../planning/select';
import { isOfBackup } from '../report/copyFolder';
import type { ReportRow } from '../report/report';
import { readCloneReport } from '../report/reports';
import { leftCopy } from '../report/runState';
import { groupRuns, type RunRecord } from '../report/runs';
import { readForgotten } from './forgotten';
import type { Copy } from './retention';

/** A copy in a folder of its own. */
export interface FolderCopy extends Copy {
  readonly kind: 'folder';
  readonly location: string;
  readonly database: string;
}

/** A run of a root whose tables are shared by all runs. */
export interface RunCopy extends Copy {
  readonly kind: 'run';
  readonly run: RunRecord;
  readonly database: string;
}

/** Folders whose removal was begun and not ended. */
export interface FoundFolders {
  readonly copies: readonly FolderCopy[];
  readonly unfinished: readonly string[];
}

const CONCURRENT_READS = 8;

/** A copy without a report that is younger than this, ms, may still be under way. */
const MAY_BE_RUNNING = 24 * 3_600_000;

/** The copies in `<prefix>/<yyyy-MM-dd>/<epoch ms>`. */
export async function findFolders(
  prefix: string,
  lakehouse: Lakehouse,
  now: number,
  signal: AbortSignal,
): Promise<FoundFolders> {
  const found: { readonly location: string; readonly takenAt: number }[] = [];
  const unfinished: string[] = [];
  for (const day of await lakehouse.folders(prefix, signal)) {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) continue;
    const above = lakehouse.join(prefix, day);
    for (const instant of await lakehouse.folders(above, signal)) {
      const location = lakehouse.join(above, instant);
      const takenAt = datedInstant(day, instant);
      if (takenAt !== undefined) found.push({ location, takenAt });
      else if (isRemoving(instant)) unfinished.push(location);
    }
  }
  const copies = await mapLimit(
    found,
    CONCURRENT_READS,
    ({ location, takenAt }) => readFolder(location, takenAt, lakehouse, now, signal),
    signal,
  );
  return { copies, unfinished };
}

async function readFolder(
  location: string,
  takenAt: number,
  lakehouse: Lakehouse,
  now: number,
  signal: AbortSignal,
): Promise<FolderCopy> {
  const { rows, error } = await tryReadReport(location, lakehouse, signal);
  const newest = newestRows(rows);
  const pinned =
    error !== undefined
      ? `its report cannot be read: ${error}`
      : rows.length === 0 && now - takenAt < MAY_BE_RUNNING
        ? 'without a report, it may still be under way'
        : undefined;
  return {
    kind: 'folder',
    id: location,
    location,
    takenAt,
    database: rows.findLast((row) => row.database !== undefined)?.database ?? '',
    ...contentOf(newest),
    ...(pinned === undefined ? {} : { pinned }),
  };
}

/** A copy whose report cannot be read is nothing to be removed on the strength of. */
async function tryReadReport(
  root: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<{ rows: readonly ReportRow[]; error?: string }> {
  try {
    return { rows: await readCloneReport(root, lakehouse, signal) };
  } catch (error) {
    signal.throwIfAborted();
    return { rows: [], error: asFault(error).message };
  }
}

/** The last row of each table: a table that failed may have been tried again. */
function newestRows(rows: readonly ReportRow[]): ReportRow[] {
  const newest = new Map<string, ReportRow>();
  for (const row of rows) {
    const before = newest.get(targetName(row.table));
    if ((before?.endedAt ?? 0) <= (row.endedAt ?? 0)) newest.set(targetName(row.table), row);
  }
  return [...newest.values()];
}

function contentOf(rows: readonly ReportRow[]): Pick<Copy, 'isGood' | 'tables'> {
  return {
    isGood: rows.length > 0 && rows.every(leftCopy),
    tables: rows.filter(leftCopy).map(({ table }) => targetName(table)),
  };
}

export interface FoundRuns {
  /** Without those that were forgotten before. */
  readonly copies: readonly RunCopy[];
  readonly rows: readonly ReportRow[];
  readonly forgotten: ReadonlyMap<string, number>;
}

/** The runs that the clone report of a root tells of. Runs of Overwatch itself have no times, and stay. */
export async function findRuns(root: string, lakehouse: Lakehouse, signal: AbortSignal): Promise<FoundRuns> {
  const rows = (await readCloneReport(root, lakehouse, signal)).filter(isOfBackup);
  const forgotten = await readForgotten(root, lakehouse, signal);
  const copies = groupRuns(rows)
    .filter(({ id }) => !forgotten.has(id))
    .map((run): RunCopy => {
      const { startedAt, database = '' } = run;
      const pinned = startedAt === undefined ? { pinned: 'taken by Overwatch, at an unknown time' } : {};
      const content = contentOf(newestRows(run.rows));
      return { kind: 'run', id: run.id, run, takenAt: startedAt ?? 0, database, ...content, ...pinned };
    });
  return { copies, rows, forgotten };
}
