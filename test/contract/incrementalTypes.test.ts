/**
 * The rows of every table of test/fixtures go through an incremental snapshot: read from Spark's files and written anew, first as new rows, then as
 * rows that are kept beside a replaced one. What comes back is what Spark read.
 */

import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { AddFile, Protocol } from '../../src/delta/actions';
import { type IncrementalOutcome, incrementalClone, type WriteMode } from '../../src/delta/incremental';
import { protocolUnion } from '../../src/delta/incremental/protocolUnion';
import { resolveDataPath } from '../../src/delta/paths';
import { parseSchema } from '../../src/delta/schema';
import { openSnapshot } from '../../src/delta/snapshot';
import { queryRows, sqlFiles, withDuckDB } from '../../src/parquet/duckdb';
import { localStorage } from '../../src/storage/local';
import { encodeBitmapArray, inlineVector } from '../support/deletionVectors';
import { commit, open, removeOf } from '../support/deltaTable';
import { type Fixture, fixtureNames, stageFixture } from '../support/fixtures';
import { rowsOf, sortRows } from '../support/rows';

const { signal } = new AbortController();

/** Tables whose rows are not written, and what their refusal names. */
const REFUSED: Readonly<Record<string, string>> = {
  'iceberg-compat': 'icebergCompat',
  'unknown-writer-feature': 'Feature',
  variant: 'variant',
};

/** Where the copies are put for Spark to read, if they are wanted: `<folder>/<fixture>`. */
const KEPT = process.env.INCREMENTAL_COPIES;

for (const name of fixtureNames()) {
  const fixture = stageFixture(name);
  if (fixture.expected.refused !== undefined) {
    fixture.remove();
    continue;
  }
  describe(`incremental snapshot of the fixture ${name}`, () => {
    const refusal = REFUSED[name];
    if (refusal === undefined) it('writes every row as it was', () => roundTrip(name, fixture));
    else it(`is refused, naming ${refusal}`, () => refuse(fixture, refusal));
    it('leaves nothing', fixture.remove);
  });
}

const VECTORS: Protocol = {
  minReaderVersion: 3,
  minWriterVersion: 7,
  readerFeatures: ['deletionVectors'],
  writerFeatures: ['deletionVectors'],
};

async function roundTrip(name: string, fixture: Fixture): Promise<void> {
  const { table, expected } = fixture;
  const { files } = await hideRows(fixture);
  const append: WriteMode = { mode: 'append' };
  assert.equal((await snapshot(table, append)).kind, 'first');
  const copy = copyOf(table);
  assert.deepEqual(await rowsOf(await open(copy)), []);
  await commit(table, [...files.map(removeOf), ...(await originals(fixture)).map((add) => ({ add }))]);
  const written = await snapshot(table, append);
  assert.equal(written.kind, expected.rows.length === 0 ? 'advanced' : 'appended');
  if (written.kind === 'appended') assert.equal(written.metrics.copiedFiles, 0);
  await assertRows(copy, fixture);

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
    const keys = parseSchema(table, (await open(table)).metadata).fields.map((field) => field.name);
    const merged = await snapshot(table, { mode: 'merge', keys });
    assert.equal(merged.kind, 'merged');
  }
  await assertRows(copy, fixture);
  if (KEPT !== undefined) cpSync(copy, path.join(KEPT, name), { recursive: true });
}

async function assertRows(copy: string, { expected }: Fixture): Promise<void> {
  assert.deepEqual(await rowsOf(await open(copy)), sortRows(expected.rows));
}

async function refuse(fixture: Fixture, names: string): Promise<void> {
  const { files } = await hideRows(fixture);
  await snapshot(fixture.table, { mode: 'append' });
  await commit(fixture.table, [
    ...files.map(removeOf),
    ...(await originals(fixture)).map((add) => ({ add })),
  ]);
  await assert.rejects(snapshot(fixture.table, { mode: 'append' }), (error: Error & { code?: string }) => {
    assert.equal(error.code, 'unsupported-feature');
    assert.ok(error.message.includes(names), error.message);
    return true;
  });
}

function copyOf(table: string): string {
  return path.join(table, '..', 'copy');
}

async function snapshot(table: string, write: WriteMode): Promise<IncrementalOutcome> {
  const copy = copyOf(table);
  const hasCopy = (await localStorage.list(path.join(copy, '_delta_log'))) !== undefined;
  return await incrementalClone(
    localStorage,
    {
      source: await open(table),
      openSource: (version) => openSnapshot(localStorage, table, signal, version),
      table: copy,
      target: hasCopy ? await open(copy) : undefined,
      checkpointDirectory: path.join(table, '..', 'checkpoint', 'copy'),
      write,
    },
    () => undefined,
    signal,
  );
}

async function originals({ table, expected }: Fixture): Promise<readonly AddFile[]> {
  return (await openSnapshot(localStorage, table, signal, expected.version)).files;
}

/** Commits a version in which all rows are deleted, by vectors, and gives its files. */
async function hideRows(fixture: Fixture): Promise<{ files: readonly AddFile[] }> {
  const { table } = fixture;
  const { files, protocol } = await open(table);
  const hidden: AddFile[] = [];
  for (const { deletionVector: _, ...add } of files) {
    const rows = await rowsIn(resolveDataPath(table, add.path));
    const vector = inlineVector(
      encodeBitmapArray(
        Array.from({ length: rows }, (_, row) => row),
        'runs',
      ),
      rows,
    );
    if (rows > 0) hidden.push({ ...add, deletionVector: vector });
  }
  await commit(table, [
    { protocol: protocolUnion(protocol, VECTORS) },
    ...files.map(removeOf),
    ...hidden.map((add) => ({ add })),
  ]);
  return { files: hidden };
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
