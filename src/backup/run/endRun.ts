/** Ends a run: the report tells what happened, and the journal that nothing is left to do. */

import { asFault, type FaultData, isAbort } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import type { FinishedRun, OnRunEvent } from '../events';
import type { JournalState } from '../journal/journal';
import type { Journal } from '../journal/journalWriter';
import type { ReportRow } from '../report/report';
import { reportRows } from '../report/reportRows';
import { fromRecords, toBatch } from '../report/reportTable';
import { type StepRow, stepRows, stepsFromRecords } from '../report/stepRows';
import { endRestore } from '../restore/restoreNote';

/** How long the report may take to write, ms. It is written after a cancel too, so the run's own signal cannot bound it. */
const REPORT_TIME_LIMIT = 120_000;

/** @returns why the report could not be written. Then the journal is left open, so that the run can be resumed for its sake. */
export async function endRun(
  run: Omit<FinishedRun, 'reportError'>,
  journal: Journal | undefined,
  lakehouse: Lakehouse,
  { onEvent, now, resumed }: { onEvent: OnRunEvent; now: () => number; resumed?: JournalState | undefined },
): Promise<FaultData | undefined> {
  const { plan, status } = run;
  const location = plan.reportTable;
  try {
    const signal = AbortSignal.timeout(REPORT_TIME_LIMIT);
    const all = {
      rows: reportRows(plan, run.outcomes),
      steps: plan.process === 'migrate' ? stepRows(plan, run.after) : [],
    };
    const { rows, steps } =
      resumed === undefined ? all : await notYetReported(all, location, lakehouse, signal);
    if (rows.length + steps.length > 0) await lakehouse.appendReport(location, toBatch(rows, steps), signal);
    if (plan.process === 'restore' && status === 'done') await endRestore(plan, lakehouse, signal);
    if (plan.process === 'migrate' && status === 'done')
      await lakehouse.markDatabase(plan.parameters.root, 'whole', signal);
    await journal?.write({ type: 'run-ended', at: now(), status });
    onEvent({ type: 'report-written', location });
    return undefined;
  } catch (cause) {
    const why = asFault(cause);
    const error: FaultData = isAbort(why)
      ? { code: 'io', message: `The clone report ${location} took too long to write.` }
      : { ...why.toData(), message: `The clone report ${location} was not written: ${why.message}` };
    onEvent({ type: 'report-failed', location, error });
    return error;
  }
}

interface Rows {
  readonly rows: readonly ReportRow[];
  readonly steps: readonly StepRow[];
}

/** An earlier process may have written the report and been killed before the journal knew. */
async function notYetReported(
  { rows, steps }: Rows,
  location: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<Rows> {
  const records = (await lakehouse.readReport(location, signal)) ?? [];
  const keyOf = (name: string, row: ReportRow | StepRow) =>
    [row.runId, name, row.status, row.endedAt].join('\n');
  const reported = new Set([
    ...fromRecords(records).map((row) => keyOf(row.table, row)),
    ...stepsFromRecords(records).map((row) => keyOf(row.step, row)),
  ]);
  return {
    rows: rows.filter((row) => !reported.has(keyOf(row.table, row))),
    steps: steps.filter((row) => !reported.has(keyOf(row.step, row))),
  };
}
