/** What a run is going to do, as plain data. A dry run shows it; `runPlan` executes it; every report row traces to one of its steps. */

import type { FaultData } from '../base/fault';
import type { Layer, TableGroup } from '../overwatch/catalog';

export type SnapshotType = 'full';

/** What the user chose, from pickers or from a command line, after the edges have parsed it. */
export interface SnapshotParameters {
  readonly database: { readonly name: string; readonly location: string };
  readonly root: string;
  readonly type: SnapshotType;
  /** At least one. `pipeline_report` and the other `report` tables come along whatever is chosen. */
  readonly layers: readonly Layer[];
  /** Table names in any case, with or without a database before them. */
  readonly exclude: readonly string[];
  /** Tables that the catalog does not know and that are to be snapshotted all the same. */
  readonly include: readonly string[];
  /** Where given, nothing but these tables (and not `pipeline_report` by itself): how failed tables are tried again. */
  readonly only?: readonly string[];
  /** All tables at this instant, epoch ms; otherwise each at its latest version. */
  readonly asOf?: number;
  /** Compare contents by checksum after copying. */
  readonly checksum: boolean;
}

/** One table to clone. */
export interface CloneStep {
  readonly kind: 'clone';
  /** The table's name as its folder spells it; unique in a plan. */
  readonly table: string;
  readonly group: TableGroup;
  readonly source: string;
  readonly target: string;
  readonly state: ReadyToClone | CannotClone;
}

export interface ReadyToClone {
  readonly ready: true;
  readonly sourceVersion: number;
  /** Of the whole table at that version. */
  readonly bytes: number;
  readonly files: number;
  readonly rows: number | undefined;
  /** Of the files that the target lacks. */
  readonly bytesToCopy: number;
  /** What runs, as Databricks would write it. */
  readonly statement: string;
}

/** A table that is known to fail: it is planned all the same, so that the run and its report tell of it. */
export interface CannotClone {
  readonly ready: false;
  readonly error: FaultData;
}

export interface Plan {
  /** Sortable and unique: `20261123T032456Z-1a2b3c`. */
  readonly runId: string;
  readonly process: 'snapshot';
  readonly parameters: SnapshotParameters;
  /** Epoch ms. */
  readonly createdAt: number;
  readonly steps: readonly CloneStep[];
  /** Where the report is appended. */
  readonly reportTable: string;
  /** Known tables that stay out, and why. */
  readonly leftOut: readonly {
    readonly table: string;
    readonly group: TableGroup;
    readonly reason: 'layer' | 'excluded' | 'unknown';
  }[];
  readonly warnings: readonly string[];
  readonly totals: {
    readonly tables: number;
    readonly files: number;
    readonly bytes: number;
    readonly bytesToCopy: number;
  };
  readonly freeBytes: number | undefined;
}
