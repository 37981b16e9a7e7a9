/** Writes deletion vectors, so that tests need no Spark for them: Roaring bitmaps with containers of all three kinds. */

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { DeletionVectorDescriptor } from '../../src/delta/actions';

const Z85 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';

export type Container = 'runs' | 'values';

/** The bytes of a deletion vector for ascending row numbers. Containers of more than 4,096 values are bitmaps unless runs are asked for. */
export function encodeBitmapArray(rows: readonly number[], container: Container = 'values'): Buffer {
  const buckets = groupBy(rows, (row) => Math.floor(row / 2 ** 32));
  const head = Buffer.alloc(12);
  head.writeInt32LE(1681511377, 0);
  head.writeBigUInt64LE(BigInt(buckets.size), 4);
  const parts = [...buckets].map(([high, own]) => {
    const key = Buffer.alloc(4);
    key.writeUInt32LE(high);
    return Buffer.concat([
      key,
      encodeRoaring(
        own.map((row) => row % 2 ** 32),
        container,
      ),
    ]);
  });
  return Buffer.concat([head, ...parts]);
}

function encodeRoaring(rows: readonly number[], kind: Container): Buffer {
  const containers = [...groupBy(rows, (row) => Math.floor(row / 65536))].map(([key, own]) => ({
    key,
    values: own.map((row) => row % 65536),
  }));
  const bodies = containers.map(({ values }) =>
    kind === 'runs' ? encodeRuns(values) : encodeValues(values),
  );
  const keys = Buffer.alloc(containers.length * 4);
  for (const [index, { key, values }] of containers.entries()) {
    keys.writeUInt16LE(key, index * 4);
    keys.writeUInt16LE(values.length - 1, index * 4 + 2);
  }
  const cookie =
    kind === 'runs'
      ? Buffer.concat([
          u32(12347 | ((containers.length - 1) << 16)),
          Buffer.alloc(Math.ceil(containers.length / 8), 0xff),
        ])
      : Buffer.concat([u32(12346), u32(containers.length)]);
  // With runs, few containers have no table of offsets. Its numbers are not read, so zeros will do.
  const hasOffsets = kind === 'values' || containers.length >= 4;
  const offsets = Buffer.alloc(hasOffsets ? containers.length * 4 : 0);
  return Buffer.concat([cookie, keys, offsets, ...bodies]);
}

function encodeRuns(values: readonly number[]): Buffer {
  const runs: { first: number; more: number }[] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last !== undefined && last.first + last.more + 1 === value) last.more += 1;
    else runs.push({ first: value, more: 0 });
  }
  return Buffer.concat([
    u16(runs.length),
    ...runs.map(({ first, more }) => Buffer.concat([u16(first), u16(more)])),
  ]);
}

function encodeValues(values: readonly number[]): Buffer {
  if (values.length <= 4096) return Buffer.concat(values.map(u16));
  const bits = Buffer.alloc(8192);
  for (const value of values) bits[value >> 3] = (bits[value >> 3] ?? 0) | (1 << (value & 7));
  return bits;
}

/** Writes vectors one behind the other into one file and gives their descriptors. */
export function writeVectorFile(
  table: string,
  uuid: string,
  vectors: readonly (readonly number[])[],
  folder = '',
): DeletionVectorDescriptor[] {
  const pieces: Buffer[] = [Buffer.from([1])];
  let offset = 1;
  const descriptors = vectors.map((rows) => {
    const bitmap = encodeBitmapArray(rows);
    pieces.push(u32BE(bitmap.length), bitmap, u32BE(crc32(bitmap)));
    const descriptor: DeletionVectorDescriptor = {
      storageType: 'u',
      pathOrInlineDv: folder + encodeZ85(Buffer.from(uuid.replaceAll('-', ''), 'hex')),
      offset,
      sizeInBytes: bitmap.length,
      cardinality: rows.length,
    };
    offset += bitmap.length + 8;
    return descriptor;
  });
  writeFileSync(path.join(table, folder, `deletion_vector_${uuid}.bin`), Buffer.concat(pieces));
  return descriptors;
}

/** A vector that stands in the log itself. */
export function inlineVector(bitmap: Buffer, cardinality: number): DeletionVectorDescriptor {
  const padded = Buffer.concat([bitmap, Buffer.alloc((4 - (bitmap.length % 4)) % 4)]);
  return { storageType: 'i', pathOrInlineDv: encodeZ85(padded), sizeInBytes: bitmap.length, cardinality };
}

/** Z85 of bytes whose number is a multiple of four. */
export function encodeZ85(bytes: Buffer): string {
  let text = '';
  for (let position = 0; position < bytes.length; position += 4) {
    let value = bytes.readUInt32BE(position);
    let group = '';
    for (let digit = 0; digit < 5; digit += 1) {
      group = Z85.charAt(value % 85) + group;
      value = Math.floor(value / 85);
    }
    text += group;
  }
  return text;
}

function groupBy(values: readonly number[], keyOf: (value: number) => number): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

function u32BE(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}
