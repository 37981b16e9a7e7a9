/** The clone report: one row a table and run, appended to `<root>/clone_report`. */

import type { TableGroup } from '../../overwatch/catalog';
import type { TableStatus } from '../outcome';

/** A row as the report's readers see it, whichever run or product wrote it. Times are epoch ms, sizes bytes. */
export interface ReportRow {
  /** Undefined for rows that Overwatch itself wrote. */
  readonly runId: string | undefined;
  readonly process: string | undefined;
  readonly snapshotType: string | undefined;
  readonly database: string | undefined;
  readonly table: string;
  readonly group: TableGroup;
  readonly source: string;
  readonly target: string;
  readonly asOf: string | undefined;
  readonly statement: string | undefined;
  readonly status: TableStatus;
  /** Upstream's words: `SUCCESS`, `SUCCESS WITH WARNINGS: …`, or the error's text. */
  readonly statusText: string;
  readonly sourceVersion: number | undefined;
  readonly targetVersion: number | undefined;
  /** Files, bytes and rows are those of the source version, whether or not its copy succeeded. */
  readonly files: number | undefined;
  readonly bytes: number | undefined;
  readonly rows: number | undefined;
  readonly copiedFiles: number | undefined;
  readonly copiedBytes: number | undefined;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly durationMs: number | undefined;
  /** `files, sizes and rows`, `files and sizes`, `… and checksums`; undefined where nothing was verified. */
  readonly verification: string | undefined;
  readonly errorCode: string | undefined;
  readonly errorMessage: string | undefined;
  readonly advice: string | undefined;
}
