/**
 * Reads a checkpoint: the whole state of a table at one version. Classic, multi-part and V2 (Parquet or JSON, with sidecars).
 *
 * Source: PROTOCOL.md, "Checkpoints", "V2 Spec" and "Checkpoint Schema". Fields that a writer left out are absent from the Parquet schema too,
 * so the query asks only for those that are there.
 */

import path from 'node:path';
import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { eachChunk, queryRows, sqlFiles, withDuckDB } from '../parquet/duckdb';
import type { Storage } from '../storage/storage';
import { type Action, type AddFile, type Metadata, type Protocol, parseAction } from './actions';
import { lines } from './lines';
import type { Checkpoint } from './logFiles';
import { parsedStatsSql } from './parsedStats';
import { logDirectory } from './paths';
import { structFields } from './structFields';

/** What a checkpoint holds but for its files. */
export interface CheckpointContent {
  /** Every action that is no file action. */
  readonly actions: readonly Action[];
}

/**
 * Reads one checkpoint and hands its files on as they come.
 *
 * @throws whatever reading throws: a checkpoint that cannot be read is passed over by the caller.
 */
export async function readCheckpoint(
  storage: Storage,
  table: string,
  checkpoint: Checkpoint,
  onAdd: (add: AddFile) => void,
  signal: AbortSignal,
): Promise<CheckpointContent> {
  const directory = logDirectory(table);
  const files = checkpoint.names.map((name) => path.join(directory, name));
  const actions: Action[] = [];
  if (checkpoint.format === 'json') {
    for (const file of files) {
      for (const line of lines(await storage.read(file))) {
        const action = parseAction(line);
        if (action.add !== undefined) onAdd(action.add);
        else if (action.remove === undefined) actions.push(action);
      }
    }
  } else {
    await withDuckDB(async (connection) => {
      const shape = await columnShape(connection, files);
      actions.push(...(await readOtherActions(connection, files, shape)));
      await readAdds(connection, files, shape, onAdd, signal);
    }, signal);
  }
  const sidecars = actions.flatMap(({ sidecar }) =>
    sidecar === undefined ? [] : [sidecarPath(directory, sidecar.path)],
  );
  if (sidecars.length > 0) {
    await withDuckDB(async (connection) => {
      await readAdds(connection, sidecars, await columnShape(connection, sidecars), onAdd, signal);
    }, signal);
  }
  return { actions };
}

function sidecarPath(directory: string, name: string): string {
  return path.join(directory, '_sidecars', decodeURIComponent(path.posix.basename(name)));
}

type Shape = ReadonlyMap<string, DuckDBType>;

async function columnShape(connection: DuckDBConnection, files: readonly string[]): Promise<Shape> {
  const result = await connection.run(`SELECT * FROM ${source(files)} LIMIT 0`);
  return new Map(result.columnNames().map((name, index) => [name, result.columnType(index)]));
}

/** The union by name lets the parts of one checkpoint leave out different columns. */
function source(files: readonly string[]): string {
  return `read_parquet(${sqlFiles(files)}, union_by_name = ${files.length > 1}, hive_partitioning = false)`;
}

async function readOtherActions(
  connection: DuckDBConnection,
  files: readonly string[],
  shape: Shape,
): Promise<Action[]> {
  const kinds = ['protocol', 'metaData', 'txn', 'domainMetadata', 'sidecar', 'checkpointMetadata'].filter(
    (kind) => shape.has(kind),
  );
  if (kinds.length === 0) return [];
  const anyOf = kinds.map((kind) => `${kind} IS NOT NULL`).join(' OR ');
  const columns = kinds.map((kind) => `to_json(${kind})::VARCHAR`).join(', ');
  const rows = await queryRows(connection, `SELECT ${columns} FROM ${source(files)} WHERE ${anyOf}`);
  const actions: Action[] = [];
  for (const row of rows) {
    for (const [index, kind] of kinds.entries()) {
      if (typeof row[index] === 'string') actions.push(normalise(parseAction(`{"${kind}":${row[index]}}`)));
    }
  }
  return actions;
}

/** Parquet spells absent fields as nulls; our types know only absent ones. */
function normalise(action: Action): Action {
  if (action.protocol !== undefined) return { protocol: withoutNulls<Protocol>(action.protocol) };
  if (action.metaData !== undefined) return { metaData: withoutNulls<Metadata>(action.metaData) };
  return action;
}

function withoutNulls<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null)) as T;
}

/** How each field of `add` that differs from file to file is asked for, where the checkpoint has it. */
const ADD_FIELDS: readonly (readonly [field: keyof AddFile, sql: string])[] = [
  ['path', 'add.path'],
  ['size', 'add.size::DOUBLE'],
  ['modificationTime', 'add.modificationTime::DOUBLE'],
  ['deletionVector', 'to_json(add.deletionVector)::VARCHAR'],
  ['baseRowId', 'add.baseRowId::DOUBLE'],
  ['defaultRowCommitVersion', 'add.defaultRowCommitVersion::DOUBLE'],
];

/** Fields that many files have in common. Handing a text over costs most, so they come as one, which is parsed once for all those files. */
const SHARED_FIELDS: readonly (keyof AddFile)[] = [
  'partitionValues',
  'dataChange',
  'tags',
  'clusteringProvider',
];

async function readAdds(
  connection: DuckDBConnection,
  files: readonly string[],
  shape: Shape,
  onAdd: (add: AddFile) => void,
  signal: AbortSignal,
): Promise<void> {
  const fields = structFields(shape.get('add'));
  if (fields.size === 0) return;
  const selected = ADD_FIELDS.filter(([field]) => fields.has(field));
  const columns = [sharedSql(fields), ...selected.map(([, sql]) => sql)];
  const names: string[] = ['shared', ...selected.map(([field]) => field)];
  const stats = statsSql(fields);
  if (stats !== undefined) {
    columns.push(stats);
    names.push('stats');
  }
  const shared = new Map<string, Partial<AddFile>>();
  await eachChunk(
    connection,
    `SELECT ${columns.join(', ')} FROM ${source(files)} WHERE add.path IS NOT NULL`,
    (values, rows) => {
      for (let row = 0; row < rows; row += 1) onAdd(toAdd(names, values, row, shared));
    },
    signal,
  );
}

function sharedSql(fields: ReadonlyMap<string, DuckDBType>): string {
  const pairs = SHARED_FIELDS.filter((field) => fields.has(field)).map((field) => `'${field}', add.${field}`);
  return `json_object(${pairs.join(', ')})::VARCHAR`;
}

/** Statistics as JSON text; where a checkpoint has them in struct form only, they are written out again. */
function statsSql(fields: ReadonlyMap<string, DuckDBType>): string | undefined {
  const text = fields.has('stats') ? 'add.stats' : undefined;
  const parsedType = fields.get('stats_parsed');
  const parsed = parsedType === undefined ? undefined : parsedStatsSql('add.stats_parsed', parsedType);
  if (text === undefined || parsed === undefined) return text ?? parsed;
  return `coalesce(${text}, ${parsed})`;
}

function toAdd(
  names: readonly string[],
  values: readonly DuckDBValue[][],
  row: number,
  shared: Map<string, Partial<AddFile>>,
): AddFile {
  const add: Record<string, unknown> = { ...parseShared(String(values[0]?.[row]), shared) };
  for (let index = 1; index < names.length; index += 1) {
    const name = names[index] as string;
    const value = values[index]?.[row];
    if (value === null || value === undefined) continue;
    add[name] = name === 'deletionVector' ? withoutNulls(JSON.parse(String(value)) as object) : value;
  }
  return add as unknown as AddFile;
}

function parseShared(text: string, shared: Map<string, Partial<AddFile>>): Partial<AddFile> {
  let fields = shared.get(text);
  if (fields === undefined) {
    fields = { partitionValues: {}, dataChange: true, ...withoutNulls(JSON.parse(text) as Partial<AddFile>) };
    shared.set(text, fields);
  }
  return fields;
}
