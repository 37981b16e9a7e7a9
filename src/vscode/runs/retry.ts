/** What it takes to run the tables again that a run left without a verified copy. Pure. */

import { parseInstant } from '../../backup/instant';
import type { SnapshotParameters } from '../../backup/plan';
import type { RunRecord } from '../../backup/report/runs';
import { Fault } from '../../base/fault';
import { LAYERS } from '../../overwatch/catalog';

/**
 * The parameters of a snapshot of only those tables, into the same root and as of the same instant.
 *
 * @param parentOf the folder that a location lies in.
 * @throws Fault `not-found` where no table of the run failed or was cancelled; `usage` where the report names no source for them.
 */
export function retryParameters(
  run: RunRecord,
  root: string,
  parentOf: (location: string) => string,
): SnapshotParameters {
  const rows = unfinishedRows(run);
  const first = rows[0];
  if (first === undefined) throw new Fault('not-found', 'No table of this run failed.');
  if (first.source === '') {
    throw new Fault('usage', 'The report does not say where the failed tables came from.', {
      advice: 'Take a new snapshot of the database instead.',
    });
  }
  return {
    database: { name: run.database ?? parentOf(first.source), location: parentOf(first.source) },
    root,
    type: run.snapshotType === 'incremental' ? 'incremental' : 'full',
    layers: LAYERS,
    exclude: [],
    include: [],
    only: unfinishedTables(run),
    checksum: rows.some(({ verification }) => verification?.includes('checksum')),
    ...(run.asOf === undefined ? {} : { asOf: parseInstant(run.asOf) }),
  };
}

/** The tables that a run left without a verified copy. */
export function unfinishedTables(run: RunRecord): readonly string[] {
  return unfinishedRows(run).map(({ table }) => table);
}

function unfinishedRows({ rows }: RunRecord): RunRecord['rows'] {
  return rows.filter(({ status }) => status === 'failed' || status === 'cancelled');
}
