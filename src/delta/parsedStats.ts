/**
 * Statistics that a checkpoint holds in struct form only (`delta.checkpoint.writeStatsAsJson=false`), as the JSON text that an `add` needs.
 *
 * Source: PROTOCOL.md, "Per-file Statistics": timestamps with milliseconds and zone, dates as `yyyy-MM-dd`.
 */

import type { DuckDBType } from '@duckdb/node-api';
import { sqlName, sqlString } from '../parquet/duckdb';
import { structFields } from './structFields';

/**
 * An SQL expression that gives JSON text for a `stats_parsed` struct; null where the struct is null. The text is put together piece by piece:
 * DuckDB's functions that merge JSON read numbers as doubles, and a bound that lost digits makes readers skip files that hold rows.
 */
export function parsedStatsSql(expression: string, type: DuckDBType): string {
  const fields = [...structFields(type)];
  if (fields.length > 0) {
    const pairs = fields.map(
      ([name, field]) =>
        `${sqlString(`${JSON.stringify(name)}:`)} || ${parsedStatsSql(`${expression}.${sqlName(name)}`, field)}`,
    );
    // A pair without a value is null, and nulls are left out.
    return `CASE WHEN ${expression} IS NOT NULL THEN '{' || concat_ws(',', ${pairs.join(', ')}) || '}' END`;
  }
  const name = type.toString();
  if (name.startsWith('TIMESTAMP')) {
    const zone = name.includes('WITH TIME ZONE') ? 'Z' : '';
    return `to_json(strftime(${expression}::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%g${zone}'))::VARCHAR`;
  }
  // JSON has no word for NaN and the infinities; a bound that is left out is merely unknown.
  if (name === 'DOUBLE' || name === 'FLOAT')
    return `CASE WHEN isfinite(${expression}) THEN to_json(${expression})::VARCHAR END`;
  return `to_json(${expression})::VARCHAR`;
}
