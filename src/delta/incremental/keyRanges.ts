/**
 * Which files of a copy can hold rows with the keys of new rows, as partition values and statistics tell. Pure.
 *
 * Source: PROTOCOL.md, "Per-file Statistics": bounds may be wider than the values, never narrower; texts are cut, times are in milliseconds.
 */

import type { AddFile } from '../actions';
import { type DataType, physicalName, type StructField } from '../schema';

/** The keys of the new rows of one partition, or of all of them where the keys tell no partitions apart. */
export interface KeyRanges {
  /** As the log spells them, in the order of the partition keys. */
  readonly partition: readonly (string | null)[];
  /** In the order of the bounded keys; undefined where no bound holds, as with nulls among the keys. */
  readonly bounds: readonly (KeyBounds | undefined)[];
}

export interface KeyBounds {
  readonly min: string;
  readonly max: string;
}

/** Types whose partition values have one spelling only. */
const SPELLED_ONE_WAY = new Set(['string', 'byte', 'short', 'integer', 'long', 'date', 'boolean']);

/** Whether a key tells files apart by their partition. */
export function isPartitionKey(field: StructField, partitionColumns: readonly string[]): boolean {
  return (
    partitionColumns.includes(field.name) && typeof field.type === 'string' && SPELLED_ONE_WAY.has(field.type)
  );
}

/** Whether the bounds of a type can be compared with a file's statistics. */
export function isBounded(type: DataType): boolean {
  return typeof type === 'string' && kindOf(type) !== undefined;
}

type Kind = 'number' | 'text' | 'date' | 'time';

function kindOf(type: string): Kind | undefined {
  switch (type) {
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return 'number';
    case 'string':
      return 'text';
    case 'date':
      return 'date';
    case 'timestamp':
    case 'timestamp_ntz':
      return 'time';
    default:
      return type.startsWith('decimal') ? 'number' : undefined;
  }
}

/**
 * The files that can hold one of the keys.
 *
 * @param partitionKeys fields of the copy, in the order of `KeyRanges.partition`
 * @param boundedKeys fields of the copy, in the order of `KeyRanges.bounds`
 */
export function filesWithin(
  files: readonly AddFile[],
  partitionKeys: readonly StructField[],
  boundedKeys: readonly StructField[],
  ranges: readonly KeyRanges[],
): AddFile[] {
  const byPartition = new Map(ranges.map((range) => [JSON.stringify(range.partition), range]));
  return files.filter((add) => {
    const partition = partitionKeys.map((field) => add.partitionValues[physicalName(field)] || null);
    const range = byPartition.get(JSON.stringify(partition));
    return range !== undefined && canHold(add, boundedKeys, range);
  });
}

function canHold(add: AddFile, boundedKeys: readonly StructField[], { bounds }: KeyRanges): boolean {
  const stats = parseStats(add.stats);
  return boundedKeys.every((field, index) => {
    const wanted = bounds[index];
    const name = physicalName(field);
    const [min, max] = [stats?.minValues?.[name], stats?.maxValues?.[name]];
    if (wanted === undefined || min === undefined || max === undefined || min === null || max === null)
      return true;
    const kind = typeof field.type === 'string' ? kindOf(field.type) : undefined;
    if (kind === undefined) return true;
    return !isBefore(kind, max, wanted.min, true) && !isBefore(kind, wanted.max, min, false);
  });
}

interface Stats {
  readonly minValues?: Readonly<Record<string, unknown>>;
  readonly maxValues?: Readonly<Record<string, unknown>>;
}

function parseStats(text: string | undefined): Stats | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Stats;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Milliseconds by which a time may lie after the bound that statistics give. */
const ROUNDED = 1;

/** Whether one value certainly lies before another. Rounded numbers keep their order, so that what is certain of them is certain. */
function isBefore(kind: Kind, one: unknown, other: unknown, isRoundedDown: boolean): boolean {
  switch (kind) {
    case 'number':
      return Number(one) < Number(other);
    case 'text':
      return Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other))) < 0;
    case 'date':
      return isPlainDate(one) && isPlainDate(other) && String(one) < String(other);
    case 'time':
      return timeOf(one) + (isRoundedDown ? ROUNDED : 0) < timeOf(other);
  }
}

function isPlainDate(value: unknown): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(String(value));
}

/** NaN, which lies before nothing, for what is no time. Times without a zone are taken as UTC. */
function timeOf(value: unknown): number {
  const text = String(value).replace(' ', 'T');
  if (!/^\d{4}-/.test(text)) return Number.NaN;
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
}
