/** The runs that a backup's clone report tells of. */

import type { RunRecord } from '../../backup/runs';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { CLONE_REPORT } from '../../overwatch/recognise';

/** How long reading a report may take, ms: a mounted bucket that hangs must not leave a node loading for ever. */
const TIME_LIMIT = 60_000;

/** Newest first; none where the backup has no report. */
export async function readRuns(
  { lakehouse, root }: { readonly lakehouse: Lakehouse; readonly root: string },
  signal: AbortSignal = AbortSignal.timeout(TIME_LIMIT),
): Promise<readonly RunRecord[]> {
  const records = await lakehouse.readReport(lakehouse.join(root, CLONE_REPORT), signal);
  if (records === undefined) return [];
  const [{ fromRecords }, { groupRuns }, { stepsFromRecords }] = await Promise.all([
    import('../../backup/reportTable'),
    import('../../backup/runs'),
    import('../../backup/stepRows'),
  ]);
  return groupRuns(fromRecords(records), stepsFromRecords(records));
}
