/** `open TABLE` opens a table; `read TABLE` reads the columns of its checkpoint into arrays. DuckDB is loaded before the clock starts. */

import { Fault } from '../../src/base/fault';
import { openSnapshot } from '../../src/delta/snapshot';
import { eachChunk, sqlString, withDuckDB } from '../../src/parquet/duckdb';
import { localStorage } from '../../src/storage/local';
import { printMeasured } from './child';

const COLUMNS = [
  'add.path',
  'to_json(add.partitionValues)::VARCHAR',
  'add.size',
  'add.modificationTime',
  'add.dataChange',
  'to_json(add.tags)::VARCHAR',
  'add.stats',
];

async function readBare(table: string): Promise<unknown> {
  const file = `${table}/_delta_log/${'0'.repeat(20)}.checkpoint.parquet`;
  const query = `SELECT ${COLUMNS.join(', ')} FROM read_parquet(${sqlString(file)}) WHERE add.path IS NOT NULL`;
  const read: unknown[][][] = [];
  await withDuckDB((connection) =>
    eachChunk(connection, query, (columns) => {
      read.push([...columns]);
    }),
  );
  return read;
}

async function main([mode, table = '']: readonly string[]): Promise<void> {
  await withDuckDB(async () => undefined);
  switch (mode) {
    case 'open':
      return printMeasured(() => openSnapshot(localStorage, table, new AbortController().signal));
    case 'read':
      return printMeasured(() => readBare(table));
    default:
      throw new Fault('usage', `There is no mode ${mode}.`);
  }
}

main(process.argv.slice(2));
