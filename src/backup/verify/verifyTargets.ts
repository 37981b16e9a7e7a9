/** What a verification of a backup has to look at: the tables that are there, and those that should be. */

import { asFault, Fault, type FaultData } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { BACKUP_DATA, CLONE_REPORT } from '../../overwatch/recognise';
import { readNewest } from '../journal/journalWriter';
import { targetName } from '../planning/select';
import type { ReportRow } from '../report/report';
import { readCloneReport } from '../report/reports';
import { isOfBackup } from '../retention/copies';

export interface Target {
  readonly table: string;
  readonly location: string;
  /** The newest row of the report that tells of a copy. */
  readonly promised: ReportRow | undefined;
  /** Why there is no copy; undefined where there is one. */
  readonly missing: Fault | undefined;
}

export interface Promises {
  /** The report's. */
  readonly location: string;
  readonly rows: readonly ReportRow[];
  /** The newest copy of each table that the report tells of, by the name of its folder. */
  readonly promises: ReadonlyMap<string, ReportRow>;
  readonly error?: FaultData;
}

export async function readPromises(
  root: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<Promises> {
  const location = lakehouse.join(root, CLONE_REPORT);
  const promises = new Map<string, ReportRow>();
  try {
    const rows = await readCloneReport(root, lakehouse, signal);
    for (const row of rows.filter(isOfBackup)) {
      const name = targetName(row.table);
      const newest = (promises.get(name)?.endedAt ?? 0) <= (row.endedAt ?? 0);
      if ((row.status === 'done' || row.status === 'warning') && newest) promises.set(name, row);
    }
    return { location, rows, promises };
  } catch (error) {
    signal.throwIfAborted();
    return { location, rows: [], promises, error: asFault(error, 'The clone report').toData() };
  }
}

/** @throws Fault `not-found` where the root holds no backup. */
export async function findTargets(
  root: string,
  promises: ReadonlyMap<string, ReportRow>,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<Target[]> {
  const data = lakehouse.join(root, BACKUP_DATA);
  const entries = await lakehouse.tables(data, signal);
  if (entries.length === 0 && promises.size === 0) {
    throw new Fault('not-found', `${root} holds no backup: there are no tables in ${data}.`, {
      advice: 'Name the folder that was given as the snapshot root.',
    });
  }
  const found = entries.map(({ name, location }) => ({
    table: name,
    location,
    promised: promises.get(targetName(name)),
    missing: undefined,
  }));
  const names = new Set(entries.map(({ name }) => targetName(name)));
  const gone = [...promises].flatMap(([table, promised]) => {
    if (names.has(table)) return [];
    const location = lakehouse.join(data, table);
    return [{ table, location, promised, missing: goneCopy(table, location, promised) }];
  });
  const known = new Set([...names, ...promises.keys()]);
  return [...found, ...gone, ...(await neverCopied(root, known, lakehouse, signal))];
}

/** Tables that the newest run was to copy and of which nothing else tells: it was killed before them, or they failed from the start. */
async function neverCopied(
  root: string,
  known: ReadonlySet<string>,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<Target[]> {
  const newest = await readNewest(root, lakehouse, signal);
  if (newest === undefined) return [];
  const { runId, steps } = newest.plan;
  return steps
    .filter(({ table, target }) => isOfBackup({ target }) && !known.has(targetName(table)))
    .map(({ table, target }) => ({
      table,
      location: target,
      promised: undefined,
      missing: new Fault(
        'not-found',
        `Table ${table} has no copy: run ${runId} did not get to the end of it.`,
        {
          advice: `Finish that run: overwatch-backup resume --root ${root}`,
        },
      ),
    }));
}

function goneCopy(table: string, location: string, promised: ReportRow): Fault {
  return new Fault(
    'not-found',
    `Table ${table} is gone: the report tells of a copy at ${location}, by run ${runOf(promised)}.`,
    {
      advice: 'Take a new snapshot, or bring the folder back from wherever it was moved.',
    },
  );
}

/** Which run a row is of, in words. */
export function runOf(row: ReportRow | undefined): string {
  return row?.runId ?? 'of Overwatch itself';
}
