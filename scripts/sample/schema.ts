/** Spark's schema of a query, from the types DuckDB gives its columns. */

import {
  DuckDBDecimalType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api';

/** A type as Delta's `schemaString` has it: a primitive's name or an object. */
type SparkType = string | Readonly<Record<string, unknown>>;

export interface SparkStruct {
  readonly type: 'struct';
  readonly fields: readonly SparkField[];
}

interface SparkField {
  readonly name: string;
  readonly type: SparkType;
  readonly nullable: true;
  readonly metadata: Readonly<Record<string, never>>;
}

const PRIMITIVES: Readonly<Partial<Record<DuckDBTypeId, string>>> = {
  [DuckDBTypeId.VARCHAR]: 'string',
  [DuckDBTypeId.BIGINT]: 'long',
  [DuckDBTypeId.INTEGER]: 'integer',
  [DuckDBTypeId.DOUBLE]: 'double',
  [DuckDBTypeId.BOOLEAN]: 'boolean',
  [DuckDBTypeId.DATE]: 'date',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'timestamp',
};

/** The struct of named columns. Throws an Error for a type that the sample must not use, such as an unsigned integer. */
export function sparkStruct(names: readonly string[], types: readonly DuckDBType[]): SparkStruct {
  const fields = types.map((type, index): SparkField => {
    const name = names[index] ?? '';
    return { name, type: sparkType(name, type), nullable: true, metadata: {} };
  });
  return { type: 'struct', fields };
}

function sparkType(name: string, type: DuckDBType): SparkType {
  if (type instanceof DuckDBStructType) return { ...sparkStruct(type.entryNames, type.entryTypes) };
  if (type instanceof DuckDBListType) {
    return { type: 'array', elementType: sparkType(name, type.valueType), containsNull: true };
  }
  if (type instanceof DuckDBMapType) {
    const [keyType, valueType] = [sparkType(name, type.keyType), sparkType(name, type.valueType)];
    return { type: 'map', keyType, valueType, valueContainsNull: true };
  }
  if (type instanceof DuckDBDecimalType) return `decimal(${type.width},${type.scale})`;
  const primitive = PRIMITIVES[type.typeId];
  if (primitive === undefined)
    throw new Error(`Column ${name} has the type ${type}, which Spark does not have.`);
  return primitive;
}
