/**
 * SQL that turns values of one schema into those of another, under the physical names that data files carry: columns that are missing
 * become null, narrower values become wider.
 */

import { sqlName } from '../../parquet/duckdb';
import { type DataType, duckdbType, fieldId, physicalName, type StructField } from '../schema';

/** A value of a field of `to` from the value of the field of the same physical name. `from` is undefined where there is none. */
export function adaptedField(value: string, from: StructField | undefined, to: StructField): string {
  const type = physicalType(to.type);
  return from === undefined ? `NULL::${duckdbType(type)}` : adapted(value, from.type, to.type, 0);
}

/**
 * For each field of `to` the one of `from` that is the same column: of the same physical name, or else, where a column was dropped and
 * made anew, of the same name.
 */
export function matchFields(
  from: readonly StructField[],
  to: readonly StructField[],
): (StructField | undefined)[] {
  const left = new Set(from);
  const take = (nameOf: (field: StructField) => string, field: StructField) => {
    const name = nameOf(field).toLowerCase();
    const found = [...left].find((other) => nameOf(other).toLowerCase() === name);
    if (found !== undefined) left.delete(found);
    return found;
  };
  const byPhysicalName = to.map((field) => take(physicalName, field));
  return to.map((field, index) => byPhysicalName[index] ?? take(({ name }) => name, field));
}

function adapted(value: string, from: DataType, to: DataType, depth: number): string {
  const type = physicalType(to);
  if (JSON.stringify(from) === JSON.stringify(to) && hasSameNames(to)) return value;
  if (typeof from === 'string' || typeof to === 'string') return `CAST(${value} AS ${duckdbType(type)})`;
  const item = `each${depth}`;
  if (to.type === 'struct' && from.type === 'struct') {
    const matches = matchFields(from.fields, to.fields);
    const pairs = to.fields.map((field, index) => {
      const old = matches[index];
      const inner =
        old === undefined
          ? adaptedField('', undefined, field)
          : adapted(`${value}.${sqlName(old.name)}`, old.type, field.type, depth);
      return `${sqlName(physicalName(field))} := ${inner}`;
    });
    return `CASE WHEN ${value} IS NULL THEN NULL ELSE struct_pack(${pairs.join(', ')}) END`;
  }
  if (to.type === 'array' && from.type === 'array') {
    const inner = adapted(item, from.elementType, to.elementType, depth + 1);
    return `list_transform(${value}, lambda ${item}: ${inner})`;
  }
  if (to.type === 'map' && from.type === 'map') {
    const key = adapted(`${item}.key`, from.keyType, to.keyType, depth + 1);
    const content = adapted(`${item}.value`, from.valueType, to.valueType, depth + 1);
    const entry = `struct_pack(k := ${key}, v := ${content})`;
    return `map_from_entries(list_transform(map_entries(${value}), lambda ${item}: ${entry}))`;
  }
  return `CAST(${value} AS ${duckdbType(type)})`;
}

/** The type with the names that data files carry. */
function physicalType(type: DataType): DataType {
  if (typeof type === 'string') return type;
  switch (type.type) {
    case 'struct':
      return {
        ...type,
        fields: type.fields.map((field) => ({
          ...field,
          name: physicalName(field),
          type: physicalType(field.type),
        })),
      };
    case 'array':
      return { ...type, elementType: physicalType(type.elementType) };
    case 'map':
      return { ...type, keyType: physicalType(type.keyType), valueType: physicalType(type.valueType) };
  }
}

function hasSameNames(type: DataType): boolean {
  return JSON.stringify(namesOf(type)) === JSON.stringify(namesOf(physicalType(type)));
}

function namesOf(type: DataType): unknown {
  if (typeof type === 'string') return '';
  switch (type.type) {
    case 'struct':
      return type.fields.map((field) => [field.name, namesOf(field.type)]);
    case 'array':
      return namesOf(type.elementType);
    case 'map':
      return [namesOf(type.keyType), namesOf(type.valueType)];
  }
}

/** The field ids of columns as the option FIELD_IDS of DuckDB's COPY takes them; undefined where there are none. */
export function fieldIdsSql(fields: readonly StructField[]): string | undefined {
  const parts = fields.flatMap((field) => {
    const id = fieldId(field);
    const inner = innerIds(field.type);
    if (inner.length === 0) return id === undefined ? [] : [`${sqlName(physicalName(field))}: ${id}`];
    const own = id === undefined ? [] : [`__duckdb_field_id: ${id}`];
    return [`${sqlName(physicalName(field))}: {${[...own, ...inner].join(', ')}}`];
  });
  return parts.length === 0 ? undefined : `{${parts.join(', ')}}`;
}

function innerIds(type: DataType): string[] {
  if (typeof type === 'string') return [];
  const within = (name: string, inner: DataType): string[] => {
    const ids = innerIds(inner);
    return ids.length === 0 ? [] : [`${name}: {${ids.join(', ')}}`];
  };
  switch (type.type) {
    case 'struct': {
      const ids = fieldIdsSql(type.fields);
      return ids === undefined ? [] : [ids.slice(1, -1)];
    }
    case 'array':
      return within('element', type.elementType);
    case 'map':
      return [...within('key', type.keyType), ...within('value', type.valueType)];
  }
}
