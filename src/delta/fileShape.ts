/** What columns a Parquet file has: names, field ids and nesting, so that a query asks only for what is there. */

import type { DuckDBConnection } from '@duckdb/node-api';
import { queryRows, sqlFiles } from '../parquet/duckdb';

/** A column of a file, or a group of them. */
export interface FileColumn {
  readonly name: string;
  /** The field id, where the writer gave one. */
  readonly id: number | undefined;
  readonly children: readonly FileColumn[];
}

/** The top-level columns of one file. @throws what DuckDB throws for a file that is no Parquet. */
export async function fileShape(connection: DuckDBConnection, file: string): Promise<readonly FileColumn[]> {
  const rows = await queryRows(
    connection,
    `SELECT name, field_id::INTEGER, coalesce(num_children, 0)::INTEGER FROM parquet_schema(${sqlFiles([file])})`,
  );
  // The schema comes depth first, each group with the number of its children; the first row is the root.
  let next = 0;
  const take = (): FileColumn => {
    const [name, id, count] = rows[next] ?? [];
    next += 1;
    const children: FileColumn[] = [];
    for (let child = 0; child < Number(count ?? 0); child += 1) children.push(take());
    return { name: String(name), id: typeof id === 'number' ? id : undefined, children };
  };
  return take().children;
}
