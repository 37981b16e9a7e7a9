/**
 * Writes files of deletion vectors.
 *
 * Source: PROTOCOL.md, "Deletion Vector Files": a version, then for each vector its length, its bitmap and a checksum, all numbers around the
 * bitmap big endian.
 */

import path from 'node:path';
import { crc32 } from 'node:zlib';
import { Fault } from '../base/fault';
import type { Storage } from '../storage/storage';
import type { DeletionVectorDescriptor } from './actions';
import { encodeUuid } from './deletionVector';
import { encodeBitmapArray, type RowRange, rowsIn } from './rowBitmaps';

const VERSION = 1;
const VERSION_LENGTH = 1;

/**
 * Writes vectors into one new file, one behind the other.
 *
 * @param folder the file's folder below the table, which must exist; one name, or none
 * @param uuid makes the file's name
 * @param vectors for each the rows it removes, ascending and without overlaps
 * @returns their descriptors, in order
 * @throws Fault `io` where the file is there already; what the storage throws.
 */
export async function writeDeletionVectors(
  storage: Storage,
  table: string,
  folder: string,
  uuid: string,
  vectors: readonly (readonly RowRange[])[],
): Promise<DeletionVectorDescriptor[]> {
  const pieces: Buffer[] = [Buffer.of(VERSION)];
  let offset = VERSION_LENGTH;
  const descriptors = vectors.map((rows): DeletionVectorDescriptor => {
    const bitmap = encodeBitmapArray(rows);
    const around = Buffer.alloc(8);
    around.writeInt32BE(bitmap.length, 0);
    around.writeUInt32BE(crc32(bitmap), 4);
    pieces.push(around.subarray(0, 4), bitmap, around.subarray(4));
    const own = offset;
    offset += bitmap.length + around.length;
    return {
      storageType: 'u',
      pathOrInlineDv: encodeUuid(uuid, folder),
      offset: own,
      sizeInBytes: bitmap.length,
      cardinality: rowsIn(rows),
    };
  });
  const file = path.join(table, folder, `deletion_vector_${uuid}.bin`);
  if (!(await storage.createExclusive(file, pieces)))
    throw new Fault('io', `The file ${file} is there already.`);
  return descriptors;
}
