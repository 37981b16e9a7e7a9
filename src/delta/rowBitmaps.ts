/**
 * Sets of row numbers: as ranges, which the engine works with, and as the bitmaps that deletion vectors are.
 *
 * Source: PROTOCOL.md, "Deletion Vector Format"; the bitmaps within are the portable form of the Roaring specification.
 */

/** A range of rows of a data file, both ends included, counted from 0. */
export type RowRange = readonly [first: number, last: number];

/** How many rows ranges without overlaps hold. */
export function rowsIn(ranges: readonly RowRange[]): number {
  return ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

const MAGIC = 1681511377;
const COOKIE_WITH_RUNS = 12347;
const COOKIE_NO_RUNS = 12346;
/** With runs, fewer containers than this have no table of offsets. */
const NO_OFFSET_THRESHOLD = 4;
/** A container with more values than this is a bitmap of 8 KiB. */
const MAX_ARRAY = 4096;
/** Bytes of the magic number and the number of buckets. */
const HEAD = 12;
/** Rows of a bucket, which is a 32-bit bitmap, and of a container within it. */
const BUCKET = 2 ** 32;
const CONTAINER = 2 ** 16;
/** Bytes of a container that is a bitmap. */
const BITS = CONTAINER / 8;

/** The rows of a bitmap, ascending. @throws RangeError where it is cut off or of another format. */
export function parseBitmapArray(bytes: Buffer): RowRange[] {
  if (bytes.readInt32LE(0) !== MAGIC) throw new RangeError('unknown magic number');
  const ranges: RowRange[] = [];
  const buckets = Number(bytes.readBigUInt64LE(4));
  let position = HEAD;
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const high = bytes.readUInt32LE(position) * BUCKET;
    position = parseRoaring(bytes, position + 4, high, ranges);
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
    const base = high + bytes.readUInt16LE(header + container * 4) * CONTAINER;
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
    appendRows(ranges, first, first + bytes.readUInt16LE(start + 4 + run * 4));
  }
  return start + 2 + runs * 4;
}

function parseBits(bytes: Buffer, start: number, base: number, ranges: RowRange[]): number {
  for (let bit = 0; bit < CONTAINER; bit += 1) {
    if ((bytes.readUInt8(start + (bit >> 3)) & (1 << (bit & 7))) !== 0)
      appendRows(ranges, base + bit, base + bit);
  }
  return start + BITS;
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
    appendRows(ranges, value, value);
  }
  return start + cardinality * 2;
}

/** Adds rows behind all others. Neighbours are joined, so that a long run of rows stays one range. */
export function appendRows(ranges: RowRange[], first: number, last: number): void {
  const previous = ranges.at(-1);
  if (previous !== undefined && previous[1] + 1 === first) ranges[ranges.length - 1] = [previous[0], last];
  else ranges.push([first, last]);
}

/** The bitmap of some rows, given as ascending ranges without overlaps. The inverse of {@link parseBitmapArray}. */
export function encodeBitmapArray(ranges: readonly RowRange[]): Buffer {
  const buckets = splitAt(BUCKET, ranges);
  const head = Buffer.alloc(HEAD);
  head.writeInt32LE(MAGIC, 0);
  head.writeBigUInt64LE(BigInt(buckets.length), 4);
  const bitmaps = buckets.flatMap(({ number, ranges: own }) => [uint32(number), encodeRoaring(own)]);
  return Buffer.concat([head, ...bitmaps]);
}

interface Part {
  readonly number: number;
  /** Counted from the part's own beginning. */
  readonly ranges: readonly RowRange[];
}

/** Parts of `size` rows that hold any of the rows. */
function splitAt(size: number, ranges: readonly RowRange[]): Part[] {
  const parts: { number: number; ranges: RowRange[] }[] = [];
  for (const [first, last] of ranges) {
    for (let number = Math.floor(first / size); number * size <= last; number += 1) {
      const start = number * size;
      const own: RowRange = [Math.max(first, start) - start, Math.min(last, start + size - 1) - start];
      const previous = parts.at(-1);
      if (previous?.number === number) previous.ranges.push(own);
      else parts.push({ number, ranges: [own] });
    }
  }
  return parts;
}

function encodeRoaring(ranges: readonly RowRange[]): Buffer {
  const containers = splitAt(CONTAINER, ranges).map((part) => ({ ...part, ...encodeContainer(part.ranges) }));
  const keys = containers.map(({ number, rows }) => Buffer.concat([uint16(number), uint16(rows - 1)]));
  const hasRuns = containers.some(({ isRuns }) => isRuns);
  const cookie = hasRuns
    ? Buffer.concat([uint32(COOKIE_WITH_RUNS | ((containers.length - 1) << 16)), runFlags(containers)])
    : Buffer.concat([uint32(COOKIE_NO_RUNS), uint32(containers.length)]);
  const hasOffsets = !hasRuns || containers.length >= NO_OFFSET_THRESHOLD;
  let position = cookie.length + containers.length * (hasOffsets ? 8 : 4);
  const offsets = containers.map(({ bytes }) => {
    const offset = uint32(position);
    position += bytes.length;
    return offset;
  });
  return Buffer.concat([
    cookie,
    ...keys,
    ...(hasOffsets ? offsets : []),
    ...containers.map(({ bytes }) => bytes),
  ]);
}

function runFlags(containers: readonly { readonly isRuns: boolean }[]): Buffer {
  const flags = Buffer.alloc(Math.ceil(containers.length / 8));
  for (const [index, { isRuns }] of containers.entries())
    if (isRuns) flags[index >> 3] = (flags[index >> 3] ?? 0) | (1 << (index & 7));
  return flags;
}

/** In the smallest of the three forms. */
function encodeContainer(ranges: readonly RowRange[]): { rows: number; isRuns: boolean; bytes: Buffer } {
  const rows = rowsIn(ranges);
  const runsLength = 2 + ranges.length * 4;
  if (runsLength < Math.min(rows * 2, BITS)) {
    const bytes = Buffer.alloc(runsLength);
    bytes.writeUInt16LE(ranges.length, 0);
    for (const [index, [first, last]] of ranges.entries()) {
      bytes.writeUInt16LE(first, 2 + index * 4);
      bytes.writeUInt16LE(last - first, 4 + index * 4);
    }
    return { rows, isRuns: true, bytes };
  }
  const isBits = rows > MAX_ARRAY;
  const bytes = Buffer.alloc(isBits ? BITS : rows * 2);
  let position = 0;
  for (const [first, last] of ranges) {
    for (let row = first; row <= last; row += 1) {
      if (isBits) bytes[row >> 3] = (bytes[row >> 3] ?? 0) | (1 << (row & 7));
      else position = bytes.writeUInt16LE(row, position);
    }
  }
  return { rows, isRuns: false, bytes };
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
