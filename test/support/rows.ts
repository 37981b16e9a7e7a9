/** The rows of a snapshot in the form of the fixtures' expected rows, so that the two can be compared. */

import type { DuckDBValue } from '@duckdb/node-api';
import {
  DuckDBBlobValue,
  type DuckDBListValue,
  type DuckDBMapValue,
  type DuckDBStructValue,
} from '@duckdb/node-api';
import { scanSql } from '../../src/delta/scan';
import { type DataType, parseSchema, type StructField } from '../../src/delta/schema';
import type { Snapshot } from '../../src/delta/snapshot';
import { sqlName, withDuckDB } from '../../src/parquet/duckdb';
import { localStorage } from '../../src/storage/local';
import type { Row, Value } from './fixtures';

/** All rows, sorted by their text. A variant has no value of its own in JavaScript, so it is given as the bytes that stand in the file. */
export async function rowsOf(snapshot: Snapshot): Promise<Row[]> {
  const { fields } = parseSchema(snapshot.table, snapshot.metadata);
  return await withDuckDB(async (connection) => {
    const scan = await scanSql(localStorage, connection, snapshot, snapshot.files);
    const columns = fields.map(({ name, type }) =>
      hasVariant(type) ? `to_json(${sqlName(name)})::VARCHAR` : sqlName(name),
    );
    const rows = (await connection.runAndReadAll(`SELECT ${columns.join(', ')} FROM (${scan})`)).getRows();
    return sortRows(
      rows.map((row) =>
        Object.fromEntries(fields.map((field, index) => [field.name, comparable(field, row[index] ?? null)])),
      ),
    );
  });
}

function comparable(field: StructField, value: DuckDBValue): Value {
  if (hasVariant(field.type)) return value === null ? null : String(value);
  return padded(field, canonical(field.type, value));
}

export function sortRows(rows: readonly Row[]): Row[] {
  return [...rows].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

/** Spark pads the values of `char(n)` columns when it reads them. */
function padded(field: StructField, value: Value): Value {
  const length = /^char\((\d+)\)$/.exec(String(field.metadata?.__CHAR_VARCHAR_TYPE_STRING))?.[1];
  return length === undefined || typeof value !== 'string' ? value : value.padEnd(Number(length));
}

export function hasVariant(type: DataType): boolean {
  return (
    type === 'variant' ||
    (typeof type !== 'string' &&
      type.type === 'struct' &&
      type.fields.some((field) => hasVariant(field.type)))
  );
}

function canonical(type: DataType, value: DuckDBValue): Value {
  if (value === null) return null;
  if (typeof type === 'string') return primitive(type, value);
  switch (type.type) {
    case 'struct': {
      const { entries } = value as DuckDBStructValue;
      return Object.fromEntries(
        type.fields.map((field) => [field.name, canonical(field.type, entries[field.name] ?? null)]),
      );
    }
    case 'array':
      return (value as DuckDBListValue).items.map((item) => canonical(type.elementType, item));
    case 'map':
      return (value as DuckDBMapValue).entries
        .map(({ key, value: content }) => [canonical(type.keyType, key), canonical(type.valueType, content)])
        .sort((one, other) => (JSON.stringify(one[0]) < JSON.stringify(other[0]) ? -1 : 1));
  }
}

function primitive(type: string, value: DuckDBValue): string {
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('hex');
  if (type === 'timestamp') return `${isoTime(String(value).replace(/\+00(:00)?$/, ''))}Z`;
  if (type === 'timestamp_ntz') return isoTime(String(value));
  if (type === 'double' || type === 'float') return pythonFloat(Number(value));
  return String(value);
}

/** `2024-01-01 00:00:00.5` as `2024-01-01T00:00:00.500000`. */
function isoTime(text: string): string {
  const [date = '', time = ''] = text.split(' ');
  const [whole = '', fraction = ''] = time.split('.');
  return `${date}T${whole}.${fraction.padEnd(6, '0')}`;
}

/** Spark's rows were written down by Python, which gives every float a fraction and two digits of exponent. */
function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  const scientific = /^(-?)(\d)(?:\.(\d+))?e([+-])(\d+)$/.exec(text);
  if (scientific === null) return text.includes('.') ? text : `${text}.0`;
  const [, sign, lead, fraction, direction, exponent = ''] = scientific;
  return `${sign}${lead}${fraction === undefined ? '' : `.${fraction}`}e${direction}${exponent.padStart(2, '0')}`;
}
