/** The runs that a clone report tells of: its rows grouped, with each run's status, totals and speed. */

import { type RunStatus, runStatus, type TableStatus } from '../outcome';
import type { ReportRow } from './report';
import type { StepRow } from './stepRows';

export interface RunTotals {
  /** Rows of the run by how they ended. */
  readonly count: Readonly<Record<TableStatus, number>>;
  readonly tables: number;
  /** Of the tables with a verified copy. */
  readonly files: number;
  readonly bytes: number;
  readonly copiedFiles: number;
  readonly copiedBytes: number;
}

/** One run as its report rows tell it. */
export interface RunRecord {
  /** The run's id; `overwatch-1`, `overwatch-2`, … for runs that Overwatch itself wrote, which have none. */
  readonly id: string;
  readonly writtenBy: 'overwatch-backup' | 'overwatch';
  readonly process: string | undefined;
  readonly snapshotType: string | undefined;
  readonly database: string | undefined;
  readonly asOf: string | undefined;
  /** Epoch ms; undefined for runs of Overwatch, whose rows have no times. */
  readonly startedAt: number | undefined;
  /** Epoch ms. */
  readonly endedAt: number | undefined;
  readonly durationMs: number | undefined;
  /** Copied bytes a second; undefined where nothing was copied or no time passed. */
  readonly bytesPerSecond: number | undefined;
  readonly status: RunStatus;
  readonly totals: RunTotals;
  /** In the report's order. */
  readonly rows: readonly ReportRow[];
  /** Steps of the whole run; absent where it had none. */
  readonly steps?: readonly StepRow[];
}

/**
 * Groups the rows of a report into runs, newest first. Rows that Overwatch wrote have no run id: those that went to one root as of one
 * instant count as one run, and come last.
 */
export function groupRuns(rows: readonly ReportRow[], steps: readonly StepRow[] = []): RunRecord[] {
  const stepsOf = groupBy(steps, ({ runId }) => runId);
  const ours = groupBy(
    rows.filter((row) => row.runId !== undefined),
    (row) => row.runId ?? '',
  );
  const upstream = groupBy(
    rows.filter((row) => row.runId === undefined),
    (row) => `${parentOf(row.target)}\n${row.asOf ?? ''}`,
  );
  return [
    ...[...ours]
      .map(([id, rowsOfRun]) => {
        const tables = lastOfEach(rowsOfRun, (row) => row.table);
        const steps = lastOfEach(stepsOf.get(id) ?? [], (row) => row.step);
        return runRecord(id, 'overwatch-backup', [...tables.values()], [...steps.values()]);
      })
      .sort(newestFirst),
    ...[...upstream.values()].map((rowsOfRun, index) =>
      runRecord(`overwatch-${index + 1}`, 'overwatch', rowsOfRun),
    ),
  ];
}

/** The last row of each name, in the place of the first: a run that was resumed may tell of a table or step several times. */
export function lastOfEach<Row extends { readonly endedAt: number | undefined }>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
): Map<string, Row> {
  const last = new Map<string, Row>();
  for (const row of rows) {
    const before = last.get(nameOf(row));
    if (before === undefined || (row.endedAt ?? 0) >= (before.endedAt ?? 0)) last.set(nameOf(row), row);
  }
  return last;
}

function runRecord(
  id: string,
  writtenBy: RunRecord['writtenBy'],
  rows: readonly ReportRow[],
  steps: readonly StepRow[] = [],
): RunRecord {
  const startedAt = extreme([...rows, ...steps], (row) => row.startedAt, Math.min);
  const endedAt = extreme([...rows, ...steps], (row) => row.endedAt, Math.max);
  const durationMs = startedAt === undefined || endedAt === undefined ? undefined : endedAt - startedAt;
  const totals = totalsOf(rows);
  const copied = totals.copiedBytes > 0 && durationMs !== undefined && durationMs > 0;
  const first = rows[0];
  return {
    id,
    writtenBy,
    process: first?.process,
    snapshotType: first?.snapshotType,
    database: first?.database,
    asOf: first?.asOf,
    startedAt,
    endedAt,
    durationMs,
    bytesPerSecond: copied ? (totals.copiedBytes / durationMs) * 1000 : undefined,
    status: runStatus([...rows, ...steps].map((row) => row.status)),
    totals,
    rows,
    ...(steps.length === 0 ? {} : { steps }),
  };
}

function totalsOf(rows: readonly ReportRow[]): RunTotals {
  const count: Record<TableStatus, number> = { done: 0, warning: 0, failed: 0, skipped: 0, cancelled: 0 };
  for (const row of rows) count[row.status] += 1;
  const copies = rows.filter((row) => row.status === 'done' || row.status === 'warning');
  const sum = (of: (row: ReportRow) => number | undefined) =>
    copies.reduce((total, row) => total + (of(row) ?? 0), 0);
  return {
    count,
    tables: rows.length,
    files: sum((row) => row.files),
    bytes: sum((row) => row.bytes),
    copiedFiles: sum((row) => row.copiedFiles),
    copiedBytes: sum((row) => row.copiedBytes),
  };
}

function extreme<Row>(
  rows: readonly Row[],
  of: (row: Row) => number | undefined,
  choose: (one: number, other: number) => number,
): number | undefined {
  return rows
    .map(of)
    .reduce(
      (best, value) => (best === undefined || value === undefined ? (best ?? value) : choose(best, value)),
      undefined,
    );
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}

function newestFirst(one: RunRecord, other: RunRecord): number {
  return (other.startedAt ?? 0) - (one.startedAt ?? 0) || (one.id < other.id ? 1 : -1);
}

function parentOf(path: string): string {
  return path.replace(/[/\\]+[^/\\]*[/\\]*$/, '');
}
