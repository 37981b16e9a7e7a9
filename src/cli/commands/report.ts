/** `report`: the runs that a backup's clone report tells of, and their rows. */

import { EXPORT_FORMATS, type ExportFormat, exportRun } from '../../backup/report/export';
import { redactRun } from '../../backup/report/redact';
import { findRun, readAnyReport } from '../../backup/report/reports';
import type { RunRecord } from '../../backup/report/runs';
import { type ForgottenRuns, readForgotten } from '../../backup/retention/forgotten';
import { asFault, Fault } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { hasSwitch, JSON_LINES, optionalValue, type ParsedArgs, requiredValue, WAREHOUSE } from '../args';
import type { Command } from '../command';
import type { CliContext, TextSink } from '../context';
import { EXIT } from '../exit';
import { printJson, printLine } from '../output';
import { openPlace } from '../places';
import { printRun, printRuns } from '../printRun';

const spec = {
  name: 'report',
  summary: 'Show the runs of a backup and how each table ended.',
  usage: '--from ROOT [--run ID] [options]',
  about: [
    'Lists the runs that ROOT/clone_report tells of, newest first, and the rows of the newest one or of',
    'the one that is asked for. Reports that Overwatch itself wrote are read too, and so is the report of',
    'a restore (ROOT/restore_report). Runs whose copies were removed since are marked as forgotten.',
  ],
  options: [
    { name: 'from', value: 'ROOT', help: 'The root of the backup.' },
    WAREHOUSE,
    { name: 'run', value: 'ID', help: 'The run to show.' },
    { name: 'format', value: 'FORMAT', help: 'Print that run as a document: csv, json or markdown.' },
    { name: 'redact', help: 'Replace paths, hosts and database names by placeholders.' },
    { name: 'json', help: 'Print JSON lines: each run, followed by its rows.' },
  ],
  examples: [
    'report --from /mnt/backups/overwatch',
    'report --from /mnt/backups/overwatch --format csv --redact > report.csv',
  ],
} as const;

export const report: Command = { spec, run };

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const { stdout } = context;
  const format = readFormat(optionalValue(args, 'format'));
  const json = hasSwitch(args, JSON_LINES.name);
  if (json && format !== undefined) throw new Fault('usage', '--json and --format do not go together.');
  const redact = hasSwitch(args, 'redact');
  const place = requiredValue(args, spec, 'from');
  const { lakehouse, location: root } = await openPlace(place, args, context);
  const all = await readAnyReport(root, lakehouse, context.signal);
  const forgotten = await readMarks(root, lakehouse, context);
  const id = optionalValue(args, 'run');
  const chosen = id === undefined ? all[0] : findRun(id, all);
  if (chosen === undefined) printLine(context.stderr, 'The report is empty.');
  else if (format !== undefined) stdout.write(exportRun(chosen, format, { redact }));
  else if (json) printJsonRuns(stdout, id === undefined ? all : [chosen], forgotten, redact);
  else {
    const runs = redact ? all.map(redacted) : all;
    if (id === undefined) {
      printRuns(stdout, runs, forgotten);
      printLine(stdout, '');
    }
    printRun(stdout, redact ? redacted(chosen) : chosen);
  }
  return EXIT.done;
}

/** Which runs were forgotten. A report is worth reading even where nobody can tell. */
async function readMarks(root: string, lakehouse: Lakehouse, context: CliContext): Promise<ForgottenRuns> {
  try {
    return await readForgotten(root, lakehouse, context.signal);
  } catch (error) {
    context.signal.throwIfAborted();
    const { message, advice = '' } = asFault(error);
    printLine(context.stderr, `Warning: ${message} ${advice}`.trimEnd());
    return new Map();
  }
}

function readFormat(word: string | undefined): ExportFormat | undefined {
  if (word === undefined) return undefined;
  const format = EXPORT_FORMATS.find((one) => one === word.toLowerCase());
  if (format !== undefined) return format;
  throw new Fault('usage', `There is no format ${word}.`, {
    advice: `The formats are ${EXPORT_FORMATS.join(', ')}.`,
  });
}

function redacted(run: RunRecord): RunRecord {
  const { rows, steps } = redactRun(run.rows, run.steps ?? []);
  return {
    ...run,
    rows,
    database: rows[0]?.database,
    ...(run.steps === undefined ? {} : { steps }),
  };
}

function printJsonRuns(
  sink: TextSink,
  runs: readonly RunRecord[],
  forgotten: ForgottenRuns,
  redact: boolean,
): void {
  for (const run of redact ? runs.map(redacted) : runs) {
    const { rows, steps = [], ...about } = run;
    const forgottenAt = forgotten.get(run.id);
    const mark = forgottenAt === undefined ? {} : { forgottenAt };
    printJson(sink, { type: 'run', name: run.id, ...about, ...mark });
    for (const row of rows) printJson(sink, { type: 'row', name: row.table, run: run.id, ...row });
    for (const step of steps) printJson(sink, { type: 'step', name: step.step, run: run.id, ...step });
  }
}
