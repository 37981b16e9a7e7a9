/** Reads a ZIP file, as a VSIX is one: just enough to look inside and to unpack it. */

import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  /** Length of the content in bytes. */
  readonly size: number;
  content(): Buffer;
}

const END_OF_DIRECTORY = 0x06054b50;

export function readZip(file: string): ZipEntry[] {
  const zip = readFileSync(file);
  let end = zip.length - 22;
  while (zip.readUInt32LE(end) !== END_OF_DIRECTORY) end -= 1;
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    const entry = readEntry(zip, at);
    at = entry.next;
    return entry;
  });
}

function readEntry(zip: Buffer, at: number): ZipEntry & { readonly next: number } {
  const method = zip.readUInt16LE(at + 10);
  const packedSize = zip.readUInt32LE(at + 20);
  const nameLength = zip.readUInt16LE(at + 28);
  const local = zip.readUInt32LE(at + 42);
  return {
    name: zip.toString('utf8', at + 46, at + 46 + nameLength),
    size: zip.readUInt32LE(at + 24),
    content: () => {
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const packed = zip.subarray(start, start + packedSize);
      return method === 0 ? packed : inflateRawSync(packed);
    },
    next: at + 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32),
  };
}
