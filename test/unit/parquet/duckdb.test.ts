import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import {
  eachChunk,
  parquetTrouble,
  queryRows,
  sqlFiles,
  sqlName,
  sqlString,
  withDuckDB,
} from '../../../src/parquet/duckdb';
import { temporaryFolder } from '../../support/temporary';

describe('withDuckDB', () => {
  it('works in UTC, several at a time', async () => {
    const read = () =>
      withDuckDB((connection) => queryRows(connection, "SELECT current_setting('TimeZone')"));
    assert.deepEqual(await Promise.all([read(), read(), read()]), [[['UTC']], [['UTC']], [['UTC']]]);
  });

  it('is interrupted by an abort, within a second, and works on afterwards', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    const started = Date.now();
    await assert.rejects(
      withDuckDB(
        (connection) =>
          queryRows(connection, 'SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b'),
        controller.signal,
      ),
      { name: 'AbortError' },
    );
    assert.ok(Date.now() - started < 1000);
    assert.deepEqual(await withDuckDB((connection) => queryRows(connection, 'SELECT 1')), [[1]]);
    await assert.rejects(
      withDuckDB(() => Promise.resolve(1), AbortSignal.abort()),
      { name: 'AbortError' },
    );
  });

  it('never downloads extensions', async () => {
    const settings = await withDuckDB((connection) =>
      queryRows(
        connection,
        "SELECT current_setting('autoinstall_known_extensions'), current_setting('autoload_known_extensions')",
      ),
    );
    assert.deepEqual(settings, [[false, false]]);
  });
});

describe('eachChunk', () => {
  it('hands on all rows in order, in pieces', async () => {
    const seen: unknown[] = [];
    let chunks = 0;
    await withDuckDB((connection) =>
      eachChunk(connection, 'SELECT range FROM range(5000)', ([values], rows) => {
        chunks += 1;
        assert.equal(values?.length, rows);
        seen.push(...(values ?? []));
      }),
    );
    assert.ok(chunks > 1);
    assert.deepEqual(
      seen,
      Array.from({ length: 5000 }, (_, index) => BigInt(index)),
    );
  });
});

describe('parquetTrouble', () => {
  const reading = async (file: string) => {
    const sql = `SELECT * FROM read_parquet(${sqlFiles([file])})`;
    return await withDuckDB((connection) => queryRows(connection, sql)).then(
      () => assert.fail('it was read'),
      parquetTrouble,
    );
  };

  it('names the file and leaves the statement out', async (test) => {
    const folder = temporaryFolder(test);
    const missing = path.join(folder, 'a [b]{c}*.parquet');
    assert.equal(await reading(missing), `there is no file ${missing}`);
    const broken = path.join(folder, 'broken.parquet');
    writeFileSync(broken, 'this is no Parquet file');
    const words = await reading(broken);
    assert.ok(words.includes(broken) && !words.includes('\n') && !words.includes('LINE'), words);
  });
});

describe('quoting', () => {
  it('keeps texts, names and files what they are', async (test) => {
    const folder = temporaryFolder(test);
    const file = path.join(folder, "it's [a] *?{b} 🎉.csv");
    writeFileSync(file, 'x\n1\n');
    writeFileSync(path.join(folder, "it's a Xyz{b} 🎉.csv"), 'x\n2\n');
    const name = 'a "b" \'c\'';
    const rows = await withDuckDB((connection) =>
      queryRows(
        connection,
        `SELECT ${sqlString("o'x\\")} AS ${sqlName(name)}, x FROM read_csv(${sqlFiles([file])})`,
      ),
    );
    assert.deepEqual(rows, [["o'x\\", 1n]]);
  });
});
