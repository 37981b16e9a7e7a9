/**
 * Reads a checkpoint: the whole state of a table at one version. Classic, multi-part and V2 (Parquet or JSON, with sidecars).
 *
 * Source: PROTOCOL.md, "Checkpoints", "V2 Spec" and "Checkpoint Schema". Fields that a writer left out are absent from the Parquet schema too,
 * so the query asks only for those that are there.
 */

import path from 'node:path';
import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api';
import { queryRows, sqlFiles, withDuckDB } from '../parquet/duckdb';
import type { Storage } from '../storage/storage';
import { type Action, type AddFile, parseAction } from './actions';
import { readAdds } from './checkpointAdds';
import { lines } from './lines';
import type { Checkpoint } from './logFiles';
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
      await readAdds(connection, source(files), structFields(shape.get('add')), onAdd, signal);
    }, signal);
  }
  const sidecars = actions.flatMap(({ sidecar }) =>
    sidecar === undefined ? [] : [sidecarPath(directory, sidecar.path)],
  );
  if (sidecars.length > 0) {
    await withDuckDB(async (connection) => {
      const fields = structFields((await columnShape(connection, sidecars)).get('add'));
      await readAdds(connection, source(sidecars), fields, onAdd, signal);
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
      if (typeof row[index] === 'string') actions.push(parseAction(`{"${kind}":${row[index]}}`));
    }
  }
  return actions;
}
