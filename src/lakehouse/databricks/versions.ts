/** Which version of a table is meant, and its commits as the server tells them. */

import { asFault, Fault } from '../../base/fault';
import { copyIn } from '../../delta/origin';
import type { HistoryEntry, TableMoment } from '../lakehouse';
import { readOriginProperty } from './properties';
import { mapIn, numberIn, type Row, repeatable, textIn } from './sql';
import { describeHistory } from './statements';
import type { Warehouse } from './warehouse';

export interface Version {
  readonly version: number;
  /** Epoch ms. */
  readonly committedAt: number;
  readonly isLatest: boolean;
}

/** @throws Fault `not-delta`, `no-such-version`. */
export async function findVersion(
  table: string,
  moment: TableMoment,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<Version> {
  const [newest] = await commits(table, 1, warehouse, signal);
  if (newest === undefined) throw new Fault('not-delta', `${table} is no Delta table: it has no commits.`);
  if (moment === 'latest') return { ...newest, isLatest: true };
  if ('version' in moment && moment.version >= newest.version) {
    if (moment.version === newest.version) return { ...newest, isLatest: true };
    throw new Fault(
      'no-such-version',
      `The table ${table} has no version ${moment.version}: its newest is ${newest.version}.`,
    );
  }
  if ('asOf' in moment && moment.asOf >= newest.committedAt) return { ...newest, isLatest: true };
  // How far back an instant lies is not known.
  const limit = 'version' in moment ? newest.version - moment.version + 1 : undefined;
  const known = await commits(table, limit, warehouse, signal);
  const found = known.find(({ version, committedAt }) =>
    'version' in moment ? version === moment.version : committedAt <= moment.asOf,
  );
  if (found !== undefined) return { ...found, isLatest: false };
  const first = known.at(-1) ?? newest;
  const asked =
    'version' in moment ? `version ${moment.version}` : `version at ${new Date(moment.asOf).toISOString()}`;
  throw new Fault(
    'no-such-version',
    `The table ${table} has no ${asked}: its log begins at ${new Date(first.committedAt).toISOString()} (version ${first.version}).`,
    { advice: 'Ask for a later instant, or exclude this table.' },
  );
}

async function commits(table: string, limit: number | undefined, warehouse: Warehouse, signal: AbortSignal) {
  const rows = await historyRows(table, limit, warehouse, signal);
  return rows.flatMap((row) => {
    const [version, committedAt] = [numberIn(row, 'version'), numberIn(row, 'timestamp')];
    return version === undefined || committedAt === undefined ? [] : [{ version, committedAt }];
  });
}

async function historyRows(
  table: string,
  limit: number | undefined,
  { sql }: Warehouse,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  try {
    return await sql.run(repeatable(describeHistory(table, limit)), signal);
  } catch (error) {
    throw aboutTable(error, table);
  }
}

/** The newest commits, newest first. Which table a commit copied is known of the newest copy only where the server itself does not tell. */
export async function readHistory(
  table: string,
  limit: number | undefined,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<HistoryEntry[]> {
  const rows = await historyRows(table, limit, warehouse, signal);
  const newestCopy = rows.findIndex(isCopy);
  const property = newestCopy === -1 ? undefined : await readOriginProperty(table, warehouse, signal);
  return rows.map((row, index) => toEntry(row, index === newestCopy ? property : undefined));
}

/**
 * The newest commit. Databricks' CLONE tells the version of its source by itself, so that where the source is known nothing more is asked.
 *
 * @param property what the newest copy notes of its source; asked of the server where it is not given
 */
export async function readNewestCommit(
  table: string,
  warehouse: Warehouse,
  signal: AbortSignal,
  property?: string,
): Promise<HistoryEntry | undefined> {
  const [row] = await historyRows(table, 1, warehouse, signal);
  if (row === undefined) return undefined;
  const asks = property === undefined && isCopy(row) && textIn(row, 'operation') !== 'CLONE';
  return toEntry(row, asks ? await readOriginProperty(table, warehouse, signal) : property);
}

function isCopy(row: Row): boolean {
  return /^CLONE$| AS SELECT$/.test(textIn(row, 'operation') ?? '');
}

function toEntry(row: Row, property: string | undefined): HistoryEntry {
  const operation = textIn(row, 'operation') ?? 'unknown';
  const [parameters, metrics] = [mapIn(row, 'operationParameters'), mapIn(row, 'operationMetrics')];
  const engine = textIn(row, 'engineInfo');
  const copy = copyIn({ operation, parameters, metrics, property });
  return {
    version: numberIn(row, 'version') ?? 0,
    committedAt: numberIn(row, 'timestamp') ?? 0,
    operation,
    parameters,
    metrics,
    ...(engine === undefined ? {} : { engine }),
    ...(copy === undefined ? {} : { copy }),
  };
}

/** The server names tables in its own way, or not at all: the fault names them as they are known here. */
export function aboutTable(error: unknown, table: string): unknown {
  if (!(error instanceof Fault) || error.message.includes(table)) return error;
  const { code, message, advice } = asFault(error);
  return new Fault(code, `Table ${table}: ${message}`, { advice, cause: error });
}
