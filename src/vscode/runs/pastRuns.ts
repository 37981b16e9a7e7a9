/** The runs that a backup's clone report tells of, with what a clean-up has taken of them since. */

import type { RunRecord } from '../../backup/report/runs';
import { asFault, type FaultData } from '../../base/fault';
import type { BackupSubject } from '../trees/node';
import { readRuns, TIME_LIMIT } from './readRuns';

export interface PastRuns {
  /** Newest first. */
  readonly runs: readonly RunRecord[];
  /** When the files of a run were cleaned up, epoch ms, by its id. */
  readonly forgotten: ReadonlyMap<string, number>;
  /** Why it is not known which runs were cleaned up. */
  readonly trouble?: FaultData;
}

/** @throws Fault where the report cannot be read. */
export async function readPastRuns(backup: BackupSubject): Promise<PastRuns> {
  const { readForgotten } = await import('../../backup/retention/forgotten');
  const runs = await readRuns(backup);
  try {
    const { root, lakehouse } = backup;
    return { runs, forgotten: await readForgotten(root, lakehouse, AbortSignal.timeout(TIME_LIMIT)) };
  } catch (error) {
    return { runs, forgotten: new Map(), trouble: asFault(error, 'The note of forgotten runs').toData() };
  }
}
