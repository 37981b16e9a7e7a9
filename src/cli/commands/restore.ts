/** `restore`: makes a database of a backup again, and prints the SQL that registers it on Databricks. */

import type { RunSummary } from '../../backup/events';
import type { PlanOf } from '../../backup/plan';
import { targetName } from '../../backup/planning/select';
import { planRestore, type RestoreChoice } from '../../backup/restore/restore';
import { newRunId } from '../../backup/runId';
import { asFault } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { parseTableNames } from '../../overwatch/names';
import { GLOBAL_SHARE } from '../../overwatch/recognise';
import { registrationSql } from '../../overwatch/registrationSql';
import {
  AS_OF,
  allValues,
  asOfOption,
  CONCURRENCY,
  concurrencyOf,
  hasSwitch,
  JSON_LINES,
  optionalValue,
  type ParsedArgs,
  requiredValue,
} from '../args';
import type { Command } from '../command';
import type { CliContext } from '../context';
import { CHECKSUM, DRY_RUN, type ExecuteOptions, execute, showPlan } from '../execute';
import { exitCodeOf } from '../exit';
import { printJson, printLine } from '../output';
import { folderOf } from '../places';

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
    { name: 'to', value: 'PREFIX', help: 'A new or empty folder, the storage prefix of the database.' },
    { name: 'tables', value: 'LIST', repeatable: true, help: 'Nothing but these tables.' },
    { name: 'run', value: 'ID', help: 'The tables as that run left them; see overwatch-backup report.' },
    AS_OF,
    CHECKSUM,
    { name: 'sql-out', value: 'FILE', help: 'Write the SQL to a file instead of printing it.' },
    {
      name: 'sql-database',
      value: 'NAME',
      help: 'What the SQL calls the database; without it, what the one that\nwas backed up was called.',
    },
    {
      name: 'sql-location',
      value: 'URI',
      help: 'PREFIX as Databricks names it, such as\nabfss://container@account.dfs.core.windows.net/overwatch.',
    },
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
  const choice = readChoice(args, context);
  const lakehouse = await context.openLakehouse([choice.from]);
  const options = { now, runId: newRunId(now()), concurrency: concurrencyOf(args), signal };
  const plan = await planRestore(choice, lakehouse, options);
  if (hasSwitch(args, DRY_RUN.name)) return showPlan(plan, args, context);
  return await executeRestore(plan, lakehouse, args, context);
}

/** Runs a restore, be it a new or a resumed one, and says the SQL. */
export async function executeRestore(
  plan: PlanOf<'restore'>,
  lakehouse: Lakehouse,
  args: ParsedArgs,
  context: CliContext,
  options: Pick<ExecuteOptions, 'resumed'> = {},
): Promise<number> {
  let sql = '';
  const beforeSummary = (summary: RunSummary) => {
    const folder = lakehouse.join(plan.parameters.root, GLOBAL_SHARE);
    if (!summary.tables.some(isRestored)) return;
    sql = sqlOf(summary, plan.parameters.database.name, folder, args);
    if (hasSwitch(args, JSON_LINES.name)) printJson(context.stdout, { type: 'sql', sql });
  };
  const finished = await execute(plan, lakehouse, args, context, { ...options, beforeSummary });
  if (sql !== '') await tellSql(sql, args, context);
  return exitCodeOf(finished.status);
}

function readChoice(args: ParsedArgs, context: CliContext): RestoreChoice {
  const only = allValues(args, 'tables');
  const id = optionalValue(args, 'run');
  return {
    from: folderOf(requiredValue(args, spec, 'from'), context),
    root: folderOf(requiredValue(args, spec, 'to'), context),
    ...(only.length === 0 ? {} : { only: parseTableNames(only) }),
    ...(id === undefined ? {} : { run: id }),
    ...asOfOption(args),
    checksum: hasSwitch(args, CHECKSUM.name),
  };
}

function isRestored({ status }: RunSummary['tables'][number]): boolean {
  return status === 'done' || status === 'warning';
}

/** Registers what has a verified copy, and nothing else. */
function sqlOf({ tables }: RunSummary, database: string, folder: string, args: ParsedArgs): string {
  const prefix = optionalValue(args, 'sql-location')?.replace(/\/+$/, '');
  return registrationSql({
    database: optionalValue(args, 'sql-database') ?? database.split('/').at(-1) ?? database,
    location: prefix === undefined ? folder : `${prefix}/${GLOBAL_SHARE}`,
    tables: tables
      .filter(isRestored)
      .map(({ table }) => ({ name: targetName(table), folder: targetName(table) })),
  });
}

/** Says the SQL, or writes it to the file that was asked for. Where that fails, it is said all the same. */
async function tellSql(sql: string, args: ParsedArgs, context: CliContext): Promise<void> {
  const { stdout, stderr, writeFile } = context;
  const file = optionalValue(args, 'sql-out');
  const json = hasSwitch(args, JSON_LINES.name);
  const say = () => {
    if (!json) stdout.write(`\nTo register the tables on Databricks:\n\n${sql}`);
  };
  if (optionalValue(args, 'sql-location') === undefined)
    printLine(
      stderr,
      'The SQL names the tables by their path here; --sql-location gives the one Databricks knows.',
    );
  if (file === undefined) return say();
  const place = folderOf(file, context);
  try {
    await writeFile(place, sql);
    if (!json) printLine(stdout, `SQL: ${place}`);
  } catch (error) {
    say();
    throw asFault(error, `The SQL could not be written to ${place}`);
  }
}
