/**
 * Deletion vectors: where they lie and which rows they remove.
 *
 * Source: PROTOCOL.md, "Deletion Vectors" and "Deletion Vector Format"; Z85 is RFC 32 of ZeroMQ.
 */

import path from 'node:path';
import { crc32 } from 'node:zlib';
import { asFault, Fault, systemCode } from '../base/fault';
import type { Storage } from '../storage/storage';
import type { DeletionVectorDescriptor } from './actions';
import { resolveDataPath } from './paths';
import { parseBitmapArray, type RowRange, rowsIn } from './rowBitmaps';

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
  const ranges = parse(table, name, bitmap);
  const rows = rowsIn(ranges);
  if (rows !== vector.cardinality)
    throw damaged(table, name, `holds ${rows} rows instead of ${vector.cardinality}`);
  return ranges;
}

function parse(table: string, name: string, bitmap: Buffer): RowRange[] {
  try {
    return parseBitmapArray(bitmap);
  } catch (error) {
    throw damaged(table, name, 'is cut off or of an unknown format', error);
  }
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
