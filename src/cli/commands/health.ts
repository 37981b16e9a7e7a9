/** `health`: which modules of Overwatch failed or no longer come forward. */

import { type ModuleHealth, type PipelineHealth, rootsOf } from '../../backup/health/health';
import {
  countsText,
  extentText,
  hindranceText,
  messageOf,
  moduleText,
  stoppedText,
  workspaceText,
} from '../../backup/health/healthText';
import { readHealth } from '../../backup/health/readHealth';
import { STALE_DAYS } from '../../backup/health/verdict';
import { formatInstant } from '../../backup/instant';
import { before, parsePeriod } from '../../backup/retention/retention';
import { Fault } from '../../base/fault';
import { formatAge, formatNames, shorten } from '../../base/format';
import { hasSwitch, JSON_LINES, LAKEHOUSE, optionalValue, type ParsedArgs, requiredValue } from '../args';
import type { Command } from '../command';
import type { CliContext, TextSink } from '../context';
import { exitCodeOfHealth } from '../exit';
import { printJson, printLine, printTable, type TableColumn } from '../output';
import { findDatabase, openLakehouse } from '../places';

const spec = {
  name: 'health',
  summary: 'Show which modules of Overwatch failed or no longer progress.',
  usage: '--lakehouse DIR... --database NAME [--stale-after TIME] [--json]',
  about: [
    'Reads pipeline_report: how the last run of each module ended in each workspace, up to when it has taken',
    'over data, and which modules it waits for. A module that fails does not fail its job, and those that',
    'build on it stop in silence. For cron: the exit status is 3 where a module failed or is stale, and 1',
    'where the report does not tell.',
  ],
  options: [
    LAKEHOUSE,
    { name: 'database', value: 'NAME', help: 'Name or path of the ETL database.' },
    {
      name: 'stale-after',
      value: 'TIME',
      help: `How long a module may be without progress, as in 36h, 3d or 1w;\n${STALE_DAYS}d without it.`,
    },
    JSON_LINES,
  ],
  restGoesTo: LAKEHOUSE.name,
  examples: ['health --lakehouse /mnt/lake --database overwatch_etl --stale-after 3d'],
} as const;

export const health: Command = { spec, run };

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const { signal, stdout } = context;
  const now = context.now();
  const staleBefore = readStaleBefore(args, now);
  const name = requiredValue(args, spec, 'database');
  const lakehouse = await openLakehouse(args, context);
  const { location } = await findDatabase(name, lakehouse, context);
  const found = await readHealth(location, lakehouse, { now, staleBefore, signal });
  if (hasSwitch(args, JSON_LINES.name)) {
    const { modules, ...summary } = found;
    for (const module of modules) printJson(stdout, { type: 'module', name: moduleText(module), ...module });
    printJson(stdout, { type: 'summary', staleBefore, ...summary });
  } else {
    if (found.modules.length > 0) printTable(stdout, columns(now), found.modules);
    printSummary(stdout, found);
  }
  return exitCodeOfHealth(found.verdict);
}

function readStaleBefore(args: ParsedArgs, now: number): number {
  const text = optionalValue(args, 'stale-after') ?? `${STALE_DAYS}d`;
  const instant = before(now, parsePeriod(text));
  // A length that the calendar does not reach back would make nothing stale.
  if (!Number.isNaN(instant)) return instant;
  throw new Fault('usage', `--stale-after ${text} reaches back further than the calendar.`);
}

function columns(now: number): readonly TableColumn<ModuleHealth>[] {
  return [
    { title: 'workspace', of: workspaceText },
    { title: 'module', of: moduleText },
    { title: 'health', of: ({ verdict }) => verdict },
    {
      title: 'last run',
      of: ({ lastRunAt }) => (lastRunAt === undefined ? undefined : formatInstant(lastRunAt)),
    },
    { title: 'ended', of: ({ state }) => state },
    {
      title: 'progressed to',
      of: ({ reachedAt }) =>
        reachedAt === undefined ? undefined : `${formatInstant(reachedAt)}, ${formatAge(reachedAt, now)}`,
    },
    { title: 'waits for', of: ({ waitsFor }) => waitsFor.map(hindranceText).join(', ') },
    { title: 'message', of: shortMessage },
  ];
}

/** The start of an error tells what it is; all of it stands in the JSON lines. */
const MESSAGE_LENGTH = 200;

function shortMessage(module: ModuleHealth): string | undefined {
  const message = messageOf(module);
  return message && shorten(message, MESSAGE_LENGTH);
}

/** Modules that are named before the rest is counted. */
const NAMED = 3;

function printSummary(sink: TextSink, found: PipelineHealth): void {
  const { modules, gaps, stopped } = found;
  if (modules.length > 0) printLine(sink, `\n${extentText(found)}: ${countsText(found)}.`);
  for (const gap of gaps) printLine(sink, `Health cannot be told: ${gap}`);
  for (const workspace of stopped) printLine(sink, stoppedText(workspace));
  const roots = rootsOf(found);
  if (roots.length === 0) return;
  const names = roots.map((module) => `${moduleText(module)} of ${workspaceText(module)}`);
  printLine(sink, `Begin with ${formatNames(names, NAMED)}.`);
}
