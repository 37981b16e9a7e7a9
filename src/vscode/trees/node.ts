/** What a tree is made of: a node knows how it looks, what is below it, and what commands may be run on it. */

import type * as vscode from 'vscode';
import type { Lakehouse, TableEntry } from '../../lakehouse/lakehouse';
import type { JobRunRecord } from '../jobRuns/record';
import type { FolderOrigin } from '../lakehouses';
import type { InterruptedRun } from '../runs/interrupted';
import type { TrackedRun } from '../runs/trackedRun';

/** What a command started from a node acts upon. */
export type Subject =
  /** A lakehouse, by its address. */
  | { readonly kind: 'folder'; readonly folder: string; readonly origin: FolderOrigin }
  | ({ readonly kind: 'database' } & DatabaseSubject)
  /** The pipeline health of a database. */
  | ({ readonly kind: 'health' } & DatabaseSubject)
  | ({ readonly kind: 'table' } & TableSubject)
  | ({ readonly kind: 'backup' } & BackupSubject)
  | { readonly kind: 'run'; readonly run: TrackedRun }
  /** A run on Databricks. */
  | { readonly kind: 'jobRun'; readonly record: JobRunRecord }
  | ({ readonly kind: 'interrupted' } & InterruptedRun)
  | ({ readonly kind: 'pastRun'; readonly runId: string } & BackupSubject)
  | ({ readonly kind: 'pastTable' } & PastTableSubject)
  | { readonly kind: 'none' };

export interface DatabaseSubject {
  readonly lakehouse: Lakehouse;
  /** The lakehouse's address. */
  readonly folder: string;
  readonly name: string;
  readonly location: string;
}

export interface TableSubject {
  readonly lakehouse: Lakehouse;
  readonly table: TableEntry;
  /** The database or backup it belongs to. */
  readonly owner: string;
}

export interface BackupSubject {
  readonly lakehouse: Lakehouse;
  readonly root: string;
}

/** A table as a run of a backup left it. */
export interface PastTableSubject extends BackupSubject {
  readonly runId: string;
  readonly table: string;
  /** Where its copy lies. */
  readonly location: string;
}

/** Words of `contextValue` for a place: in a workspace there is no folder to be shown. */
export function placeContext({ host }: Pick<Lakehouse, 'host'>): string {
  return host === undefined ? 'hasPath' : 'hasPath inWorkspace';
}

export interface TreeNode {
  /** Unique in its tree and the same after a refresh, so that open nodes stay open. */
  readonly id: string;
  readonly subject: Subject;
  /** How the node looks now. */
  readonly item: () => vscode.TreeItem;
  /** What is below it; undefined for a leaf. Whatever it throws is shown as an error node in its place. */
  readonly children?: () => Promise<readonly TreeNode[]>;
  /** Whether what is below it changes while it is shown: then it is asked for again whenever the node is drawn. */
  readonly isLive?: () => boolean;
  /** Keys of what it shows that may change (locations of tables, ids of runs): it is drawn again when they do. */
  readonly shows?: readonly string[];
}
