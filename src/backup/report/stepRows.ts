/**
 * Rows of a report that tell of a step of the whole run, not of a table: what a migration did after its tables were copied. They lie in the
 * same table, with the column `step` set and `table` null.
 */

import type { AfterStep, AfterStepKind } from '../afterSteps';
import { outcomeText, type StepOutcome, type TableStatus, tableStatus } from '../outcome';
import type { MigrationPlan } from '../plan';

/** Times are epoch ms. */
export interface StepRow {
  readonly runId: string;
  readonly process: string;
  readonly database: string;
  readonly step: string;
  /** What the step read, and what it wrote; undefined where that is no one place. */
  readonly source: string | undefined;
  readonly target: string | undefined;
  readonly status: TableStatus;
  /** What it came to, why it was not taken, or the error's text. */
  readonly statusText: string;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly errorCode: string | undefined;
  readonly advice: string | undefined;
}

/** One row a step that has an outcome, in the plan's order. */
export function stepRows(plan: MigrationPlan, outcomes: ReadonlyMap<AfterStepKind, StepOutcome>): StepRow[] {
  return plan.after.flatMap((step) => {
    const outcome = outcomes.get(step.kind);
    return outcome === undefined ? [] : [stepRow(plan, step, outcome)];
  });
}

function stepRow(
  { runId, process, parameters }: MigrationPlan,
  step: AfterStep,
  outcome: StepOutcome,
): StepRow {
  const error = outcome.status === 'failed' ? outcome.error : undefined;
  return {
    runId,
    process,
    database: parameters.database.name,
    step: step.kind,
    source: step.kind === 'drop' ? parameters.database.location : undefined,
    target: step.kind === 'config' ? step.location : undefined,
    status: outcome.status,
    statusText: outcomeText(outcome),
    startedAt: outcome.startedAt,
    endedAt: outcome.endedAt,
    errorCode: error?.code,
    advice: error?.advice,
  };
}

type StepRecord = Readonly<Record<string, unknown>>;

/** A row as a record of the report's table; columns that are absent are null. */
export function toStepRecord(row: StepRow): StepRecord {
  const { runId, process, database, step, source, target, status, statusText } = row;
  return {
    cloneSpec: { source, target },
    status: statusText,
    runId,
    process,
    database,
    step,
    state: status,
    startTS: row.startedAt,
    endTS: row.endedAt,
    durationMs:
      row.startedAt === undefined || row.endedAt === undefined ? undefined : row.endedAt - row.startedAt,
    errorCode: row.errorCode,
    errorMessage: row.errorCode === undefined ? undefined : statusText,
    advice: row.advice,
  };
}

/** The step rows among the records of a report, in their order. */
export function stepsFromRecords(records: readonly StepRecord[]): StepRow[] {
  return records.filter(isStepRecord).map((record) => {
    const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
    const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
    const spec = typeof record.cloneSpec === 'object' && record.cloneSpec !== null ? record.cloneSpec : {};
    return {
      runId: text(record.runId) ?? '',
      process: text(record.process) ?? '',
      database: text(record.database) ?? '',
      step: text(record.step) ?? '',
      source: 'source' in spec ? text(spec.source) : undefined,
      target: 'target' in spec ? text(spec.target) : undefined,
      status: tableStatus(record.state) ?? 'failed',
      statusText: text(record.status) ?? '',
      startedAt: number(record.startTS),
      endedAt: number(record.endTS),
      errorCode: text(record.errorCode),
      advice: text(record.advice),
    };
  });
}

/** Whether a record tells of a step instead of a table. */
export function isStepRecord({ step }: StepRecord): boolean {
  return typeof step === 'string';
}
