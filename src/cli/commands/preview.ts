/** `preview`: the first rows of a table. */

import { parseInstant } from '../../backup/instant';
import { Fault } from '../../base/fault';
import { formatCount } from '../../base/format';
import type { Preview, TableMoment } from '../../lakehouse/lakehouse';
import {
  hasSwitch,
  JSON_LINES,
  optionalNumber,
  optionalValue,
  type ParsedArgs,
  requiredValue,
} from '../args';
import type { Command } from '../command';
import type { CliContext, TextSink } from '../context';
import { EXIT } from '../exit';
import { printJson, printLine, printTable, shorten } from '../output';
import { folderOf } from '../places';

const spec = {
  name: 'preview',
  summary: 'Show the first rows of a table.',
  usage: '--table DIR [--rows N] [--version V | --as-of TIME] [--json]',
  about: ['Shows the first rows of a Delta table, nested values as JSON.'],
  options: [
    { name: 'table', value: 'DIR', help: 'The folder of the table.' },
    { name: 'rows', value: 'N', help: 'How many rows (20).' },
    { name: 'version', value: 'V', help: 'The version to read; without it, the latest.' },
    { name: 'as-of', value: 'TIME', help: 'The version of that time, written as for snapshot.' },
    JSON_LINES,
  ],
  examples: ['preview --table /mnt/lake/overwatch/global_share/pipeline_report --rows 5'],
} as const;

export const preview: Command = { spec, run };

const DEFAULT_ROWS = 20;
/** Longer values are cut in a terminal's table, but not in JSON lines. */
const LONGEST_VALUE = 60;

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const limit = optionalNumber(args, 'rows', 1) ?? DEFAULT_ROWS;
  const moment = readMoment(args);
  const table = folderOf(requiredValue(args, spec, 'table'), context);
  const lakehouse = await context.openLakehouse([table]);
  const found = await lakehouse.preview(table, moment, limit, context.signal);
  if (hasSwitch(args, JSON_LINES.name)) printJsonRows(context.stdout, found);
  else printRows(context.stdout, found);
  return EXIT.done;
}

function readMoment(args: ParsedArgs): TableMoment {
  const version = optionalNumber(args, 'version', 0);
  const asOf = optionalValue(args, 'as-of');
  if (version !== undefined && asOf !== undefined)
    throw new Fault('usage', '--version and --as-of do not go together.');
  if (version !== undefined) return { version };
  return asOf === undefined ? 'latest' : { asOf: parseInstant(asOf) };
}

function printJsonRows(sink: TextSink, { columns, rows }: Preview): void {
  for (const row of rows) {
    printJson(sink, Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));
  }
}

function printRows(sink: TextSink, { columns, rows, version }: Preview): void {
  const shown = columns.map(({ name }, index) => ({
    title: name,
    of: (row: Preview['rows'][number]) => shorten(row[index] ?? 'null', LONGEST_VALUE),
    always: true as const,
  }));
  printTable(sink, shown, rows);
  printLine(sink, '');
  printLine(sink, `${formatCount(rows.length, 'row')} of version ${version}`);
}
