/**
 * How the copy gets rid of rows that new ones replace. A file that loses all of them goes; one that loses few gets a deletion vector, where the
 * table has those; of any other the rows that stay are written anew.
 */

import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { eachChunk } from '../../parquet/duckdb';
import type { Storage } from '../../storage/storage';
import type { AddFile } from '../actions';
import { writeDeletionVectors } from '../deletionVectorFile';
import { appendRows, type RowRange, rowsIn } from '../rowBitmaps';
import { fileOfSql, rowOfSql } from '../rowPositions';
import { fileRows, withLooseBounds } from '../stats';
import { MATCHED, type MatchedFile } from './matchRows';
import { unionRanges } from './rowRanges';

export interface Replacement {
  /** No row of them stays. */
  readonly emptied: readonly MatchedFile[];
  /** Their replaced rows are hidden. */
  readonly hidden: readonly MatchedFile[];
  /** Their other rows are written anew. */
  readonly rewritten: readonly MatchedFile[];
}

/** A file of which a larger part is hidden costs its readers more than writing it anew once. */
const MOST_HIDDEN = 0.5;

/** Decides it for each file that holds matched rows. @param takesVectors whether the table may have deletion vectors */
export function planReplacement(matched: readonly MatchedFile[], takesVectors: boolean): Replacement {
  const emptied: MatchedFile[] = [];
  const hidden: MatchedFile[] = [];
  const rewritten: MatchedFile[] = [];
  for (const file of matched) {
    const left = fileRows(file.add);
    // A vector may only be given to a file whose rows the log counts.
    if (left === undefined) rewritten.push(file);
    else if (left === file.rows) emptied.push(file);
    else if (takesVectors && isLittleHidden(file, left)) hidden.push(file);
    else rewritten.push(file);
  }
  return { emptied, hidden, rewritten };
}

function isLittleHidden({ scan, rows }: MatchedFile, left: number): boolean {
  const before = rowsIn(scan.deleted);
  return before + rows <= (before + left) * MOST_HIDDEN;
}

/**
 * Writes one file with a vector for each data file, which unites the rows that were deleted in it with those that are matched.
 *
 * @param folder a folder below the table; it is made if need be
 * @returns the logical files that take the place of the former ones, in the order of `files`
 * @throws what the storage throws; the signal's reason when aborted.
 */
export async function hideRows(
  storage: Storage,
  connection: DuckDBConnection,
  table: string,
  folder: string,
  files: readonly MatchedFile[],
  signal: AbortSignal,
): Promise<AddFile[]> {
  if (files.length === 0) return [];
  const matched = new Map<number, RowRange[]>(files.map(({ number }) => [number, []]));
  const query = `SELECT ${fileOfSql('position')}::INTEGER, ${rowOfSql('position')}::DOUBLE FROM ${MATCHED}
    WHERE ${fileOfSql('position')} IN (${[...matched.keys()].join(', ')}) ORDER BY position`;
  const onChunk = ([numbers = [], rows = []]: readonly (readonly unknown[])[], count: number) => {
    for (let index = 0; index < count; index += 1) {
      const [own, row] = [matched.get(Number(numbers[index])), Number(rows[index])];
      if (own !== undefined) appendRows(own, row, row);
    }
  };
  await eachChunk(connection, query, onChunk, signal);
  const vectors = files.map(({ scan, number }) => unionRanges(scan.deleted, matched.get(number) ?? []));
  await storage.makeDirectory(path.join(table, folder));
  const descriptors = await writeDeletionVectors(storage, table, folder, randomUUID(), vectors);
  return files.flatMap(({ add }, index) => {
    const deletionVector = descriptors[index];
    return deletionVector === undefined ? [] : [{ ...add, ...withLooseBounds(add), deletionVector }];
  });
}
