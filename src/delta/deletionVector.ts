/**
 * Deletion vectors: where they lie and which rows they remove.
 *
 * Source: PROTOCOL.md, "Deletion Vectors" and "Deletion Vector Format"; Z85 is RFC 32 of ZeroMQ; the bitmap is the portable form of the
 * Roaring specification.
 */

import path from 'node:path';
import { crc32 } from 'node:zlib';
import { asFault, Fault, systemCode } from '../base/fault';
import type { Storage } from '../storage/storage';
import type { DeletionVectorDescriptor } from './actions';
import { resolveDataPath } from './paths';

const Z85 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';

/** Characters of a UUID in Z85: 16 bytes. */
const UUID_LENGTH = 20;

/** Bytes around every bitmap in a file. */
const LENGTH_AND_CHECKSUM = 8;

const DELETION_VECTOR_FILE =
  /^deletion_vector_([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.bin$/;

/** The file a deletion vector lies in; undefined where it is inline. @throws Fault `unsupported-feature` for an unknown storage type. */
export function deletionVectorFile(table: string, vector: DeletionVectorDescriptor): string | undefined {
  switch (vector.storageType) {
    case 'i':
      return undefined;
    case 'p':
      return resolveDataPath(table, vector.pathOrInlineDv);
    case 'u': {
      const split = vector.pathOrInlineDv.length - UUID_LENGTH;
      if (split < 0) throw damaged(table, 'the log', `has no name (${vector.pathOrInlineDv})`);
      const hex = decodeVector(table, vector.pathOrInlineDv.slice(split)).toString('hex');
      const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
      return path.join(table, vector.pathOrInlineDv.slice(0, split), `deletion_vector_${uuid}.bin`);
    }
    default:
      throw new Fault(
        'unsupported-feature',
        `The table ${table} has a deletion vector of the unknown storage type ${vector.storageType}.`,
      );
  }
}

/** Bytes that a file must have for a vector to be whole. */
export function deletionVectorEnd({ offset = 0, sizeInBytes }: DeletionVectorDescriptor): number {
  return offset + LENGTH_AND_CHECKSUM + sizeInBytes;
}

/** The UUID in the name of a deletion-vector file; undefined for a file that is named otherwise. */
export function deletionVectorUuid(file: string): string | undefined {
  return DELETION_VECTOR_FILE.exec(path.basename(file))?.[1];
}

/** How a log names a deletion-vector file by its UUID (storage type `u`), in a folder of one name or none. */
export function encodeUuid(uuid: string, folder = ''): string {
  return folder + encodeZ85(Buffer.from(uuid.replaceAll('-', ''), 'hex'));
}

/** A range of rows of a data file, both ends included, counted from 0. */
export type RowRange = readonly [first: number, last: number];

/**
 * The rows a deletion vector removes, ascending.
 *
 * @throws Fault `damaged` where its file is missing or its length, checksum or cardinality is not what it should be; what the storage throws.
 */
export async function readDeletionVector(
  storage: Storage,
  table: string,
  vector: DeletionVectorDescriptor,
): Promise<readonly RowRange[]> {
  const file = deletionVectorFile(table, vector);
  const name = file ?? 'an inline deletion vector';
  const bitmap =
    file === undefined
      ? decodeVector(table, vector.pathOrInlineDv).subarray(0, vector.sizeInBytes)
      : await readBitmap(storage, table, file, vector);
  const ranges = parseBitmapArray(table, name, bitmap);
  const rows = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  if (rows !== vector.cardinality)
    throw damaged(table, name, `holds ${rows} rows instead of ${vector.cardinality}`);
  return ranges;
}

/** A file holds, for each vector, its length, its bitmap and a checksum, all big endian around the little-endian bitmap. */
async function readBitmap(
  storage: Storage,
  table: string,
  file: string,
  vector: DeletionVectorDescriptor,
): Promise<Buffer> {
  const length = vector.sizeInBytes;
  const block = await readBlock(storage, table, file, vector.offset ?? 0, length + LENGTH_AND_CHECKSUM);
  if (block.length < length + LENGTH_AND_CHECKSUM) throw damaged(table, file, 'is too short');
  if (block.readInt32BE(0) !== length)
    throw damaged(table, file, `states another length at ${vector.offset ?? 0}`);
  const bitmap = block.subarray(4, 4 + length);
  if (crc32(bitmap) !== block.readUInt32BE(4 + length)) throw damaged(table, file, 'has a wrong checksum');
  return bitmap;
}

async function readBlock(
  storage: Storage,
  table: string,
  file: string,
  offset: number,
  length: number,
): Promise<Buffer> {
  try {
    return await storage.readRange(file, offset, length);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw damaged(table, file, 'is missing', error);
    throw asFault(error, `Reading the deletion vectors of the table ${table}`);
  }
}

const MAGIC = 1681511377;
const COOKIE_WITH_RUNS = 12347;
const COOKIE_NO_RUNS = 12346;
/** With runs, fewer containers than this have no table of offsets. */
const NO_OFFSET_THRESHOLD = 4;
/** A container with more values than this is a bitmap of 8 KiB. */
const MAX_ARRAY = 4096;

function parseBitmapArray(table: string, name: string, bytes: Buffer): RowRange[] {
  if (bytes.length < 12 || bytes.readInt32LE(0) !== MAGIC)
    throw damaged(table, name, 'is of an unknown format');
  const ranges: RowRange[] = [];
  try {
    const buckets = Number(bytes.readBigUInt64LE(4));
    let position = 12;
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      const high = bytes.readUInt32LE(position) * 2 ** 32;
      position = parseRoaring(bytes, position + 4, high, ranges);
    }
  } catch (error) {
    throw damaged(table, name, 'is cut off', error);
  }
  return ranges;
}

/** Parses one 32-bit Roaring bitmap at `position` and returns where it ends. */
function parseRoaring(bytes: Buffer, start: number, high: number, ranges: RowRange[]): number {
  const cookie = bytes.readUInt32LE(start);
  const hasRuns = (cookie & 0xffff) === COOKIE_WITH_RUNS;
  if (!hasRuns && cookie !== COOKIE_NO_RUNS) throw new RangeError('unknown cookie');
  const containers = hasRuns ? (cookie >>> 16) + 1 : bytes.readUInt32LE(start + 4);
  let position = start + (hasRuns ? 4 : 8);
  const runFlags = position;
  if (hasRuns) position += Math.ceil(containers / 8);
  const header = position;
  position += containers * 4;
  if (!hasRuns || containers >= NO_OFFSET_THRESHOLD) position += containers * 4;
  for (let container = 0; container < containers; container += 1) {
    const base = high + bytes.readUInt16LE(header + container * 4) * 65536;
    const cardinality = bytes.readUInt16LE(header + container * 4 + 2) + 1;
    const isRun = hasRuns && ((bytes[runFlags + (container >> 3)] ?? 0) & (1 << (container & 7))) !== 0;
    if (isRun) position = parseRuns(bytes, position, base, ranges);
    else if (cardinality > MAX_ARRAY) position = parseBits(bytes, position, base, ranges);
    else position = parseValues(bytes, position, base, cardinality, ranges);
  }
  return position;
}

function parseRuns(bytes: Buffer, start: number, base: number, ranges: RowRange[]): number {
  const runs = bytes.readUInt16LE(start);
  for (let run = 0; run < runs; run += 1) {
    const first = base + bytes.readUInt16LE(start + 2 + run * 4);
    append(ranges, first, first + bytes.readUInt16LE(start + 4 + run * 4));
  }
  return start + 2 + runs * 4;
}

function parseBits(bytes: Buffer, start: number, base: number, ranges: RowRange[]): number {
  for (let bit = 0; bit < 65536; bit += 1) {
    if ((bytes.readUInt8(start + (bit >> 3)) & (1 << (bit & 7))) !== 0)
      append(ranges, base + bit, base + bit);
  }
  return start + 8192;
}

function parseValues(
  bytes: Buffer,
  start: number,
  base: number,
  cardinality: number,
  ranges: RowRange[],
): number {
  for (let index = 0; index < cardinality; index += 1) {
    const value = base + bytes.readUInt16LE(start + index * 2);
    append(ranges, value, value);
  }
  return start + cardinality * 2;
}

/** Joins neighbours, so that a long run of deleted rows stays one range. */
function append(ranges: RowRange[], first: number, last: number): void {
  const previous = ranges.at(-1);
  if (previous !== undefined && previous[1] + 1 === first) ranges[ranges.length - 1] = [previous[0], last];
  else ranges.push([first, last]);
}

function decodeVector(table: string, text: string): Buffer {
  try {
    return decodeZ85(text);
  } catch (error) {
    throw damaged(table, 'the log', `is not encoded as it should be (${text.slice(0, 100)})`, error);
  }
}

/** @throws RangeError for a text that is no Z85. */
function decodeZ85(text: string): Buffer {
  if (text.length % 5 !== 0) throw new RangeError('five characters stand for four bytes');
  const bytes = Buffer.alloc((text.length / 5) * 4);
  for (let group = 0; group * 5 < text.length; group += 1) {
    let value = 0;
    for (let index = 0; index < 5; index += 1) {
      const digit = Z85.indexOf(text.charAt(group * 5 + index));
      if (digit < 0) throw new RangeError('a character that Z85 does not have');
      value = value * 85 + digit;
    }
    bytes.writeUInt32BE(value, group * 4);
  }
  return bytes;
}

function encodeZ85(bytes: Buffer): string {
  let text = '';
  for (let position = 0; position < bytes.length; position += 4) {
    const value = bytes.readUInt32BE(position);
    for (const power of [85 ** 4, 85 ** 3, 85 ** 2, 85, 1])
      text += Z85.charAt(Math.floor(value / power) % 85);
  }
  return text;
}

function damaged(table: string, name: string, what: string, cause?: unknown): Fault {
  return new Fault('damaged', `The table ${table} is damaged: the deletion vector in ${name} ${what}.`, {
    advice: 'Bring the file back from the storage’s own versions or a backup, or ask for an earlier version.',
    cause,
  });
}
