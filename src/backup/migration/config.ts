/**
 * The deployment config of a migration: found, checked and edited, be it a CSV file or a table. The edit may be repeated at any time: it sees
 * from the config itself whether it was made, and keeps the old one before it touches it.
 */

import { Fault } from '../../base/fault';
import { formatCount } from '../../base/format';
import type { ColumnUpdate, Lakehouse } from '../../lakehouse/lakehouse';
import {
  type ConfigRow,
  type Deployment,
  ETL_DATABASE_NAME,
  editCsvConfig,
  findDeployment,
  isOf,
  readCsvConfig,
  readTableConfig,
  STORAGE_PREFIX,
} from '../../overwatch/deploymentConfig';
import { sameName } from '../../overwatch/names';
import type { ConfigStep } from '../afterSteps';
import type { MigrationParameters } from '../plan';

/**
 * What will become of the config.
 *
 * @throws Fault `bad-config` where it is none, or does not have exactly one storage prefix for the database; `not-found`; `usage` for a new
 *   prefix that cannot be; what the lakehouse throws where it cannot be written to.
 */
export async function planConfig(
  { config, database, root }: Pick<MigrationParameters, 'config' | 'database' | 'root'>,
  runId: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<ConfigStep> {
  const { location } = config;
  const format = await configFormat(location, lakehouse, signal);
  const rows = await readRows(location, format, lakehouse, signal);
  const wanted =
    config.database === undefined
      ? { name: database.name, location: database.location }
      : { name: config.database };
  const deployment = findDeployment(rows, wanted);
  const to = usablePrefix(config.storagePrefix ?? root);
  await lakehouse.assertWritable(location, signal);
  return {
    kind: 'config',
    location,
    format,
    database: deployment.database,
    places: deployment.rows.map(({ place }) => place),
    from: deployment.storagePrefix,
    to,
    keptAs: format === 'csv' ? `${location}.${runId}.bak` : undefined,
  };
}

/** @throws Fault `usage` for what a config cannot hold so that it reads the same to everyone. */
function usablePrefix(prefix: string): string {
  if (prefix !== '' && prefix === prefix.trim() && !/\p{Cc}/u.test(prefix)) return prefix;
  throw new Fault('usage', `${JSON.stringify(prefix)} cannot be a storage_prefix.`, {
    advice: 'It must not be empty, begin or end with a blank, or hold line breaks.',
  });
}

/** @throws Fault `not-found` where nothing lies there; `bad-config` for a folder that is no table. */
export async function configFormat(
  location: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<ConfigStep['format']> {
  const kind = await lakehouse.placeKind(location, signal);
  if (kind === 'file') return 'csv';
  if (kind === 'table') return 'delta';
  const message =
    kind === 'folder' ? `${location} is a folder, but no Delta table.` : `There is no config ${location}.`;
  throw new Fault(kind === 'folder' ? 'bad-config' : 'not-found', message, {
    advice: 'Give the CSV file or the Delta table that is the config of the Overwatch deployment.',
  });
}

async function readRows(
  location: string,
  format: ConfigStep['format'],
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<ConfigRow[]> {
  if (format === 'csv') return readCsvConfig(await lakehouse.readFile(location, signal));
  const names = await columnNames(location, lakehouse, signal);
  return readTableConfig(names, (await lakehouse.readReport(location, signal)) ?? []);
}

async function columnNames(table: string, lakehouse: Lakehouse, signal: AbortSignal): Promise<string[]> {
  return (await lakehouse.detail(table, 'latest', signal)).columns.map(({ name }) => name);
}

/** Whether the config points to the copy. @throws Fault as {@link planConfig} does. */
export async function isEdited(
  { location, format, database, to }: ConfigStep,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<boolean> {
  const rows = await readRows(location, format, lakehouse, signal);
  return findDeployment(rows, { name: database }).storagePrefix === to;
}

/**
 * Makes the config point to the copy, and reads it again to see that it does.
 *
 * @returns what was done, in words.
 * @throws Fault `conflict` where somebody changed those rows since the plan was made; `verify-failed`; what the lakehouse throws.
 */
export async function editConfig(
  step: ConfigStep,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<string> {
  const { location, format, database, from, to } = step;
  const before = findDeployment(await readRows(location, format, lakehouse, signal), { name: database });
  if (before.storagePrefix === to) return `storage_prefix is ${to} already`;
  if (before.storagePrefix !== from) throw changedMeanwhile(step, before);
  const kept =
    format === 'csv'
      ? await editFile(step, lakehouse, signal)
      : await editTable(step, before, lakehouse, signal);
  const after = findDeployment(await readRows(location, format, lakehouse, signal), { name: database });
  if (after.storagePrefix === to)
    return `storage_prefix is ${to} in ${formatCount(after.rows.length, 'row')}; ${kept}`;
  throw new Fault('verify-failed', `${location} was written, but storage_prefix is ${after.storagePrefix}.`);
}

function changedMeanwhile({ location, from }: ConfigStep, { storagePrefix, database }: Deployment): Fault {
  return new Fault(
    'conflict',
    `storage_prefix of ${database} in ${location} was ${from} when the migration was planned, and is ${storagePrefix} now.`,
    { advice: 'Put it back, then resume the run; or leave it, and begin a new migration.' },
  );
}

async function editFile(
  { location, database, to, keptAs }: ConfigStep,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<string> {
  if (keptAs === undefined) throw new Fault('internal', `It is not said where the old ${location} is kept.`);
  await lakehouse.copyFile(location, keptAs, signal);
  // The copy is read, so that what is kept is surely what was edited.
  const content = await lakehouse.readFile(keptAs, signal);
  await lakehouse.replaceFile(location, editCsvConfig(content, database, to), signal);
  return `the old file is kept as ${keptAs}`;
}

async function editTable(
  { location, database, to }: ConfigStep,
  { rows }: Deployment,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<string> {
  const names = await columnNames(location, lakehouse, signal);
  const nameOf = (column: string) => names.find((name) => sameName(name, column)) ?? column;
  const spellings = rows.filter((row) => isOf(row, database)).map((row) => row.database);
  const update: ColumnUpdate = {
    column: nameOf(STORAGE_PREFIX),
    value: to,
    where: { column: nameOf(ETL_DATABASE_NAME), in: [...new Set(spellings)] },
  };
  const { version } = await lakehouse.updateColumn(location, update, signal);
  return `committed as version ${version}`;
}
