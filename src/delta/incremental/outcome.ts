/** What an incremental snapshot of one table is asked to do, and what it tells. */

import type { CloneMetrics } from '../results';
import type { StructField } from '../schema';
import type { Snapshot } from '../snapshot';
import type { Digest } from '../verifyContents';

/** How new rows come into the copy. */
export type WriteMode =
  | { readonly mode: 'append' }
  /** Column names in any case. Those that the table lacks do not count; without any left rows are appended. */
  | { readonly mode: 'merge'; readonly keys: readonly string[] };

/** The columns by which rows are replaced: those of the keys that the table has. */
export function keyFields(write: WriteMode, fields: readonly StructField[]): StructField[] {
  switch (write.mode) {
    case 'append':
      return [];
    case 'merge': {
      const names = new Set(write.keys.map((name) => name.toLowerCase()));
      return fields.filter((field) => names.has(field.name.toLowerCase()));
    }
  }
}

export interface IncrementalRequest {
  /** The version to take over, pinned when the plan was made. */
  readonly source: Snapshot;
  /** Opens an earlier version of the source. */
  readonly openSource: (version: number) => Promise<Snapshot>;
  /** The copy's folder. */
  readonly table: string;
  /** The copy's newest snapshot; undefined where there is none yet. */
  readonly target: Snapshot | undefined;
  /** Where progress is kept for people to read, and where a stream that filled the copy before kept its own. */
  readonly checkpointDirectory: string;
  readonly write: WriteMode;
  /** Where given, the contents of all files that come in are compared with the source's, and their checksums kept. */
  readonly sha256?: Digest | undefined;
}

export interface IncrementalMetrics {
  /** Undefined where whole files came in whose rows are not counted. */
  readonly addedRows: number | undefined;
  /** Rows of the copy in whose place new ones came. */
  readonly replacedRows: number;
  /** Files that were copied as they were, and their bytes. */
  readonly copiedFiles: number;
  readonly copiedBytes: number;
  /** Files of the copy that were written anew without the replaced rows, or that had no other rows. */
  readonly rewrittenFiles: number;
  /** Files of the copy whose replaced rows a deletion vector hides. */
  readonly vectoredFiles: number;
  readonly writtenFiles: number;
  readonly writtenBytes: number;
}

interface Increment {
  /** The version of the copy. */
  readonly version: number;
  readonly sourceVersion: number;
  /** The version of the source that the copy stood for before; undefined where it did not say. */
  readonly fromVersion: number | undefined;
  readonly warnings: readonly string[];
  readonly metrics: IncrementalMetrics;
  /** Rows the copy has now by what was done; undefined where some are not counted. */
  readonly expectedRows: number | undefined;
}

export type IncrementalOutcome =
  /** The first snapshot, a clone of the whole table. */
  | {
      readonly kind: 'first';
      readonly version: number;
      readonly sourceVersion: number;
      readonly warnings: readonly string[];
      readonly metrics: CloneMetrics;
      readonly expectedRows: number | undefined;
    }
  /** The source has no new version; nothing was done. */
  | {
      readonly kind: 'unchanged';
      readonly version: number;
      readonly sourceVersion: number;
      readonly warnings: readonly string[];
      /** False where the run that committed this version was killed before it had verified the copy, or found it wrong. */
      readonly isVerified: boolean;
    }
  /** New versions brought no new rows (deletes, OPTIMIZE): only the copy's progress was committed. */
  | (Increment & { readonly kind: 'advanced' })
  /** Rows came in, none went. */
  | (Increment & { readonly kind: 'appended' })
  /** Rows came in and replaced others. */
  | (Increment & { readonly kind: 'merged' });
