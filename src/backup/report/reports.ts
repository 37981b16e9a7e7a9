/** Reads the report of a backup, and finds runs in it. */

import { Fault } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { nearestName } from '../../overwatch/names';
import { CLONE_REPORT, RESTORE_REPORT } from '../../overwatch/recognise';
import { adviceOnPlace } from '../namedBackup';
import { readForgotten, refuseForgotten } from '../retention/forgotten';
import type { ReportRow } from './report';
import { fromRecords } from './reportTable';
import { versionsAfter } from './runState';
import { groupRuns, type RunRecord } from './runs';
import { stepsFromRecords } from './stepRows';

/** The rows of a backup's clone report, in its order; none where it has no report. */
export async function readCloneReport(
  root: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<ReportRow[]> {
  const records = await lakehouse.readReport(lakehouse.join(root, CLONE_REPORT), signal);
  return fromRecords(records ?? []);
}

/** The runs of whichever report a place holds, a backup's or a restored database's. @throws Fault `not-found` where it holds none. */
export async function readAnyReport(
  root: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<RunRecord[]> {
  for (const name of [CLONE_REPORT, RESTORE_REPORT]) {
    const records = await lakehouse.readReport(lakehouse.join(root, name), signal);
    if (records !== undefined) return groupRuns(fromRecords(records), stepsFromRecords(records));
  }
  const otherwise = 'Name the folder that was given as the snapshot root, or as the prefix of a restore.';
  throw new Fault('not-found', `${root} holds no ${CLONE_REPORT}.`, {
    advice: await adviceOnPlace(root, otherwise, lakehouse, signal),
  });
}

/** The run of that id. @throws Fault `not-found`, naming the nearest. */
export function findRun(id: string, runs: readonly RunRecord[]): RunRecord {
  const found = runs.find((one) => one.id === id);
  if (found !== undefined) return found;
  const near = nearestName(
    id,
    runs.map((one) => one.id),
  );
  const newest = runs[0] === undefined ? undefined : `The newest is ${runs[0].id}.`;
  throw new Fault('not-found', `The report tells of no run ${id}.`, {
    advice: near === undefined ? newest : `Did you mean ${near}?`,
  });
}

/** What a run of a backup left. */
export interface RunState {
  readonly run: RunRecord;
  /** As `versionsAfter` gives them. */
  readonly versions: ReadonlyMap<string, number | Fault>;
}

/**
 * What the run of that id left at `root`.
 *
 * @param rows those of the backup's clone report, in its order
 * @throws Fault `not-found` for a run that the report does not tell of or that was forgotten.
 */
export async function stateOfRun(
  id: string,
  root: string,
  rows: readonly ReportRow[],
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<RunState> {
  const run = findRun(id, groupRuns(rows));
  refuseForgotten(id, await readForgotten(root, lakehouse, signal));
  return { run, versions: versionsAfter(run, rows) };
}
