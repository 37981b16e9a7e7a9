/**
 * Statistics of a file that DuckDB wrote, as the log holds them. Pure.
 *
 * Source: PROTOCOL.md, "Per-file Statistics". Bounds that would have to be cut or rounded are left out: they are merely unknown then.
 */

import { sqlName } from '../../parquet/duckdb';
import { type DataType, physicalName, type StructField } from '../schema';

/** Longer texts make the log long and prune little. */
const MAX_TEXT = 32;

/**
 * @param columns what DuckDB tells of each column, by its quoted name: `min`, `max`, `null_count`
 */
export function statsJson(
  fields: readonly StructField[],
  rows: number,
  columns: ReadonlyMap<string, ReadonlyMap<string, string>>,
): string {
  const minValues: string[] = [];
  const maxValues: string[] = [];
  const nullCount: string[] = [];
  for (const field of fields) {
    const found = columns.get(sqlName(physicalName(field)));
    if (found === undefined || typeof field.type !== 'string') continue;
    const name = JSON.stringify(physicalName(field));
    const nulls = found.get('null_count');
    if (nulls !== undefined && /^\d+$/.test(nulls)) nullCount.push(`${name}:${nulls}`);
    const [min, max] = [boundJson(field.type, found.get('min')), boundJson(field.type, found.get('max'))];
    if (min === undefined || max === undefined) continue;
    minValues.push(`${name}:${min}`);
    maxValues.push(`${name}:${max}`);
  }
  return `{"numRecords":${rows},"minValues":{${minValues.join(',')}},"maxValues":{${maxValues.join(',')}},"nullCount":{${nullCount.join(',')}}}`;
}

/** Put together as text, since numbers may have more digits than JavaScript's. */
function boundJson(type: DataType, bound: string | undefined): string | undefined {
  if (bound === undefined) return undefined;
  switch (type) {
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return /^-?\d+$/.test(bound) ? bound : undefined;
    case 'string':
      return bound.length <= MAX_TEXT ? JSON.stringify(bound) : undefined;
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(bound) ? JSON.stringify(bound) : undefined;
    default:
      return typeof type === 'string' && type.startsWith('decimal') && /^-?\d+(\.\d+)?$/.test(bound)
        ? bound
        : undefined;
  }
}
