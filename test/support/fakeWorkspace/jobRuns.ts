/**
 * `jobs/run-now` and `jobs/runs` of the fake workspace. A run goes on by a state each time that it is looked at, and ends as the test said
 * beforehand.
 */

import { type Family, invalid, page } from './api';
import {
  arrayOf,
  boolean,
  booleanText,
  id,
  integerText,
  object,
  oneOf,
  required,
  string,
  textBetween,
  textMap,
} from './checks';
import type { FakeClusters } from './clusters';
import { idempotencyToken, submittedRun } from './jobSettings';
import { arrayAt, checkCluster, type FakeJobs, type FakeSettings } from './jobs';

export type RunEnd = 'success' | 'failed' | 'timed-out' | 'cancelled' | 'internal-error' | 'skipped';

/** What a run does. */
export interface RunScript {
  /** How many looks it waits, and then how many it runs; one each without. */
  readonly waits?: number;
  readonly runs?: number;
  /** `success` without. */
  readonly ends?: RunEnd;
  /** Of its state in the end. */
  readonly message?: string;
  /** What its first task says: `error` and `trace` where it failed. */
  readonly error?: string;
  readonly trace?: string;
  readonly logs?: string;
  readonly logsTruncated?: boolean;
  /** What a notebook gave to `dbutils.notebook.exit`. */
  readonly result?: string;
  /** What it works, at the moment before it ends. Where this throws, the run failed. */
  readonly work?: (run: FakeRun) => void | Promise<void>;
}

export interface FakeRun {
  readonly id: string;
  readonly jobId: string;
  readonly name: string;
  readonly type: 'JOB_RUN' | 'SUBMIT_RUN';
  /** What was submitted, or the job's settings when it began. */
  readonly settings: FakeSettings;
  readonly tasks: readonly { readonly id: string; readonly settings: FakeSettings }[];
  state: 'QUEUED' | 'PENDING' | 'RUNNING' | 'TERMINATING' | RunEnd;
  script: RunScript;
  readonly startedAt: number;
  endedAt: number;
}

export interface FakeJobRuns extends Family {
  /** What the next runs do, in this order; each one after them succeeds. */
  readonly next: RunScript[];
  /** By id, oldest first. */
  readonly runs: Map<string, FakeRun>;
  /** How states are told: by servers of today, by old ones, and by those to come. */
  shape: 'both' | 'state' | 'status';
  /** How many tasks an answer about one run holds. */
  partSize: number;
  pageSize: number;
  /** `https://host` */
  base: string;
  /** A run that ended long ago; answers with its id. */
  addEnded(
    jobId: string,
    ends: RunEnd,
    times: { startedAt: number; endedAt: number },
    message?: string,
  ): string;
}

const ENDS: readonly string[] = ['success', 'failed', 'timed-out', 'cancelled', 'internal-error', 'skipped'];

export function fakeJobRuns(jobs: FakeJobs, clusters: FakeClusters): FakeJobRuns {
  let ids = 9_007_199_254_800_001n;
  const tokens = new Map<string, string>();
  const newId = () => {
    ids += 2n;
    return String(ids);
  };
  const find = (runId: string | undefined) => {
    const run = family.runs.get(runId ?? '');
    if (run === undefined) throw invalid(`Run ${runId} does not exist.`);
    return run;
  };
  const begin = (run: Pick<FakeRun, 'jobId' | 'name' | 'type' | 'settings'>, script: RunScript): FakeRun => {
    const tasks = arrayAt(run.settings, 'tasks').map((settings) => ({ id: newId(), settings }));
    const whole: FakeRun = {
      ...run,
      id: newId(),
      tasks,
      state: 'QUEUED',
      script,
      startedAt: Date.now(),
      endedAt: 0,
    };
    family.runs.set(whole.id, whole);
    return whole;
  };
  /** The run of a token that was sent before, or a new one. */
  const once = (token: string | undefined, make: () => FakeRun): FakeRun => {
    const known = token === undefined ? undefined : tokens.get(token);
    if (known !== undefined) return find(known);
    const run = make();
    if (token !== undefined) tokens.set(token, run.id);
    return run;
  };
  const family: FakeJobRuns = {
    next: [],
    runs: new Map(),
    shape: 'both',
    partSize: 100,
    pageSize: 25,
    base: '',
    addEnded(jobId, ends, { startedAt, endedAt }, message) {
      const { settings } = jobs.find(jobId);
      const script = { ends, ...(message === undefined ? {} : { message }) };
      const run = begin({ jobId, name: String(settings.name), type: 'JOB_RUN', settings }, script);
      family.runs.set(run.id, { ...run, state: ends, startedAt, endedAt });
      return run.id;
    },
    routes: [
      {
        method: 'POST',
        path: '/api/2.2/jobs/run-now',
        body: object({
          job_id: required(id),
          idempotency_token: idempotencyToken,
          job_parameters: textMap,
          notebook_params: textMap,
          jar_params: arrayOf(string),
          python_params: arrayOf(string),
          only: arrayOf(string),
          queue: object({ enabled: required(boolean) }),
        }),
        answer: ({ body }) => {
          const { job_id: jobId, idempotency_token: token } = body as {
            job_id: string;
            idempotency_token?: string;
          };
          const { settings } = jobs.find(jobId);
          const run = once(token, () => {
            const active = [...family.runs.values()].filter((one) => one.jobId === jobId && !isEnded(one));
            const isTooMany = active.length >= Number(settings.max_concurrent_runs);
            const script = isTooMany ? { waits: 0, runs: 0, ends: 'skipped' as const } : family.next.shift();
            return begin({ jobId, name: String(settings.name), type: 'JOB_RUN', settings }, script ?? {});
          });
          return { json: { run_id: BigInt(run.id), number_in_job: BigInt(run.id) } };
        },
      },
      {
        method: 'POST',
        path: '/api/2.2/jobs/runs/submit',
        body: submittedRun,
        answer: ({ body }) => {
          const settings = body as FakeSettings;
          for (const task of arrayAt(settings, 'tasks')) checkCluster(clusters, task.existing_cluster_id);
          const token =
            settings.idempotency_token === undefined ? undefined : String(settings.idempotency_token);
          const name = String(settings.run_name ?? 'Untitled');
          const run = once(token, () =>
            begin({ jobId: newId(), name, type: 'SUBMIT_RUN', settings }, family.next.shift() ?? {}),
          );
          return { json: { run_id: BigInt(run.id) } };
        },
      },
      {
        method: 'GET',
        path: '/api/2.2/jobs/runs/get',
        query: {
          run_id: required(id),
          page_token: string,
          include_history: booleanText,
          include_resolved_values: booleanText,
        },
        answer: async ({ query }) => {
          const run = find(query.run_id);
          if (query.page_token === undefined) await goOn(run);
          const tasks = page(
            'tasks',
            run.tasks.map((_, index) => task(family, run, index)),
            family.partSize,
            query.page_token,
          );
          return { json: { ...head(family, run), ...tasks.json } };
        },
      },
      {
        method: 'GET',
        path: '/api/2.2/jobs/runs/get-output',
        query: { run_id: required(id) },
        answer: ({ query }) => {
          const runs = [...family.runs.values()];
          const run = runs.find((one) => one.tasks.some((item) => item.id === query.run_id));
          if (run === undefined) {
            find(query.run_id);
            throw invalid(
              'Retrieving the output of runs with multiple tasks is not supported. Please retrieve the output of each individual task run instead.',
            );
          }
          const index = run.tasks.findIndex((item) => item.id === query.run_id);
          const said = index === 0 && isEnded(run) ? output(run) : {};
          return { json: { metadata: task(family, run, index), ...said } };
        },
      },
      {
        method: 'POST',
        path: '/api/2.2/jobs/runs/cancel',
        body: object({ run_id: required(id) }),
        answer: ({ body }) => {
          const run = find((body as { run_id: string }).run_id);
          if (!isEnded(run)) {
            run.state = 'TERMINATING';
            run.script = { ends: 'cancelled', message: 'Run cancelled.' };
          }
          return { json: {} };
        },
      },
      {
        method: 'GET',
        path: '/api/2.2/jobs/runs/list',
        query: {
          job_id: id,
          active_only: booleanText,
          completed_only: booleanText,
          expand_tasks: booleanText,
          limit: textBetween(0, 25),
          page_token: string,
          run_type: oneOf('JOB_RUN', 'WORKFLOW_RUN', 'SUBMIT_RUN'),
          start_time_from: integerText,
          start_time_to: integerText,
        },
        answer: ({ query }) => {
          const { job_id: jobId, active_only: active, completed_only: completed, limit = '20' } = query;
          if (active === 'true' && completed === 'true')
            throw invalid('active_only and completed_only are both true.');
          if (jobId !== undefined) jobs.find(jobId);
          const runs = [...family.runs.values()]
            .filter((run) => jobId === undefined || run.jobId === jobId)
            .filter((run) => (active === 'true' ? !isEnded(run) : completed === 'true' ? isEnded(run) : true))
            .filter((run) => query.run_type === undefined || run.type === query.run_type)
            .filter((run) => run.startedAt >= Number(query.start_time_from ?? 0))
            .filter((run) => run.startedAt <= Number(query.start_time_to ?? Number.MAX_SAFE_INTEGER))
            .reverse()
            .sort((one, other) => (other.endedAt || other.startedAt) - (one.endedAt || one.startedAt))
            .map((run) => ({
              ...head(family, run),
              ...(query.expand_tasks === 'true'
                ? { tasks: run.tasks.map((_, index) => task(family, run, index)) }
                : {}),
            }));
          return page('runs', runs, Math.min(family.pageSize, Number(limit) || 25), query.page_token);
        },
      },
    ],
  };
  return family;
}

function isEnded({ state }: FakeRun): boolean {
  return ENDS.includes(state);
}

/** One look further. */
async function goOn(run: FakeRun): Promise<void> {
  const { waits = 1, runs = 1, ends = 'success', work } = run.script;
  if (isEnded(run)) return;
  if (run.state === 'TERMINATING') return end(run, ends);
  if (waits > 0) {
    run.state = 'PENDING';
    run.script = { ...run.script, waits: waits - 1 };
  } else if (runs > 0) {
    run.state = 'RUNNING';
    run.script = { ...run.script, waits: 0, runs: runs - 1 };
  } else {
    try {
      await work?.(run);
      end(run, ends);
    } catch (error) {
      run.script = {
        ...run.script,
        error: String(error),
        trace: error instanceof Error ? (error.stack ?? '') : '',
      };
      end(run, 'failed');
    }
  }
}

function end(run: FakeRun, how: RunEnd): void {
  run.state = how;
  run.endedAt = Date.now();
}

function head(family: FakeJobRuns, run: FakeRun) {
  return {
    job_id: BigInt(run.jobId),
    run_id: BigInt(run.id),
    number_in_job: BigInt(run.id),
    original_attempt_run_id: BigInt(run.id),
    creator_user_name: 'somebody@example.com',
    run_name: run.name,
    run_type: run.type,
    run_page_url: `${family.base}/?o=7405605519549535#job/${run.jobId}/run/${run.id}`,
    start_time: run.startedAt,
    end_time: run.endedAt,
    ...states(family.shape, run.state, run.script.message ?? ''),
  };
}

/** Of a run that failed, the first task did, and the others were not begun. */
function task(family: FakeJobRuns, run: FakeRun, index: number) {
  const { id: taskId, settings } = run.tasks[index] ?? { id: '', settings: {} };
  const isCause = index === 0;
  return {
    ...settings,
    run_id: BigInt(taskId),
    run_page_url: `${family.base}/?o=7405605519549535#job/${run.jobId}/run/${taskId}`,
    start_time: run.startedAt,
    end_time: run.endedAt,
    attempt_number: 0,
    ...states(
      family.shape,
      run.state === 'failed' && !isCause ? 'skipped' : run.state,
      run.script.message ?? '',
    ),
  };
}

function output({ script, state }: FakeRun) {
  const { error, trace, logs, logsTruncated = false, result } = script;
  const isGood = state === 'success';
  return {
    ...(isGood ? {} : { error: error ?? script.message ?? 'Unknown error' }),
    ...(isGood || trace === undefined ? {} : { error_trace: trace }),
    ...(logs === undefined ? {} : { logs, logs_truncated: logsTruncated }),
    ...(result === undefined ? {} : { notebook_output: { result, truncated: false } }),
  };
}

/** `life_cycle_state` and `result_state` of the old shape, `code` and `type` of the new one. */
const ENDINGS: Readonly<Record<RunEnd, readonly [string, string | undefined, string, string]>> = {
  success: ['TERMINATED', 'SUCCESS', 'SUCCESS', 'SUCCESS'],
  failed: ['TERMINATED', 'FAILED', 'RUN_EXECUTION_ERROR', 'CLIENT_ERROR'],
  'timed-out': ['TERMINATED', 'TIMEDOUT', 'CANCELED', 'CLIENT_ERROR'],
  cancelled: ['TERMINATED', 'CANCELED', 'USER_CANCELED', 'CLIENT_ERROR'],
  'internal-error': ['INTERNAL_ERROR', 'FAILED', 'INTERNAL_ERROR', 'INTERNAL_ERROR'],
  skipped: ['SKIPPED', undefined, 'MAX_CONCURRENT_RUNS_EXCEEDED', 'CLIENT_ERROR'],
};

function states(shape: FakeJobRuns['shape'], state: FakeRun['state'], message: string) {
  const ending = isEnding(state) ? ENDINGS[state] : undefined;
  const [cycle = state, result, code, type] = ending ?? [];
  const old = {
    life_cycle_state: cycle,
    ...(result === undefined ? {} : { result_state: result }),
    state_message: message,
    user_cancelled_or_timedout: state === 'cancelled' || state === 'timed-out',
  };
  const status = {
    state: ending === undefined ? state : 'TERMINATED',
    ...(ending === undefined ? {} : { termination_details: { code, type, message } }),
  };
  return { ...(shape === 'status' ? {} : { state: old }), ...(shape === 'state' ? {} : { status }) };
}

function isEnding(state: string): state is RunEnd {
  return ENDS.includes(state);
}
