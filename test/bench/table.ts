/** Writes the tables that are measured: a Delta log over files of random bytes, which no file system can make smaller. */

import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import type { AddFile, Metadata, Protocol } from '../../src/delta/actions';
import { writeCommit } from '../../src/delta/commit';
import { localStorage } from '../../src/storage/local';

export const PROTOCOL: Protocol = { minReaderVersion: 1, minWriterVersion: 2 };

/** The metadata of a table of audit logs, partitioned as Overwatch partitions them. */
export function newMetadata(): Metadata {
  const field = (name: string, type: string) => ({ name, type, nullable: true, metadata: {} });
  const fields = [
    field('requestId', 'string'),
    field('timestamp', 'long'),
    field('organization_id', 'string'),
    field('date', 'date'),
  ];
  return {
    id: randomUUID(),
    format: { provider: 'parquet', options: {} },
    schemaString: JSON.stringify({ type: 'struct', fields }),
    partitionColumns: ['organization_id', 'date'],
    configuration: {},
    createdTime: Date.now(),
  };
}

const DAYS = 28;

/** The `index`-th data file of a table as its log names it; `bytes` is its length. */
export function newAdd(index: number, bytes: number): AddFile {
  const partitionValues = {
    organization_id: '1234567890123456',
    date: `2025-02-${String((index % DAYS) + 1).padStart(2, '0')}`,
  };
  const folder = Object.entries(partitionValues).map(([name, value]) => `${name}=${value}`);
  const file = `part-${String(index).padStart(5, '0')}-${randomUUID()}.c000.snappy.parquet`;
  return {
    path: [...folder, file].join('/'),
    partitionValues,
    size: bytes,
    modificationTime: Date.now(),
    dataChange: true,
    stats: JSON.stringify({ numRecords: 1000, nullCount: { requestId: 0, timestamp: 0 } }),
  };
}

/** Writes the files of some adds below a table. */
export async function writeDataFiles(table: string, adds: readonly AddFile[]): Promise<void> {
  const noise = randomBytes(1 << 20);
  for (const { path: name, size } of adds) {
    const file = path.join(table, name);
    await mkdir(path.dirname(file), { recursive: true });
    const handle = await open(file, 'wx');
    try {
      for (let left = size; left > 0; left -= noise.length) {
        noise.writeUInt32LE(left >>> 0, 0);
        await handle.writeFile(noise.subarray(0, Math.min(left, noise.length)));
      }
    } finally {
      await handle.close();
    }
  }
}

/** Writes a whole table of one version. */
export async function writeTable(
  table: string,
  { files, bytesPerFile }: { readonly files: number; readonly bytesPerFile: number },
): Promise<void> {
  const adds = Array.from({ length: files }, (_, index) => newAdd(index, bytesPerFile));
  await writeDataFiles(table, adds);
  await writeCommit(localStorage, table, {
    version: 0,
    commitInfo: { timestamp: Date.now(), operation: 'WRITE' },
    actions: [{ protocol: PROTOCOL }, { metaData: newMetadata() }, ...adds.map((add) => ({ add }))],
  });
}
