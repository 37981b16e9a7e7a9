/** `readiness`: whether an Overwatch deployment follows the guide's advice on production. */

import path from 'node:path';
import { gatherFacts } from '../../readiness/gather';
import { type CheckGroup, fixesOf, grouped, judgeReadiness, type Readiness } from '../../readiness/readiness';
import { countsText, VERDICT_WORDS } from '../../readiness/words';
import { hasSwitch, JSON_LINES, LAKEHOUSE, optionalValue, type ParsedArgs, requiredValue } from '../args';
import type { Command } from '../command';
import type { CliContext, TextSink } from '../context';
import { exitCodeOfReadiness } from '../exit';
import { outOf, writeGenerated } from '../generated';
import { wrapText } from '../narrow';
import { printJson, printLine } from '../output';
import { configOf, findDatabase, openLakehouse, placeOf } from '../places';

const spec = {
  name: 'readiness',
  summary: "Check a deployment against the guide's advice on production.",
  usage: '--lakehouse DIR... --database NAME [--from ROOT] [--config PATH] [--out DIR] [--json]',
  about: [
    'Looks at cluster logs and policies, backups, the audit source, alerts, optimize and the jobs of Overwatch,',
    'and says of each what was found, why it matters and how to mend it. What cannot be seen is told as such,',
    'with the right that is missing: in folders, all that only a workspace knows. The exit status is 3 where a',
    'check fails, 1 where nothing could be looked at, and 0 otherwise, warnings or not.',
  ],
  options: [
    LAKEHOUSE,
    { name: 'database', value: 'NAME', help: 'Name or path of the ETL database.' },
    {
      name: 'from',
      value: 'ROOT',
      help: 'The root of its backup, or the prefix of bronze backups; without\nit, all backups that the lakehouse lists.',
    },
    {
      name: 'config',
      value: 'PATH',
      help: 'The deployment config, which says where audit logs come from: a\nCSV file, a Delta table by its path, or database.table. Without\nit, pipeline_report says it.',
    },
    { name: 'out', value: 'DIR', help: 'Write all that can be generated into this folder.' },
    { name: 'force', help: 'Replace the files that are there.' },
    { name: JSON_LINES.name, help: 'Print one JSON object, with the generated texts.' },
  ],
  restGoesTo: LAKEHOUSE.name,
  examples: [
    'readiness --lakehouse databricks://prod/1234567890abcdef --database overwatch_etl',
    'readiness --lakehouse /mnt/lake --database overwatch_etl --from /mnt/backup/overwatch --json',
  ],
} as const;

export const readiness: Command = { spec, run };

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const { signal, stdout } = context;
  const out = outOf(args);
  const name = requiredValue(args, spec, 'database');
  const lakehouse = await openLakehouse(args, context);
  const [from, config] = [optionalValue(args, 'from'), optionalValue(args, 'config')];
  const backup = from === undefined ? {} : { from: placeOf(from, lakehouse, context) };
  const database = await findDatabase(name, lakehouse, context);
  const known =
    config === undefined ? {} : { config: await configOf(config, database, lakehouse, args, context) };
  const workspace = context.workspaceOf(lakehouse);
  const sources = {
    lakehouse,
    database,
    ...backup,
    ...known,
    ...(workspace === undefined ? {} : { workspace }),
  };
  const found = judgeReadiness(await gatherFacts(sources, { now: context.now(), signal }));
  if (hasSwitch(args, JSON_LINES.name)) printJson(stdout, { type: 'readiness', ...found });
  else print(stdout, found);
  if (out !== undefined) await writeFixes(found, out, args, context);
  return exitCodeOfReadiness(found);
}

async function writeFixes(
  found: Readiness,
  out: string,
  args: ParsedArgs,
  context: CliContext,
): Promise<void> {
  const fixes = fixesOf(found);
  if (fixes.length === 0)
    printLine(context.stderr, 'Nothing is generated: nothing that was found can be mended so.');
  for (const { fileName, text, notes } of fixes) {
    await writeGenerated(path.resolve(context.cwd, out, fileName), text, args, context);
    for (const note of notes) printLine(context.stderr, `  ${note}`);
  }
}

function print(sink: TextSink, found: Readiness): void {
  for (const group of grouped(found)) {
    for (const { verdict, title } of group)
      printWrapped(sink, '', `${VERDICT_WORDS[verdict].toUpperCase()}  ${title}`);
    for (const line of linesOf(group)) printWrapped(sink, '  ', line);
    printLine(sink, '');
  }
  printLine(sink, `${found.database.name}: ${countsText(found)}.`);
  const files = fixesOf(found).map(({ fileName }) => fileName);
  if (files.length > 0)
    printWrapped(sink, '', `Can be generated (--out DIR writes it): ${files.join(', ')}.`);
}

/** What is well needs no reason, and what could not be seen another one. */
function linesOf(group: CheckGroup): readonly string[] {
  const [{ verdict, found, mend, fixes }] = group;
  if (verdict === 'pass') return found;
  if (verdict === 'could-not-look' && fixes.length === 0)
    return mend === undefined ? found : [...found, mend];
  return [
    ...found,
    ...group.map(({ why }) => `Why: ${why}`),
    ...(mend === undefined ? [] : [`Mend: ${mend}`]),
    ...fixes.map(({ title, fileName }) => `Can be generated: ${title} (${fileName})`),
  ];
}

/** A terminal breaks lines in words; a file or pipe gets each as it is. */
function printWrapped(sink: TextSink, indent: string, text: string): void {
  const width = sink.isTerminal ? (sink.columns ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  for (const line of wrapText(text, width - indent.length)) printLine(sink, indent + line);
}
