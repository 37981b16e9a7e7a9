/** What columns Parquet files have: names, field ids, types and nesting, so that a query asks only for what is there. */

import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { queryRows, sqlFiles } from '../parquet/duckdb';

/** A column of a file, or a group of them. */
export interface FileColumn {
  readonly name: string;
  /** The field id, where the writer gave one. */
  readonly id: number | undefined;
  readonly children: readonly FileColumn[];
}

export interface FileShape {
  /** The top-level columns. */
  readonly columns: readonly FileColumn[];
  /** Equal for files that differ in no name, id, type or nesting, so that they can be read as one. */
  readonly signature: string;
}

/** The shapes of files, each named once, by file. @throws what DuckDB throws for a file that is missing or no Parquet. */
export async function fileShapes(
  connection: DuckDBConnection,
  files: readonly string[],
): Promise<ReadonlyMap<string, FileShape>> {
  const rows = await queryRows(
    connection,
    `SELECT file_name, name, field_id::INTEGER, coalesce(num_children, 0)::INTEGER, concat_ws(' ', type, type_length, converted_type, scale, precision, logical_type)
     FROM parquet_schema(${sqlFiles(files)})`,
  );
  const byFile = new Map<string, DuckDBValue[][]>();
  for (const [file, ...column] of rows) {
    const own = byFile.get(String(file));
    if (own === undefined) byFile.set(String(file), [column]);
    else own.push(column);
  }
  // DuckDB may spell a path in another way, but it keeps the order.
  const shapes = [...byFile.values()].map(toShape);
  return new Map(files.flatMap((file, index) => (shapes[index] ? [[file, shapes[index]]] : [])));
}

/** The schema comes depth first, each group with the number of its children; the first row is the root, whose name says nothing. */
function toShape(rows: readonly DuckDBValue[][]): FileShape {
  let next = 0;
  const take = (): FileColumn => {
    const [name, id, count] = rows[next] ?? [];
    next += 1;
    const children: FileColumn[] = [];
    for (let child = 0; child < Number(count ?? 0); child += 1) children.push(take());
    return { name: String(name), id: typeof id === 'number' ? id : undefined, children };
  };
  return { columns: take().children, signature: JSON.stringify(rows.slice(1)) };
}
