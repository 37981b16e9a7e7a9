/** Which version of each table a run of a backup left behind, as the clone report tells it. Pure. */

import { Fault } from '../../base/fault';
import { targetName } from '../planning/select';
import type { ReportRow } from './report';
import { lastOfEach, type RunRecord } from './runs';

/** Whether a row tells of a verified copy that this run made or found there already. */
export function leftCopy({ status }: ReportRow): boolean {
  return status === 'done' || status === 'warning' || status === 'skipped';
}

/** The last row of each table, by the name of its folder below `data`. */
export function newestRows(rows: readonly ReportRow[]): ReadonlyMap<string, ReportRow> {
  return lastOfEach(rows, ({ table }) => targetName(table));
}

/**
 * The version of each table after a run, by the name of its folder below `data`; a fault for a table of which the run left no verified copy,
 * or of which the report does not tell the version. Tables that the run did not take are absent.
 *
 * @param rows the whole report's, in its order: a table that a run skipped is as an earlier run left it
 */
export function versionsAfter(
  run: RunRecord,
  rows: readonly ReportRow[],
): ReadonlyMap<string, number | Fault> {
  const versions = new Map<string, number | Fault>();
  for (const row of run.rows) {
    const name = targetName(row.table);
    const before = versions.get(name);
    // A run may tell of a table twice where it was resumed; one that got its copy has it.
    if (before === undefined || before instanceof Fault || leftCopy(row))
      versions.set(name, versionAfter(run, row, rows));
  }
  return versions;
}

function versionAfter(run: RunRecord, row: ReportRow, rows: readonly ReportRow[]): number | Fault {
  if (!leftCopy(row)) {
    const why = row.errorMessage === undefined ? row.status : `${row.status}: ${row.errorMessage}`;
    return new Fault(
      'no-such-version',
      `Run ${run.id} left no verified copy of the table ${row.table} (${why}).`,
      { advice: 'Choose another run, or none, which means its newest copy.' },
    );
  }
  const version = row.targetVersion ?? (row.status === 'skipped' ? earlierVersion(row, rows) : undefined);
  return (
    version ??
    new Fault(
      'no-such-version',
      `The report does not tell which version of ${row.table} run ${run.id} left.`,
      {
        advice: 'Name an instant instead of the run.',
      },
    )
  );
}

function earlierVersion(row: ReportRow, rows: readonly ReportRow[]): number | undefined {
  const earlier = rows.filter(
    (other) =>
      other.targetVersion !== undefined &&
      targetName(other.table) === targetName(row.table) &&
      (other.endedAt ?? 0) <= (row.endedAt ?? 0),
  );
  return earlier.reduce<ReportRow | undefined>(
    (newest, other) => ((newest?.endedAt ?? -1) <= (other.endedAt ?? 0) ? other : newest),
    undefined,
  )?.targetVersion;
}
