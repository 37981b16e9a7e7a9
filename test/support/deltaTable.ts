/** Small Delta tables made by a test, commit by commit through the product's own writer, and what can be read from them. */

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Action, AddFile, CommitInfo, Metadata, Protocol } from '../../src/delta/actions';
import { writeCommit } from '../../src/delta/commit';
import { deletionVectorFile } from '../../src/delta/deletionVector';
import { latestVersion, tryListLog } from '../../src/delta/logFiles';
import { resolveDataPath } from '../../src/delta/paths';
import { readRows } from '../../src/delta/readRows';
import { openSnapshot, type Snapshot } from '../../src/delta/snapshot';
import { sqlString, withDuckDB } from '../../src/parquet/duckdb';
import { localStorage } from '../../src/storage/local';

const { signal } = new AbortController();

export const PROTOCOL: Protocol = { minReaderVersion: 1, minWriterVersion: 2 };

export const SCHEMA = JSON.stringify({
  type: 'struct',
  fields: [{ name: 'value', type: 'long', nullable: true, metadata: {} }],
});

export function metadata(id: string, more: Partial<Metadata> = {}): Metadata {
  return {
    id,
    format: { provider: 'parquet', options: {} },
    schemaString: SCHEMA,
    partitionColumns: [],
    configuration: {},
    createdTime: 1_700_000_000_000,
    ...more,
  };
}

/** The actions with which a table begins. */
export function beginning(id: string, more: Partial<Metadata> = {}, protocol: Protocol = PROTOCOL): Action[] {
  return [{ protocol }, { metaData: metadata(id, more) }];
}

/** Commits the table's next version and returns its number. */
export async function commit(
  table: string,
  actions: readonly Action[],
  commitInfo: CommitInfo = { operation: 'WRITE' },
): Promise<number> {
  const log = await tryListLog(localStorage, table);
  const version = log === undefined ? 0 : latestVersion(log) + 1;
  await writeCommit(localStorage, table, { version, commitInfo, actions });
  return version;
}

/** Writes a data file of some values and gives its `add`. `name` is as the folder has it; the log's spelling of it is `spelled`. */
export async function dataFile(
  table: string,
  name: string,
  values: readonly number[],
  spelled = name,
  type = 'BIGINT',
): Promise<AddFile> {
  const file = path.join(table, name);
  mkdirSync(path.dirname(file), { recursive: true });
  const list = values.map((value) => `(${value}::${type})`).join(', ');
  await withDuckDB(async (connection) => {
    await connection.run(
      `COPY (SELECT value FROM (VALUES ${list}) t(value)) TO ${sqlString(file)} (FORMAT parquet)`,
    );
  });
  return addOf(table, name, values.length, spelled);
}

/** Writes a file of any bytes, for tests that never read its rows. */
export function opaqueFile(table: string, name: string, content: string | Buffer, rows = 1): AddFile {
  const file = path.join(table, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return addOf(table, name, rows, name);
}

function addOf(table: string, name: string, rows: number, spelled: string): AddFile {
  const { size, mtimeMs } = statSync(path.join(table, name));
  return {
    path: spelled,
    partitionValues: {},
    size,
    modificationTime: Math.floor(mtimeMs),
    dataChange: true,
    stats: JSON.stringify({ numRecords: rows }),
  };
}

export function removeOf(add: AddFile): Action {
  const { path: name, deletionVector } = add;
  const vector = deletionVector === undefined ? {} : { deletionVector };
  return { remove: { path: name, deletionTimestamp: Date.now(), dataChange: true, ...vector } };
}

export function open(table: string, version?: number): Promise<Snapshot> {
  return openSnapshot(localStorage, table, signal, version);
}

/** The values of all rows, ascending. */
export async function valuesOf(table: string, version?: number): Promise<number[]> {
  const rows = await readRows(localStorage, await open(table, version), signal);
  return rows.map((row) => Number(row.value)).sort((one, other) => one - other);
}

/** What a version of a table holds, without reading Parquet: for each logical file the digests of its bytes and of its vector's. */
export async function contentsOf(table: string, version?: number): Promise<string[]> {
  const { files } = await open(table, version);
  return files
    .map(({ path: name, deletionVector }) => {
      const vectorFile = deletionVector && deletionVectorFile(table, deletionVector);
      const vector = vectorFile === undefined ? '' : `${digest(vectorFile)}@${deletionVector?.offset}`;
      return `${digest(resolveDataPath(table, name))} ${vector}`;
    })
    .sort();
}

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
}

/** A snapshot that lies on no disk, for what only looks at it. */
export function snapshotOf(more: Partial<Snapshot> & { readonly table: string }): Snapshot {
  return {
    version: 0,
    protocol: PROTOCOL,
    metadata: metadata(`id of ${more.table}`),
    files: [],
    transactions: new Map(),
    domains: new Map(),
    commitInfo: undefined,
    ...more,
  };
}

/** A data file that lies on no disk. */
export function addNamed(name: string, more: Partial<AddFile> = {}): AddFile {
  return { path: name, partitionValues: {}, size: 10, modificationTime: 1, dataChange: true, ...more };
}
