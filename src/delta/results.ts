/** What the engine's operations tell their callers, as plain data. */

/** The six figures that Databricks' `CLONE` returns, in bytes and files. */
export interface CloneMetrics {
  readonly sourceTableSize: number;
  readonly sourceNumOfFiles: number;
  readonly numRemovedFiles: number;
  readonly numCopiedFiles: number;
  readonly removedFilesSize: number;
  readonly copiedFilesSize: number;
}

/** How far the work on one table is. Files are counted while they are copied; work on rows says only what goes on. */
export type CloneProgress =
  | {
      readonly phase: 'copying';
      readonly copiedFiles: number;
      readonly totalFiles: number;
      readonly copiedBytes: number;
      readonly totalBytes: number;
    }
  | { readonly phase: RowPhase };

/** What is done to rows in an incremental snapshot: the new ones are found; they are written, in place of others or beside them. */
export type RowPhase = 'comparing rows' | 'merging rows';

/** What a verification looked at and found right; anything wrong is thrown as `verify-failed` or `damaged`. */
export interface Verification {
  readonly files: number;
  readonly bytes: number;
  /** Undefined where statistics are missing, so that rows could not be compared. */
  readonly rows: number | undefined;
  /** Whether contents were compared as well, byte by byte through checksums: those of all files, but for `unchecked`. */
  readonly checksum: boolean;
  /** Files whose contents could not be compared because no checksum of them was kept. Absent where there are none. */
  readonly unchecked?: number;
}

export interface Column {
  readonly name: string;
  /** Spark's short form: `bigint`, `struct<a:string,b:array<int>>`. */
  readonly type: string;
  readonly nullable: boolean;
  readonly comment?: string;
  /** What else the table notes about it, as text by key, but for how column mapping finds it. Absent where there is nothing. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** The fields of a struct; `element` of an array; `key` and `value` of a map. Absent for other types. */
  readonly nested?: readonly Column[];
}

/** One commit of a table. */
export interface HistoryEntry {
  readonly version: number;
  /** Epoch ms. */
  readonly committedAt: number;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, string>>;
  readonly engine?: string;
  /** For a commit that made the table a copy of another one's version. */
  readonly copy?: TableCopy;
}

export interface TableCopy {
  readonly from: Origin;
  readonly metrics: CloneMetrics;
}

/** Sets a column to a value in the rows in which another column has one of some values. Names as the table spells them; both columns are strings. */
export interface ColumnUpdate {
  readonly column: string;
  readonly value: string;
  readonly where: { readonly column: string; readonly in: readonly string[] };
}

export interface ColumnUpdateResult {
  /** The version that was committed; the newest there was where no row had to change. */
  readonly version: number;
  readonly updatedRows: number;
}

/** Which version of which table a table was last copied from. */
export interface Origin {
  readonly location: string;
  /** Undefined for copies that another product made. */
  readonly tableId: string | undefined;
  readonly version: number;
  /** Whether the copy is an incremental one, which keeps rows that its source has since deleted. */
  readonly accumulates: boolean;
}

/** How two versions of a table differ, by logical files: those that only the later one has, and those that only the earlier one had. */
export interface TableChanges {
  readonly addedFiles: number;
  readonly addedBytes: number;
  /** Rows of the later version less those of the earlier one; undefined where statistics are missing. */
  readonly rows: number | undefined;
  readonly removedFiles: number;
  readonly removedBytes: number;
}

export interface PruneResult {
  /** Data and deletion-vector files that no kept version needs. */
  readonly files: number;
  readonly bytes: number;
}
