/**
 * SQL that takes a table's column out of a data file, whatever the file calls it and however narrow it was written.
 *
 * Source: PROTOCOL.md, "Column Mapping" and "Type Widening".
 */

import { sqlName } from '../parquet/duckdb';
import type { FileColumn } from './fileShape';
import {
  type ColumnMapping,
  type DataType,
  duckdbType,
  fieldId,
  physicalName,
  type StructField,
} from './schema';

/** A field's value where its parent is the SQL expression `parent`; null where the file is older than the field. */
export function columnSql(
  field: StructField,
  parent: string,
  siblings: readonly FileColumn[],
  mapping: ColumnMapping,
): string {
  const column = findColumn(field, siblings, mapping);
  if (column === undefined) return `NULL::${duckdbType(field.type)}`;
  return valueSql(field.type, `${parent}.${sqlName(column.name)}`, column, mapping);
}

function findColumn(
  field: StructField,
  columns: readonly FileColumn[],
  mapping: ColumnMapping,
): FileColumn | undefined {
  const id = mapping === 'id' ? fieldId(field) : undefined;
  if (id !== undefined && columns.some((column) => column.id !== undefined))
    return columns.find((column) => column.id === id);
  const name = mapping === 'none' ? field.name : physicalName(field);
  const exact = columns.find((column) => column.name === name);
  // Without column mapping Spark finds columns in any case.
  return exact ?? columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
}

function valueSql(type: DataType, value: string, column: FileColumn, mapping: ColumnMapping): string {
  if (typeof type === 'string') return type === 'variant' ? value : `CAST(${value} AS ${duckdbType(type)})`;
  switch (type.type) {
    case 'struct': {
      const pairs = type.fields.map(
        (field) => `${sqlName(field.name)} := ${columnSql(field, value, column.children, mapping)}`,
      );
      return `CASE WHEN ${value} IS NULL THEN NULL ELSE struct_pack(${pairs.join(', ')}) END`;
    }
    case 'array': {
      const item = variableFor(value);
      const element = elementOf(column);
      return `list_transform(${value}, lambda ${item}: ${valueSql(type.elementType, item, element, mapping)})`;
    }
    case 'map': {
      const item = variableFor(value);
      const [key, content] = entryOf(column);
      const entry = `struct_pack(k := ${valueSql(type.keyType, `${item}.key`, key, mapping)}, v := ${valueSql(type.valueType, `${item}.value`, content, mapping)})`;
      return `map_from_entries(list_transform(map_entries(${value}), lambda ${item}: ${entry}))`;
    }
  }
}

/** Lambdas within lambdas need names of their own. */
function variableFor(value: string): string {
  const depth = (value.match(/\bitem\d+/g) ?? []).length;
  return `item${depth}`;
}

const NOTHING: FileColumn = { name: '', id: undefined, children: [] };

/** Parquet lists have three levels (list, repeated group, element); old writers left the middle one out. */
function elementOf(column: FileColumn): FileColumn {
  const repeated = column.children[0] ?? NOTHING;
  return repeated.children.length === 1 ? (repeated.children[0] ?? NOTHING) : repeated;
}

/** Parquet maps are a repeated group of a key and a value. */
function entryOf(column: FileColumn): [FileColumn, FileColumn] {
  const entry = column.children[0] ?? NOTHING;
  return [entry.children[0] ?? NOTHING, entry.children[1] ?? NOTHING];
}
