/** `preview`: the first rows of a table. */

import { parseInstant } from '../../backup/instant';
import { Fault } from '../../base/fault';
import { formatCount, shorten } from '../../base/format';
import type { Preview, TableMoment } from '../../lakehouse/lakehouse';
import {
  hasSwitch,
  JSON_LINES,
  optionalNumber,
  optionalValue,
  type ParsedArgs,
  requiredValue,
  WAREHOUSE,
} from '../args';
import type { Command } from '../command';
import type { CliContext, TextSink } from '../context';
import { EXIT } from '../exit';
import { printJson, printLine, printTable } from '../output';
import { openPlace } from '../places';
import { RUN, versionOf } from '../runOption';

const spec = {
  name: 'preview',
  summary: 'Show the first rows of a table.',
  usage: '--table DIR [--rows N] [--version V | --as-of TIME | --run ID] [--json]',
  about: ['Shows the first rows of a Delta table, nested values as JSON.'],
  options: [
    { name: 'table', value: 'DIR', help: 'The folder of the table; in a workspace its path or full name.' },
    WAREHOUSE,
    { name: 'rows', value: 'N', help: 'How many rows (20).' },
    { name: 'version', value: 'V', help: 'The version to read; without it, the latest.' },
    { name: 'as-of', value: 'TIME', help: 'The version of that time, written as for snapshot.' },
    RUN,
    JSON_LINES,
  ],
  examples: [
    'preview --table /mnt/lake/overwatch/global_share/pipeline_report --rows 5',
    'preview --table /mnt/backups/overwatch/data/job_gold --run 20261123T032456Z-1a2b3c',
  ],
} as const;

export const preview: Command = { spec, run };

const DEFAULT_ROWS = 20;
/** Longer values are cut in a terminal's table, but not in JSON lines. */
const LONGEST_VALUE = 60;

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const limit = optionalNumber(args, 'rows', 1) ?? DEFAULT_ROWS;
  const moment = readMoment(args);
  const place = requiredValue(args, spec, 'table');
  const { lakehouse, location: table } = await openPlace(place, args, context);
  const { location, copy, read } = await versionOf(table, moment, args, lakehouse, context.signal);
  const found = await read((at) => lakehouse.preview(location, at, limit, context.signal));
  if (hasSwitch(args, JSON_LINES.name)) printJsonRows(context.stdout, found);
  else printRows(context.stdout, found, copy?.run.id);
  return EXIT.done;
}

function readMoment(args: ParsedArgs): TableMoment {
  const version = optionalNumber(args, 'version', 0);
  const asOf = optionalValue(args, 'as-of');
  const given = ['version', 'as-of', RUN.name].filter((name) => optionalValue(args, name) !== undefined);
  if (given.length > 1) {
    const names = given.map((name) => `--${name}`).join(' and ');
    throw new Fault('usage', `${names} do not go together.`);
  }
  if (version !== undefined) return { version };
  return asOf === undefined ? 'latest' : { asOf: parseInstant(asOf) };
}

function printJsonRows(sink: TextSink, { columns, rows }: Preview): void {
  for (const row of rows) {
    printJson(sink, Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));
  }
}

function printRows(sink: TextSink, { columns, rows, version }: Preview, run: string | undefined): void {
  const shown = columns.map(({ name }, index) => ({
    title: name,
    of: (row: Preview['rows'][number]) => shorten(row[index] ?? 'null', LONGEST_VALUE),
    always: true as const,
  }));
  printTable(sink, shown, rows);
  printLine(sink, '');
  const by = run === undefined ? '' : `, which run ${run} left`;
  printLine(sink, `${formatCount(rows.length, 'row')} of version ${version}${by}`);
}
