/** The fields of a DuckDB struct type. */

import type { DuckDBType } from '@duckdb/node-api';

/** A struct's fields by name, in order; none for any other type. */
export function structFields(type: DuckDBType | undefined): ReadonlyMap<string, DuckDBType> {
  if (type === undefined || !('entryNames' in type) || !('entryTypes' in type)) return new Map();
  const types = type.entryTypes as readonly DuckDBType[];
  return new Map(
    (type.entryNames as readonly string[]).flatMap((name, index) =>
      types[index] ? [[name, types[index]]] : [],
    ),
  );
}
