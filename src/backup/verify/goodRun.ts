/** Which run of a damaged backup can still be restored whole. */

import { asFault } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { BACKUP_DATA } from '../../overwatch/recognise';
import { isOfBackup } from '../report/copyFolder';
import type { ReportRow } from '../report/report';
import { versionsAfter } from '../report/runState';
import { groupRuns, type RunRecord } from '../report/runs';
import { readForgotten } from '../retention/forgotten';

/**
 * The id of the newest run that left a verified copy of every table it took and whose copies all are as they were; undefined where there is
 * none, and where the user cancels the search.
 */
export async function newestGoodRun(
  root: string,
  rows: readonly ReportRow[],
  checksum: boolean,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<string | undefined> {
  const data = lakehouse.join(root, BACKUP_DATA);
  const known = new Map<string, boolean>();
  const isRight = async (name: string, version: number) => {
    const key = `${name} ${version}`;
    const right = known.get(key) ?? (await stands(lakehouse.join(data, name), version));
    known.set(key, right);
    return right;
  };
  const stands = async (table: string, version: number) => {
    try {
      await lakehouse.verifyTable(table, { moment: { version }, checksum }, signal);
      return true;
    } catch (error) {
      if (signal.aborted || asFault(error).code === 'internal') throw error;
      return false;
    }
  };
  try {
    const forgotten = await readForgotten(root, lakehouse, signal);
    for (const run of groupRuns(rows.filter(isOfBackup))) {
      if (!forgotten.has(run.id) && (await isWhole(run, rows, isRight))) return run.id;
    }
  } catch (error) {
    // Without knowing which runs were forgotten, no run can be named; a cancelled search has found none.
    if (!signal.aborted && asFault(error).code !== 'damaged') throw error;
  }
  return undefined;
}

async function isWhole(
  run: RunRecord,
  rows: readonly ReportRow[],
  isRight: (name: string, version: number) => Promise<boolean>,
): Promise<boolean> {
  for (const [name, version] of versionsAfter(run, rows)) {
    if (typeof version !== 'number' || !(await isRight(name, version))) return false;
  }
  return true;
}
