/** Makes the rows of the clone report from a plan and how its steps ended. */

import { exhaustive } from '../../base/fault';
import type { Verification } from '../../lakehouse/lakehouse';
import { formatInstant } from '../instant';
import type { TableOutcome } from '../outcome';
import type { Plan, Step } from '../plan';
import type { ReportRow } from './report';

/** One row a step, in the plan's order. A step without an outcome has no row. */
export function reportRows(plan: Plan, outcomes: ReadonlyMap<string, TableOutcome>): ReportRow[] {
  return plan.steps.flatMap((step) => {
    const outcome = outcomes.get(step.table);
    return outcome === undefined ? [] : [reportRow(plan, step, outcome)];
  });
}

function reportRow(plan: Plan, step: Step, outcome: TableOutcome): ReportRow {
  const { parameters, runId, process } = plan;
  const planned = step.state.ready ? step.state : undefined;
  const cloned = outcome.status === 'done' || outcome.status === 'warning' ? outcome : undefined;
  const error = outcome.status === 'failed' ? outcome.error : undefined;
  return {
    runId,
    process,
    snapshotType: process === 'snapshot' ? parameters.type : undefined,
    database: parameters.database.name,
    table: step.table,
    group: step.group,
    source: step.source,
    target: step.target,
    asOf: parameters.asOf === undefined ? undefined : formatInstant(parameters.asOf),
    statement: planned?.statement,
    status: outcome.status,
    statusText: statusText(outcome),
    sourceVersion: planned?.sourceVersion,
    targetVersion: 'targetVersion' in outcome ? outcome.targetVersion : undefined,
    files: planned?.files,
    bytes: planned?.bytes,
    rows: cloned?.verification.rows ?? planned?.rows,
    copiedFiles: cloned?.metrics.numCopiedFiles,
    copiedBytes: cloned?.metrics.copiedFilesSize,
    startedAt: outcome.startedAt,
    endedAt: outcome.endedAt,
    durationMs: outcome.endedAt - outcome.startedAt,
    verification: cloned === undefined ? undefined : verificationText(cloned.verification),
    errorCode: error?.code,
    errorMessage: error?.message,
    advice: error?.advice,
  };
}

/** Upstream's words for an outcome. */
function statusText(outcome: TableOutcome): string {
  switch (outcome.status) {
    case 'done':
      return 'SUCCESS';
    case 'warning':
      return `SUCCESS WITH WARNINGS: ${outcome.warnings.join(' ')}`;
    case 'failed':
      return outcome.error.message;
    case 'skipped':
      return `SKIPPED: ${outcome.reason}`;
    case 'cancelled':
      return 'CANCELLED';
    default:
      return exhaustive(outcome);
  }
}

/** What a verification compared: `files, sizes and rows`. */
export function verificationText({ rows, checksum }: Verification): string {
  const compared = [
    'files',
    'sizes',
    ...(rows === undefined ? [] : ['rows']),
    ...(checksum ? ['checksums'] : []),
  ];
  return `${compared.slice(0, -1).join(', ')} and ${compared.at(-1)}`;
}
