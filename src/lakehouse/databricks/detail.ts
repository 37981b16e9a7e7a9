/** What a table is at a version: columns, size, rows, properties. */

import { asFault } from '../../base/fault';
import { withoutOrigin } from '../../delta/origin';
import { describeColumns as describeFields, parseShortType } from '../../delta/schema';
import type { Column, TableDetail, TableMoment } from '../lakehouse';
import { readProperties } from './properties';
import { listIn, mapIn, numberIn, type Row, repeatable, textIn } from './sql';
import * as statements from './statements';
import { aboutTable, findVersion } from './versions';
import type { Warehouse } from './warehouse';

/** What DESCRIBE DETAIL tells of the newest version. */
export interface NewestDetail {
  readonly tableId: string;
  /** Where it is stored. */
  readonly path: string;
  readonly comment: string | undefined;
  readonly files: number;
  readonly bytes: number;
  readonly partitionColumns: readonly string[];
  readonly clusteringColumns: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly features: readonly string[];
}

/** @throws Fault `not-delta` for what is there and no Delta table. */
export async function readNewestDetail(
  table: string,
  { sql }: Warehouse,
  signal: AbortSignal,
): Promise<NewestDetail> {
  let row: Row | undefined;
  try {
    [row] = await sql.run(repeatable(statements.describeDetail(table)), signal);
  } catch (error) {
    throw aboutTable(error, table);
  }
  const comment = textIn(row, 'description');
  return {
    tableId: textIn(row, 'id') ?? '',
    path: textIn(row, 'location') ?? '',
    comment: comment === '' ? undefined : comment,
    files: numberIn(row, 'numFiles') ?? 0,
    bytes: numberIn(row, 'sizeInBytes') ?? 0,
    partitionColumns: listIn(row, 'partitionColumns'),
    clusteringColumns: listIn(row, 'clusteringColumns'),
    properties: withoutOrigin(mapIn(row, 'properties')),
    features: featuresIn(row),
  };
}

/** Old servers name no features. */
function featuresIn(row: Row | undefined): string[] {
  const named = listIn(row, 'tableFeatures');
  if (named.length > 0) return named;
  return [
    `reader ${numberIn(row, 'minReaderVersion') ?? 1}, writer ${numberIn(row, 'minWriterVersion') ?? 1}`,
  ];
}

export async function readDetail(
  table: string,
  moment: TableMoment,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<TableDetail> {
  const { version, committedAt, isLatest } = await findVersion(table, moment, warehouse, signal);
  const [newest, columns, rows] = await Promise.all([
    readNewestDetail(table, warehouse, signal),
    readColumns(table, version, warehouse, signal),
    countRows(table, version, warehouse, signal),
  ]);
  const { tableId, files, bytes, partitionColumns, features } = newest;
  const { deepClone } = await warehouse.dialect(signal);
  const properties = deepClone ? newest.properties : await shownProperties(table, warehouse, signal);
  return {
    location: table,
    ...{ tableId, version, committedAt, bytes, files, rows, columns, partitionColumns, properties, features },
    ...(isLatest ? {} : { sizeOfLatest: true as const }),
  };
}

/** As DESCRIBE DETAIL shows them where it can. */
async function shownProperties(table: string, warehouse: Warehouse, signal: AbortSignal) {
  const { properties } = await readProperties(table, warehouse, signal);
  return Object.fromEntries(
    Object.entries(properties).filter(([name]) => !name.startsWith('delta.feature.')),
  );
}

/** A column is said to be nullable throughout: the server does not tell of a version. */
export async function readColumns(
  table: string,
  version: number,
  { sql }: Warehouse,
  signal: AbortSignal,
): Promise<Column[]> {
  const described = await sql.run(repeatable(statements.describeColumns(table, version)), signal);
  const columns = described.map((row) => ({
    name: textIn(row, 'col_name') ?? '',
    type: textIn(row, 'data_type') ?? '',
    comment: textIn(row, 'comment'),
  }));
  const cut = columns.filter(({ type }) => / more fields>/.test(type)).map(({ name }) => name);
  if (cut.length === 0) return columns.map((column) => toColumn(column, column.type));
  const [whole] = await sql.run(repeatable(statements.wholeTypes(table, version, cut)), signal);
  return columns.map((column) =>
    toColumn(column, textIn(whole, `c${cut.indexOf(column.name)}`) ?? column.type),
  );
}

function toColumn({ name, comment }: { name: string; comment: string | undefined }, type: string): Column {
  const metadata = comment === undefined || comment === '' ? {} : { comment };
  const flat = { name, type, nullable: true, ...metadata };
  try {
    const [column] = describeFields({
      type: 'struct',
      fields: [{ name, type: parseShortType(type), nullable: true, metadata }],
    });
    return column === undefined ? flat : { ...column, type };
  } catch (error) {
    // A type that only this server knows is shown by its name.
    if (asFault(error).code !== 'internal') throw error;
    return flat;
  }
}

export async function countRows(
  table: string,
  version: number,
  { sql }: Warehouse,
  signal: AbortSignal,
): Promise<number> {
  const [row] = await sql.run(repeatable(statements.countRows(table, version)), signal);
  return numberIn(row, 'rows') ?? 0;
}
