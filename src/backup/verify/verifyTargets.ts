/** What a verification of a backup, or of a restored or migrated database, has to look at: the tables that are there, and those that should be. */

import { asFault, Fault, type FaultData } from '../../base/fault';
import type { Lakehouse, TableEntry } from '../../lakehouse/lakehouse';
import { BACKUP_DATA, CLONE_REPORT, GLOBAL_SHARE, RESTORE_REPORT } from '../../overwatch/recognise';
import type { JournalState } from '../journal/journal';
import { readNewest } from '../journal/journalWriter';
import { adviceOnPlace } from '../namedBackup';
import { targetName } from '../planning/select';
import { folderOf, isOfBackup } from '../report/copyFolder';
import type { ReportRow } from '../report/report';
import { fromRecords } from '../report/reportTable';
import { newestRows } from '../report/runState';

export interface Target {
  readonly table: string;
  readonly location: string;
  /** The newest row of the report that tells of a copy. */
  readonly promised: ReportRow | undefined;
  /** Why there is no copy; undefined where there is one. */
  readonly missing: Fault | undefined;
}

/** What the report of a place tells. */
export interface Promises {
  /** The report's. */
  readonly location: string;
  /** The folder at the place that holds its tables: `data` of a backup, `global_share` of a restored or migrated database. */
  readonly folder: string;
  readonly entries: readonly TableEntry[];
  /** Those that tell of tables in that folder. */
  readonly rows: readonly ReportRow[];
  /** The newest copy of each table that the report tells of, by the name of its folder. */
  readonly promises: ReadonlyMap<string, ReportRow>;
  readonly error?: FaultData;
}

/** Reads what the report of a place tells of its tables; a report that cannot be read is told with its `error`. */
export async function readPromises(
  root: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<Promises> {
  const { location, rows: all, ...more } = await readReport(root, lakehouse, signal);
  const { folder, entries } = await findTables(root, all, lakehouse, signal);
  const rows = all.filter((row) => liesIn(row, folder));
  const promises = newestRows(rows.filter(({ status }) => status === 'done' || status === 'warning'));
  return { location, folder, entries, rows, promises, ...more };
}

/** The report that a place holds, a restored database's where it is no backup and was not migrated; without rows where it cannot be read. */
async function readReport(
  root: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<Pick<Promises, 'location' | 'rows' | 'error'>> {
  const locations = [CLONE_REPORT, RESTORE_REPORT].map((name) => lakehouse.join(root, name));
  for (const location of locations) {
    try {
      const records = await lakehouse.readReport(location, signal);
      if (records !== undefined) return { location, rows: fromRecords(records) };
    } catch (error) {
      signal.throwIfAborted();
      return { location, rows: [], error: asFault(error, `The report ${location}`).toData() };
    }
  }
  return { location: lakehouse.join(root, CLONE_REPORT), rows: [] };
}

/** Where the tables of a place lie; of those that are all gone, where its report has them. */
async function findTables(
  root: string,
  rows: readonly ReportRow[],
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<Pick<Promises, 'folder' | 'entries'>> {
  for (const folder of [BACKUP_DATA, GLOBAL_SHARE]) {
    const entries = await lakehouse.tables(lakehouse.join(root, folder), signal);
    if (entries.length > 0) return { folder, entries };
  }
  const isShared = !rows.some(isOfBackup) && rows.some((row) => liesIn(row, GLOBAL_SHARE));
  return { folder: isShared ? GLOBAL_SHARE : BACKUP_DATA, entries: [] };
}

function liesIn(row: Pick<ReportRow, 'target'>, folder: string): boolean {
  return (folderOf(row) ?? folder) === folder;
}

/** @throws Fault `not-found` where the root holds nothing to verify. */
export async function findTargets(
  root: string,
  { folder, entries, promises }: Promises,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<Target[]> {
  if (entries.length === 0 && promises.size === 0) throw await nothingThere(root, lakehouse, signal);
  const found = entries.map(({ name, location }) => ({
    table: name,
    location,
    promised: promises.get(targetName(name)),
    missing: undefined,
  }));
  const names = new Set(entries.map(({ name }) => targetName(name)));
  const gone = [...promises].flatMap(([table, promised]) => {
    if (names.has(table)) return [];
    const location = lakehouse.join(root, folder, table);
    return [{ table, location, promised, missing: goneCopy(table, location, promised) }];
  });
  const known = new Set([...names, ...promises.keys()]);
  return [...found, ...gone, ...(await neverCopied(root, folder, known, lakehouse, signal))];
}

async function nothingThere(root: string, lakehouse: Lakehouse, signal: AbortSignal): Promise<Fault> {
  const isTooDeep = (await lakehouse.tables(root, signal)).length > 0;
  const places = `${lakehouse.join(root, BACKUP_DATA)} or ${lakehouse.join(root, GLOBAL_SHARE)}`;
  const otherwise = isTooDeep
    ? 'It holds tables itself: name the folder above it.'
    : 'Name the root of a backup, or the place to which a database was restored or migrated.';
  return new Fault('not-found', `${root} holds no backup: there are no tables in ${places}.`, {
    advice: await adviceOnPlace(root, otherwise, lakehouse, signal),
  });
}

/** Tables that the newest run was to copy and of which nothing else tells: it was killed before them, or they failed from the start. */
async function neverCopied(
  root: string,
  folder: string,
  known: ReadonlySet<string>,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<Target[]> {
  const newest = await tryReadNewest(root, lakehouse, signal);
  if (newest === undefined) return [];
  if (newest instanceof Fault)
    return [{ table: 'journal', location: root, promised: undefined, missing: newest }];
  const { runId, steps } = newest.plan;
  return steps
    .filter(({ table, target }) => liesIn({ target }, folder) && !known.has(targetName(table)))
    .map(({ table, target }) => ({
      table,
      location: target,
      promised: undefined,
      missing: new Fault(
        'not-found',
        `Table ${table} has no copy: run ${runId} did not get to the end of it.`,
        {
          advice: `Finish that run: overwatch-backup resume --to ${root}`,
        },
      ),
    }));
}

/** What is wrong with the journal is told beside what is wrong with the tables. */
async function tryReadNewest(
  root: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<JournalState | Fault | undefined> {
  try {
    return await readNewest(root, lakehouse, signal);
  } catch (error) {
    signal.throwIfAborted();
    return asFault(error);
  }
}

function goneCopy(table: string, location: string, promised: ReportRow): Fault {
  return new Fault(
    'not-found',
    `Table ${table} is gone: the report tells of a copy at ${location}, by run ${runOf(promised)}.`,
    {
      advice: 'Bring the folder back from wherever it was moved, or copy the table anew.',
    },
  );
}

/** Which run a row is of, in words. */
export function runOf(row: ReportRow | undefined): string {
  return row?.runId ?? 'of Overwatch itself';
}
