/** `snapshot`: plans a snapshot, shows the plan or runs it, and prints how every table ended. */

import { parseInstant } from '../../backup/instant';
import type { SnapshotParameters, SnapshotType } from '../../backup/plan';
import { reportRows } from '../../backup/reportRows';
import { runPlan } from '../../backup/run';
import { newRunId } from '../../backup/runId';
import { groupRuns } from '../../backup/runs';
import { planSnapshot } from '../../backup/snapshot';
import { Fault } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { LAYERS } from '../../overwatch/catalog';
import { parseLayers, parseTableNames } from '../../overwatch/names';
import {
  allValues,
  CONCURRENCY,
  concurrencyOf,
  hasSwitch,
  JSON_LINES,
  LAKEHOUSE,
  optionalValue,
  type ParsedArgs,
  requiredValue,
} from '../args';
import type { Command } from '../command';
import type { CliContext } from '../context';
import { exitCodeOf } from '../exit';
import { printJson, printLine } from '../output';
import { findPlace, folderOf, openLakehouse } from '../places';
import { planStatus, printPlan } from '../printPlan';
import { printRun } from '../printRun';
import { jsonEvents, showProgress } from '../progress';

const spec = {
  name: 'snapshot',
  summary: 'Copy the tables of a database into a backup root, verify and report them.',
  usage: '--lakehouse DIR... --database NAME --to ROOT [options]',
  about: [
    'Takes a snapshot: deep-clones the chosen tables into ROOT/data, verifies every copy and appends',
    'one row a table to ROOT/clone_report. Files that a copy already has are not copied again.',
    'pipeline_report is part of every snapshot.',
  ],
  options: [
    LAKEHOUSE,
    { name: 'database', value: 'NAME', help: 'Name or path of the source database.' },
    { name: 'to', value: 'ROOT', help: 'The root: a new or empty folder, or that of an earlier snapshot.' },
    { name: 'type', value: 'TYPE', help: 'full (the default): every copy becomes equal to its source.' },
    {
      name: 'layers',
      value: 'LIST',
      repeatable: true,
      help: 'Any of bronze, silver, gold; all three without it.\nLists are joined by commas, colons or blanks.',
    },
    {
      name: 'exclude',
      value: 'LIST',
      repeatable: true,
      help: 'Tables to leave out, in any case, with or without database.',
    },
    {
      name: 'include',
      value: 'LIST',
      repeatable: true,
      help: 'Tables to take whatever their layer, also those that Overwatch\ndid not write.',
    },
    {
      name: 'only',
      value: 'LIST',
      repeatable: true,
      help: 'Nothing but these tables: to try failed ones again.',
    },
    {
      name: 'as-of',
      value: 'TIME',
      help: 'All tables as they were then: 2026-11-23T03:24:56Z,\n"2026-11-23 03:24" (UTC), 2026-11-23 (its first moment, UTC),\nor epoch milliseconds.',
    },
    { name: 'checksum', help: 'Compare the contents of all files too, not only their lengths.' },
    {
      name: 'dry-run',
      help: 'Show the plan and stop. The exit status tells whether all\ntables can be cloned.',
    },
    CONCURRENCY,
    JSON_LINES,
  ],
  restGoesTo: LAKEHOUSE.name,
  examples: [
    'snapshot --lakehouse /mnt/lake --database overwatch_etl --to /mnt/backups/overwatch',
    'snapshot --lakehouse /mnt/lake --database overwatch_etl --to /mnt/backups/gold --layers gold --dry-run',
    'snapshot --lakehouse /mnt/lake --database overwatch_etl --to /mnt/b --exclude spark_tasks_silver:notebook_gold',
  ],
} as const;

export const snapshot: Command = { spec, run };

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const { signal, now, stdout, stderr } = context;
  const json = hasSwitch(args, JSON_LINES.name);
  const choice = readChoice(args, context);
  const lakehouse = await openLakehouse(args, context);
  const parameters = { ...choice, database: await findDatabase(args, lakehouse, context) };
  const concurrency = concurrencyOf(args);
  const plan = await planSnapshot(parameters, lakehouse, {
    now,
    runId: newRunId(now()),
    concurrency,
    signal,
  });
  if (hasSwitch(args, 'dry-run')) {
    if (json) printJson(stdout, { type: 'plan', ...plan });
    else printPlan(stdout, plan);
    return exitCodeOf(planStatus(plan));
  }
  for (const warning of plan.warnings) printLine(stderr, `Warning: ${warning}`);
  const onEvent = json ? jsonEvents(stdout) : showProgress(stderr, now);
  const finished = await runPlan(plan, lakehouse, { onEvent, signal, concurrency, now });
  if (!json) {
    const [record] = groupRuns(reportRows(plan, finished.outcomes));
    if (record !== undefined) printRun(stdout, { ...record, status: finished.status });
    if (finished.reportError === undefined) printLine(stdout, `Report: ${plan.reportTable}`);
    else printLine(stderr, `The clone report was not written: ${finished.reportError.message}`);
  }
  return exitCodeOf(finished.status);
}

/** What was chosen, but for the database, which is looked for once the rest is understood. */
function readChoice(args: ParsedArgs, context: CliContext): Omit<SnapshotParameters, 'database'> {
  requiredValue(args, spec, 'database');
  const layers = allValues(args, 'layers');
  const only = allValues(args, 'only');
  const asOf = optionalValue(args, 'as-of');
  return {
    root: folderOf(requiredValue(args, spec, 'to'), context),
    type: snapshotType(optionalValue(args, 'type') ?? 'full'),
    layers: layers.length === 0 ? LAYERS : parseLayers(layers),
    exclude: parseTableNames(allValues(args, 'exclude')),
    include: parseTableNames(allValues(args, 'include')),
    ...(only.length === 0 ? {} : { only: parseTableNames(only) }),
    ...(asOf === undefined ? {} : { asOf: parseInstant(asOf) }),
    checksum: hasSwitch(args, 'checksum'),
  };
}

function snapshotType(word: string): SnapshotType {
  if (word.toLowerCase() === 'full') return 'full';
  const incremental = word.toLowerCase() === 'incremental';
  const message = incremental
    ? 'Incremental snapshots are not available in this version.'
    : `There is no snapshot type ${word}.`;
  throw new Fault('usage', message, {
    advice: 'Give --type full, which copies only the files that are new.',
  });
}

async function findDatabase(
  args: ParsedArgs,
  lakehouse: Lakehouse,
  context: CliContext,
): Promise<SnapshotParameters['database']> {
  const { kind, name, location } = await findPlace(lakehouse, requiredValue(args, spec, 'database'), context);
  if (kind === 'database') return { name, location };
  throw new Fault('not-overwatch', `${name} (${location}) is a backup, not an Overwatch database.`, {
    advice: 'Name the database that is to be snapshotted; overwatch-backup databases lists them.',
  });
}
