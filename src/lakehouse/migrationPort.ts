/** The part of the port that only a migration needs: the deployment config, and dropping tables. */

import type { ColumnUpdate, ColumnUpdateResult } from '../delta/results';

export type { ColumnUpdate, ColumnUpdateResult } from '../delta/results';

/** What stands at a place that may be a deployment config. */
export type PlaceKind = 'file' | 'table' | 'folder';

/** How a database goes as a whole. */
export interface WholeDrop {
  /** Names of what lies in the database and is no Delta table, and goes with it all the same: views, tables of other formats, functions, volumes. */
  others(database: string, signal: AbortSignal): Promise<readonly string[]>;

  /** `DROP DATABASE … CASCADE`. A database that is gone is no error. */
  drop(database: string, signal: AbortSignal): Promise<void>;
}

export interface MigrationPort {
  /** How the database at a location goes by one statement; undefined where its tables are dropped one by one. */
  wholeDrop(database: string): WholeDrop | undefined;

  /** Undefined where nothing stands there. */
  placeKind(location: string, signal: AbortSignal): Promise<PlaceKind | undefined>;

  readFile(file: string, signal: AbortSignal): Promise<Uint8Array>;

  /** Copies a file to a place beside it, all of it or nothing; a file that stands there is replaced. */
  copyFile(from: string, to: string, signal: AbortSignal): Promise<void>;

  /** Gives a file new contents, all of them or none. Where it is a link, the file that it leads to. */
  replaceFile(file: string, content: Uint8Array, signal: AbortSignal): Promise<void>;

  /** `UPDATE table SET column = value WHERE other IN (…)` in one commit, or none where no row would change. */
  updateColumn(table: string, update: ColumnUpdate, signal: AbortSignal): Promise<ColumnUpdateResult>;

  /**
   * Removes a table with all that lies in its folder, and nothing that lies elsewhere: a table that is a link, or whose log is one, is
   * refused. It begins with a note that says so (`isDropBegun`) and takes the log away such that no older version of the table comes to
   * light; called again after a kill, it goes on. A table that is gone is no error.
   */
  dropTable(table: string, signal: AbortSignal): Promise<void>;

  /** Whether a drop of this table was begun and has not ended. */
  isDropBegun(table: string, signal: AbortSignal): Promise<boolean>;
}
