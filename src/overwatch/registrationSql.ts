/** The SQL that registers restored tables as an Overwatch database on Databricks. Pure. */

import { sqlName } from '../base/sqlName';

export interface Registration {
  readonly database: string;
  /** Where the tables lie side by side, as Databricks names the place: `abfss://…`, `s3://…`, `dbfs:/…`. */
  readonly location: string;
  /** Overwatch's schema version, if it is known; it is no part of the tables. */
  readonly schemaVersion?: string;
  /** Each with its folder below `location`. */
  readonly tables: readonly { readonly name: string; readonly folder: string }[];
}

/**
 * One statement a line, each ended by a semicolon. Tables that are registered already make their statement fail, so that none is passed
 * over in silence.
 */
export function registrationSql({ database, location, schemaVersion, tables }: Registration): string {
  const place = location.replace(/\/+$/, '');
  const properties = [
    ['OVERWATCHDB', 'TRUE'],
    ...(schemaVersion === undefined ? [] : [['SCHEMA', schemaVersion]]),
  ].map((pair) => pair.map((text) => literal(text)).join('='));
  return [
    `CREATE DATABASE IF NOT EXISTS ${sqlName(database)} LOCATION ${literal(place)} WITH DBPROPERTIES (${properties.join(', ')});`,
    ...tables.map(
      ({ name, folder }) =>
        `CREATE TABLE ${sqlName(database)}.${sqlName(name)} USING DELTA LOCATION ${literal(`${place}/${folder}`)};`,
    ),
    '',
  ].join('\n');
}

/** Spark reads a backslash within quotes as an escape, and two quotes in a row as the end of one text and the start of another. */
function literal(text: string): string {
  const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\0': '\\0' };
  return `'${text.replace(/['\\]/g, '\\$&').replace(/[\n\r\0]/g, (character) => escapes[character] ?? '')}'`;
}
