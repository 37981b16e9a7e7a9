/** What a run is going to do, as plain data. A dry run shows it; `runPlan` executes it; every report row traces to one of its steps. */

import type { FaultData } from '../base/fault';
import type { WriteMode } from '../lakehouse/lakehouse';
import type { Layer, TableGroup } from '../overwatch/catalog';
import type { AfterStep } from './afterSteps';

/** `full`: every copy becomes equal to its source. `incremental`: copies gain what is new and keep what the source deletes. */
export type SnapshotType = 'full' | 'incremental';

/** What every process is told, whatever else it needs to know. */
export interface CopyParameters {
  /** The name people know, and the place where the source tables lie side by side. */
  readonly database: { readonly name: string; readonly location: string };
  /** The place below which tables and report are written. */
  readonly root: string;
  /** All tables at this instant, epoch ms; otherwise each at its latest version. */
  readonly asOf?: number;
  /** Compare contents by checksum after copying, and keep the checksums. */
  readonly checksum: boolean;
}

/** What the user chose, from pickers or from a command line, after the edges have parsed it. */
export interface SnapshotParameters extends CopyParameters {
  readonly type: SnapshotType;
  /** Whether a full snapshot may replace the incremental history that a root holds. */
  readonly replaceHistory?: boolean;
  /** At least one. `pipeline_report` and the other `report` tables come along whatever is chosen. */
  readonly layers: readonly Layer[];
  /** Table names in any case, with or without a database before them. */
  readonly exclude: readonly string[];
  /** Tables that the catalog does not know and that are to be snapshotted all the same. */
  readonly include: readonly string[];
  /** Where given, nothing but these tables (and not `pipeline_report` by itself): how failed tables are tried again. */
  readonly only?: readonly string[];
}

/** Brings a backup back as a database: `<root>/global_share/<table>`. `database.location` is the backup's `data`. */
export interface RestoreParameters extends CopyParameters {
  /** The root of the backup. */
  readonly from: string;
  /** Where given, nothing but these tables; otherwise all that the backup holds. */
  readonly only?: readonly string[];
  /** The tables as this run of the backup left them. Not together with `asOf`. */
  readonly run?: string;
}

/** Copies the bronze tables and `pipeline_report`. `root` is `prefix` itself, or a folder of its own below it for each copy. */
export interface BronzeBackupParameters extends CopyParameters {
  readonly prefix: string;
  /** Whether the copy replaces the one before it. */
  readonly overwrite: boolean;
  readonly exclude: readonly string[];
}

/** Moves a database to `<root>/global_share` and points its deployment config there. */
export interface MigrationParameters extends CopyParameters {
  readonly exclude: readonly string[];
  /** Tables that the catalog does not know and that are to be copied all the same. */
  readonly include: readonly string[];
  readonly config: {
    /** A CSV file or a Delta table. */
    readonly location: string;
    /** `etl_database_name` of the rows, where it is not the database's name. */
    readonly database?: string;
    /** What `storage_prefix` becomes, where Overwatch knows the root under another name. */
    readonly storagePrefix?: string;
  };
  /** Whether the source is dropped in the end: the user typed its name. */
  readonly dropSource: boolean;
  /** Tables that are not copied and that the user accepts to lose with the source. */
  readonly acceptLoss: readonly string[];
  /** Whether the user confirmed that the Overwatch jobs are stopped; absent where nobody asked. */
  readonly jobsStopped?: boolean;
  /** Jobs of the workspace that were paused for this migration, by their ids: these and no others are resumed in the end. */
  readonly pausedJobs?: readonly { readonly id: string; readonly name: string }[];
}

/** The processes, each with what it is told. A new process is a line here, a function that plans it, and its steps. */
export interface ParametersOf {
  readonly snapshot: SnapshotParameters;
  readonly restore: RestoreParameters;
  readonly 'bronze-backup': BronzeBackupParameters;
  readonly migrate: MigrationParameters;
}

export type Process = keyof ParametersOf;

/** What is known of every step that makes a table in the target. */
interface TableStep {
  /** The table's name as its folder spells it; unique in a plan. */
  readonly table: string;
  readonly group: TableGroup;
  readonly source: string;
  readonly target: string;
}

/** One table to clone: afterwards the target equals the source. */
export interface CloneStep extends TableStep {
  readonly kind: 'clone';
  readonly state: ReadyToClone | CannotClone;
}

/** One table whose new rows are taken over: afterwards the target has them beside those it had. */
export interface IncrementalStep extends TableStep {
  readonly kind: 'incremental';
  /** Where the copy's progress is kept for people to read. */
  readonly checkpoint: string;
  readonly write: WriteMode;
  readonly state: ReadyToClone | CannotClone;
}

/** What can be done to one table, by `kind`; `runStep` in `steps.ts` is where each is carried out. */
export type Step = CloneStep | IncrementalStep;

/** A table that can be copied, pinned to a version. */
export interface ReadyToClone {
  readonly ready: true;
  readonly sourceVersion: number;
  /** Of the whole table at that version. */
  readonly bytes: number;
  readonly files: number;
  readonly rows: number | undefined;
  /** Of the files that the target lacks; for an incremental step, of those that came into the source since the last one. */
  readonly bytesToCopy: number;
  /** What runs, as Databricks would write it. */
  readonly statement: string;
}

/** A table that is known to fail: it is planned all the same, so that the run and its report tell of it. */
export interface CannotClone {
  readonly ready: false;
  readonly error: FaultData;
}

/** A table of the source that the plan does not touch, and why. */
export interface LeftOut {
  readonly table: string;
  readonly group: TableGroup;
  /** `run`: the run whose state is restored did not hold it. */
  readonly reason: 'layer' | 'excluded' | 'unknown' | 'run';
}

/** The plan of one process; sizes in it are bytes. */
export interface PlanOf<P extends Process> {
  /** Sortable and unique: `20261123T032456Z-1a2b3c`. */
  readonly runId: string;
  readonly process: P;
  readonly parameters: ParametersOf[P];
  /** Epoch ms. */
  readonly createdAt: number;
  readonly steps: readonly Step[];
  /** Where the report is appended. */
  readonly reportTable: string;
  /** Known tables that stay out, and why. */
  readonly leftOut: readonly LeftOut[];
  readonly warnings: readonly string[];
  readonly totals: {
    readonly tables: number;
    readonly files: number;
    readonly bytes: number;
    readonly bytesToCopy: number;
  };
  readonly freeBytes: number | undefined;
}

/** A migration goes on when its tables are copied. */
export interface MigrationPlan extends PlanOf<'migrate'> {
  /** In the order in which they are taken; one that fails keeps back those after it. */
  readonly after: readonly AfterStep[];
}

/** A plan of any process; `process` tells which, and so what its parameters are. */
export type Plan =
  | { readonly [P in Exclude<Process, 'migrate'>]: PlanOf<P> }[Exclude<Process, 'migrate'>]
  | MigrationPlan;
