/**
 * A table's schema: Spark's JSON form as plain data, its short form, and the DuckDB type of each column.
 *
 * Source: PROTOCOL.md, "Schema Serialization Format" and "Column Mapping".
 */

import { Fault } from '../base/fault';
import { sqlName } from '../parquet/duckdb';
import type { Metadata } from './actions';
import type { Column } from './results';

export interface StructType {
  readonly type: 'struct';
  readonly fields: readonly StructField[];
}

export interface ArrayType {
  readonly type: 'array';
  readonly elementType: DataType;
  readonly containsNull: boolean;
}

export interface MapType {
  readonly type: 'map';
  readonly keyType: DataType;
  readonly valueType: DataType;
  readonly valueContainsNull: boolean;
}

/** Primitive types are their names, `decimal(10,2)` with precision and scale. */
export type DataType = string | StructType | ArrayType | MapType;

export interface StructField {
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** How columns are found in data files. */
export type ColumnMapping = 'none' | 'name' | 'id';

/** @throws Fault `damaged` where the metadata holds no schema. */
export function parseSchema(table: string, metadata: Metadata): StructType {
  try {
    const schema = JSON.parse(metadata.schemaString) as StructType;
    if (schema.type === 'struct' && Array.isArray(schema.fields)) return schema;
  } catch (error) {
    throw new Fault('damaged', `The schema of the table ${table} cannot be read.`, { cause: error });
  }
  throw new Fault('damaged', `The schema of the table ${table} is not a struct.`);
}

export function columnMapping(metadata: Metadata): ColumnMapping {
  const mode = metadata.configuration?.['delta.columnMapping.mode'];
  return mode === 'name' || mode === 'id' ? mode : 'none';
}

/** The name a field has in data files and in statistics. */
export function physicalName(field: StructField): string {
  const name = field.metadata?.['delta.columnMapping.physicalName'];
  return typeof name === 'string' ? name : field.name;
}

/** The field id that data files carry where columns are mapped by id. */
export function fieldId(field: StructField): number | undefined {
  const id = field.metadata?.['delta.columnMapping.id'];
  return typeof id === 'number' ? id : undefined;
}

/** Columns as people read them. */
export function describeColumns(schema: StructType): Column[] {
  return schema.fields.map(describeField);
}

function describeField({ name, type, nullable, metadata = {} }: StructField): Column {
  const { comment, ...rest } = metadata;
  const notes = Object.entries(rest).filter(([key]) => !isOfMapping(key));
  const nested = nestedFields(type).map(describeField);
  return {
    name,
    type: shortType(type),
    nullable,
    ...(typeof comment === 'string' ? { comment } : {}),
    ...(notes.length > 0 ? { metadata: Object.fromEntries(notes.map(asTextEntry)) } : {}),
    ...(nested.length > 0 ? { nested } : {}),
  };
}

/** Ids and names that only say where a column's values lie in data files. */
function isOfMapping(key: string): boolean {
  return key.startsWith('delta.columnMapping.') || key.startsWith('parquet.field.');
}

function asTextEntry([key, value]: readonly [string, unknown]): [string, string] {
  return [key, typeof value === 'string' ? value : JSON.stringify(value)];
}

/** What a type holds, under the names that Spark gives them in the path of a nested column. */
function nestedFields(type: DataType): readonly StructField[] {
  if (typeof type === 'string') return [];
  switch (type.type) {
    case 'struct':
      return type.fields;
    case 'array':
      return [{ name: 'element', type: type.elementType, nullable: type.containsNull }];
    case 'map':
      return [
        { name: 'key', type: type.keyType, nullable: false },
        { name: 'value', type: type.valueType, nullable: type.valueContainsNull },
      ];
  }
}

const SHORT_NAMES: Readonly<Record<string, string>> = {
  integer: 'int',
  long: 'bigint',
  short: 'smallint',
  byte: 'tinyint',
};

/** Spark's short form: `bigint`, `array<struct<a:string>>`. */
export function shortType(type: DataType): string {
  if (typeof type === 'string') return SHORT_NAMES[type] ?? type;
  switch (type.type) {
    case 'struct':
      return `struct<${type.fields.map((field) => `${field.name}:${shortType(field.type)}`).join(',')}>`;
    case 'array':
      return `array<${shortType(type.elementType)}>`;
    case 'map':
      return `map<${shortType(type.keyType)},${shortType(type.valueType)}>`;
  }
}

const DUCKDB_TYPES: Readonly<Record<string, string>> = {
  string: 'VARCHAR',
  long: 'BIGINT',
  integer: 'INTEGER',
  short: 'SMALLINT',
  byte: 'TINYINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  binary: 'BLOB',
  date: 'DATE',
  timestamp: 'TIMESTAMP WITH TIME ZONE',
  timestamp_ntz: 'TIMESTAMP',
  variant: 'VARIANT',
  void: 'INTEGER',
};

/** The DuckDB type that holds every value of a Delta type. @throws Fault `unsupported-feature`, naming the type. */
export function duckdbType(type: DataType): string {
  if (typeof type === 'string') {
    const known = DUCKDB_TYPES[type] ?? (/^decimal\(\d+,\s*-?\d+\)$/.test(type) ? type : undefined);
    if (known !== undefined) return known;
    const isText = /^(var)?char\(\d+\)$/.test(type) || /^string collate /.test(type);
    if (isText) return 'VARCHAR';
    throw new Fault(
      'unsupported-feature',
      `Columns of the type ${type} cannot be shown; cloning the table works all the same.`,
    );
  }
  switch (type.type) {
    case 'struct':
      return `STRUCT(${type.fields.map((field) => `${sqlName(field.name)} ${duckdbType(field.type)}`).join(', ')})`;
    case 'array':
      return `${duckdbType(type.elementType)}[]`;
    case 'map':
      return `MAP(${duckdbType(type.keyType)}, ${duckdbType(type.valueType)})`;
  }
}

const LONG_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(SHORT_NAMES).map(([long, short]) => [short, long]),
);

/** The inverse of {@link shortType}. @throws Fault `internal` for a text that is no type. */
export function parseShortType(text: string): DataType {
  const taken = takeType(text);
  if (taken?.rest !== '') throw new Fault('internal', `${text} is no type.`);
  return taken.type;
}

/** Takes one type off the front of a text; undefined where there is none. */
function takeType(text: string): { type: DataType; rest: string } | undefined {
  const nested = /^(array|map|struct)</.exec(text)?.[1];
  if (nested === undefined) {
    const name = /^[a-z_]+(\(\d+(,\d+)?\))?/.exec(text)?.[0] ?? '';
    return name === '' ? undefined : { type: LONG_NAMES[name] ?? name, rest: text.slice(name.length) };
  }
  const fields: StructField[] = [];
  let rest = text.slice(nested.length);
  while (/^[<,]/.test(rest)) {
    const name = nested === 'struct' ? (/^[<,]([^:]+):/.exec(rest)?.[1] ?? '') : '';
    const taken = takeType(rest.slice(nested === 'struct' ? name.length + 2 : 1));
    if (taken === undefined) return undefined;
    fields.push({ name, type: taken.type, nullable: true, metadata: {} });
    rest = taken.rest;
  }
  if (!rest.startsWith('>')) return undefined;
  rest = rest.slice(1);
  const [first, second] = fields.map((field) => field.type);
  if (nested === 'array' && first !== undefined)
    return { type: { type: 'array', elementType: first, containsNull: true }, rest };
  if (nested === 'map' && first !== undefined && second !== undefined) {
    return { type: { type: 'map', keyType: first, valueType: second, valueContainsNull: true }, rest };
  }
  return { type: { type: 'struct', fields }, rest };
}
