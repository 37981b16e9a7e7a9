/** Every statement that is sent, as text. Pure; `test/unit/lakehouse/databricks/statements.test.ts` knows each by heart. */

import { identifier, integer, literal, relation, relationAt, typeName } from './quote';

/** Columns that are written, by Spark's names of types. */
export type WriteColumns = readonly { readonly name: string; readonly type: string }[];

export const describeDetail = (table: string) => `DESCRIBE DETAIL ${relation(table)}`;

/** Newest first; all commits that are still there without a limit. */
export function describeHistory(table: string, limit?: number): string {
  return `DESCRIBE HISTORY ${relation(table)}${limit === undefined ? '' : ` LIMIT ${integer(limit)}`}`;
}

export function describeColumns(table: string, version: number): string {
  return `DESCRIBE QUERY SELECT * FROM ${relationAt(table, version)}`;
}

export const describeNewestColumns = (table: string) => `DESCRIBE QUERY SELECT * FROM ${relation(table)}`;

/** The whole types of columns: DESCRIBE leaves out the fields of a struct beyond the 25th. One row, a column for each name: `c0`, `c1`, … */
export function wholeTypes(table: string, version: number, names: readonly string[]): string {
  const types = names.map((name, index) => `typeof(first(${identifier(name)})) AS c${index}`);
  return `SELECT ${types.join(', ')} FROM ${relationAt(table, version)} WHERE false`;
}

export const tableProperties = (table: string) => `SHOW TBLPROPERTIES ${relation(table)}`;

/** Answered from statistics, where there are any. */
export const countRows = (table: string, version: number) =>
  `SELECT count(*) AS rows FROM ${relationAt(table, version)}`;

/** Opens every data file of a version: `files`, `bytes` and `rows` are those that can be read. */
export function scanFiles(table: string, version: number): string {
  const byFile =
    'SELECT _metadata.file_path AS file, max(_metadata.file_size) AS bytes, count(*) AS rows ' +
    `FROM ${relationAt(table, version)} GROUP BY _metadata.file_path`;
  return `SELECT count(*) AS files, coalesce(sum(bytes), 0) AS bytes, coalesce(sum(rows), 0) AS rows FROM (${byFile})`;
}

/** One figure for the contents of all rows, in whatever order they stand. As text: it has more digits than a number holds. */
export function digestRows(table: string, version: number): string {
  return (
    'SELECT CAST(sum(CAST(xxhash64(to_json(struct(*))) AS DECIMAL(38, 0))) AS STRING) AS digest ' +
    `FROM ${relationAt(table, version)}`
  );
}

/** The first rows, each column in the form that people read, named `c0`, `c1`, … */
export function preview(
  table: string,
  version: number,
  columns: readonly { readonly name: string; readonly type: string }[],
  limit: number,
): string {
  const texts = columns.map(({ name, type }, index) => `${asText(identifier(name), type)} AS c${index}`);
  return `SELECT ${texts.join(', ')} FROM ${relationAt(table, version)} LIMIT ${integer(limit)}`;
}

function asText(name: string, type: string): string {
  if (/^(struct|array|map)<|^variant$/.test(type)) return `to_json(${name})`;
  if (type === 'binary') return `lower(hex(${name}))`;
  if (type === 'timestamp') return `date_format(${name}, "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'")`;
  if (type === 'timestamp_ntz') return `date_format(${name}, "yyyy-MM-dd'T'HH:mm:ss.SSSSSS")`;
  return `CAST(${name} AS STRING)`;
}

export interface Cloning {
  readonly source: string;
  readonly sourceVersion: number;
  readonly target: string;
  /** What the target has besides the source's own. */
  readonly properties: Readonly<Record<string, string>>;
}

export function deepClone({ source, sourceVersion, target, properties }: Cloning): string {
  return (
    `CREATE OR REPLACE TABLE ${relation(target)} DEEP CLONE ${relationAt(source, sourceVersion)} ` +
    propertyList(properties)
  );
}

/** What of the source a SELECT does not carry over by itself. */
export interface Design {
  readonly partitionColumns: readonly string[];
  readonly clusteringColumns: readonly string[];
  readonly comment: string | undefined;
}

/** The same where the server has no DEEP CLONE. Comments of columns come along; that a column must not be null does not. */
export function cloneBySelect(
  { source, sourceVersion, target, properties }: Cloning,
  design: Design,
): string {
  const { partitionColumns, clusteringColumns, comment } = design;
  const columns = (names: readonly string[]) => names.map(identifier).join(', ');
  return [
    `CREATE OR REPLACE TABLE ${relation(target)} USING delta`,
    ...(partitionColumns.length === 0 ? [] : [`PARTITIONED BY (${columns(partitionColumns)})`]),
    ...(clusteringColumns.length === 0 ? [] : [`CLUSTER BY (${columns(clusteringColumns)})`]),
    ...(comment === undefined ? [] : [`COMMENT ${literal(comment)}`]),
    propertyList(properties),
    `AS SELECT * FROM ${relationAt(source, sourceVersion)}`,
  ].join(' ');
}

function propertyList(properties: Readonly<Record<string, string>>): string {
  return `TBLPROPERTIES (${pairList(properties)})`;
}

function pairList(properties: Readonly<Record<string, string>>): string {
  return Object.entries(properties)
    .map(([name, value]) => `${literal(name)} = ${literal(value)}`)
    .join(', ');
}

export const showSchemas = (catalog: string) => `SHOW SCHEMAS IN ${identifier(catalog)}`;

export const describeSchema = (schema: string) => `DESCRIBE SCHEMA EXTENDED ${relation(schema)}`;

export const showTables = (schema: string) => `SHOW TABLES IN ${relation(schema)}`;

export const showViews = (schema: string) => `SHOW VIEWS IN ${relation(schema)}`;

/** One row for each table and view; `information` holds lines such as `Provider: delta`. */
export const showTablesExtended = (schema: string) => `SHOW TABLE EXTENDED IN ${relation(schema)} LIKE '*'`;

/** Unity Catalog only. One row for each: `volumeName`. */
export const showVolumes = (schema: string) => `SHOW VOLUMES IN ${relation(schema)}`;

/** One row for each that people made: `function`, its name with catalog and schema before it. */
export const showFunctions = (schema: string) => `SHOW USER FUNCTIONS IN ${relation(schema)}`;

export const createSchema = (schema: string) => `CREATE SCHEMA IF NOT EXISTS ${relation(schema)}`;

export function markSchema(schema: string, properties: Readonly<Record<string, string>>): string {
  return `ALTER SCHEMA ${relation(schema)} SET DBPROPERTIES (${pairList(properties)})`;
}

export const dropSchema = (schema: string) => `DROP SCHEMA IF EXISTS ${relation(schema)} CASCADE`;

export const dropTable = (table: string) => `DROP TABLE IF EXISTS ${relation(table)}`;

/** Databricks only. Folders come with a size of 0. */
export const listPath = (path: string) => `LIST ${literal(path)}`;

/** The commits of the tables up to `depth` folders below a path: `file`. Open-source Spark has no LIST. */
export function findLogs(path: string, depth: number): string {
  const levels = Array.from({ length: depth }, (_, index) =>
    Array(index + 1)
      .fill('*')
      .join('/'),
  );
  const folders = levels.length === 1 ? '*' : `{${levels.join(',')}}`;
  return `SELECT DISTINCT _metadata.file_path AS file FROM binaryFile.${identifier(`${escapeGlob(path)}/${folders}/_delta_log/*.json`)}`;
}

/** Hadoop's wildcards; a path may hold them as they are. */
function escapeGlob(path: string): string {
  return path.replace(/[\\*?[\]{},]/g, '\\$&');
}

/** @param hours versions that were replaced within them stay readable */
export function vacuum(table: string, hours: number, dryRun: boolean): string {
  return `VACUUM ${relation(table)} RETAIN ${integer(hours)} HOURS${dryRun ? ' DRY RUN' : ''}`;
}

export function createTable(table: string, columns: WriteColumns): string {
  return `CREATE TABLE IF NOT EXISTS ${relation(table)} (${columnList(columns)}) USING delta`;
}

export function addColumns(table: string, columns: WriteColumns): string {
  return `ALTER TABLE ${relation(table)} ADD COLUMNS (${columnList(columns)})`;
}

function columnList(columns: WriteColumns): string {
  return columns.map(({ name, type }) => `${identifier(name)} ${typeName(type)}`).join(', ');
}

/** Appends the rows of the JSON array in the parameter `rows`. */
export function insertRows(table: string, columns: WriteColumns): string {
  const names = columns.map(({ name }) => identifier(name));
  const type = `array<struct<${columns.map(({ name, type }) => `${identifier(name)}:${typeName(type)}`).join(',')}>>`;
  return (
    `INSERT INTO ${relation(table)} (${names.join(', ')}) ` +
    `SELECT ${names.map((name) => `r.${name}`).join(', ')} ` +
    `FROM (SELECT explode(from_json(:rows, ${literal(type)})) AS r)`
  );
}

/** All rows as JSON objects in `row`; timestamps in them as epoch ms. */
export function readRows(table: string, columns: WriteColumns): string {
  const values = columns.map(({ name, type }) => {
    const quoted = identifier(name);
    return type === 'timestamp' ? `unix_millis(${quoted}) AS ${quoted}` : quoted;
  });
  return `SELECT to_json(struct(${values.join(', ')}), map('ignoreNullFields', 'false')) AS row FROM ${relation(table)}`;
}

/** Parameters: `value`, and `in0`, `in1`, … for `count` values that the other column may have. */
export function updateColumn(table: string, column: string, other: string, count: number): string {
  const values = Array.from({ length: count }, (_, index) => `:in${index}`);
  return (
    `UPDATE ${relation(table)} SET ${identifier(column)} = :value ` +
    `WHERE ${identifier(other)} IN (${values.join(', ')}) AND NOT (${identifier(column)} <=> :value)`
  );
}

export const maximum = (table: string, column: string) =>
  `SELECT max(${identifier(column)}) AS value FROM ${relation(table)}`;

/** Rows of the log of one kind, oldest first, each once; `:id` where only those of one id are meant. */
export function readLog(table: string, ofOne: boolean): string {
  return `SELECT DISTINCT id, seq, text FROM ${relation(table)} WHERE kind = :kind${ofOne ? ' AND id = :id' : ''} ORDER BY seq`;
}
