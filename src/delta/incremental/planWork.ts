/** What an increment copies as whole files and what it reads and writes as rows. Whole files are copied wherever that can be. */

import type { Storage } from '../../storage/storage';
import type { AddFile } from '../actions';
import { scanSchema } from '../scan';
import type { StructField } from '../schema';
import type { Snapshot } from '../snapshot';
import type { NewRows } from './change';
import type { IncomingRows } from './newRows';
import { scanFiles } from './sides';
import { assertWritable, type TargetState } from './targetState';

export interface Work {
  /** Files of the source to copy as they are. */
  readonly files: readonly AddFile[];
  /** Rows to read or write; undefined where there are none. */
  readonly rows: IncomingRows | undefined;
}

export interface WorkRequest {
  readonly source: Snapshot;
  readonly target: Snapshot;
  readonly state: TargetState;
  /** Columns of the new state by which rows are replaced; none where all are only added. */
  readonly keys: readonly StructField[];
}

/**
 * Decides it from what is known of the new rows; no row is read yet.
 *
 * @param fields the source's columns, with the types in which rows are compared
 * @throws Fault `unsupported-feature` where rows would have to be written that cannot be; `damaged`.
 */
export async function planWork(
  storage: Storage,
  { source, target, state, keys }: WorkRequest,
  newRows: NewRows,
  fields: readonly StructField[],
  signal: AbortSignal,
): Promise<Work> {
  const schema = { ...scanSchema(source), fields };
  const none = { schema, files: [] };
  const written = (rows: IncomingRows & { kind: 'written' }): Work => {
    assertWritable(target.table, state);
    return { files: [], rows };
  };
  switch (newRows.kind) {
    case 'none':
      if (!state.rewritesAll || target.files.length === 0) return { files: [], rows: undefined };
      return written({ kind: 'written', sides: { added: none, removed: none } });
    case 'difference':
      return written({ kind: 'written', sides: newRows.sides });
    case 'files': {
      const { files } = newRows;
      if (!state.takesFiles || state.rewritesAll) {
        const added = { schema, files: await scanFiles(storage, source.table, files, signal) };
        return written({ kind: 'written', sides: { added, removed: none } });
      }
      if (keys.length === 0 || target.files.length === 0) return { files, rows: undefined };
      return { files, rows: { kind: 'copied', files, schema } };
    }
  }
}
