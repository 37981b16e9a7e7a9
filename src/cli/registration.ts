/** Runs a restore or a migration, and says the SQL that registers the new tables on Databricks. */

import type { RunSummary } from '../backup/events';
import type { MigrationPlan, PlanOf } from '../backup/plan';
import { targetName } from '../backup/planning/select';
import { asFault } from '../base/fault';
import type { Lakehouse } from '../lakehouse/lakehouse';
import { isNamedPlace } from '../lakehouse/placeText';
import { GLOBAL_SHARE } from '../overwatch/recognise';
import { registrationSql } from '../overwatch/registrationSql';
import { hasSwitch, JSON_LINES, type OptionSpec, optionalValue, type ParsedArgs } from './args';
import type { CliContext } from './context';
import { type ExecuteOptions, execute } from './execute';
import { exitCodeOf } from './exit';
import { printJson, printLine } from './output';
import { folderOf } from './places';

const OUT = 'sql-out';
const DATABASE = 'sql-database';
const LOCATION = 'sql-location';

/** What the SQL is told by, for a command whose target is called `target` in its help. */
export function sqlOptions(target: string, outHelp: string): readonly OptionSpec[] {
  return [
    { name: OUT, value: 'FILE', help: outHelp },
    {
      name: DATABASE,
      value: 'NAME',
      help: 'What the SQL calls the database; without it, what the one that\nwas copied was called.',
    },
    {
      name: LOCATION,
      value: 'URI',
      help: `${target} as Databricks names it, such as\nabfss://container@account.dfs.core.windows.net/overwatch.`,
    },
  ];
}

type RegistrablePlan = PlanOf<'restore'> | MigrationPlan;

/** Runs a plan, be it new or resumed. The SQL of a restore is always said, that of a migration where it is asked for. */
export async function executeAndRegister(
  plan: RegistrablePlan,
  lakehouse: Lakehouse,
  args: ParsedArgs,
  context: CliContext,
  options: Pick<ExecuteOptions, 'resumed'> = {},
): Promise<number> {
  const isWanted =
    plan.process === 'restore' ||
    [OUT, DATABASE, LOCATION].some((name) => optionalValue(args, name) !== undefined);
  const place = registeredPlace(plan, lakehouse.host === undefined, args);
  let sql = '';
  const beforeSummary = (summary: RunSummary) => {
    // Tables of a schema are in the catalog as they are.
    if (!isWanted || isNamedPlace(plan.parameters.root) || !isInPlace(plan, summary)) return;
    sql = sqlOf(summary, place);
    if (hasSwitch(args, JSON_LINES.name)) printJson(context.stdout, { type: 'sql', sql });
  };
  const finished = await execute(plan, lakehouse, args, context, { ...options, beforeSummary });
  if (sql !== '') await tellSql(sql, place, args, context);
  return exitCodeOf(finished.status);
}

function isRegistrable({ status }: RunSummary['tables'][number]): boolean {
  return status === 'done' || status === 'warning';
}

/** Until the config points to its copy, a migrated database is where it was. */
function isInPlace({ process }: RegistrablePlan, { tables, steps = [] }: RunSummary): boolean {
  if (process === 'migrate') return steps.some(({ step, status }) => step === 'config' && status === 'done');
  return tables.some(isRegistrable);
}

interface RegisteredPlace {
  readonly database: string;
  /** The folder above `global_share`. */
  readonly prefix: string;
  /** Whether that is only its path on this machine, as far as is known. */
  readonly isLocal: boolean;
}

/** @param isLocal whether places are paths of this machine */
function registeredPlace(
  { parameters, ...plan }: RegistrablePlan,
  isLocal: boolean,
  args: ParsedArgs,
): RegisteredPlace {
  const { database, root } = parameters;
  const config = 'after' in plan ? plan.after.find((step) => step.kind === 'config') : undefined;
  const name = config?.database ?? database.name;
  const prefix = optionalValue(args, LOCATION) ?? config?.to ?? root;
  return {
    database: optionalValue(args, DATABASE) ?? name.split('/').at(-1) ?? name,
    prefix: prefix.replace(/\/+$/, ''),
    isLocal: prefix === root && isLocal,
  };
}

/** Registers what has a verified copy, and nothing else. */
function sqlOf({ tables }: RunSummary, { database, prefix }: RegisteredPlace): string {
  return registrationSql({
    database,
    location: `${prefix}/${GLOBAL_SHARE}`,
    tables: tables
      .filter(isRegistrable)
      .map(({ table }) => ({ name: targetName(table), folder: targetName(table) })),
  });
}

/** Says the SQL, or writes it to the file that was asked for. Where that fails, it is said all the same. */
async function tellSql(
  sql: string,
  { isLocal }: RegisteredPlace,
  args: ParsedArgs,
  context: CliContext,
): Promise<void> {
  const { stdout, stderr, writeFile } = context;
  const file = optionalValue(args, OUT);
  const json = hasSwitch(args, JSON_LINES.name);
  const say = () => {
    if (!json) stdout.write(`\nTo register the tables on Databricks:\n\n${sql}`);
  };
  if (isLocal)
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
