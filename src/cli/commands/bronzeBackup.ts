/** `bronze-backup`: copies the bronze tables, the raw history that nothing else can bring back. */

import { planBronzeBackup } from '../../backup/planning/bronzeBackup';
import { newRunId } from '../../backup/runId';
import { Fault } from '../../base/fault';
import {
  AS_OF,
  asOfOption,
  CONCURRENCY,
  concurrencyOf,
  EXCLUDE,
  hasSwitch,
  JSON_LINES,
  LAKEHOUSE,
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
  name: 'bronze-backup',
  summary: 'Copy the bronze tables of a database, each time anew or over the last copy.',
  usage: '--lakehouse DIR... --database NAME --to PREFIX --overwrite true|false [options]',
  about: [
    'Deep-clones the bronze tables and pipeline_report, verifies every copy and writes a clone_report.',
    'With --overwrite true the copies lie in PREFIX/data and are replaced by each run, each table at once:',
    'there is never a moment without a good copy. With false every run makes a copy of its own in',
    'PREFIX/<yyyy-MM-dd>/<epoch ms>/data; overwatch-backup forget removes old ones.',
  ],
  options: [
    LAKEHOUSE,
    SOURCE_DATABASE,
    { name: 'to', value: 'PREFIX', help: 'The folder below which the copies lie.' },
    {
      name: 'overwrite',
      value: 'true|false',
      help: 'Whether the copy replaces the last one, or gets a folder of\nits own.',
    },
    EXCLUDE,
    AS_OF,
    CHECKSUM,
    DRY_RUN,
    CONCURRENCY,
    JSON_LINES,
  ],
  restGoesTo: LAKEHOUSE.name,
  examples: [
    'bronze-backup --lakehouse /mnt/lake --database overwatch_etl --to /mnt/backups/bronze --overwrite false',
  ],
} as const;

export const bronzeBackup: Command = { spec, run };

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const { signal, now } = context;
  const name = requiredValue(args, spec, 'database');
  const to = requiredValue(args, spec, 'to');
  const choice = {
    overwrite: readOverwrite(requiredValue(args, spec, 'overwrite')),
    exclude: tableLists(args, 'exclude'),
    ...asOfOption(args),
    checksum: hasSwitch(args, CHECKSUM.name),
  };
  const lakehouse = await openLakehouse(args, context);
  const prefix = placeOf(to, lakehouse, context);
  const database = await findDatabase(name, lakehouse, context);
  const options = { now, runId: newRunId(now()), concurrency: concurrencyOf(args, lakehouse), signal };
  const plan = await planBronzeBackup({ ...choice, prefix, database }, lakehouse, options);
  if (hasSwitch(args, DRY_RUN.name)) return showPlan(plan, args, context);
  return exitCodeOf((await execute(plan, lakehouse, args, context)).status);
}

/** As in the guide's helper, where it is a Boolean. */
function readOverwrite(word: string): boolean {
  if (/^(true|false)$/i.test(word)) return word.toLowerCase() === 'true';
  throw new Fault('usage', `--overwrite is true or false, not ${JSON.stringify(word)}.`);
}
