/** Which tables a restore takes from a backup and in which version: as they are, as of an instant, or as a past run left them. */

import { Fault } from '../../base/fault';
import type { Lakehouse, TableEntry, TableMoment } from '../../lakehouse/lakehouse';
import { groupOf } from '../../overwatch/catalog';
import { GLOBAL_SHARE } from '../../overwatch/recognise';
import type { LeftOut, RestoreParameters } from '../plan';
import { type Copy, momentAt } from '../planning/copyPlan';
import { targetName } from '../planning/select';
import { isOfBackup } from '../report/copyFolder';
import type { ReportRow } from '../report/report';
import type { RunState } from '../report/reports';
import { leftCopy } from '../report/runState';
import type { RunRecord } from '../report/runs';

/** What is copied and what stays out; a table that cannot be had is a copy that is known to fail. */
export function copiesOf(
  chosen: readonly TableEntry[],
  state: RunState | undefined,
  rows: readonly ReportRow[],
  { root, only, asOf }: Pick<RestoreParameters, 'root' | 'only' | 'asOf'>,
  lakehouse: Lakehouse,
): { copies: Copy[]; leftOut: LeftOut[] } {
  const copies: Copy[] = [];
  const leftOut: LeftOut[] = [];
  const known = new Set(chosen.map(({ name }) => targetName(name)));
  const add = (table: string, source: string, moment: TableMoment | Fault) =>
    copies.push({
      table,
      group: groupOf(table),
      source,
      target: lakehouse.join(root, GLOBAL_SHARE, targetName(table)),
      moment,
    });
  for (const { name, location } of chosen) {
    const version = state?.versions.get(targetName(name));
    if (state === undefined) add(name, location, momentAt(asOf));
    else if (version !== undefined) add(name, location, typeof version === 'number' ? { version } : version);
    else if (only === undefined) leftOut.push({ table: name, group: groupOf(name), reason: 'run' });
    else add(name, location, notInRun(name, state.run));
  }
  // What was copied and is gone since must not be passed over in silence.
  const copied = state?.versions ?? copiedBefore(rows, asOf);
  for (const [name, version] of only === undefined ? copied : []) {
    if (!known.has(name)) add(name, '', version instanceof Fault ? version : goneSince(name));
  }
  return { copies, leftOut };
}

/** The tables of which the report tells that they were copied, until an instant if one is given, with the versions it tells. */
function copiedBefore(
  rows: readonly ReportRow[],
  asOf: number | undefined,
): ReadonlyMap<string, number | undefined> {
  const copied = rows.filter(
    (row) => isOfBackup(row) && leftCopy(row) && (asOf === undefined || (row.endedAt ?? 0) <= asOf),
  );
  return new Map(copied.map((row) => [targetName(row.table), row.targetVersion]));
}

function notInRun(table: string, run: RunRecord): Fault {
  return new Fault('no-such-version', `Run ${run.id} did not take the table ${table}.`, {
    advice: 'Choose another run, or restore this table without one, which takes its newest copy.',
  });
}

function goneSince(table: string): Fault {
  return new Fault('not-found', `The copy of the table ${table} is gone from the backup.`, {
    advice:
      'Bring its folder back from wherever it was moved, or name the other tables to restore only them.',
  });
}
