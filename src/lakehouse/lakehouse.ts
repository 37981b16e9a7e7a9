/**
 * The lakehouse port: where Overwatch databases live and what can be done to one table there.
 *
 * `folder/` implements it for Delta tables as files. A lakehouse never decides and never asks: it does one thing to one table and says
 * what happened. Every method may throw a `Fault` that names the table and says what to do next; all of them end within a second of an abort.
 * A *location* is an absolute path (folder) or whatever the implementation uses to name a place.
 */

import type { FaultData } from '../base/fault';
import type {
  CloneMetrics,
  CloneProgress,
  Column,
  HistoryEntry,
  Origin,
  PruneResult,
  TableChanges,
  Verification,
} from '../delta/results';
import type { JournalPort } from './journalPort';
import type { MigrationPort } from './migrationPort';

export type {
  CloneMetrics,
  CloneProgress,
  Column,
  HistoryEntry,
  Origin,
  PruneResult,
  RowPhase,
  TableChanges,
  TableCopy,
  Verification,
} from '../delta/results';
export type { ColumnUpdate, ColumnUpdateResult, PlaceKind } from './migrationPort';

/** An Overwatch database: a place that holds `pipeline_report` and other tables side by side. */
export interface DatabaseEntry {
  readonly kind: 'database';
  /** Unique within the lakehouse. */
  readonly name: string;
  readonly location: string;
}

/** A backup root: `data/` with tables beside `clone_report/`. */
export interface BackupEntry {
  readonly kind: 'backup';
  readonly name: string;
  /** The root; its tables lie in `<root>/data`. */
  readonly location: string;
}

/** A folder that was asked for and cannot be read. */
export interface UnreachableEntry {
  readonly kind: 'unreachable';
  readonly location: string;
  readonly error: FaultData;
}

export type LakehouseEntry = DatabaseEntry | BackupEntry | UnreachableEntry;

/** A table as a listing finds it: nothing of its log has been read. */
export interface TableEntry {
  /** The folder's own name, in the case it has there. */
  readonly name: string;
  readonly location: string;
}

/** One version of a table, as its log tells it. */
export interface TableDetail {
  readonly location: string;
  /** The table's own id (`metaData.id`). */
  readonly tableId: string;
  readonly version: number;
  /** When that version was committed, epoch ms. */
  readonly committedAt: number;
  /** Bytes of the active data files. */
  readonly bytes: number;
  /** Number of active data files. */
  readonly files: number;
  /** Where `bytes` and `files` are those of the newest version, since the server tells no others. */
  readonly sizeOfLatest?: true;
  /** Rows from the statistics, less those in deletion vectors; undefined where statistics are missing. */
  readonly rows: number | undefined;
  readonly columns: readonly Column[];
  readonly partitionColumns: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  /** Names of the table features in use, or the legacy protocol versions as `reader 1, writer 2`. */
  readonly features: readonly string[];
}

export interface Preview {
  readonly columns: readonly Column[];
  /** Every value as people read it: nested ones as JSON; null stays null. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** The version the rows are of. */
  readonly version: number;
}

/** Which state of a table is meant: a version, an instant (epoch ms), or the latest. */
export type TableMoment = { readonly version: number } | { readonly asOf: number } | 'latest';

/** What a clone is asked to do. */
export interface CloneRequest {
  readonly source: string;
  /** Pinned when the plan was made. */
  readonly sourceVersion: number;
  readonly target: string;
}

export interface CloneResult {
  readonly metrics: CloneMetrics;
  /** The version of the target that the clone committed. */
  readonly targetVersion: number;
  /** What the user should know although the clone is right. */
  readonly warnings: readonly string[];
}

/** How new rows come into an incremental copy: added; or in place of the rows that have the same values in all of these columns. */
export type WriteMode =
  | { readonly mode: 'append' }
  | { readonly mode: 'merge'; readonly keys: readonly string[] };

/** What an incremental snapshot of one table is asked to do. */
export interface IncrementalRequest extends CloneRequest {
  /** Where the copy's progress is kept for people to read, and where a stream of Overwatch's kept its own. */
  readonly checkpoint: string;
  readonly write: WriteMode;
  /** Compare the contents of the files that come in with the source's, and keep their checksums. */
  readonly checksum: boolean;
}

export interface IncrementalResult extends CloneResult {
  /** False where the source has no new version, so that nothing was done. */
  readonly changed: boolean;
  /** Set where nothing was done and the copy as it stands is known not to have been verified. */
  readonly unverified?: true;
  /** Rows the copy has now by what was done; undefined where some are not counted. */
  readonly expectedRows: number | undefined;
}

/** What a target root holds before a run. */
export interface RootInspection {
  /** `absent` and `empty` may be used; `backup` holds `data/` or `clone_report/` and nothing foreign; `foreign` names what else is there. */
  readonly state: 'absent' | 'empty' | 'backup' | 'foreign';
  /** For `foreign`: some of the names that do not belong to a backup. */
  readonly foreignNames: readonly string[];
  /** For `backup`: where its `pipeline_report` was cloned from, when its log says so. */
  readonly clonedFrom?: {
    readonly location: string;
    readonly tableId: string;
    /** Whether the root holds an incremental history, which a clone would replace. */
    readonly accumulates: boolean;
  };
  /** Bytes that may still be written there; undefined where the system does not say. */
  readonly freeBytes: number | undefined;
}

/** Which versions of a table must stay readable. Its newest one always does. */
export interface PruneRequest {
  readonly table: string;
  readonly keep: readonly number[];
  /** All versions before this one stay too, as far as the log still holds them. */
  readonly keepBefore?: number;
}

/** How thoroughly a table is checked by itself. */
export interface CheckRequest {
  readonly moment: TableMoment;
  /** Compare contents with the checksums that were kept when the files were copied. */
  readonly checksum: boolean;
}

/** Rows of a report, as plain JSON values that match the columns given with them. */
export interface ReportBatch {
  /** Names and Spark types, in order. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** What a lakehouse cannot do, in a sentence for people; absent where it can. */
export interface Inability {
  /** `incremental`. */
  readonly incremental?: string;
  /** `removeFolder`. */
  readonly removeFolder?: string;
  /** `dropTable`, for databases that have no `wholeDrop`. */
  readonly dropTable?: string;
}

export interface Lakehouse extends JournalPort, MigrationPort {
  /** What the user calls it: the folder's path, the workspace's host. */
  readonly label: string;

  /** Host of the workspace that its locations belong to; absent where they are paths of this machine. */
  readonly host?: string;

  readonly cannot: Inability;

  /**
   * Overwatch databases and backup roots, by name.
   *
   * @param onEntry told of each as it is found, in no order; it must not throw
   */
  entries(signal: AbortSignal, onEntry?: (entry: LakehouseEntry) => void): Promise<readonly LakehouseEntry[]>;

  /** The location of a place in the user's words. @throws Fault `usage` where they name none. */
  place(text: string): string;

  /** The backup that a place is the root of, or the `data` of, be it listed or not; undefined where it is neither. */
  backupAt(location: string, signal: AbortSignal): Promise<BackupEntry | undefined>;

  /** The tables that lie at a place, by name. */
  tables(location: string, signal: AbortSignal): Promise<readonly TableEntry[]>;

  detail(table: string, moment: TableMoment, signal: AbortSignal): Promise<TableDetail>;

  /** The newest `limit` commits, newest first. */
  history(table: string, limit: number, signal: AbortSignal): Promise<readonly HistoryEntry[]>;

  preview(table: string, moment: TableMoment, limit: number, signal: AbortSignal): Promise<Preview>;

  /** Counts the rows themselves instead of asking the statistics. */
  countRows(table: string, moment: TableMoment, signal: AbortSignal): Promise<number>;

  inspectRoot(root: string, signal: AbortSignal): Promise<RootInspection>;

  /**
   * Asks whether files may be made at a place, which need not exist yet, or whether the file there may be replaced. It writes nothing, so a
   * file system that lets this user down later is not ruled out.
   *
   * @throws Fault that names the place and says why not.
   */
  assertWritable(location: string, signal: AbortSignal): Promise<void>;

  /** Makes the root of a backup, if need be, and marks it as one, so that an interrupted first run is not taken for a database. */
  prepareRoot(root: string, signal: AbortSignal): Promise<void>;

  /**
   * Marks the place that a restore or a migration writes to as an Overwatch database, or as one that is not whole yet; where databases
   * are known by their tables alone, it does nothing.
   */
  markDatabase(location: string, state: 'unfinished' | 'whole', signal: AbortSignal): Promise<void>;

  /** Whether one of two places lies inside the other or both are one, links resolved. */
  overlaps(one: string, other: string): Promise<boolean>;

  /** The place of `names` below `root`. */
  join(root: string, ...names: string[]): string;

  /** What a clone runs, as the server would be told; where files are copied here, what Databricks would run to do the same. */
  cloneStatement(request: CloneRequest, signal: AbortSignal): Promise<string>;

  /** Bytes a clone would copy: those of the files that the target lacks; more, at most, where that cannot be known. */
  bytesToCopy(request: CloneRequest, signal: AbortSignal): Promise<number>;

  /** `CREATE OR REPLACE TABLE target DEEP CLONE source VERSION AS OF n`: copies what the target lacks, then one atomic commit. */
  clone(
    request: CloneRequest,
    onProgress: (progress: CloneProgress) => void,
    signal: AbortSignal,
  ): Promise<CloneResult>;

  /** Takes over the rows that are new since the copy's last snapshot, in one atomic commit. Rows that the source has deleted stay. */
  incremental(
    request: IncrementalRequest,
    onProgress: (progress: CloneProgress) => void,
    signal: AbortSignal,
  ): Promise<IncrementalResult>;

  /** Checks an incremental copy afresh: the version that was committed, every file there, the rows it should have. */
  verifyIncremental(
    target: string,
    expected: Pick<IncrementalResult, 'targetVersion' | 'expectedRows'>,
    signal: AbortSignal,
  ): Promise<Verification>;

  /** Compares a target's newest version, read afresh, with the source version it was cloned from. */
  verifyClone(request: CloneRequest, checksum: boolean, signal: AbortSignal): Promise<Verification>;

  /** Checks a table by itself: log readable, every file there and of the right length, its contents as they were copied. */
  verifyTable(table: string, check: CheckRequest, signal: AbortSignal): Promise<Verification>;

  /** Where a table was last copied from, if its newest commits say so. */
  origin(table: string, signal: AbortSignal): Promise<Origin | undefined>;

  /** How version `to` of a table differs from version `from`. */
  changes(table: string, from: number, to: number, signal: AbortSignal): Promise<TableChanges>;

  /**
   * Removes the files that only versions need which are not kept; with `dryRun` it counts them and removes nothing. A version that is not
   * kept and lacks a file is refused as damaged when it is read. Files that the log does not name are left alone.
   */
  prune(request: PruneRequest, dryRun: boolean, signal: AbortSignal): Promise<PruneResult>;

  /** Names of the folders that lie directly in a place, hidden ones too; none where it does not exist. */
  folders(location: string, signal: AbortSignal): Promise<readonly string[]>;

  /**
   * Removes a folder with all it holds, and the folder above it if nothing else is left there. It is renamed first, to a name that
   * `isRemoving` tells, so that a kill half-way leaves nothing that looks like a copy.
   */
  removeFolder(location: string, signal: AbortSignal): Promise<void>;

  /** A note of this product at a root (`<root>/.overwatch-backup/<name>`); undefined where there is none. */
  readNote(root: string, name: string, signal: AbortSignal): Promise<unknown>;

  /** Writes a note, all of it or nothing, as JSON. */
  writeNote(root: string, name: string, content: unknown, signal: AbortSignal): Promise<void>;

  /** A note that is not there is no error. */
  removeNote(root: string, name: string, signal: AbortSignal): Promise<void>;

  /** Appends rows to a Delta table, which is made or widened by missing columns as need be. */
  appendReport(table: string, batch: ReportBatch, signal: AbortSignal): Promise<void>;

  /**
   * All rows of a report as plain JSON values (64-bit integers as numbers, timestamps as epoch ms); undefined where there is no table.
   *
   * @param needed columns that are needed where the table has them, in its own spelling; others may be left out. All of them without it
   */
  readReport(
    table: string,
    signal: AbortSignal,
    needed?: readonly string[],
  ): Promise<readonly Readonly<Record<string, unknown>>[] | undefined>;
}
