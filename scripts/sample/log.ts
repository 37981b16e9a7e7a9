/**
 * Writes Delta logs with commit times that are given, not the clock's: commits as JSON, and classic checkpoints as Spark writes them every
 * ten commits. Only what the sample needs (protocol 1/2, no features); the product's own commits are made elsewhere.
 */

import { mkdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { seededUuid } from './seed';
import { text } from './sql';

export interface AddFile {
  /** Percent-encoded, relative to the table. */
  readonly path: string;
  readonly partitionValues: Readonly<Record<string, string>>;
  readonly size: number;
  readonly modificationTime: number;
  readonly dataChange: boolean;
  /** JSON text. */
  readonly stats: string;
}

interface RemoveFile {
  readonly path: string;
  readonly deletionTimestamp: number;
  readonly dataChange: boolean;
  readonly extendedFileMetadata: true;
  readonly partitionValues: Readonly<Record<string, string>>;
  readonly size: number;
}

export interface TableMetadata {
  readonly id: string;
  readonly format: { readonly provider: 'parquet'; readonly options: Readonly<Record<string, never>> };
  readonly schemaString: string;
  readonly partitionColumns: readonly string[];
  readonly configuration: Readonly<Record<string, string>>;
  readonly createdTime: number;
}

export type Operation = 'WRITE' | 'MERGE' | 'OPTIMIZE' | 'DELETE';

/** What a commit changes. An OPTIMIZE moves rows to other files; the others change data. */
export interface Change {
  readonly operation: Operation;
  /** Epoch ms. */
  readonly time: number;
  readonly added: readonly AddFile[];
  readonly gone: readonly AddFile[];
}

/** A table's log while it is being written. `live` are the files of the newest version, oldest first. */
export interface Log {
  readonly directory: string;
  readonly metadata: TableMetadata;
  readonly live: readonly AddFile[];
  readonly removed: readonly RemoveFile[];
  /** The newest version, -1 before the first commit. */
  readonly version: number;
}

const PROTOCOL = { minReaderVersion: 1, minWriterVersion: 2 };
const CHECKPOINT_INTERVAL = 10;

/** The types of a checkpoint's columns; those that no action of the sample fills are there because readers ask for them. */
const CHECKPOINT_COLUMNS = {
  txn: 'STRUCT(appId VARCHAR, version BIGINT, lastUpdated BIGINT)',
  add: 'STRUCT(path VARCHAR, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT, modificationTime BIGINT, dataChange BOOLEAN, tags MAP(VARCHAR, VARCHAR), stats VARCHAR)',
  remove:
    'STRUCT(path VARCHAR, deletionTimestamp BIGINT, dataChange BOOLEAN, extendedFileMetadata BOOLEAN, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT)',
  metaData:
    'STRUCT(id VARCHAR, name VARCHAR, description VARCHAR, format STRUCT(provider VARCHAR, options MAP(VARCHAR, VARCHAR)), schemaString VARCHAR, partitionColumns VARCHAR[], configuration MAP(VARCHAR, VARCHAR), createdTime BIGINT)',
  protocol: 'STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER)',
};

/** The log of a table that has no version yet. */
export function newLog(directory: string, metadata: TableMetadata): Log {
  return { directory, metadata, live: [], removed: [], version: -1 };
}

/** The number of a file's rows. */
export function numRecords(file: AddFile): number {
  return (JSON.parse(file.stats) as { numRecords: number }).numRecords;
}

/** Commits the next version and returns the log after it. Writes a checkpoint after every tenth version. */
export async function commit(connection: DuckDBConnection, log: Log, change: Change): Promise<Log> {
  const version = log.version + 1;
  const { added, gone, operation, time } = change;
  const removed = gone.map(({ path, partitionValues, size }) => ({
    path,
    deletionTimestamp: time,
    dataChange: operation !== 'OPTIMIZE',
    extendedFileMetadata: true as const,
    partitionValues,
    size,
  }));
  const head = version === 0 ? [{ protocol: PROTOCOL }, { metaData: log.metadata }] : [];
  const changes = [...removed.map((remove) => ({ remove })), ...added.map((add) => ({ add }))];
  const actions = [{ commitInfo: commitInfo(log, version, change) }, ...head, ...changes];
  await mkdir(log.directory, { recursive: true });
  await writeAt(join(log.directory, `${padded(version)}.json`), jsonLines(actions), time);
  const after: Log = {
    ...log,
    version,
    live: [...log.live.filter((file) => !gone.includes(file)), ...added],
    removed: [...log.removed, ...removed],
  };
  if (version > 0 && version % CHECKPOINT_INTERVAL === 0)
    await writeCheckpoint(connection, after, time + 1000);
  return after;
}

function commitInfo(log: Log, version: number, { added, gone, operation, time }: Change) {
  const partitionBy = JSON.stringify(log.metadata.partitionColumns);
  return {
    timestamp: time,
    operation,
    operationParameters: operation === 'WRITE' ? { mode: 'Append', partitionBy } : { predicate: '[]' },
    ...(version > 0 ? { readVersion: version - 1 } : {}),
    isolationLevel: operation === 'OPTIMIZE' ? 'SnapshotIsolation' : 'Serializable',
    isBlindAppend: operation === 'WRITE',
    operationMetrics: {
      numFiles: String(added.length),
      numRemovedFiles: String(gone.length),
      numOutputRows: String(added.reduce((sum, file) => sum + numRecords(file), 0)),
      numOutputBytes: String(added.reduce((sum, file) => sum + file.size, 0)),
    },
    engineInfo: 'overwatch-backup sample',
    txnId: seededUuid(`${log.metadata.id} ${version}`),
  };
}

async function writeCheckpoint(connection: DuckDBConnection, log: Log, time: number): Promise<void> {
  const actions = [
    { protocol: PROTOCOL },
    { metaData: log.metadata },
    ...log.live.map((add) => ({ add: { ...add, dataChange: false } })),
    ...log.removed.map((remove) => ({ remove: { ...remove, dataChange: false } })),
  ];
  const target = join(log.directory, `${padded(log.version)}.checkpoint.parquet`);
  const scratch = `${target}.jsonl`;
  await writeFile(scratch, jsonLines(actions));
  const columns = Object.entries(CHECKPOINT_COLUMNS).map(([name, type]) => `"${name}": ${text(type)}`);
  await connection.run(
    `COPY (FROM read_json(${text(scratch)}, format = 'newline_delimited', columns = {${columns.join(', ')}}))
     TO ${text(target)} (FORMAT parquet, COMPRESSION snappy)`,
  );
  await rm(scratch);
  await utimes(target, time / 1000, time / 1000);
  const { size } = await stat(target);
  const hint = {
    version: log.version,
    size: actions.length,
    sizeInBytes: size,
    numOfAddFiles: log.live.length,
  };
  await writeAt(join(log.directory, '_last_checkpoint'), JSON.stringify(hint), time);
}

async function writeAt(path: string, content: string, time: number): Promise<void> {
  await writeFile(path, content);
  await utimes(path, time / 1000, time / 1000);
}

function jsonLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

function padded(version: number): string {
  return String(version).padStart(20, '0');
}
