import assert from 'node:assert/strict';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { AddFile } from '../../../src/delta/actions';
import { countRows, previewRows } from '../../../src/delta/preview';
import { parseShortType } from '../../../src/delta/schema';
import { sqlString, withDuckDB } from '../../../src/parquet/duckdb';
import { localStorage } from '../../../src/storage/local';
import { encodeBitmapArray, inlineVector } from '../../support/deletionVectors';
import { beginning, commit, dataFile, open } from '../../support/deltaTable';
import { temporaryFolder } from '../../support/temporary';

const { signal } = new AbortController();
const preview = async (table: string, limit = 10) =>
  await previewRows(localStorage, await open(table), limit, signal);
const count = async (table: string) => await countRows(localStorage, await open(table), signal);

/** A table with one row of a query's columns. */
async function tableOfRow(
  test: TestContext,
  types: Readonly<Record<string, string>>,
  query: string,
): Promise<string> {
  const table = temporaryFolder(test);
  const file = path.join(table, 'a.parquet');
  await withDuckDB((connection) => connection.run(`COPY (${query}) TO ${sqlString(file)} (FORMAT parquet)`));
  const fields = Object.entries(types).map(([name, type]) => ({
    name,
    type: parseShortType(type),
    nullable: true,
    metadata: {},
  }));
  const add: AddFile = {
    path: 'a.parquet',
    partitionValues: {},
    size: statSync(file).size,
    modificationTime: 1,
    dataChange: true,
  };
  await commit(table, [
    ...beginning('x', { schemaString: JSON.stringify({ type: 'struct', fields }) }),
    { add },
  ]);
  return table;
}

describe('previewRows', () => {
  it('gives every value as text that keeps all its digits', async (test) => {
    const table = await tableOfRow(
      test,
      {
        big: 'bigint',
        exact: 'decimal(38,9)',
        at: 'timestamp',
        local: 'timestamp_ntz',
        day: 'date',
        bytes: 'binary',
        nested: 'struct<a:bigint,b:array<string>>',
        pairs: 'map<string,int>',
        nothing: 'string',
      },
      `SELECT 9223372036854775807::BIGINT AS big, 12345678901234567890.123456789::DECIMAL(38,9) AS exact,
        '2024-02-29 23:59:59.123456+00'::TIMESTAMPTZ AS at, '0001-01-01 00:00:00'::TIMESTAMP AS local, '1582-10-15'::DATE AS day,
        '\\x00\\xFF'::BLOB AS bytes, {'a': 9007199254740993, 'b': ['x"', NULL]} AS nested, MAP {'k': 1} AS pairs, NULL::VARCHAR AS nothing`,
    );
    assert.deepEqual(await preview(table), [
      [
        '9223372036854775807',
        '12345678901234567890.123456789',
        '2024-02-29T23:59:59.123456Z',
        '0001-01-01T00:00:00.000000',
        '1582-10-15',
        '00ff',
        '{"a":9007199254740993,"b":["x\\"",null]}',
        '{"k":1}',
        null,
      ],
    ]);
  });

  it('reads only as many files as it needs, and no deleted rows', async (test) => {
    const table = temporaryFolder(test);
    const first = await dataFile(table, "it's [a] *?{x} 🎉.parquet", [1, 2, 3]);
    const second = await dataFile(table, 'second.parquet', [4]);
    const deletionVector = inlineVector(encodeBitmapArray([1]), 1);
    const encoded = encodeURIComponent(first.path);
    await commit(table, [
      ...beginning('x'),
      { add: { ...first, path: encoded, deletionVector } },
      { add: second },
    ]);
    assert.deepEqual(await preview(table), [['1'], ['3'], ['4']]);
    rmSync(path.join(table, 'second.parquet'));
    assert.deepEqual(await preview(table, 2), [['1'], ['3']]);
    await assert.rejects(preview(table, 3), { code: 'damaged', message: /second\.parquet/ });
  });

  it('gives none for an empty table', async (test) => {
    const table = temporaryFolder(test);
    await commit(table, beginning('x'));
    assert.deepEqual(await preview(table), []);
    assert.equal(await count(table), 0);
  });
});

describe('countRows', () => {
  it('counts what is in the files, whatever the statistics say', async (test) => {
    const table = temporaryFolder(test);
    mkdirSync(path.join(table, 'p=1'));
    const first = await dataFile(table, 'a.parquet', [1, 2, 3]);
    const second = await dataFile(table, 'p=1/b.parquet', [4, 5]);
    const deletionVector = inlineVector(encodeBitmapArray([0, 2]), 2);
    await commit(table, [
      ...beginning('x'),
      { add: { ...first, stats: '{"numRecords":99}', deletionVector } },
      { add: { ...second, stats: '{}' } },
    ]);
    assert.equal(await count(table), 3);
  });
});
