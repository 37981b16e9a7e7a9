/**
 * Statistics that a checkpoint holds in struct form only (`delta.checkpoint.writeStatsAsJson=false`), as the JSON text that an `add` needs.
 *
 * Source: PROTOCOL.md, "Per-file Statistics": timestamps with milliseconds and zone, dates as `yyyy-MM-dd`.
 */

import type { DuckDBType } from '@duckdb/node-api';
import { sqlName, sqlString } from '../parquet/duckdb';
import { structFields } from './structFields';

/** An SQL expression that gives JSON text for a `stats_parsed` struct; null where the struct is null. */
export function parsedStatsSql(expression: string, type: DuckDBType): string {
  return `CASE WHEN ${expression} IS NULL THEN NULL ELSE ${jsonSql(expression, type)}::VARCHAR END`;
}

function jsonSql(expression: string, type: DuckDBType): string {
  const fields = [...structFields(type)];
  if (fields.length > 0) {
    const pairs = fields.map(
      ([name, field]) => `${sqlString(name)}, ${jsonSql(`${expression}.${sqlName(name)}`, field)}`,
    );
    return `json_merge_patch('{}', json_object(${pairs.join(', ')}))`;
  }
  const name = type.toString();
  if (name.startsWith('TIMESTAMP')) {
    const zone = name.includes('WITH TIME ZONE') ? 'Z' : '';
    return `to_json(strftime(${expression}::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%g${zone}'))`;
  }
  // JSON has no word for NaN and the infinities; a bound that is left out is merely unknown.
  if (name === 'DOUBLE' || name === 'FLOAT')
    return `CASE WHEN isfinite(${expression}) THEN to_json(${expression}) END`;
  return `to_json(${expression})`;
}
