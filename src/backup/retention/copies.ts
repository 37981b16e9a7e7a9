/** Finds the copies that a place holds: folders of bronze backups, each a copy, and the runs of a root, whose tables hold their versions. */

import { mapLimit } from '../../base/concurrency';
import { asFault } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { isRemoving } from '../../overwatch/recognise';
import { datedFoldersIn } from '../datedCopies';
import { targetName } from '../planning/select';
import { isOfBackup } from '../report/copyFolder';
import type { ReportRow } from '../report/report';
import { readCloneReport } from '../report/reports';
import { leftCopy, newestRows } from '../report/runState';
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

/** What lies in the dated folders of a prefix. */
export interface FoundFolders {
  readonly copies: readonly FolderCopy[];
  /** Folders whose removal was begun and not ended. */
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
  const found = await datedFoldersIn(prefix, lakehouse, signal);
  const copies = await mapLimit(
    found.flatMap(({ location, takenAt }) => (takenAt === undefined ? [] : [{ location, takenAt }])),
    CONCURRENT_READS,
    ({ location, takenAt }) => readFolder(location, takenAt, lakehouse, now, signal),
    signal,
  );
  return { copies, unfinished: found.filter(({ name }) => isRemoving(name)).map(({ location }) => location) };
}

async function readFolder(
  location: string,
  takenAt: number,
  lakehouse: Lakehouse,
  now: number,
  signal: AbortSignal,
): Promise<FolderCopy> {
  const { rows, error } = await tryReadReport(location, lakehouse, signal);
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
    ...contentOf(rows),
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

/** What a copy holds by its rows, of which the last of each table counts: one that failed may have been tried again. */
function contentOf(all: readonly ReportRow[]): Pick<Copy, 'isGood' | 'tables'> {
  const rows = [...newestRows(all).values()];
  return {
    isGood: rows.length > 0 && rows.every(leftCopy),
    tables: rows.filter(leftCopy).map(({ table }) => targetName(table)),
  };
}

/** What the report of a root tells of its runs. */
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
      const content = contentOf(run.rows);
      return { kind: 'run', id: run.id, run, takenAt: startedAt ?? 0, database, ...content, ...pinned };
    });
  return { copies, rows, forgotten };
}
