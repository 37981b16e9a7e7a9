/** Row counts from the statistics of data files. Source: PROTOCOL.md, "Per-file Statistics". */

import type { AddFile } from './actions';

/** Rows of a logical file: those of the data file less those its deletion vector removes; undefined without statistics. */
export function fileRows(add: AddFile): number | undefined {
  if (add.stats === undefined) return undefined;
  // Statistics are long and there may be hundreds of thousands, so the one figure is picked out of the text.
  const digits = /"numRecords"\s*:\s*(\d+)/.exec(add.stats)?.[1];
  return digits === undefined ? undefined : Number(digits) - (add.deletionVector?.cardinality ?? 0);
}

export interface Totals {
  readonly files: number;
  /** Bytes of the data files. */
  readonly bytes: number;
  /** Undefined where any file lacks statistics. */
  readonly rows: number | undefined;
}

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
