/** What every command that copies does with its plan: shows it, or runs it and prints how every table ended. */

import type { FinishedRun, OnRunEvent, RunSummary } from '../backup/events';
import type { JournalState } from '../backup/journal/journal';
import type { Plan } from '../backup/plan';
import { reportRows } from '../backup/report/reportRows';
import { groupRuns } from '../backup/report/runs';
import { stepRows } from '../backup/report/stepRows';
import { runPlan } from '../backup/run/run';
import type { Lakehouse } from '../lakehouse/lakehouse';
import { concurrencyOf, hasSwitch, JSON_LINES, type OptionSpec, type ParsedArgs } from './args';
import type { CliContext } from './context';
import { exitCodeOf } from './exit';
import { printJson, printLine } from './output';
import { planStatus, printPlan } from './printPlan';
import { printRun } from './printRun';
import { printSource } from './printSteps';
import { jsonEvents, showProgress } from './progress';

export const DRY_RUN: OptionSpec = {
  name: 'dry-run',
  help: 'Show the plan and stop. The exit status tells whether all\ntables can be cloned.',
};
export const CHECKSUM: OptionSpec = {
  name: 'checksum',
  help: 'Compare the contents of all files too, not only their lengths,\nand keep their checksums for overwatch-backup verify --checksum.',
};

/** Prints a plan for a dry run; returns the exit code. */
export function showPlan(plan: Plan, args: ParsedArgs, { stdout }: CliContext): number {
  if (hasSwitch(args, JSON_LINES.name)) printJson(stdout, { type: 'plan', ...plan });
  else printPlan(stdout, plan);
  return exitCodeOf(planStatus(plan));
}

export interface ExecuteOptions {
  /** Called with the summary before that is printed: as JSON it is the last line. */
  readonly beforeSummary?: (summary: RunSummary) => void;
  /** Where the run stands that is resumed. */
  readonly resumed?: JournalState;
}

/** Runs a plan and prints it. */
export async function execute(
  plan: Plan,
  lakehouse: Lakehouse,
  args: ParsedArgs,
  context: CliContext,
  { beforeSummary, resumed }: ExecuteOptions = {},
): Promise<FinishedRun> {
  const { signal, now, stdout, stderr } = context;
  const json = hasSwitch(args, JSON_LINES.name);
  const { warnings } = plan;
  if (!json) for (const warning of warnings) printLine(stderr, `Warning: ${warning}`);
  const show = json ? jsonEvents(stdout) : showProgress(stderr, now);
  const onEvent: OnRunEvent = (event) => {
    if (event.type === 'summary') beforeSummary?.(event);
    show(event);
    if (!json || event.type !== 'run-started') return;
    for (const message of warnings) printJson(stdout, { type: 'warning', message });
  };
  const finished = await runPlan(plan, lakehouse, {
    onEvent,
    signal,
    concurrency: concurrencyOf(args, lakehouse),
    now,
    ...(resumed === undefined ? {} : { resumed }),
  });
  if (json) return finished;
  const steps = finished.plan.process === 'migrate' ? stepRows(finished.plan, finished.after) : [];
  const [record] = groupRuns(reportRows(finished.plan, finished.outcomes), steps);
  if (record !== undefined) printRun(stdout, { ...record, status: finished.status });
  printSource(stdout, finished);
  if (finished.reportError === undefined) printLine(stdout, `Report: ${plan.reportTable}`);
  else printLine(stderr, [finished.reportError.message, finished.reportError.advice ?? ''].join('\n').trim());
  return finished;
}
