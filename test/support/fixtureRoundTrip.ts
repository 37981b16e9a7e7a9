/**
 * Sends the rows of a fixture through an incremental snapshot: read from Spark's files and written anew, first as new rows, then as rows that are kept
 * beside a replaced one. So every type is written that Spark writes.
 */

import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { AddFile, Protocol } from '../../src/delta/actions';
import type { WriteMode } from '../../src/delta/incremental';
import { protocolUnion } from '../../src/delta/incremental/protocolUnion';
import { resolveDataPath } from '../../src/delta/paths';
import { parseSchema } from '../../src/delta/schema';
import { queryRows, sqlFiles, withDuckDB } from '../../src/parquet/duckdb';
import { encodeBitmapArray, inlineVector } from './deletionVectors';
import { commit, open, removeOf } from './deltaTable';
import type { Fixture } from './fixtures';
import { snapshotIncrementally } from './incrementalCopy';

/** Fixtures whose rows are not written, and what their refusal names. */
export const NOT_WRITTEN: Readonly<Record<string, string>> = {
  'iceberg-compat': 'icebergCompat',
  'unknown-writer-feature': 'Feature',
  variant: 'variant',
};

const APPEND: WriteMode = { mode: 'append' };

const VECTORS: Protocol = {
  minReaderVersion: 3,
  minWriterVersion: 7,
  readerFeatures: ['deletionVectors'],
  writerFeatures: ['deletionVectors'],
};

/** @param check called twice with the folder of a copy that should hold the fixture's rows, each time written in another way */
export async function writeAnew(fixture: Fixture, check: (copy: string) => Promise<void>): Promise<void> {
  const { table, expected } = fixture;
  const written = await snapshotHiddenRows(fixture);
  const copy = copyOf(fixture);
  assert.equal(written.kind, expected.rows.length === 0 ? 'advanced' : 'appended');
  if (written.kind === 'appended') assert.equal(written.metrics.copiedFiles, 0);
  const columns = parseSchema(table, (await open(table)).metadata).fields.map((field) => field.name);
  await check(copy);

  // A row with the key of one that is there comes in, so the others of its file are written anew.
  const [add] = await originals(fixture);
  if (add !== undefined && add.deletionVector === undefined) {
    const own = resolveDataPath(table, add.path);
    const twin = path.join(table, 'twin', path.basename(own));
    mkdirSync(path.dirname(twin), { recursive: true });
    cpSync(own, twin);
    await commit(table, [
      { add: { ...add, path: `twin/${path.basename(add.path)}`, modificationTime: 1, dataChange: true } },
    ]);
    const merged = await snapshotIncrementally(table, copy, { mode: 'merge', keys: columns });
    assert.equal(merged.kind, 'merged');
  }
  await check(copy);
}

/** Takes a snapshot while all rows are deleted, and a second when they are back: new rows, which must be sought out and written. */
export async function snapshotHiddenRows(fixture: Fixture) {
  const { table } = fixture;
  const copy = copyOf(fixture);
  const hidden = await hideRows(fixture);
  assert.equal((await snapshotIncrementally(table, copy, APPEND)).kind, 'first');
  const shown = (await originals(fixture)).map((add) => ({ add }));
  await commit(table, [...hidden.map(removeOf), ...shown]);
  return await snapshotIncrementally(table, copy, APPEND);
}

function copyOf({ directory }: Fixture): string {
  return path.join(directory, 'copy');
}

async function originals({ table, expected }: Fixture): Promise<readonly AddFile[]> {
  return (await open(table, expected.version)).files;
}

/** Commits a version in which all rows are deleted, by vectors, and gives its files. */
async function hideRows({ table }: Fixture): Promise<readonly AddFile[]> {
  const { files, protocol } = await open(table);
  const hidden: AddFile[] = [];
  for (const { deletionVector: _, ...add } of files) {
    const rows = await rowsIn(resolveDataPath(table, add.path));
    const all = Array.from({ length: rows }, (_, row) => row);
    const vector = inlineVector(encodeBitmapArray(all, 'runs'), rows);
    if (rows > 0) hidden.push({ ...add, deletionVector: vector });
  }
  await commit(table, [
    { protocol: protocolUnion(protocol, VECTORS) },
    ...files.map(removeOf),
    ...hidden.map((add) => ({ add })),
  ]);
  return hidden;
}

async function rowsIn(file: string): Promise<number> {
  return await withDuckDB(async (connection) => {
    const [row] = await queryRows(
      connection,
      `SELECT num_rows::INTEGER FROM parquet_file_metadata(${sqlFiles([file])})`,
    );
    return Number(row?.[0]);
  });
}
