/** `snapshot`: plans a snapshot, shows the plan or runs it, and prints how every table ended. */

import type { SnapshotParameters, SnapshotType } from '../../backup/plan';
import { planSnapshot } from '../../backup/planning/snapshot';
import { newRunId } from '../../backup/runId';
import { Fault } from '../../base/fault';
import { LAYERS } from '../../overwatch/catalog';
import { parseLayers } from '../../overwatch/names';
import {
  AS_OF,
  allValues,
  asOfOption,
  CONCURRENCY,
  concurrencyOf,
  EXCLUDE,
  hasSwitch,
  JSON_LINES,
  LAKEHOUSE,
  onlyOption,
  optionalValue,
  type ParsedArgs,
  requiredValue,
  SOURCE_DATABASE,
  tableLists,
} from '../args';
import type { Command } from '../command';
import type { CliContext } from '../context';
import { CHECKSUM, DRY_RUN, execute, showPlan } from '../execute';
import { exitCodeOf } from '../exit';
import { findDatabase, openLakehouse, placeOf } from '../places';

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
    SOURCE_DATABASE,
    { name: 'to', value: 'ROOT', help: 'The root: a new or empty folder, or that of an earlier snapshot.' },
    {
      name: 'type',
      value: 'TYPE',
      help: 'full (the default): every copy becomes equal to its source.\nincremental: copies gain what is new and keep what the source deletes.',
    },
    {
      name: 'replace-history',
      help: 'Let a full snapshot replace the incremental history of the root.',
    },
    {
      name: 'layers',
      value: 'LIST',
      repeatable: true,
      help: 'Any of bronze, silver, gold; all three without it.\nLists are joined by commas, colons or blanks.',
    },
    EXCLUDE,
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
    AS_OF,
    CHECKSUM,
    DRY_RUN,
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
  const { signal, now } = context;
  const choice = readChoice(args);
  const to = requiredValue(args, spec, 'to');
  const lakehouse = await openLakehouse(args, context);
  const root = placeOf(to, lakehouse, context);
  const database = await findDatabase(requiredValue(args, spec, 'database'), lakehouse, context);
  const options = { now, runId: newRunId(now()), concurrency: concurrencyOf(args, lakehouse), signal };
  const plan = await planSnapshot({ ...choice, root, database }, lakehouse, options);
  if (hasSwitch(args, DRY_RUN.name)) return showPlan(plan, args, context);
  return exitCodeOf((await execute(plan, lakehouse, args, context)).status);
}

/** What was chosen, but for the places, which only the lakehouse knows. */
function readChoice(args: ParsedArgs): Omit<SnapshotParameters, 'database' | 'root'> {
  requiredValue(args, spec, 'database');
  const layers = allValues(args, 'layers');
  return {
    type: snapshotType(optionalValue(args, 'type') ?? 'full'),
    layers: layers.length === 0 ? LAYERS : parseLayers(layers),
    exclude: tableLists(args, 'exclude'),
    include: tableLists(args, 'include'),
    ...onlyOption(args, 'only'),
    ...asOfOption(args),
    replaceHistory: hasSwitch(args, 'replace-history'),
    checksum: hasSwitch(args, CHECKSUM.name),
  };
}

function snapshotType(word: string): SnapshotType {
  const type = word.toLowerCase();
  if (type === 'full' || type === 'incremental') return type;
  throw new Fault('usage', `There is no snapshot type ${word}.`, {
    advice: 'Give --type full or --type incremental.',
  });
}
