/** The runs that the report of a backup, or of a restored database, tells of. */

import type { RunRecord } from '../../backup/report/runs';
import { asFault } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';

/** How long reading a report may take, ms: a mounted bucket that hangs must not leave a node loading for ever. */
export const TIME_LIMIT = 60_000;

/** Newest first; none where there is no report. */
export async function readRuns(
  { lakehouse, root }: { readonly lakehouse: Lakehouse; readonly root: string },
  signal: AbortSignal = AbortSignal.timeout(TIME_LIMIT),
): Promise<readonly RunRecord[]> {
  const { readAnyReport } = await import('../../backup/report/reports');
  try {
    return await readAnyReport(root, lakehouse, signal);
  } catch (error) {
    if (asFault(error).code === 'not-found') return [];
    throw error;
  }
}
