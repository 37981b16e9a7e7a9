/** A column is updated in every table that Spark wrote: all other values stay as Spark read them, or the table is refused by name. */

import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { StructField } from '../../src/delta/schema';
import { parseSchema } from '../../src/delta/schema';
import type { Snapshot } from '../../src/delta/snapshot';
import { openSnapshot } from '../../src/delta/snapshot';
import { updateColumn } from '../../src/delta/updateColumn';
import { localStorage } from '../../src/storage/local';
import { faultyStorage, Killed } from '../support/faultyStorage';
import { fixtureNames, type Row, stageFixture } from '../support/fixtures';
import { rowsOf, sortRows } from '../support/rows';
import { treeHash } from '../support/temporary';

const { signal } = new AbortController();
const FRESH = "/mnt/new, or 'so'";

/** Tables that have what an update needs; whether they may be updated is another question. */
interface Subject {
  readonly snapshot: Snapshot;
  readonly column: string;
  readonly value: string;
}

async function subjectOf(table: string): Promise<Subject | undefined> {
  const snapshot = await openSnapshot(localStorage, table, signal).catch(() => undefined);
  if (snapshot === undefined) return undefined;
  const { fields } = parseSchema(table, snapshot.metadata);
  const isPlain = ({ name, type, metadata }: StructField) =>
    type === 'string' &&
    metadata?.__CHAR_VARCHAR_TYPE_STRING === undefined &&
    !snapshot.metadata.partitionColumns.includes(name);
  const column = fields.find(isPlain)?.name;
  if (column === undefined || !(await isReadable(snapshot))) return undefined;
  const rows = await rowsOf(snapshot);
  const value = rows.map((row) => row[column]).find((one) => typeof one === 'string');
  return typeof value === 'string' ? { snapshot, column, value } : undefined;
}

async function isReadable(snapshot: Snapshot): Promise<boolean> {
  return await rowsOf(snapshot).then(
    () => true,
    () => false,
  );
}

const updated: string[] = [];
const refused: string[] = [];

describe('updating a column of tables that Spark wrote', () => {
  for (const name of fixtureNames()) {
    it(name, async () => {
      const fixture = stageFixture(name);
      try {
        const subject = await subjectOf(fixture.table);
        if (subject === undefined) return;
        const { snapshot, column, value } = subject;
        const before = await rowsOf(snapshot);
        const update = { column, value: FRESH, where: { column, in: [value, 'not there'] } };
        try {
          const result = await updateColumn(localStorage, snapshot, update, signal);
          const after = await openSnapshot(localStorage, fixture.table, signal);
          assert.equal(after.version, result.version);
          assert.equal(result.version, snapshot.version + 1);
          const wanted = before.map(
            (row): Row => (row[column] === value ? { ...row, [column]: FRESH } : row),
          );
          assert.deepEqual(await rowsOf(after), sortRows(wanted));
          assert.equal(result.updatedRows, before.filter((row) => row[column] === value).length);
          const old = await openSnapshot(localStorage, fixture.table, signal, snapshot.version);
          assert.deepEqual(await rowsOf(old), before);
          assert.deepEqual(await updateColumn(localStorage, after, update, signal), {
            version: result.version,
            updatedRows: 0,
          });
          updated.push(name);
        } catch (error) {
          assert.equal((error as { code?: unknown }).code, 'unsupported-feature', String(error));
          refused.push(name);
        }
      } finally {
        fixture.remove();
      }
    });
  }

  it('was tried on tables of both kinds', () => {
    assert.ok(updated.length > 15, `updated: ${updated.join(', ')}`);
    for (const feature of ['column-mapping-name', 'change-data-feed', 'append-only', 'check-constraints']) {
      assert.ok(refused.includes(feature), `${feature} among ${refused.join(', ')}`);
    }
  });
});

describe('when something goes wrong', () => {
  it('killed at any step, the table is as before or updated, and a second update completes', async () => {
    for (let number = 1; ; number += 1) {
      const fixture = stageFixture('deletion-vectors');
      try {
        const subject = await subjectOf(fixture.table);
        assert.ok(subject !== undefined);
        const { snapshot, column, value } = subject;
        const before = await rowsOf(snapshot);
        const wanted = sortRows(
          before.map((row): Row => (row[column] === value ? { ...row, [column]: FRESH } : row)),
        );
        const update = { column, value: FRESH, where: { column, in: [value] } };
        const dying = faultyStorage(localStorage, (call) =>
          call.number === number ? { kind: 'kill' } : undefined,
        );
        const isDone = await updateColumn(dying.storage, snapshot, update, signal).then(
          () => true,
          (error: unknown) => {
            assert.ok(error instanceof Killed || error instanceof Error);
            return false;
          },
        );
        const then = await openSnapshot(localStorage, fixture.table, signal);
        const rows = await rowsOf(then);
        assert.deepEqual(rows, isDone || then.version > snapshot.version ? wanted : before);
        await updateColumn(localStorage, then, update, signal);
        assert.deepEqual(await rowsOf(await openSnapshot(localStorage, fixture.table, signal)), wanted);
        if (isDone) {
          assert.ok(number > 4, `${number} calls`);
          return;
        }
      } finally {
        fixture.remove();
      }
    }
  });

  it('another writer wins: conflict, and nothing is left behind', async () => {
    const fixture = stageFixture('properties');
    try {
      const subject = await subjectOf(fixture.table);
      assert.ok(subject !== undefined);
      const { snapshot, column, value } = subject;
      const first = { column, value: 'first', where: { column, in: [value] } };
      await updateColumn(localStorage, snapshot, first, signal);
      const tree = treeHash(fixture.table);
      await assert.rejects(updateColumn(localStorage, snapshot, { ...first, value: 'second' }, signal), {
        code: 'conflict',
      });
      assert.equal(treeHash(fixture.table), tree);
      assert.ok(existsSync(path.join(fixture.table, '_delta_log')));
      assert.ok(readdirSync(fixture.table).length > 1);
    } finally {
      fixture.remove();
    }
  });
});
