/** Data files in groups that can be read as one, since they have the same columns and lie in the same partition. */

import type { DuckDBConnection } from '@duckdb/node-api';
import { Fault } from '../base/fault';
import { parquetTrouble } from '../parquet/duckdb';
import type { AddFile } from './actions';
import { type FileShape, fileShapes } from './fileShape';
import type { RowRange } from './rowBitmaps';

/** A data file to read, wherever it lies. */
export interface ScanFile {
  /** Absolute. */
  readonly file: string;
  readonly partitionValues: AddFile['partitionValues'];
  /** Rows that are passed over. */
  readonly deleted: readonly RowRange[];
  /** The only rows that are given, if set. */
  readonly only?: readonly RowRange[];
}

export interface FileGroup {
  readonly shape: FileShape;
  readonly partitionValues: AddFile['partitionValues'];
  /** The files, and which of those that were asked for each is. */
  readonly members: readonly { readonly file: ScanFile; readonly place: number }[];
  /** The number of the first file in positions of rows; the others follow. */
  readonly first: number;
  /** Whether it is one file whose place in the group cannot be asked for. */
  readonly isAlone: boolean;
}

/** What DuckDB calls a file's place among those it reads, unless a column is called so. */
const FILE_INDEX = 'file_index';

/** Sorts files into groups, in the order of their first members. @throws Fault `damaged` for a file that cannot be read, naming it. */
export async function groupFiles(
  connection: DuckDBConnection,
  table: string,
  files: readonly ScanFile[],
): Promise<readonly FileGroup[]> {
  const shapes = await shapesOf(connection, table, files);
  const groups = new Map<string, { shape: FileShape; members: { file: ScanFile; place: number }[] }>();
  for (const [place, file] of files.entries()) {
    const shape = shapes.get(file.file);
    if (shape === undefined) throw new Fault('internal', `The shape of ${file.file} is not known.`);
    // Rows are only looked for in files that lack some.
    const kind = file.only !== undefined ? 'only' : file.deleted.length > 0 ? 'deleted' : '';
    const key = `${hasFileIndex(shape) ? place : kind}\n${JSON.stringify(file.partitionValues)}\n${shape.signature}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { shape, members: [{ file, place }] });
    else group.members.push({ file, place });
  }
  let next = 0;
  return [...groups.values()].map(({ shape, members }) => {
    const first = next;
    next += members.length;
    const partitionValues = members[0]?.file.partitionValues ?? {};
    return { shape, partitionValues, members, first, isAlone: hasFileIndex(shape) };
  });
}

function hasFileIndex({ columns }: FileShape): boolean {
  return columns.some(({ name }) => name.toLowerCase() === FILE_INDEX);
}

/** Files asked about by one statement. */
const BATCH = 500;

async function shapesOf(
  connection: DuckDBConnection,
  table: string,
  files: readonly ScanFile[],
): Promise<Map<string, FileShape>> {
  const shapes = new Map<string, FileShape>();
  const paths = [...new Set(files.map(({ file }) => file))];
  for (let start = 0; start < paths.length; start += BATCH) {
    const batch = paths.slice(start, start + BATCH);
    for (const [file, shape] of await batchShapes(connection, table, batch)) shapes.set(file, shape);
  }
  return shapes;
}

/** Where one of several cannot be read, each is asked for by itself, so that the fault names it. */
async function batchShapes(
  connection: DuckDBConnection,
  table: string,
  files: readonly string[],
): Promise<ReadonlyMap<string, FileShape>> {
  try {
    return await fileShapes(connection, files);
  } catch (error) {
    const [only] = files;
    if (files.length === 1 && only !== undefined) throw unreadable(table, only, error);
    for (const file of files) await batchShapes(connection, table, [file]);
    throw error;
  }
}

function unreadable(table: string, file: string, cause: unknown): Fault {
  return new Fault(
    'damaged',
    `The data file ${file} of the table ${table} cannot be read: ${parquetTrouble(cause)}`,
    { advice: 'Bring the file back from the storage’s own versions or a backup.', cause },
  );
}
