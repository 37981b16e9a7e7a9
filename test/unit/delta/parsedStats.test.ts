import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parsedStatsSql } from '../../../src/delta/parsedStats';
import { withDuckDB } from '../../../src/parquet/duckdb';

/** The JSON text that an SQL struct of statistics gives. */
async function statsOf(struct: string): Promise<unknown> {
  return await withDuckDB(async (connection) => {
    const typed = await connection.run(`SELECT ${struct} AS s LIMIT 0`);
    const sql = parsedStatsSql('s', typed.columnType(0));
    const rows = await connection.runAndReadAll(`SELECT ${sql} FROM (SELECT ${struct} AS s)`);
    return rows.getRows()[0]?.[0];
  });
}

it('statistics in struct form become the text that other writers give, to the last digit', async () => {
  const text = await statsOf(`{'numRecords': 3::BIGINT, 'minValues': {
    'big': 9007199254740993::BIGINT, 'exact': 12345678901234567890.123456789::DECIMAL(38,9),
    'at': '2024-02-29 23:59:59.123456+00'::TIMESTAMPTZ, 'local': '2024-02-29 23:59:59.123456'::TIMESTAMP, 'day': '2024-02-29'::DATE,
    'text': 'it''s "q"', 'inner': {'flag': true}, 'nothing': NULL::INTEGER}, 'nullCount': {'big': 0::BIGINT}}`);
  assert.equal(
    text,
    '{"numRecords":3,"minValues":{"big":9007199254740993,"exact":12345678901234567890.123456789,"at":"2024-02-29T23:59:59.123Z",' +
      '"local":"2024-02-29T23:59:59.123","day":"2024-02-29","text":"it\'s \\"q\\"","inner":{"flag":true}},"nullCount":{"big":0}}',
  );
});

it('bounds that JSON has no word for are left out', async () => {
  const text = await statsOf(
    `{'numRecords': 1, 'minValues': {'a': 'nan'::DOUBLE, 'b': '-inf'::FLOAT, 'c': 0.5::DOUBLE}}`,
  );
  assert.deepEqual(JSON.parse(String(text)), { numRecords: 1, minValues: { c: 0.5 } });
  assert.equal(await statsOf(`NULL::STRUCT(a BIGINT)`), null);
});
