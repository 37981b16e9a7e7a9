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

export interface CloneProgress {
  readonly copiedFiles: number;
  readonly totalFiles: number;
  readonly copiedBytes: number;
  readonly totalBytes: number;
}

/** What a verification looked at and found right; anything wrong is thrown as `verify-failed` or `damaged`. */
export interface Verification {
  readonly files: number;
  readonly bytes: number;
  /** Undefined where statistics are missing, so that rows could not be compared. */
  readonly rows: number | undefined;
  /** Whether contents were compared as well, byte by byte through checksums. */
  readonly checksum: boolean;
}

export interface Column {
  readonly name: string;
  /** Spark's short form: `bigint`, `struct<a:string,b:array<int>>`. */
  readonly type: string;
  readonly nullable: boolean;
  readonly comment?: string;
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
}
