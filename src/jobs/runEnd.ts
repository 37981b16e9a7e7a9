/** How a run on Databricks ended: what its task said, and what to do about it. */

import { stripVTControlCharacters } from 'node:util';
import { asFault, Fault } from '../base/fault';
import { type JobRun, type RunOutput, type RunResult, type TaskRun, taskOutput } from '../workspace/jobRuns';
import type { Rest } from '../workspace/rest';

/** How the script ended, which a workspace calls failed where tables failed. */
export type EndKind = RunResult | 'partial';

export interface RunEnd {
  readonly kind: EndKind;
  /** Why, in the words of the script or of the workspace; absent for a success. */
  readonly message?: string;
  /** What to do next. */
  readonly advice?: string;
  /** Where the script failed, as Python tells it. */
  readonly trace?: string;
  /** What the script printed: a line for each table. */
  readonly logs?: string;
}

/** Reads what the last try of the task said. Where that cannot be had, the run's own message tells what there is. @param run that has ended */
export async function readEnd(rest: Rest, run: JobRun, signal: AbortSignal): Promise<RunEnd> {
  const { state } = run;
  if (state.kind !== 'ended') throw new Fault('internal', `The run ${run.id} has not ended.`);
  const task = lastTry(run.tasks);
  const output = task === undefined ? undefined : await outputOf(rest, task, signal);
  return endOf(state.result, messageOf(state.message, task), output);
}

function lastTry(tasks: readonly TaskRun[]): TaskRun | undefined {
  return [...tasks].sort((one, other) => other.attempt - one.attempt)[0];
}

/** The task's own message says more than the run's. */
function messageOf(message: string | undefined, task: TaskRun | undefined): string | undefined {
  return (task?.state.kind === 'ended' ? task.state.message : undefined) ?? message;
}

async function outputOf(rest: Rest, { runId }: TaskRun, signal: AbortSignal): Promise<RunOutput> {
  try {
    return await taskOutput(rest, runId, signal);
  } catch (error) {
    signal.throwIfAborted();
    return { error: `Its output cannot be read: ${asFault(error).message}`, logsTruncated: false };
  }
}

/** Pure. @param message of the workspace */
export function endOf(result: RunResult, message: string | undefined, output: RunOutput | undefined): RunEnd {
  const said = {
    ...(output?.trace === undefined ? {} : { trace: output.trace }),
    ...(output?.logs === undefined ? {} : { logs: output.logs }),
  };
  if (result === 'success') return { kind: result, ...said };
  const kind = result === 'failed' && isPartly(output) ? 'partial' : result;
  const told = oneLine(output?.error ?? message ?? SILENT);
  const why = kind === 'partial' ? PARTLY : told === 'SystemExit: 1' ? NONE : told;
  // What the script itself says of a refusal stands after the name of Python's exception.
  return { kind, message: why.replace(/^SystemExit: /, ''), advice: adviceFor(kind, why), ...said };
}

/** What exit codes of the script mean. */
const PARTLY = 'Some tables failed, the others are copied.';
const NONE = 'No table was copied: each of them failed.';
const SILENT = 'The workspace does not say why.';

/** Exit code 3 of the script, which Python reports as its exception. */
function isPartly(output: RunOutput | undefined): boolean {
  return [output?.error, output?.trace].some(
    (text) =>
      text !== undefined && /\bSystemExit: 3\b|\bexit(?:ed with)?(?: code| status)?:? 3\b/i.test(text),
  );
}

/** Colours of a terminal are taken off; the trace has the rest. */
function oneLine(text: string): string {
  const plain = stripVTControlCharacters(text).trim();
  return plain.split('\n')[0]?.trim() ?? plain;
}

function adviceFor(kind: Exclude<EndKind, 'success'>, why: string): string {
  switch (kind) {
    case 'partial':
      return 'The clone report says which and why. Retry the run once that is mended.';
    case 'timed-out':
      return 'Tables that are copied stay. Retry it with a longer timeout, or submit it again.';
    case 'cancelled':
      return 'Tables that are copied stay. Retry it to copy the others.';
    case 'skipped':
      return 'The workspace did not begin it. Retry it once the run before has ended.';
    case 'failed':
      return failureAdvice(why);
  }
}

/** What Databricks' messages of a failure have in common, by what mends it. */
function failureAdvice(why: string): string {
  const rules: readonly (readonly [RegExp, string])[] = [
    [
      /LAUNCH_FAILURE|QUOTA|STOCKOUT|Cluster .*(?:terminated|failed to launch)|not.*enough capacity/i,
      'The cluster did not come up. Submit it on other compute, or Retry later.',
    ],
    [
      /PERMISSION|not authorized|AccessDenied|403|INSUFFICIENT_PRIVILEGES/i,
      'Give the user that the run works as the right, then Retry.',
    ],
    [
      /No module named '?delta/i,
      'The compute does not suit the script. Submit it on a cluster with a current runtime.',
    ],
  ];
  return (
    rules.find(([pattern]) => pattern.test(why))?.[1] ??
    'Mend it and Retry, or submit another run. The output says more.'
  );
}
