/** `tables`: the tables of a database or a backup, with what their logs say. */

import { mapLimit } from '../../base/concurrency';
import { asFault, type FaultData } from '../../base/fault';
import { formatAge, formatBytes } from '../../base/format';
import type { Lakehouse, TableDetail, TableEntry } from '../../lakehouse/lakehouse';
import { GROUPS, groupOf, type TableGroup } from '../../overwatch/catalog';
import { hasSwitch, JSON_LINES, LAKEHOUSE, type ParsedArgs, requiredValue } from '../args';
import type { Command } from '../command';
import type { CliContext } from '../context';
import { exitCodeOfListing } from '../exit';
import { printJson, printTable, type TableColumn } from '../output';
import { findPlace, openLakehouse, tablesLocation } from '../places';

const spec = {
  name: 'tables',
  summary: 'List the tables of a database or a backup.',
  usage: '--lakehouse DIR... --database NAME [--json]',
  about: [
    'Lists the tables of a database or a backup: layer, version, size, files, rows (from the',
    'statistics) and when they were last written.',
  ],
  options: [
    LAKEHOUSE,
    { name: 'database', value: 'NAME', help: 'Name or path of the database or backup.' },
    JSON_LINES,
  ],
  restGoesTo: LAKEHOUSE.name,
  examples: ['tables --lakehouse /mnt/lake --database overwatch_etl'],
} as const;

export const tables: Command = { spec, run };

/** How many logs are read at a time. */
const CONCURRENCY = 8;

interface Row {
  readonly name: string;
  readonly layer: TableGroup;
  readonly location: string;
  readonly detail?: TableDetail;
  readonly error?: FaultData;
}

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const { signal, stdout } = context;
  const name = requiredValue(args, spec, 'database');
  const lakehouse = await openLakehouse(args, context);
  const place = await findPlace(lakehouse, name, context);
  const entries = await lakehouse.tables(tablesLocation(place, lakehouse), signal);
  const read = await mapLimit(entries, CONCURRENCY, (entry) => readRow(entry, lakehouse, signal), signal);
  const rows = GROUPS.flatMap((group) => read.filter((row) => row.layer === group));
  if (hasSwitch(args, JSON_LINES.name)) {
    for (const row of rows) printJson(stdout, jsonRow(row));
  } else {
    printTable(stdout, columns(context.now()), rows);
  }
  return exitCodeOfListing(rows.length, rows.filter((row) => row.error !== undefined).length);
}

async function readRow(
  { name, location }: TableEntry,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<Row> {
  const row = { name, layer: groupOf(name), location };
  try {
    return { ...row, detail: await lakehouse.detail(location, 'latest', signal) };
  } catch (error) {
    signal.throwIfAborted();
    return { ...row, error: asFault(error, `Table ${name}`).toData() };
  }
}

function jsonRow({ name, layer, location, detail, error }: Row): object {
  if (detail === undefined) return { name, layer, location, error };
  const { tableId, version, committedAt, bytes, files, rows, partitionColumns, features } = detail;
  return {
    name,
    layer,
    location,
    tableId,
    version,
    committedAt,
    bytes,
    files,
    rows,
    partitionColumns,
    features,
  };
}

function columns(now: number): TableColumn<Row>[] {
  return [
    { title: 'table', of: (row) => row.name },
    { title: 'layer', of: (row) => row.layer },
    { title: 'version', of: (row) => row.detail?.version.toString(), right: true },
    { title: 'size', of: (row) => row.detail && formatBytes(row.detail.bytes), right: true },
    { title: 'files', of: (row) => row.detail?.files.toLocaleString('en-US'), right: true },
    { title: 'rows', of: (row) => row.detail?.rows?.toLocaleString('en-US'), right: true },
    { title: 'written', of: (row) => row.detail && formatAge(row.detail.committedAt, now) },
    { title: 'error', of: (row) => row.error?.message },
  ];
}
