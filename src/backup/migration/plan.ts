/** Makes the plan of a migration: what is copied, what the config will say, what may be dropped. Reads, and writes nothing. */

import { Fault } from '../../base/fault';
import { formatCount } from '../../base/format';
import type { Lakehouse, TableEntry } from '../../lakehouse/lakehouse';
import { LAYERS, PIPELINE_REPORT } from '../../overwatch/catalog';
import { seemsToLeadTo } from '../../overwatch/deploymentConfig';
import { resolveTables, sameName } from '../../overwatch/names';
import { CLONE_REPORT, GLOBAL_SHARE } from '../../overwatch/recognise';
import type { AfterStep, ConfigStep, DropStep } from '../afterSteps';
import type { LeftOut, MigrationParameters, MigrationPlan } from '../plan';
import { type Copy, completePlan, type PlanOptions, requirePipelineReport } from '../planning/copyPlan';
import type { AcceptedRoot } from '../planning/root';
import { type SelectedTable, selectTables, targetName } from '../planning/select';
import { planConfig } from './config';
import { checkMigrationRoot } from './root';
import { wrongName } from './typedName';

/** How often a migration catches up with a source that moves before it takes it that a job is still running. */
export const ROUNDS = 3;

export interface MigrationChoice extends Omit<MigrationParameters, 'dropSource'> {
  /** The database's name, typed once more by who wants the source dropped. */
  readonly dropSource?: string;
}

/**
 * Plans a migration to `<root>/global_share`. A drop that cannot be granted stays in the plan as a step that is known to fail.
 *
 * @throws Fault `not-overwatch`, `bad-target`, `bad-config`, `no-space`, `unknown-table` or `usage` for what must not be begun; the signal's
 *   reason when aborted.
 */
export async function planMigration(
  choice: MigrationChoice,
  lakehouse: Lakehouse,
  options: PlanOptions,
): Promise<MigrationPlan> {
  const { database, root, exclude, include } = choice;
  const createdAt = options.now();
  const parameters = { ...choice, dropSource: isNamed(choice) };
  const tables = await lakehouse.tables(database.location, options.signal);
  requirePipelineReport(tables, database.location);
  const { chosen, leftOut } = selectTables(tables, {
    layers: LAYERS,
    exclude,
    include,
    databases: databaseNames(choice),
  });
  const copies = copiesTo(root, chosen, lakehouse);
  const { inspection, warnings } = await checkMigrationRoot(
    root,
    database.location,
    copies,
    lakehouse,
    options,
  );
  const config = await planConfig(parameters, options.runId, lakehouse, options.signal);
  const drop = await planDrop(parameters, tables, leftOut, lakehouse, options.signal);
  const plan = await completePlan(
    {
      process: 'migrate',
      parameters,
      createdAt,
      copies,
      reportTable: lakehouse.join(root, CLONE_REPORT),
      leftOut,
      warnings: [...warnings, ...configWarnings(config, parameters), ...leftOutWarnings(parameters, leftOut)],
      freeBytes: inspection.freeBytes,
    },
    lakehouse,
    options,
  );
  const after: AfterStep[] = [
    { kind: 'verify-all', tables: copies.length },
    { kind: 'look-again', rounds: ROUNDS },
    config,
    ...(drop === undefined ? [] : [drop]),
  ];
  return { ...plan, after };
}

/**
 * Whether the chosen tables of a database may be migrated to a root. Pickers call it while the user types.
 *
 * @throws Fault as `checkMigrationRoot` and `selectTables` do.
 */
export async function checkTarget(
  {
    database,
    root,
    exclude,
    include,
  }: Pick<MigrationParameters, 'database' | 'root' | 'exclude' | 'include'>,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<AcceptedRoot> {
  const tables = await lakehouse.tables(database.location, signal);
  const { chosen } = selectTables(tables, { layers: LAYERS, exclude, include, databases: [database.name] });
  const copies = copiesTo(root, chosen, lakehouse);
  return await checkMigrationRoot(root, database.location, copies, lakehouse, { signal });
}

function copiesTo(root: string, chosen: readonly SelectedTable[], lakehouse: Lakehouse): Copy[] {
  return chosen.map(({ entry, group }) => ({
    table: entry.name,
    group,
    source: entry.location,
    target: lakehouse.join(root, GLOBAL_SHARE, targetName(entry.name)),
    moment: 'latest',
  }));
}

/** What may stand before a table's name: the name of the database here, and the one that the config knows it by. */
export function databaseNames({
  database,
  config,
}: Pick<MigrationParameters, 'database' | 'config'>): readonly string[] {
  return [database.name, ...(config.database === undefined ? [] : [config.database])];
}

/** @throws Fault `usage` where a name was typed that is not the database's, and for losses that mean nothing. */
function isNamed({ database, dropSource, acceptLoss }: MigrationChoice): boolean {
  if (dropSource === undefined) {
    if (acceptLoss.length === 0) return false;
    throw new Fault('usage', 'Tables are accepted as lost, but the source is not to be dropped.', {
      advice: 'Name the database that is to be dropped, or leave out the tables to lose.',
    });
  }
  const error = wrongName(database.name, dropSource);
  if (error === undefined) return true;
  throw error;
}

/** What is dropped: what is copied, and what may be lost. Undefined where the source is to stay. */
async function planDrop(
  parameters: MigrationParameters,
  tables: readonly TableEntry[],
  leftOut: readonly LeftOut[],
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<DropStep | undefined> {
  const { database, dropSource, acceptLoss, config } = parameters;
  if (!dropSource) return undefined;
  const whole = lakehouse.wholeDrop(database.location);
  const { dropTable: cannot } = lakehouse.cannot;
  if (whole === undefined && cannot !== undefined) throw new Fault('usage', cannot);
  await lakehouse.assertWritable(database.location, signal);
  const others = (await whole?.others(database.location, signal)) ?? [];
  const names = [...new Set([...tables.map(({ name }) => name), ...others])];
  const lost = resolveTables(acceptLoss, names, {
    absentIsFine: false,
    databases: databaseNames(parameters),
  });
  const uncopied = [...new Set([...leftOut.map(({ table }) => table), ...others])];
  const copied = lost.find((name) => !uncopied.includes(name));
  if (copied !== undefined) {
    throw new Fault('usage', `The table ${copied} is accepted as lost, but it is to be copied.`, {
      advice: `Exclude ${copied} too, or do not accept its loss.`,
    });
  }
  // A database that goes as a whole may take everything with it that lies where its own tables are stored.
  const places = [
    ...(whole === undefined ? [] : [database.location]),
    ...tables.map(({ location }) => location),
  ];
  for (const place of places) {
    if (!(await lakehouse.overlaps(config.location, place))) continue;
    throw new Fault(
      'bad-config',
      `The config ${config.location} lies in the database that is to be dropped.`,
      {
        advice: 'Move the config elsewhere first, or do not have the source dropped.',
      },
    );
  }
  const isFirst = (name: string) => sameName(name, PIPELINE_REPORT);
  const ordered = [...names.filter(isFirst), ...names.filter((name) => !isFirst(name))];
  const error = notCovered(uncopied.filter((table) => !lost.includes(table)));
  const state =
    error === undefined ? ({ ready: true } as const) : { ready: false as const, error: error.toData() };
  return { kind: 'drop', tables: ordered, lost, ...(whole === undefined ? {} : { whole: true }), state };
}

/** Why a source that holds these tables cannot be dropped; undefined where there are none. */
export function notCovered(tables: readonly string[]): Fault | undefined {
  if (tables.length === 0) return undefined;
  const are = tables.length === 1 ? 'is' : 'are';
  return new Fault(
    'source-kept',
    `The source is kept: ${tables.join(', ')} ${are} neither copied nor accepted as lost.`,
    { advice: 'Copy them too, or accept the loss of each by name.' },
  );
}

function configWarnings(
  { database, from, to, location }: ConfigStep,
  parameters: MigrationParameters,
): string[] {
  const source = parameters.database.location;
  if (from === to || seemsToLeadTo(from, source)) return [];
  return [
    `${location} says that ${database} lies below ${from}, which does not look like ${source}. Make sure that this is its config.`,
  ];
}

function leftOutWarnings({ dropSource }: MigrationParameters, leftOut: readonly LeftOut[]): string[] {
  if (dropSource || leftOut.length === 0) return [];
  const names = leftOut.map(({ table }) => table).join(', ');
  return [`${formatCount(leftOut.length, 'table')} will be in the source only: ${names}.`];
}
