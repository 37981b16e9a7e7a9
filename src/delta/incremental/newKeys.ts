/** The keys of the new rows as a table of DuckDB, each once, in the types that the copy's columns have. */

import type { DuckDBConnection } from '@duckdb/node-api';
import type { Storage } from '../../storage/storage';
import { scanFilesSql } from '../scan';
import { duckdbType, type StructField } from '../schema';
import { matchFields } from './adapt';
import { columnName, type IncomingRows, numbered } from './newRows';
import { scanFiles } from './sides';

export interface KeysRequest {
  /** The source's folder. */
  readonly source: string;
  readonly rows: IncomingRows;
  /** The table of DuckDB that holds them; it is only read where they are to be written. */
  readonly newRows: string;
  /** The columns that the copy will have. */
  readonly fields: readonly StructField[];
  /** Those of them that are keys. */
  readonly keys: readonly StructField[];
}

/** Makes the table `name`, with its columns in the order of `keys`, named by {@link columnName}. @throws Fault `damaged`, `unsupported-feature`. */
export async function createNewKeys(
  storage: Storage,
  connection: DuckDBConnection,
  name: string,
  { source, rows, newRows, fields, keys }: KeysRequest,
  signal: AbortSignal,
): Promise<void> {
  const schema = rows.kind === 'written' ? rows.sides.added.schema : rows.schema;
  const matches = matchFields(schema.fields, fields);
  const own = keys.map((key) => matches[fields.indexOf(key)]);
  let query: string;
  if (rows.kind === 'written') {
    const columns = own.map((field) =>
      field === undefined ? 'NULL' : columnName(schema.fields.indexOf(field)),
    );
    query = `SELECT ${columns.join(', ')} FROM ${newRows}`;
  } else {
    const files = await scanFiles(storage, source, rows.files, signal);
    query = await scanFilesSql(connection, { ...schema, fields: own.flatMap((field) => field ?? []) }, files);
  }
  const columns = keys.map(
    (key, index) => `CAST(${columnName(index)} AS ${duckdbType(key.type)}) AS ${columnName(index)}`,
  );
  await connection.run(
    `CREATE TEMP TABLE ${name} AS SELECT DISTINCT ${columns.join(', ')} FROM ${numbered(query, keys.length)}`,
  );
}
