/** Writes a classic checkpoint of a table from its actions. */

import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AddFile, Metadata } from '../../src/delta/actions';
import { sqlString, withDuckDB } from '../../src/parquet/duckdb';
import { PROTOCOL } from './table';

const COLUMNS = `{
  protocol: 'STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER)',
  metaData: 'STRUCT(id VARCHAR, format STRUCT(provider VARCHAR, options MAP(VARCHAR, VARCHAR)), schemaString VARCHAR,
    partitionColumns VARCHAR[], configuration MAP(VARCHAR, VARCHAR), createdTime BIGINT)',
  add: 'STRUCT(path VARCHAR, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT, modificationTime BIGINT, dataChange BOOLEAN, stats VARCHAR)'
}`;

export async function writeCheckpointFile(
  table: string,
  version: number,
  metaData: Metadata,
  adds: readonly AddFile[],
): Promise<void> {
  const file = path.join(table, '_delta_log', `${String(version).padStart(20, '0')}.checkpoint.parquet`);
  const lines = `${file}.jsonl`;
  const actions = [{ protocol: PROTOCOL }, { metaData }, ...adds.map((add) => ({ add }))];
  await writeFile(lines, actions.map((action) => `${JSON.stringify(action)}\n`).join(''));
  await withDuckDB(async (connection) => {
    await connection.run(
      `COPY (FROM read_json(${sqlString(lines)}, format = 'newline_delimited', columns = ${COLUMNS}))
       TO ${sqlString(file)} (FORMAT parquet, COMPRESSION snappy)`,
    );
  });
  await rm(lines);
}
