/** `migrate`: moves a database to another place, points its deployment config there and, if asked to, drops the source. */

import path from 'node:path';
import { findConfig } from '../../backup/migration/findConfig';
import { type MigrationChoice, planMigration } from '../../backup/migration/plan';
import { newRunId } from '../../backup/runId';
import { parseTableNames } from '../../overwatch/names';
import {
  allValues,
  CONCURRENCY,
  concurrencyOf,
  EXCLUDE,
  hasSwitch,
  JSON_LINES,
  LAKEHOUSE,
  optionalValue,
  type ParsedArgs,
  requiredValue,
} from '../args';
import type { Command } from '../command';
import type { CliContext } from '../context';
import { CHECKSUM, DRY_RUN, execute, showPlan } from '../execute';
import { exitCodeOf } from '../exit';
import { findDatabase, folderOf, lakehouseFolders, openLakehouse } from '../places';

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
    'It writes ROOT/clone_report. Killed anywhere, overwatch-backup resume --root ROOT goes on.',
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
  const choice = readChoice(args, context);
  const lakehouse = await openLakehouse(args, context);
  const database = await findDatabase(name, lakehouse, context);
  const location = await findConfig(config, configPlaces(config, args, context), database, lakehouse, signal);
  const plan = await planMigration(
    {
      ...choice,
      database,
      config: { location, ...configNames(args) },
      ...dropOption(name, database.name, args),
    },
    lakehouse,
    { now, runId: newRunId(now()), concurrency: concurrencyOf(args), signal },
  );
  if (hasSwitch(args, DRY_RUN.name)) return showPlan(plan, args, context);
  return exitCodeOf((await execute(plan, lakehouse, args, context)).status);
}

function readChoice(
  args: ParsedArgs,
  context: CliContext,
): Omit<MigrationChoice, 'database' | 'config' | 'dropSource'> {
  return {
    root: folderOf(requiredValue(args, spec, 'to'), context),
    exclude: parseTableNames(allValues(args, 'exclude')),
    include: parseTableNames(allValues(args, 'include')),
    acceptLoss: parseTableNames(allValues(args, 'accept-loss')),
    checksum: hasSwitch(args, CHECKSUM.name),
  };
}

function configNames(args: ParsedArgs): Omit<MigrationChoice['config'], 'location'> {
  const database = optionalValue(args, 'etl-database');
  const storagePrefix = optionalValue(args, 'storage-prefix');
  return {
    ...(database === undefined ? {} : { database }),
    ...(storagePrefix === undefined ? {} : { storagePrefix }),
  };
}

/** Who repeats what the database was named by has named it, be it only the end of its name. */
function dropOption(name: string, fullName: string, args: ParsedArgs): Pick<MigrationChoice, 'dropSource'> {
  const typed = optionalValue(args, 'drop-source');
  if (typed === undefined) return {};
  return { dropSource: typed === name ? fullName : typed };
}

/** As a path, and as a table of Hive's layout in the folders of the lakehouse. */
function configPlaces(config: string, args: ParsedArgs, context: CliContext): string[] {
  const [database, table] = /^([^./\\]+)\.([^./\\]+)$/.exec(config)?.slice(1) ?? [];
  if (database === undefined || table === undefined) return [folderOf(config, context)];
  const names = [database, `${database}.db`];
  const hive = lakehouseFolders(args, context).flatMap((folder) =>
    names.map((one) => path.join(folder, one, table)),
  );
  return [folderOf(config, context), ...hive];
}
