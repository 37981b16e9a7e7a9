/**
 * Opening a table whose checkpoint holds 300,000 files, against a bare read of that checkpoint: the same columns, streamed through
 * DuckDB into arrays, and nothing made of them.
 */

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { best, type Measured, measureInChild } from './child';
import type { Bench } from './figure';
import { newMetadata, PROTOCOL } from './table';

const FILES = 300_000;
const ROUNDS = 5;

export const openCheckpoint: Bench = {
  name: 'checkpoint',
  async run(directory) {
    await writeCheckpoint(directory);
    const opened: Measured[] = [];
    const read: Measured[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      opened.push(await measureInChild('checkpointChild.ts', 'open', directory));
      read.push(await measureInChild('checkpointChild.ts', 'read', directory));
    }
    const [ours, baseline] = [best(opened), best(read)];
    return [
      { name: 'checkpoint: open / bare read', unit: 'ms', ours: ours.ms, baseline: baseline.ms, goal: 1.3 },
      { name: 'checkpoint: peak of memory', unit: 'bytes', ours: ours.peakBytes, goal: 600e6 },
      { name: 'checkpoint: peak of the bare read', unit: 'bytes', ours: baseline.peakBytes },
    ];
  },
};

/** Statistics, tags and paths are as long as those that Databricks writes for an Overwatch table. */
async function writeCheckpoint(table: string): Promise<void> {
  const log = path.join(table, '_delta_log');
  await mkdir(log);
  const file = path.join(log, `${'0'.repeat(20)}.checkpoint.parquet`);
  const { format, ...metadata } = newMetadata();
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    await connection.run(
      `COPY (
         SELECT NULL AS add, from_json($1, '{"minReaderVersion":"INTEGER","minWriterVersion":"INTEGER"}') AS protocol,
           from_json($2, '{"id":"VARCHAR","format":{"provider":"VARCHAR","options":"MAP(VARCHAR, VARCHAR)"},"schemaString":"VARCHAR",
             "partitionColumns":["VARCHAR"],"configuration":"MAP(VARCHAR, VARCHAR)","createdTime":"BIGINT"}') AS "metaData"
         UNION ALL SELECT ${ADD}, NULL, NULL FROM range(${FILES}) t(r)
       ) TO '${file}' (FORMAT parquet, COMPRESSION snappy)`,
      [JSON.stringify(PROTOCOL), JSON.stringify({ ...metadata, format })],
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const DATE = "'2025-02-' || lpad((r % 28 + 1)::VARCHAR, 2, '0')";

const ADD = `{
  path: 'organization_id=1234567890123456/date=' || ${DATE} || '/part-' || lpad(r::VARCHAR, 5, '0') || '-' || uuid() || '.c000.snappy.parquet',
  partitionValues: MAP {'organization_id': '1234567890123456', 'date': ${DATE}},
  size: (1_000_000 + hash(r) % 50_000_000)::BIGINT,
  modificationTime: 1_735_689_600_000 + r * 1000,
  dataChange: false,
  tags: MAP {'INSERTION_TIME': '1735689600000000', 'MIN_INSERTION_TIME': '1735689600000000',
    'MAX_INSERTION_TIME': '1735689600000000', 'OPTIMIZE_TARGET_SIZE': '268435456'},
  deletionVector: NULL::STRUCT(storageType VARCHAR, pathOrInlineDv VARCHAR, "offset" INTEGER, sizeInBytes INTEGER, cardinality BIGINT),
  stats: '{"numRecords":' || (r % 100_000)
    || ',"minValues":{"timestamp":' || (1_700_000_000_000 + r) || ',"serviceName":"accounts","requestId":"' || md5(r::VARCHAR) || '"}'
    || ',"maxValues":{"timestamp":' || (1_700_000_000_000 + r * 2) || ',"serviceName":"workspace","requestId":"' || md5((r + 1)::VARCHAR) || '"}'
    || ',"nullCount":{"timestamp":0,"serviceName":0,"actionName":0,"requestId":0}}'
}`;
