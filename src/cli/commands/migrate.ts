/** `migrate`: moves a database to another place, points its deployment config there and, if asked to, drops the source. */

import { type MigrationChoice, planMigration } from '../../backup/migration/plan';
import { newRunId } from '../../backup/runId';
import {
  CONCURRENCY,
  concurrencyOf,
  EXCLUDE,
  hasSwitch,
  JSON_LINES,
  LAKEHOUSE,
  optionalValue,
  type ParsedArgs,
  requiredValue,
  tableLists,
} from '../args';
import type { Command } from '../command';
import type { CliContext } from '../context';
import { CHECKSUM, DRY_RUN, showPlan } from '../execute';
import { configOf, findDatabase, openLakehouse, placeOf } from '../places';
import { executeAndRegister, sqlOptions } from '../registration';
import { configNames } from '../subjectOptions';

const spec = {
  name: 'migrate',
  summary: 'Move a database to another place, with its deployment config.',
  usage: '--lakehouse DIR... --database NAME --to ROOT --config PATH [options]',
  about: [
    'Stop the Overwatch jobs first, and start them again at the end. In between this command',
    '  1. copies all tables to ROOT/global_share and verifies every copy,',
    '  2. verifies all of them once more, looks whether the source moved meanwhile, and catches up,',
    "  3. sets storage_prefix to ROOT in the rows of the deployment config that are the database's,",
    '  4. only with --drop-source, and only if every table has a verified copy, drops the source.',
    'It writes ROOT/clone_report. Killed anywhere, overwatch-backup resume --to ROOT goes on.',
  ],
  options: [
    LAKEHOUSE,
    { name: 'database', value: 'NAME', help: 'Name or path of the database to move.' },
    { name: 'to', value: 'ROOT', help: "A new or empty folder, the database's new storage prefix." },
    {
      name: 'config',
      value: 'PATH',
      help: 'The deployment config: a CSV file, a Delta table by its path,\nor database.table. The old CSV is kept beside it, ending in .bak.',
    },
    {
      name: 'etl-database',
      value: 'NAME',
      help: 'etl_database_name in the config, where it is not NAME.',
    },
    {
      name: 'storage-prefix',
      value: 'URI',
      help: 'What the config is to say instead of ROOT, such as\ndbfs:/mnt/overwatch.',
    },
    EXCLUDE,
    {
      name: 'include',
      value: 'LIST',
      repeatable: true,
      help: 'Tables to copy too that Overwatch did not write.',
    },
    {
      name: 'drop-source',
      value: 'NAME',
      help: 'Drop the source in the end. NAME is the name of the database,\nonce more.',
    },
    {
      name: 'accept-loss',
      value: 'LIST',
      repeatable: true,
      help: 'Tables that are not copied and that may be lost with the\nsource. Without them it is kept.',
    },
    { name: CHECKSUM.name, help: 'Compare the contents of all files too, not only their lengths.' },
    ...sqlOptions(
      'ROOT',
      'Write the SQL that registers the tables at their new place as\nan Overwatch database on Databricks to a file.',
    ),
    DRY_RUN,
    CONCURRENCY,
    JSON_LINES,
  ],
  restGoesTo: LAKEHOUSE.name,
  examples: [
    'migrate --lakehouse /mnt/lake --database overwatch_etl --to /mnt/new/overwatch --config /mnt/config/deployment.csv --dry-run',
    'migrate --lakehouse /mnt/lake --database overwatch_etl --to /mnt/new/overwatch --config /mnt/config/deployment.csv --drop-source overwatch_etl',
  ],
} as const;

export const migrate: Command = { spec, run };

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const { signal, now } = context;
  const name = requiredValue(args, spec, 'database');
  const config = requiredValue(args, spec, 'config');
  const root = requiredValue(args, spec, 'to');
  const lakehouse = await openLakehouse(args, context);
  const choice = readChoice(placeOf(root, lakehouse, context), args);
  const database = await findDatabase(name, lakehouse, context);
  const location = await configOf(config, database, lakehouse, args, context);
  const plan = await planMigration(
    {
      ...choice,
      database,
      config: { location, ...configNames(args) },
      ...dropOption(name, database.name, args),
    },
    lakehouse,
    { now, runId: newRunId(now()), concurrency: concurrencyOf(args, lakehouse), signal },
  );
  if (hasSwitch(args, DRY_RUN.name)) return showPlan(plan, args, context);
  return await executeAndRegister(plan, lakehouse, args, context);
}

function readChoice(
  root: string,
  args: ParsedArgs,
): Omit<MigrationChoice, 'database' | 'config' | 'dropSource'> {
  return {
    root,
    exclude: tableLists(args, 'exclude'),
    include: tableLists(args, 'include'),
    acceptLoss: tableLists(args, 'accept-loss'),
    checksum: hasSwitch(args, CHECKSUM.name),
  };
}

/** Who repeats what the database was named by has named it, be it only the end of its name. */
function dropOption(name: string, fullName: string, args: ParsedArgs): Pick<MigrationChoice, 'dropSource'> {
  const typed = optionalValue(args, 'drop-source');
  if (typed === undefined) return {};
  return { dropSource: typed === name ? fullName : typed };
}
