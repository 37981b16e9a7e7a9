/** `schema`: how the columns of a copy differ from those of its source. */

import {
  changeText,
  countRows,
  type SchemaRow,
  schemaSummary,
  sideText,
} from '../../backup/verify/schemaDiff';
import { compareWithSource } from '../../backup/verify/sourceSchema';
import { Fault } from '../../base/fault';
import { lastPart } from '../../lakehouse/placeText';
import { hasSwitch, JSON_LINES, optionalValue, type ParsedArgs, requiredValue, WAREHOUSE } from '../args';
import type { Command } from '../command';
import type { CliContext } from '../context';
import { EXIT } from '../exit';
import { printJson, printLine, printTable, type TableColumn } from '../output';
import { openPlace, placeOf } from '../places';
import { RUN, versionOf } from '../runOption';

const spec = {
  name: 'schema',
  summary: 'Compare the columns of a copy with those of its source.',
  usage: '--table DIR [--run ID] [--source DIR] [--json]',
  about: [
    'Tells which columns, and which fields nested in them, only the source or only the copy has, and which',
    'differ in type, nullability, comment or other metadata.',
  ],
  options: [
    { name: 'table', value: 'DIR', help: 'The folder of the copy; in a workspace its path or full name.' },
    WAREHOUSE,
    RUN,
    {
      name: 'source',
      value: 'DIR',
      help: 'The folder of the source; without it, where the copy was made from.',
    },
    { name: 'json', help: 'Print JSON lines, one a column, also of those that are the same.' },
  ],
  examples: [
    'schema --table /mnt/backups/overwatch/data/job_gold',
    'schema --table /mnt/backups/overwatch/data/job_gold --run 20261123T032456Z-1a2b3c',
  ],
} as const;

export const schema: Command = { spec, run };

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const { stdout, signal } = context;
  const place = requiredValue(args, spec, 'table');
  const given = optionalValue(args, 'source');
  const { lakehouse, location: table } = await openPlace(place, args, context);
  const version = await versionOf(table, 'latest', args, lakehouse, signal);
  const copy = await version.read((moment) => lakehouse.detail(version.location, moment, signal));
  const compared = await compareWithSource(
    {
      table: lastPart(table),
      copy,
      source: given === undefined ? undefined : placeOf(given, lakehouse, context),
      otherwise: version.copy?.source,
    },
    lakehouse,
    signal,
  );
  const { source } = compared;
  if ('error' in source) throw new Fault(source.error.code, source.error.message, source.error);
  const { rows } = source;
  if (hasSwitch(args, JSON_LINES.name)) {
    for (const row of rows) printJson(stdout, row);
    return EXIT.done;
  }
  const different = rows.filter(({ changes }) => changes.length > 0);
  const same = rows.filter(({ changes }) => changes.length === 0);
  if (different.length > 0) {
    printTable(stdout, COLUMNS, different);
    printLine(stdout, '');
  }
  printLine(stdout, `Schema: ${schemaSummary(rows)}; the same in both: ${countRows(same)}`);
  printLine(stdout, `Source: ${source.location}, version ${source.detail.version}`);
  printLine(stdout, `Copy:   ${copy.location}, version ${copy.version}`);
  return EXIT.done;
}

const COLUMNS: readonly TableColumn<SchemaRow>[] = [
  { title: 'column', of: ({ path }) => path },
  { title: 'source', of: (row) => sideText(row, 'source'), always: true },
  { title: 'copy', of: (row) => sideText(row, 'copy'), always: true },
  { title: 'difference', of: ({ changes }) => changes.map(changeText).join(', ') },
];
