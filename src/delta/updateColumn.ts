/**
 * Sets one text column of a table to one value in the rows in which another column has one of some values: `UPDATE t SET c = v WHERE p IN (…)`.
 *
 * Meant for small tables that people keep, such as configs. Files that hold such rows are written anew, in one commit; what this cannot do
 * right for a table is refused by name.
 */

import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { asFault, Fault } from '../base/fault';
import { queryRows, sqlName, sqlString, withDuckDB } from '../parquet/duckdb';
import type { Storage } from '../storage/storage';
import { type Action, type AddFile, removal } from './actions';
import { hasInCommitTimestamps } from './cloneState';
import { ENGINE_INFO, writeCommit } from './commit';
import type { ColumnUpdate, ColumnUpdateResult } from './results';
import { scanSql } from './scan';
import { columnMapping, parseSchema, type StructField } from './schema';
import type { Snapshot } from './snapshot';
import { committedAt } from './timestamps';

/** Writer features under which rewriting whole files, without deletion vectors, is all that is needed. */
const UPDATABLE = new Set([
  'appendOnly',
  'invariants',
  'changeDataFeed',
  'checkConstraints',
  'columnMapping',
  'generatedColumns',
  'deletionVectors',
  'v2Checkpoint',
  'vacuumProtocolCheck',
  'inCommitTimestamp',
  'timestampNtz',
  'typeWidening',
  'typeWidening-preview',
  'allowColumnDefaults',
]);

/**
 * Updates the newest version of a table. Where no row would change, nothing is committed.
 *
 * @param snapshot the table's newest version
 * @throws Fault `unsupported-feature`, naming what stands in the way; `conflict` where another writer commits meanwhile; `damaged`.
 */
export async function updateColumn(
  storage: Storage,
  snapshot: Snapshot,
  update: ColumnUpdate,
  signal: AbortSignal,
): Promise<ColumnUpdateResult> {
  const fields = assertUpdatable(snapshot, update);
  const rewritten = await rewriteFiles(storage, snapshot, fields, update, signal);
  if (rewritten.length === 0) return { version: snapshot.version, updatedRows: 0 };
  try {
    return await commit(storage, snapshot, update, rewritten);
  } catch (error) {
    // After any other error the commit may stand all the same, and a file too many does no harm.
    if (error instanceof Fault && error.code === 'conflict')
      await removeAll(storage, snapshot.table, rewritten);
    throw error;
  }
}

interface Rewritten {
  readonly old: AddFile;
  readonly fresh: AddFile;
  readonly updatedRows: number;
}

async function rewriteFiles(
  storage: Storage,
  snapshot: Snapshot,
  fields: readonly StructField[],
  update: ColumnUpdate,
  signal: AbortSignal,
): Promise<Rewritten[]> {
  const rewritten: Rewritten[] = [];
  try {
    await withDuckDB(async (connection) => {
      for (const add of snapshot.files) {
        const one = await rewrite(storage, connection, snapshot, fields, update, add);
        if (one !== undefined) rewritten.push(one);
      }
    }, signal);
    return rewritten;
  } catch (error) {
    await removeAll(storage, snapshot.table, rewritten);
    throw error;
  }
}

/** The fields that data files hold: all but the partition columns. */
function assertUpdatable({ table, protocol, metadata }: Snapshot, update: ColumnUpdate): StructField[] {
  const { fields } = parseSchema(table, metadata);
  const configuration = metadata.configuration ?? {};
  const isOn = (property: string) => configuration[property]?.toLowerCase() === 'true';
  const speaksOf = (property: string) => metadata.schemaString.includes(`"${property}`);
  const obstacles = [
    protocol.writerFeatures?.find((feature) => !UPDATABLE.has(feature)),
    columnMapping(metadata) === 'none' ? undefined : 'column mapping',
    isOn('delta.appendOnly') ? 'delta.appendOnly' : undefined,
    isOn('delta.enableChangeDataFeed') ? 'the change data feed' : undefined,
    Object.keys(configuration).find((name) => name.startsWith('delta.constraints.')),
    speaksOf('delta.invariants') ? 'a column invariant' : undefined,
    speaksOf('delta.generationExpression') ? 'a generated column' : undefined,
    speaksOf('delta.identity.') ? 'an identity column' : undefined,
    fields.some(({ type }) => type === 'void') ? 'a column of the type void' : undefined,
    metadata.partitionColumns.includes(update.column) ? `${update.column} as a partition column` : undefined,
  ];
  const obstacle = obstacles.find((one) => one !== undefined);
  if (obstacle !== undefined) {
    throw new Fault('unsupported-feature', `The table ${table} cannot be updated: it uses ${obstacle}.`, {
      advice: `Set ${update.column} yourself where the table is at home, with UPDATE.`,
    });
  }
  for (const name of [update.column, update.where.column]) {
    if (fields.some((field) => field.name === name && field.type === 'string')) continue;
    throw new Fault('unsupported-feature', `The table ${table} has no column ${name} of the type string.`);
  }
  return fields.filter(({ name }) => !metadata.partitionColumns.includes(name));
}

/** Writes a file anew; undefined where it holds no row to change. */
async function rewrite(
  storage: Storage,
  connection: DuckDBConnection,
  snapshot: Snapshot,
  fields: readonly StructField[],
  { column, value, where }: ColumnUpdate,
  old: AddFile,
): Promise<Rewritten | undefined> {
  const scan = await scanSql(storage, connection, snapshot, [old]);
  const matches = `coalesce(${sqlName(where.column)} IN (${where.in.map(sqlString).join(', ')}), false)`;
  const changes = `${matches} AND ${sqlName(column)} IS DISTINCT FROM ${sqlString(value)}`;
  const counts = `SELECT count(*), count(*) FILTER (WHERE ${changes}) FROM (${scan})`;
  const [rows, updatedRows] = (await queryRows(connection, counts))[0]?.map(Number) ?? [];
  if (rows === undefined || updatedRows === undefined || updatedRows === 0) return undefined;

  const name = `part-00000-${randomUUID()}-c000.snappy.parquet`;
  const file = path.join(snapshot.table, name);
  const columns = fields.map((field) => {
    const own = sqlName(field.name);
    return field.name === column
      ? `CASE WHEN ${matches} THEN ${sqlString(value)} ELSE ${own} END AS ${own}`
      : own;
  });
  try {
    await connection.run(
      `COPY (SELECT ${columns.join(', ')} FROM (${scan})) TO ${sqlString(file)} (FORMAT parquet, COMPRESSION snappy)`,
    );
  } catch (error) {
    await storage.remove(file);
    throw new Fault('io', `The file ${file} could not be written: ${asFault(error).message}`, {
      cause: error,
    });
  }
  const stat = await storage.stat(file);
  if (stat === undefined) throw new Fault('io', `The file ${file} was written and is not there.`);
  const fresh: AddFile = {
    path: name,
    partitionValues: old.partitionValues,
    size: stat.size,
    modificationTime: Math.floor(stat.modifiedAt),
    dataChange: true,
    stats: JSON.stringify({ numRecords: rows }),
  };
  return { old, fresh, updatedRows };
}

async function commit(
  storage: Storage,
  snapshot: Snapshot,
  { column, value, where }: ColumnUpdate,
  rewritten: readonly Rewritten[],
): Promise<ColumnUpdateResult> {
  const timestamp = Math.max(Date.now(), (await committedAt(storage, snapshot)) + 1);
  const version = snapshot.version + 1;
  const updatedRows = rewritten.reduce((sum, one) => sum + one.updatedRows, 0);
  const actions: Action[] = rewritten.flatMap(({ old, fresh }) => [
    removal(old, timestamp, true),
    { add: fresh },
  ]);
  await writeCommit(storage, snapshot.table, {
    version,
    commitInfo: {
      ...(hasInCommitTimestamps(snapshot.metadata) ? { inCommitTimestamp: timestamp } : {}),
      timestamp,
      operation: 'UPDATE',
      operationParameters: {
        predicate: JSON.stringify([`${where.column} IN (${where.in.map(sqlString).join(', ')})`]),
        set: `${column} = ${sqlString(value)}`,
      },
      readVersion: snapshot.version,
      isolationLevel: 'Serializable',
      isBlindAppend: false,
      operationMetrics: {
        numAddedFiles: String(rewritten.length),
        numRemovedFiles: String(rewritten.length),
        numUpdatedRows: String(updatedRows),
      },
      engineInfo: ENGINE_INFO,
      txnId: randomUUID(),
    },
    actions,
  });
  return { version, updatedRows };
}

async function removeAll(storage: Storage, table: string, rewritten: readonly Rewritten[]): Promise<void> {
  for (const { fresh } of rewritten) await storage.remove(path.join(table, fresh.path));
}
