/** A small Overwatch database as Delta tables, for tests of whole processes. */

import path from 'node:path';
import { beginning, commit, dataFile, open, removeOf } from './deltaTable';

/** Makes a table with the values in its first file, or adds a file of values to it. */
export async function addRows(table: string, values: readonly number[]): Promise<void> {
  const isNew = (await open(table).catch(() => undefined)) === undefined;
  const version = isNew ? 0 : (await open(table)).version + 1;
  const add = await dataFile(table, `part-${version}.parquet`, values);
  await commit(table, [...(isNew ? beginning(path.basename(table)) : []), { add }]);
}

/** Puts other values in the place of all that a table has. */
export async function replaceRows(table: string, values: readonly number[]): Promise<void> {
  const { files, version } = await open(table);
  const add = await dataFile(table, `part-${version + 1}.parquet`, values);
  await commit(table, [...files.map(removeOf), { add }]);
}

/** The tables of the database, each with a row. */
export const TABLES = ['audit_log_bronze', 'jobrun_silver', 'job_gold', 'pipeline_report'];

/** Makes a database below `lake` and returns its folder. */
export async function makeDatabase(lake: string): Promise<string> {
  const database = path.join(lake, 'ow', 'global_share');
  for (const [index, name] of TABLES.entries()) await addRows(path.join(database, name), [index]);
  return database;
}
