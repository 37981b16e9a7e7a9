/** `diff`: what has happened in a database since its backup was made. */

import { type ColumnDifference, diffBackup, type TableDiff } from '../../backup/verify/diff';
import { exhaustive } from '../../base/fault';
import { formatBytes, formatCount } from '../../base/format';
import {
  CONCURRENCY,
  concurrencyOf,
  hasSwitch,
  JSON_LINES,
  LAKEHOUSE,
  type ParsedArgs,
  requiredValue,
} from '../args';
import type { Command } from '../command';
import type { CliContext, TextSink } from '../context';
import { exitCodeOfListing } from '../exit';
import { printJson, printLine, printTable, type TableColumn } from '../output';
import { findDatabase, openLakehouse, placeOf } from '../places';

const spec = {
  name: 'diff',
  summary: 'Compare a backup with its database: what has happened since.',
  usage: '--from ROOT --lakehouse DIR... --database NAME [--json]',
  about: [
    'Tells for each table how many versions its copy is behind, how many files, bytes and rows came since,',
    'which columns differ, and which tables only one side has.',
  ],
  options: [
    { name: 'from', value: 'ROOT', help: 'The root of the backup.' },
    LAKEHOUSE,
    { name: 'database', value: 'NAME', help: 'Name or path of the database.' },
    CONCURRENCY,
    JSON_LINES,
  ],
  restGoesTo: LAKEHOUSE.name,
  examples: ['diff --from /mnt/backups/overwatch --lakehouse /mnt/lake --database overwatch_etl'],
} as const;

export const diff: Command = { spec, run };

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const { signal, stdout } = context;
  const root = requiredValue(args, spec, 'from');
  const name = requiredValue(args, spec, 'database');
  const lakehouse = await openLakehouse(args, context);
  const from = placeOf(root, lakehouse, context);
  const { location } = await findDatabase(name, lakehouse, context);
  const tables = await diffBackup(from, location, lakehouse, {
    concurrency: concurrencyOf(args, lakehouse),
    signal,
  });
  if (hasSwitch(args, JSON_LINES.name)) {
    for (const { table, group, ...rest } of tables) printJson(stdout, { name: table, layer: group, ...rest });
  } else {
    printTable(stdout, COLUMNS, tables);
    printTotals(stdout, tables);
  }
  return exitCodeOfListing(tables.length, tables.filter(({ status }) => status === 'unreadable').length);
}

const COLUMNS: readonly TableColumn<TableDiff>[] = [
  { title: 'table', of: ({ table }) => table },
  { title: 'layer', of: ({ group }) => group },
  { title: 'status', of: statusText },
  { title: 'files added', of: ({ changes }) => changes?.addedFiles.toLocaleString('en-US'), right: true },
  { title: 'bytes added', of: ({ changes }) => changes && formatBytes(changes.addedBytes), right: true },
  { title: 'rows', of: ({ changes }) => signed(changes?.rows), right: true },
  { title: 'columns', of: ({ schema }) => schema.map(columnText).join(', ') },
  { title: 'error', of: ({ error }) => error?.message },
];

function statusText({ status, versionsBehind = 0 }: TableDiff): string {
  switch (status) {
    case 'same':
      return 'up to date';
    case 'behind':
      return `${formatCount(versionsBehind, 'version')} behind`;
    case 'replaced':
      return 'created anew since';
    case 'not-in-backup':
      return 'not in the backup';
    case 'not-in-database':
      return 'not in the database';
    case 'unknown':
      return 'copy of unknown origin';
    case 'unreadable':
      return 'cannot be read';
    default:
      return exhaustive(status);
  }
}

function signed(rows: number | undefined): string | undefined {
  return rows === undefined ? undefined : `${rows > 0 ? '+' : ''}${rows.toLocaleString('en-US')}`;
}

function columnText({ column, change, source, copy }: ColumnDifference): string {
  switch (change) {
    case 'added':
      return `+${column} ${source}`;
    case 'removed':
      return `-${column} ${copy}`;
    case 'changed':
      return `${column} ${copy} → ${source}`;
    default:
      return exhaustive(change);
  }
}

function printTotals(sink: TextSink, tables: readonly TableDiff[]): void {
  const same = tables.filter(({ status }) => status === 'same').length;
  const bytes = tables.reduce((sum, { changes }) => sum + (changes?.addedBytes ?? 0), 0);
  const added = bytes === 0 ? '' : `; ${formatBytes(bytes)} added since`;
  printLine(sink, `\n${same} of ${formatCount(tables.length, 'table')} up to date${added}.`);
}
