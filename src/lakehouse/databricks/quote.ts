/**
 * The only way for names, paths and texts into SQL. Spark's rules: an identifier stands in back-ticks, of which one inside is doubled; in a
 * text a backslash and a quotation mark have a backslash before them.
 *
 * Source: docs.databricks.com/sql/language-manual, "Identifiers" and "STRING type".
 */

import { sqlDeltaTable, sqlName } from '../../base/sqlName';
import { nameLocation, parseLocation } from './places';

export function identifier(name: string): string {
  return sqlName(name);
}

export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** A table: by its name, or by its path as `` delta.`path` ``. */
export function relation(location: string): string {
  const place = parseLocation(location);
  return place.kind === 'path' ? sqlDeltaTable(place.path) : nameLocation(...place.parts);
}

/** A table at a version. */
export function relationAt(location: string, version: number): string {
  return `${relation(location)} VERSION AS OF ${integer(version)}`;
}

/** A whole number that is not negative. @throws RangeError for any other. */
export function integer(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no whole number.`);
  return String(value);
}

/** Spark's names of types, such as `struct<a:string,b:array<int>>`: as they are if they hold nothing but what types are made of. */
export function typeName(type: string): string {
  if (/^[\w<>:,() `-]+$/.test(type)) return type;
  throw new RangeError(`${type} is no type.`);
}
