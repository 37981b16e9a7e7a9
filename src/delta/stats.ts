/** Row counts from the statistics of data files, and what these say of their bounds. Source: PROTOCOL.md, "Per-file Statistics". */

import type { AddFile } from './actions';

/** Rows of a logical file: those of the data file less those its deletion vector removes; undefined without statistics. */
export function fileRows(add: AddFile): number | undefined {
  if (add.stats === undefined) return undefined;
  // Statistics are long and there may be hundreds of thousands, so the figure is picked out where every writer puts it: first.
  const digits = /^\s*\{\s*"numRecords"\s*:\s*(\d+)/.exec(add.stats)?.[1];
  const records = digits === undefined ? parsedRecords(add.stats) : Number(digits);
  return records === undefined ? undefined : records - (add.deletionVector?.cardinality ?? 0);
}

/** Statistics that are no JSON are as good as none: a table is readable without them. */
function parsedRecords(stats: string): number | undefined {
  try {
    const parsed: unknown = JSON.parse(stats);
    const isStats = typeof parsed === 'object' && parsed !== null && 'numRecords' in parsed;
    return isStats && typeof parsed.numRecords === 'number' ? parsed.numRecords : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Statistics for a file that gets another deletion vector: its bounds may then be those of rows that are deleted. Numbers keep their digits. */
export function withLooseBounds({ stats }: AddFile): { readonly stats?: string } {
  if (stats === undefined) return {};
  if (/"tightBounds"\s*:\s*false/.test(stats)) return { stats };
  const tight = /"tightBounds"\s*:\s*true/;
  if (tight.test(stats)) return { stats: stats.replace(tight, '"tightBounds":false') };
  return { stats: stats.replace(/\}\s*$/, ',"tightBounds":false}') };
}

export interface Totals {
  readonly files: number;
  /** Bytes of the data files. */
  readonly bytes: number;
  /** Undefined where any file lacks statistics. */
  readonly rows: number | undefined;
}

/** What files come to together. */
export function totals(files: readonly AddFile[]): Totals {
  let bytes = 0;
  let rows: number | undefined = 0;
  for (const add of files) {
    bytes += add.size;
    if (rows === undefined) continue;
    const count = fileRows(add);
    rows = count === undefined ? undefined : rows + count;
  }
  return { files: files.length, bytes, rows };
}
