/**
 * The only way for names, paths and texts into SQL. Spark's rules: an identifier stands in back-ticks, of which one inside is doubled; in a
 * text a backslash and a quotation mark have a backslash before them. Before Spark reads a statement, it replaces `${name}` in all of it by a
 * setting or a variable of its environment of that name: in a text a backslash keeps it from that, in a name nothing does.
 *
 * Source: docs.databricks.com/sql/language-manual, "Identifiers" and "STRING type"; `spark.sql.variable.substitute` in Spark's configuration.
 */

import { Fault } from '../../base/fault';
import { sqlDeltaTable, sqlName } from '../../base/sqlName';
import { nameLocation, parseLocation } from './places';

/** What Spark takes for the beginning of a variable. */
const VARIABLE = '${';

/** @throws Fault `usage` for a name that Spark would make another one of. */
export function identifier(name: string): string {
  return sqlName(asItIs(name));
}

function asItIs(name: string): string {
  if (!name.includes(VARIABLE)) return name;
  throw new Fault(
    'usage',
    `${name} cannot be named in SQL: it holds ${VARIABLE}, which stands for a variable there.`,
    {
      advice: 'Rename it, or leave it out.',
    },
  );
}

export function literal(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return `'${escaped.replaceAll(VARIABLE, '$\\{')}'`;
}

/** A table: by its name, or by its path as `` delta.`path` ``. @throws Fault `usage` as {@link identifier} does. */
export function relation(location: string): string {
  const place = parseLocation(asItIs(location));
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
