/** How far a run has come, from its events alone: what the Runs view, the notification and the status text are made from. */

import type { AfterStepKind } from '../../backup/afterSteps';
import type { RunEvent } from '../../backup/events';
import type { RunStatus, TableStatus } from '../../backup/outcome';
import type { Plan } from '../../backup/plan';
import { exhaustive, type FaultData } from '../../base/fault';
import { formatBytes } from '../../base/format';
import type { RowPhase } from '../../lakehouse/lakehouse';

export interface TableProgress {
  readonly table: string;
  readonly source: string;
  readonly target: string;
  readonly state: 'waiting' | 'copying' | 'verifying' | TableStatus;
  readonly copiedBytes: number;
  /** To copy. */
  readonly totalBytes: number;
  /** What is done to rows at the moment; absent while files are copied. */
  readonly rowPhase?: RowPhase | undefined;
  readonly error?: FaultData;
}

export interface RunProgress {
  /** In the plan's order. */
  readonly tables: ReadonlyMap<string, TableProgress>;
  readonly finishedTables: number;
  readonly copiedBytes: number;
  readonly totalBytes: number;
  /** What is done after the tables at the moment. */
  readonly step?: AfterStepKind;
  readonly reportError?: FaultData;
  /** Set by the last event. */
  readonly status?: RunStatus;
}

export function initialProgress(plan: Plan): RunProgress {
  const tables = plan.steps.map(({ table, source, target, state }): [string, TableProgress] => [
    table,
    {
      table,
      source,
      target,
      state: 'waiting',
      copiedBytes: 0,
      totalBytes: state.ready ? state.bytesToCopy : 0,
    },
  ]);
  return { tables: new Map(tables), finishedTables: 0, copiedBytes: 0, totalBytes: plan.totals.bytesToCopy };
}

/** The progress after one more event. Events of tables that the plan does not hold change nothing. */
export function advance(progress: RunProgress, event: RunEvent): RunProgress {
  switch (event.type) {
    case 'step-started':
      return { ...progress, step: event.step };
    case 'run-started':
    case 'report-written':
    case 'step-finished':
    case 'round-started':
    case 'table-dropped':
      return progress;
    case 'table-started':
      return withTable(progress, event.table, { state: 'copying' });
    case 'table-progress':
      return withTable(progress, event.table, {
        state: 'copying',
        ...(event.phase === 'copying'
          ? { rowPhase: undefined, copiedBytes: event.copiedBytes, totalBytes: event.totalBytes }
          : { rowPhase: event.phase }),
      });
    case 'table-verifying':
      return withTable(progress, event.table, { state: 'verifying' });
    case 'table-finished': {
      const { outcome } = event;
      const more = outcome.status === 'failed' ? { error: outcome.error } : {};
      return withTable(progress, event.table, { state: outcome.status, ...more });
    }
    case 'report-failed':
      return { ...progress, reportError: event.error };
    case 'summary':
      return { ...progress, status: event.status };
    default:
      return exhaustive(event);
  }
}

function withTable(progress: RunProgress, table: string, change: Partial<TableProgress>): RunProgress {
  const before = progress.tables.get(table);
  if (before === undefined) return progress;
  const after = { ...before, ...change };
  return {
    ...progress,
    tables: new Map(progress.tables).set(table, after),
    finishedTables: progress.finishedTables + (isFinished(after) ? 1 : 0) - (isFinished(before) ? 1 : 0),
    copiedBytes: progress.copiedBytes + after.copiedBytes - before.copiedBytes,
    totalBytes: progress.totalBytes + after.totalBytes - before.totalBytes,
  };
}

function isFinished({ state }: TableProgress): boolean {
  return state !== 'waiting' && state !== 'copying' && state !== 'verifying';
}

/** `12 of 57 tables · 340 MB of 1.2 GB`, and `· merging rows of job_gold` while that goes on. */
export function progressText(progress: RunProgress): string {
  const { tables, finishedTables, copiedBytes, totalBytes, step } = progress;
  const bytes =
    totalBytes === 0 ? 'nothing to copy' : `${formatBytes(copiedBytes)} of ${formatBytes(totalBytes)}`;
  return `${finishedTables} of ${tables.size} tables · ${bytes}${rowWorkText(tables)}${stepText(step)}`;
}

function stepText(step: AfterStepKind | undefined): string {
  const texts: Readonly<Record<AfterStepKind, string>> = {
    'verify-all': 'verifying every copy once more',
    'look-again': 'looking whether the source moved',
    config: 'updating the config',
    drop: 'dropping the source',
  };
  return step === undefined ? '' : ` · ${texts[step]}`;
}

function rowWorkText(tables: RunProgress['tables']): string {
  const atWork = [...tables.values()].filter(
    ({ state, rowPhase }) => state === 'copying' && rowPhase !== undefined,
  );
  const [first] = atWork;
  if (first === undefined) return '';
  const more = atWork.length === 1 ? '' : ` and ${atWork.length - 1} more`;
  return ` · ${first.rowPhase} of ${first.table}${more}`;
}

/** How much is done, from 0 to 1: bytes where there are any to copy, and every table a little, since small ones take time too. */
export function progressFraction({ tables, finishedTables, copiedBytes, totalBytes }: RunProgress): number {
  const byTables = tables.size === 0 ? 1 : finishedTables / tables.size;
  return totalBytes === 0 ? byTables : Math.min(1, 0.3 * byTables + 0.7 * (copiedBytes / totalBytes));
}

/** How many tables ended in each way. */
export function countStates(progress: RunProgress): ReadonlyMap<TableProgress['state'], number> {
  const counts = new Map<TableProgress['state'], number>();
  for (const { state } of progress.tables.values()) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}
