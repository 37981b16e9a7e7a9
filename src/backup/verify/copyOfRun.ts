/** Finds and reads a table of a backup as a past run left it. */

import { asFault, Fault, type FaultCode } from '../../base/fault';
import type { Lakehouse, TableDetail } from '../../lakehouse/lakehouse';
import { nearestName } from '../../overwatch/names';
import { BACKUP_DATA } from '../../overwatch/recognise';
import { targetName } from '../planning/select';
import { isOfBackup } from '../report/copyFolder';
import type { ReportRow } from '../report/report';
import { readCloneReport, stateOfRun } from '../report/reports';
import type { RunRecord } from '../report/runs';

/** One table as one run left it. */
export interface CopyOfRun {
  readonly run: RunRecord;
  /** As the report spells it. */
  readonly table: string;
  readonly location: string;
  readonly version: number;
  /** Where the run copied it from. */
  readonly source: string;
  /** Rows that the run counted in the copy; undefined where it did not. */
  readonly rows: number | undefined;
}

/** Which table of which run of which backup. */
export interface CopyChoice {
  readonly root: string;
  readonly runId: string;
  /** In any case. */
  readonly table: string;
}

/**
 * Looks a table of a run up in the report.
 *
 * @throws Fault `not-found` for a run that the report does not tell of, that was forgotten, or that did not take the table; `no-such-version`
 *   where it left no verified copy, or the report does not say which version it left; `damaged` for a report that cannot be read.
 */
export async function findCopy(
  { root, runId, table }: CopyChoice,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<CopyOfRun> {
  const rows = (await readCloneReport(root, lakehouse, signal)).filter(isOfBackup);
  const { run, versions } = await stateOfRun(runId, root, rows, lakehouse, signal);
  const name = targetName(table);
  const version = versions.get(name);
  const row = run.rows.findLast((one) => targetName(one.table) === name);
  if (version === undefined || row === undefined) throw notTaken(table, run);
  if (version instanceof Fault) throw version;
  return {
    run,
    table: row.table,
    location: lakehouse.join(root, BACKUP_DATA, name),
    version,
    source: row.source,
    rows: countedRows(row),
  };
}

function notTaken(table: string, { id, rows }: RunRecord): Fault {
  const near = nearestName(
    table,
    rows.map((row) => row.table),
  );
  return new Fault('not-found', `Run ${id} did not take the table ${table}.`, {
    advice: near === undefined ? 'Choose another run.' : `Did you mean ${near}?`,
  });
}

/** The rows of a skipped table are its source's, and so are those of a copy whose rows were not compared. */
function countedRows({ status, verification, rows }: ReportRow): number | undefined {
  const isCounted = status !== 'skipped' && verification?.includes('rows') === true;
  return isCounted ? rows : undefined;
}

/** What is wrong with a version that was there once. */
const GONE: readonly FaultCode[] = ['no-such-version', 'damaged', 'not-delta', 'not-found'];

/**
 * Reads the version that a run left, having made sure that it is still that one.
 *
 * @throws Fault that says which run's version can no longer be read and why; whatever else `read` throws.
 */
export async function readCopy<T>(
  copy: CopyOfRun,
  read: (moment: { readonly version: number }) => Promise<T>,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<T> {
  const { table, location, version, run } = copy;
  try {
    refuseOther(copy, await lakehouse.detail(location, { version }, signal));
    return await read({ version });
  } catch (error) {
    signal.throwIfAborted();
    const { code, message } = asFault(error, `Table ${table}`);
    if (!GONE.includes(code)) throw error;
    throw new Fault(
      code,
      `Version ${version} of ${table}, which run ${run.id} left, can no longer be read. ${message}`,
      {
        advice:
          'It was cleaned up or overwritten since, or the copy is damaged. Verify the backup: that says which run is still good.',
        cause: error,
      },
    );
  }
}

/** A folder that was moved away and copied anew counts its versions from the start: they go by the numbers of the old ones. */
function refuseOther({ table, version, rows: counted }: CopyOfRun, { rows }: TableDetail): void {
  if (counted === undefined || rows === undefined || counted === rows) return;
  throw new Fault(
    'no-such-version',
    `Its version ${version} holds ${rows.toLocaleString('en-US')} rows now, where the run counted ${counted.toLocaleString('en-US')}: ${table} was copied anew since.`,
  );
}
