/** `restore`: makes a database of a backup again, and prints the SQL that registers it on Databricks. */

import { planRestore, type RestoreChoice } from '../../backup/restore/restore';
import { newRunId } from '../../backup/runId';
import {
  AS_OF,
  asOfOption,
  CONCURRENCY,
  concurrencyOf,
  hasSwitch,
  JSON_LINES,
  onlyOption,
  optionalValue,
  type ParsedArgs,
  requiredValue,
  WAREHOUSE,
} from '../args';
import type { Command } from '../command';
import type { CliContext } from '../context';
import { CHECKSUM, DRY_RUN, showPlan } from '../execute';
import { openPlace, placeOf } from '../places';
import { executeAndRegister, sqlOptions } from '../registration';

const spec = {
  name: 'restore',
  summary: 'Make a database of a backup again.',
  usage: '--from ROOT --to PREFIX [options]',
  about: [
    'Deep-clones the tables of a backup to PREFIX/global_share, verifies every one and writes',
    'PREFIX/restore_report. PREFIX must be new or empty; a restore that was interrupted there goes on.',
    'At the end it prints the SQL that registers the tables as an Overwatch database on Databricks.',
  ],
  options: [
    {
      name: 'from',
      value: 'ROOT',
      help: 'The root of the backup: the folder in which data and\nclone_report lie.',
    },
    WAREHOUSE,
    { name: 'to', value: 'PREFIX', help: 'A new or empty folder, the storage prefix of the database.' },
    { name: 'tables', value: 'LIST', repeatable: true, help: 'Nothing but these tables.' },
    { name: 'run', value: 'ID', help: 'The tables as that run left them; see overwatch-backup report.' },
    AS_OF,
    CHECKSUM,
    ...sqlOptions('PREFIX', 'Write the SQL to a file instead of printing it.'),
    DRY_RUN,
    CONCURRENCY,
    JSON_LINES,
  ],
  examples: [
    'restore --from /mnt/backups/overwatch --to /mnt/lake/overwatch',
    'restore --from /mnt/backups/overwatch --to /mnt/lake/before --run 20261123T032456Z-1a2b3c --sql-out register.sql',
  ],
} as const;

export const restore: Command = { spec, run };

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const { signal, now } = context;
  const from = requiredValue(args, spec, 'from');
  const to = requiredValue(args, spec, 'to');
  const { lakehouse, location } = await openPlace(from, args, context);
  const choice = readChoice(location, placeOf(to, lakehouse, context), args);
  const options = { now, runId: newRunId(now()), concurrency: concurrencyOf(args, lakehouse), signal };
  const plan = await planRestore(choice, lakehouse, options);
  if (hasSwitch(args, DRY_RUN.name)) return showPlan(plan, args, context);
  return await executeAndRegister(plan, lakehouse, args, context);
}

function readChoice(from: string, root: string, args: ParsedArgs): RestoreChoice {
  const id = optionalValue(args, 'run');
  return {
    from,
    root,
    ...onlyOption(args, 'tables'),
    ...(id === undefined ? {} : { run: id }),
    ...asOfOption(args),
    checksum: hasSwitch(args, CHECKSUM.name),
  };
}
