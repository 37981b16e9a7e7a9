/** Runs of jobs, and runs without a job: beginning, following and cancelling them, and what they said. https://docs.databricks.com/api/workspace/jobs/submit (Jobs API 2.2) */

import type { IdempotencyToken } from './jobs';
import {
  asJson,
  idJson,
  isObject,
  type JsonObject,
  numberOf,
  objectOf,
  objectsOf,
  requiredText,
  textOf,
} from './json';
import { call, callJson, pagedAnswers, type Rest } from './rest';

export type RunResult = 'success' | 'failed' | 'timed-out' | 'cancelled' | 'skipped';

/** `message` is in the server's words: what is waited for, or why it ended as it did. */
export type RunState =
  | { readonly kind: 'waiting' | 'running' | 'stopping'; readonly message?: string }
  | { readonly kind: 'ended'; readonly result: RunResult; readonly message?: string };

/** One try of a task. A task that was tried again may stand several times in a run. */
export interface TaskRun {
  readonly runId: string;
  /** The task's own key. */
  readonly key: string;
  readonly state: RunState;
  /** From 0 on. */
  readonly attempt: number;
  readonly pageUrl?: string;
}

export interface JobRun {
  /** 64 bits; the digits. */
  readonly id: string;
  /** The job's id; undefined where the answer does not say. */
  readonly jobId?: string;
  readonly name: string;
  readonly state: RunState;
  /** The run's page in the workspace. */
  readonly pageUrl?: string;
  /** Epoch ms. */
  readonly startedAt?: number;
  /** Epoch ms; undefined while it is under way. */
  readonly endedAt?: number;
  /** Empty in a list. */
  readonly tasks: readonly TaskRun[];
}

/**
 * Begins a run of its own, without a job: tasks with their compute, as `jobs/runs/submit` takes them (no `job_clusters`, no `tags`, no
 * `schedule`). Answers with the run's id; sent again with the same token, it is the same run.
 */
export async function submitRun(
  rest: Rest,
  settings: JsonObject,
  idempotencyToken: IdempotencyToken,
  signal: AbortSignal,
): Promise<string> {
  const request = {
    method: 'POST',
    path: '/api/2.2/jobs/runs/submit',
    json: asJson({ ...settings, idempotency_token: idempotencyToken }),
    what: `Submitting the run ${textOf(settings, 'run_name') ?? ''}`.trim(),
    idempotent: true,
  } as const;
  return requiredText(await callJson(rest, request, signal), 'run_id', 'a run');
}

/** A run with all its tasks. @throws Fault `not-found`: the workspace forgets runs after sixty days. */
export async function getJobRun(rest: Rest, id: string, signal: AbortSignal): Promise<JobRun> {
  const request = {
    method: 'GET',
    path: '/api/2.2/jobs/runs/get',
    query: { run_id: id },
    what: `Looking at the run ${id}`,
  } as const;
  const parts: JsonObject[] = [];
  for await (const part of pagedAnswers(rest, request, signal)) parts.push(part);
  return runOf(parts);
}

/** What a task said. */
export interface RunOutput {
  /** Why it failed, or why there is no output. */
  readonly error?: string;
  readonly trace?: string;
  /** What a JAR or Python task printed; at most the last 5 MB. */
  readonly logs?: string;
  readonly logsTruncated: boolean;
  /** What a notebook gave to `dbutils.notebook.exit`. */
  readonly result?: string;
}

/** @param taskRunId `TaskRun.runId`; the API refuses the id of a run with several tasks. @throws Fault `not-found`. */
export async function taskOutput(rest: Rest, taskRunId: string, signal: AbortSignal): Promise<RunOutput> {
  const request = {
    method: 'GET',
    path: '/api/2.2/jobs/runs/get-output',
    query: { run_id: taskRunId },
    what: `Reading the output of the run ${taskRunId}`,
  } as const;
  const answer = await callJson(rest, request, signal);
  const error = textOf(answer, 'error');
  const trace = textOf(answer, 'error_trace');
  const logs = textOf(answer, 'logs');
  const result = textOf(objectOf(answer, 'notebook_output'), 'result');
  return {
    ...(error === undefined ? {} : { error }),
    ...(trace === undefined ? {} : { trace }),
    ...(logs === undefined ? {} : { logs }),
    logsTruncated: answer.logs_truncated === true,
    ...(result === undefined ? {} : { result }),
  };
}

/** Asks for the end of a run and does not wait for it. @throws Fault `not-found`. */
export async function cancelJobRun(rest: Rest, id: string, signal: AbortSignal): Promise<void> {
  const request = {
    method: 'POST',
    path: '/api/2.2/jobs/runs/cancel',
    json: { run_id: idJson(id) },
    what: `Cancelling the run ${id}`,
    idempotent: true,
  } as const;
  await call(rest, request, signal);
}

/** The newest run of a job, under way or ended, without its tasks; undefined where the workspace knows of none. */
export async function latestRun(rest: Rest, jobId: string, signal: AbortSignal): Promise<JobRun | undefined> {
  const request = {
    method: 'GET',
    path: '/api/2.2/jobs/runs/list',
    query: { job_id: jobId, limit: 1 },
    what: `Looking for the last run of the job ${jobId}`,
  } as const;
  const [run] = objectsOf(await callJson(rest, request, signal), 'runs');
  return run === undefined ? undefined : runOf([run]);
}

/** @param parts answers about one run, each with some of its tasks. */
function runOf(parts: readonly JsonObject[]): JobRun {
  const [run = {}] = parts;
  const id = requiredText(run, 'run_id', 'a run');
  const jobId = textOf(run, 'job_id');
  const pageUrl = textOf(run, 'run_page_url');
  const startedAt = timeOf(run, 'start_time');
  const endedAt = timeOf(run, 'end_time');
  return {
    id,
    ...(jobId === undefined ? {} : { jobId }),
    name: textOf(run, 'run_name') ?? 'Untitled',
    state: stateOf(run),
    ...(pageUrl === undefined ? {} : { pageUrl }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    tasks: parts.flatMap((part) => objectsOf(part, 'tasks')).map(taskOf),
  };
}

function taskOf(task: JsonObject): TaskRun {
  const pageUrl = textOf(task, 'run_page_url');
  return {
    runId: requiredText(task, 'run_id', 'a task'),
    key: requiredText(task, 'task_key', 'a task'),
    state: stateOf(task),
    attempt: numberOf(task, 'attempt_number') ?? 0,
    ...(pageUrl === undefined ? {} : { pageUrl }),
  };
}

/** What has not happened yet is 0. */
function timeOf(run: JsonObject, key: string): number | undefined {
  const time = numberOf(run, key);
  return time === 0 ? undefined : time;
}

/** Newer servers say `status`, older ones the deprecated `state`, most of them both. */
function stateOf(run: JsonObject): RunState {
  return isObject(run.status)
    ? newState(run.status, objectOf(run, 'state'))
    : oldState(objectOf(run, 'state'));
}

function newState(status: JsonObject, old: JsonObject): RunState {
  const end = objectOf(status, 'termination_details');
  const message = textOf(end, 'message') ?? textOf(objectOf(status, 'queue_details'), 'message');
  const state = textOf(status, 'state');
  if (state !== 'TERMINATED') return underWay(state, message);
  // The new shape calls a run that took too long cancelled; the old one tells it apart.
  const result = old.result_state === 'TIMEDOUT' ? 'timed-out' : RESULTS[textOf(end, 'code') ?? ''];
  return ended(result, message ?? textOf(old, 'state_message'));
}

function oldState(state: JsonObject): RunState {
  const message = textOf(state, 'state_message') ?? textOf(state, 'queue_reason');
  const cycle = textOf(state, 'life_cycle_state');
  if (cycle === 'SKIPPED') return ended('skipped', message);
  if (cycle === 'INTERNAL_ERROR') return ended('failed', message);
  if (cycle !== 'TERMINATED') return underWay(cycle, message);
  return ended(RESULTS[textOf(state, 'result_state') ?? ''], message);
}

/** Whatever else there is, and comes to be, is waited for: `BLOCKED`, `PENDING`, `QUEUED`, `WAITING`, `WAITING_FOR_RETRY`. */
function underWay(state: string | undefined, message: string | undefined): RunState {
  const kind = state === 'RUNNING' ? 'running' : state === 'TERMINATING' ? 'stopping' : 'waiting';
  return message === undefined || message === '' ? { kind } : { kind, message };
}

function ended(result: RunResult | undefined, message: string | undefined): RunState {
  const end = { kind: 'ended', result: result ?? 'failed' } as const;
  return message === undefined || message === '' ? end : { ...end, message };
}

/** `termination_details.code` and `result_state`. What is not here failed; so did a run whose tasks failed in part. */
const RESULTS: Readonly<Record<string, RunResult>> = {
  SUCCESS: 'success',
  TIMEDOUT: 'timed-out',
  CANCELED: 'cancelled',
  USER_CANCELED: 'cancelled',
  SKIPPED: 'skipped',
  DISABLED: 'skipped',
  EXCLUDED: 'skipped',
  UPSTREAM_FAILED: 'skipped',
  UPSTREAM_CANCELED: 'skipped',
  MAXIMUM_CONCURRENT_RUNS_REACHED: 'skipped',
  MAX_CONCURRENT_RUNS_EXCEEDED: 'skipped',
  MAX_JOB_QUEUE_SIZE_EXCEEDED: 'skipped',
};
