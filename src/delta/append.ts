/**
 * Appends rows to a Delta table, made on first use and widened by columns it lacks: how reports are kept.
 *
 * Rows go to DuckDB as JSON, since native buffers must not be written from Electron; the table may also be one that Overwatch began.
 */

import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { asFault, Fault } from '../base/fault';
import { sqlName, sqlString, withDuckDB } from '../parquet/duckdb';
import type { Storage } from '../storage/storage';
import type { Action, AddFile, Metadata, Protocol } from './actions';
import { hasInCommitTimestamps } from './cloneState';
import { ENGINE_INFO, writeCommit } from './commit';
import { tryListLog } from './logFiles';
import { type DataType, duckdbType, parseSchema, type StructField, type StructType } from './schema';
import { openSnapshot, type Snapshot } from './snapshot';
import { committedAt } from './timestamps';

export interface NewColumn {
  readonly name: string;
  readonly type: DataType;
}

/** Another run may commit its report at the same moment; then the next version is tried. */
const ATTEMPTS = 10;

/** Writer features under which a plain append of new files is all that is needed. */
const APPENDABLE = new Set([
  'appendOnly',
  'invariants',
  'changeDataFeed',
  'deletionVectors',
  'v2Checkpoint',
  'vacuumProtocolCheck',
  'domainMetadata',
  'inCommitTimestamp',
  'timestampNtz',
  'typeWidening',
  'typeWidening-preview',
  'allowColumnDefaults',
  'variantType',
  'variantType-preview',
]);

/**
 * Appends rows, whose values are plain JSON: 64-bit integers as numbers, timestamps as ISO text.
 *
 * @throws Fault `unsupported-feature` where the table's features or column types forbid it; `conflict` where other writers never let it in.
 */
export async function appendRows(
  storage: Storage,
  table: string,
  columns: readonly NewColumn[],
  rows: readonly Readonly<Record<string, unknown>>[],
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const log = await tryListLog(storage, table);
    const current =
      log === undefined ? undefined : await openSnapshot(storage, table, signal, undefined, log);
    if (current !== undefined) assertAppendable(current);
    const existing = current === undefined ? [] : parseSchema(table, current.metadata).fields;
    const fields = mergeFields(table, existing, columns);
    const add = await writeFile(storage, table, fields, spelledAs(fields, rows), signal);
    try {
      await commitAppend(storage, table, current, fields, add);
      return;
    } catch (error) {
      // After any other error the commit may stand all the same, and a file too many does no harm.
      if (!(error instanceof Fault && error.code === 'conflict')) throw error;
      await storage.remove(path.join(table, add.path));
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

function assertAppendable({ table, protocol, metadata }: Snapshot): void {
  const feature =
    protocol.writerFeatures?.find((name) => !APPENDABLE.has(name)) ??
    (metadata.partitionColumns.length > 0 ? 'partitioning' : undefined) ??
    Object.keys(metadata.configuration ?? {}).find((name) => name.startsWith('delta.constraints.'));
  if (feature === undefined) return;
  throw new Fault('unsupported-feature', `Rows cannot be appended to ${table}: it uses ${feature}.`, {
    advice: 'Move that table away; the next run makes a new one.',
  });
}

/** The table's fields, then the new ones it lacks. A field that exists in any case keeps its name and type. */
function mergeFields(
  table: string,
  existing: readonly StructField[],
  columns: readonly NewColumn[],
): StructField[] {
  const merged = [...existing];
  for (const { name, type } of columns) {
    const index = merged.findIndex((field) => field.name.toLowerCase() === name.toLowerCase());
    const old = merged[index];
    if (old === undefined) merged.push({ name, type, nullable: true, metadata: {} });
    else merged[index] = { ...old, type: mergeType(table, name, old.type, type) };
  }
  return merged;
}

function mergeType(table: string, name: string, old: DataType, wanted: DataType): DataType {
  if (typeof old !== 'string' && typeof wanted !== 'string') {
    if (old.type === 'struct' && wanted.type === 'struct') {
      return { ...old, fields: mergeFields(table, old.fields, wanted.fields) };
    }
    if (old.type === wanted.type) return old;
  } else if (typeof old === 'string' && typeof wanted === 'string') {
    return old;
  }
  throw new Fault(
    'unsupported-feature',
    `The column ${name} of ${table} has another type than the report's.`,
    {
      advice: 'Move that table away; the next run makes a new one.',
    },
  );
}

type Fields = Readonly<Record<string, unknown>>;

/** Rows with their fields named as the table names them, whatever the case. */
function spelledAs(fields: readonly StructField[], rows: readonly Fields[]): Fields[] {
  const types = new Map(fields.map((field) => [field.name.toLowerCase(), field]));
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        const field = types.get(name.toLowerCase());
        return field === undefined ? [name, value] : [field.name, spelledValue(field.type, value)];
      }),
    ),
  );
}

function spelledValue(type: DataType, value: unknown): unknown {
  const isStruct = typeof type !== 'string' && type.type === 'struct';
  if (!isStruct || typeof value !== 'object' || value === null) return value;
  return spelledAs(type.fields, [value as Fields])[0];
}

async function writeFile(
  storage: Storage,
  table: string,
  fields: readonly StructField[],
  rows: readonly Readonly<Record<string, unknown>>[],
  signal: AbortSignal,
): Promise<AddFile> {
  const name = `part-00000-${randomUUID()}-c000.snappy.parquet`;
  const file = path.join(table, name);
  await storage.makeDirectory(table);
  const structure = JSON.stringify([
    Object.fromEntries(fields.map((field) => [field.name, jsonStructure(field.type)])),
  ]);
  const columns = fields.map(
    (field) => `CAST(r.${sqlName(field.name)} AS ${duckdbType(field.type)}) AS ${sqlName(field.name)}`,
  );
  const write = async (connection: DuckDBConnection) => {
    const from = `(SELECT unnest(from_json($1, ${sqlString(structure)})) r)`;
    const select = `SELECT ${columns.join(', ')} FROM ${from}`;
    await connection.run(`CREATE TEMP TABLE report AS ${select}`, [JSON.stringify(rows)]);
    await connection.run(`COPY report TO ${sqlString(file)} (FORMAT parquet, COMPRESSION snappy)`);
    await connection.run('DROP TABLE report');
  };
  try {
    await withDuckDB(write, signal);
  } catch (error) {
    signal.throwIfAborted();
    await storage.remove(file);
    throw notWritten(file, error);
  }
  const stat = await storage.stat(file);
  if (stat === undefined) throw new Fault('io', `The file ${file} was written and is not there.`);
  return {
    path: name,
    partitionValues: {},
    size: stat.size,
    modificationTime: Math.floor(stat.modifiedAt),
    dataChange: true,
    stats: JSON.stringify({ numRecords: rows.length }),
  };
}

/** DuckDB gives the system's words for a full disk without its code. */
export function notWritten(file: string, cause: unknown): Fault {
  const { message } = asFault(cause);
  const isFull = /no space left on device|disk quota exceeded|not enough space/i.test(message);
  return new Fault(isFull ? 'no-space' : 'io', `The file ${file} could not be written: ${message}`, {
    advice: isFull ? 'Free some space there, then run it again.' : 'Check that the folder can be written to.',
    cause,
  });
}

/** DuckDB's description of JSON, in which numbers and times are still text where that keeps them exact. */
function jsonStructure(type: DataType): unknown {
  if (typeof type === 'string') return type === 'binary' ? 'VARCHAR' : duckdbType(type);
  switch (type.type) {
    case 'struct':
      return Object.fromEntries(type.fields.map((field) => [field.name, jsonStructure(field.type)]));
    case 'array':
      return [jsonStructure(type.elementType)];
    case 'map':
      return duckdbType(type);
  }
}

const NEW_PROTOCOL: Protocol = { minReaderVersion: 1, minWriterVersion: 2 };

async function commitAppend(
  storage: Storage,
  table: string,
  current: Snapshot | undefined,
  fields: readonly StructField[],
  add: AddFile,
): Promise<void> {
  const previous = current === undefined ? 0 : await committedAt(storage, current);
  const timestamp = Math.max(Date.now(), previous + 1);
  const schemaString = JSON.stringify({ type: 'struct', fields } satisfies StructType);
  const actions: Action[] = [];
  if (current === undefined) {
    actions.push({ protocol: NEW_PROTOCOL }, { metaData: newMetadata(schemaString, timestamp) });
  } else if (isWider(current, schemaString)) {
    actions.push({ metaData: { ...current.metadata, schemaString } });
  }
  actions.push({ add });
  const isTimed = current !== undefined && hasInCommitTimestamps(current.metadata);
  await writeCommit(storage, table, {
    version: (current?.version ?? -1) + 1,
    commitInfo: {
      ...(isTimed ? { inCommitTimestamp: timestamp } : {}),
      timestamp,
      operation: 'WRITE',
      operationParameters: { mode: 'Append', partitionBy: '[]' },
      operationMetrics: { numFiles: '1', numOutputBytes: String(add.size) },
      isBlindAppend: true,
      engineInfo: ENGINE_INFO,
      txnId: randomUUID(),
    },
    actions,
  });
}

/** Whether the fields differ from the table's own. */
function isWider({ table, metadata }: Snapshot, schemaString: string): boolean {
  return JSON.stringify(parseSchema(table, metadata)) !== schemaString;
}

function newMetadata(schemaString: string, createdTime: number): Metadata {
  return {
    id: randomUUID(),
    format: { provider: 'parquet', options: {} },
    schemaString,
    partitionColumns: [],
    configuration: {},
    createdTime,
  };
}
