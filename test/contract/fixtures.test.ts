/** Every table of test/fixtures is read, cloned and cloned again; what comes back is what Spark read. */

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { Fault } from '../../src/base/fault';
import { deepClone } from '../../src/delta/clone';
import { describeColumns, parseSchema } from '../../src/delta/schema';
import { openSnapshot, type Snapshot } from '../../src/delta/snapshot';
import { totals } from '../../src/delta/stats';
import { localStorage } from '../../src/storage/local';
import { type Expected, fixtureNames, stageFixture } from '../support/fixtures';
import { hasVariant, rowsOf, sortRows } from '../support/rows';

const { signal } = new AbortController();
const ignore = () => undefined;

for (const name of fixtureNames()) {
  const fixture = stageFixture(name);
  const { expected, table } = fixture;
  describe(`fixture ${name}: ${expected.about}`, () => {
    if (expected.refused !== undefined) {
      it(`is refused as ${expected.refused.code}`, () => assertRefused(table, expected));
    } else {
      it('is read as Spark reads it', () => assertRead(table, expected));
      it('is cloned whole, and again without copying', () => assertCloned(table, expected));
    }
    it('is left as it was', fixture.remove);
  });
}

async function assertRefused(table: string, { refused }: Expected): Promise<void> {
  const before = readdirSync(table);
  const target = path.join(table, '..', 'clone');
  await assert.rejects(
    async () => {
      const source = await openSnapshot(localStorage, table, signal);
      await deepClone(localStorage, source, target, undefined, ignore, signal);
    },
    (error: unknown) => {
      assert.ok(error instanceof Fault, String(error));
      assert.equal(error.code, refused?.code);
      assert.ok(
        error.message.includes(refused?.names ?? ''),
        `${error.message} should name ${refused?.names}`,
      );
      return true;
    },
  );
  assert.deepEqual(readdirSync(table), before);
  await assert.rejects(openSnapshot(localStorage, target, signal), { code: 'not-delta' });
}

async function assertRead(table: string, expected: Expected): Promise<void> {
  const snapshot = await openSnapshot(localStorage, table, signal);
  await assertState(snapshot, expected);
  for (const [version, rows] of Object.entries(expected.versions ?? {})) {
    assert.deepEqual(
      await rowsOf(await openSnapshot(localStorage, table, signal, Number(version))),
      sortRows(rows),
      `version ${version}`,
    );
  }
}

async function assertState(snapshot: Snapshot, expected: Expected): Promise<void> {
  const columns = describeColumns(parseSchema(snapshot.table, snapshot.metadata));
  assert.deepEqual(Object.fromEntries(columns.map(({ name, type }) => [name, type])), expected.schema);
  assert.deepEqual(
    Object.fromEntries(columns.map(({ name, nullable }) => [name, nullable])),
    expected.nullable,
  );
  assert.deepEqual(snapshot.metadata.partitionColumns, expected.partitionColumns);
  assert.deepEqual([...(snapshot.protocol.readerFeatures ?? [])].sort(), expected.readerFeatures);
  assert.deepEqual([...(snapshot.protocol.writerFeatures ?? [])].sort(), expected.writerFeatures);
  assert.equal(totals(snapshot.files).files, expected.numFiles);
  assert.equal(totals(snapshot.files).bytes, expected.sizeInBytes);
  assert.deepEqual(
    Object.fromEntries([...snapshot.transactions].map(([appId, { version }]) => [appId, Number(version)])),
    expected.transactions,
  );
  assert.deepEqual([...snapshot.domains.keys()].sort(), Object.keys(expected.domainMetadata).sort());
  const isOpaque = parseSchema(snapshot.table, snapshot.metadata).fields.some(({ type }) => hasVariant(type));
  const rows = await rowsOf(snapshot);
  if (isOpaque) assert.equal(rows.length, expected.rows.length);
  else assert.deepEqual(rows, sortRows(expected.rows));
  const counted = totals(snapshot.files).rows;
  if (counted !== undefined) assert.equal(counted, expected.rows.length);
}

async function assertCloned(table: string, expected: Expected): Promise<void> {
  const target = path.join(table, '..', 'clone');
  const source = await openSnapshot(localStorage, table, signal);
  const first = await deepClone(localStorage, source, target, undefined, ignore, signal);
  const clone = await openSnapshot(localStorage, target, signal);
  await assertState(clone, expected);
  assert.deepEqual(await rowsOf(clone), await rowsOf(source));
  assert.notEqual(clone.metadata.id, source.metadata.id);
  assert.equal(first.metrics.numCopiedFiles, new Set(source.files.map((add) => add.path)).size);

  const second = await deepClone(localStorage, source, target, clone, ignore, signal);
  assert.equal(second.version, 1);
  assert.equal(second.metrics.numCopiedFiles, 0);
  assert.equal(second.metrics.numRemovedFiles, 0);
  await assertState(await openSnapshot(localStorage, target, signal), expected);
}
