/** Jobs: which there are, making and changing them, and starting one. https://docs.databricks.com/api/workspace/jobs (Jobs API 2.2) */

import { Fault } from '../base/fault';
import {
  asJson,
  idJson,
  isObject,
  type Json,
  type JsonObject,
  objectOf,
  objectsOf,
  requiredText,
  textOf,
  textsOf,
} from './json';
import { call, callJson, pagedAnswers, pages, pageUrl, type Rest } from './rest';

/** What starts a job by itself. */
export interface JobStart {
  /** `several` is a job with a list of triggers, a preview feature. */
  readonly kind: 'schedule' | 'continuous' | 'trigger' | 'several';
  readonly paused: boolean;
  /** Of a schedule: in Quartz' syntax. */
  readonly cron?: string;
  readonly timeZone?: string;
}

export interface WorkspaceJob {
  /** 64 bits; the digits. */
  readonly id: string;
  readonly name: string;
  /** Undefined where the user is no more. */
  readonly creator?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Undefined for a job that is started by hand. */
  readonly start?: JobStart;
  /** All settings as the API has them, with every task and job cluster. */
  readonly settings: JsonObject;
  readonly tasks: readonly JsonObject[];
  /** `job_clusters`, each with `job_cluster_key` and `new_cluster`. */
  readonly clusters: readonly JsonObject[];
}

const PAGE_SIZE = 100;

/** All jobs that the user may see, page by page: there may be thousands. */
export async function* listJobs(rest: Rest, signal: AbortSignal): AsyncGenerator<readonly WorkspaceJob[]> {
  const request = {
    method: 'GET',
    path: '/api/2.2/jobs/list',
    query: { expand_tasks: true, limit: PAGE_SIZE },
    what: 'Listing the jobs',
  } as const;
  for await (const page of pages(rest, request, 'jobs', signal)) {
    const jobs: WorkspaceJob[] = [];
    for (const object of page) {
      // A list shows a hundred tasks of a job at most.
      if (object.has_more === true) jobs.push(await getJob(rest, idOf(object), signal));
      else jobs.push(jobOf([object]));
    }
    yield jobs;
  }
}

/** @throws Fault `not-found` when there is no such job, or the user may not see it. */
export async function getJob(rest: Rest, id: string, signal: AbortSignal): Promise<WorkspaceJob> {
  const request = {
    method: 'GET',
    path: '/api/2.2/jobs/get',
    query: { job_id: id },
    what: `Looking at the job ${id}`,
  } as const;
  const parts: JsonObject[] = [];
  for await (const part of pagedAnswers(rest, request, signal)) parts.push(part);
  return jobOf(parts);
}

/**
 * Makes a job from settings as Jobs API 2.2 has them; answers with its id. Not idempotent: where the answer is lost, look for the job before
 * another one is made.
 */
export async function createJob(rest: Rest, settings: JsonObject, signal: AbortSignal): Promise<string> {
  const what = `Creating the job ${textOf(settings, 'name') ?? ''}`.trim();
  const request = { method: 'POST', path: '/api/2.2/jobs/create', json: asJson(settings), what } as const;
  return idOf(await callJson(rest, request, signal));
}

/** Gives a job other settings in the place of all that it had. @throws Fault `not-found`. */
export async function resetJob(
  rest: Rest,
  id: string,
  settings: JsonObject,
  signal: AbortSignal,
): Promise<void> {
  const json = { job_id: idJson(id), new_settings: asJson(settings) };
  await change(rest, '/api/2.2/jobs/reset', json, `Changing the job ${id}`, signal);
}

/**
 * Pauses what starts a job by itself, or lets it go on; runs under way are left alone. All else of the schedule stays as it is at this
 * moment, whoever changed it since `job` was read. Where it is so already, nothing is sent.
 *
 * @throws Fault `not-found`; `no-permission`; `unsupported-feature` for a job with several triggers; `usage` for one that has nothing to pause.
 */
export async function setJobPaused(
  rest: Rest,
  { id }: Pick<WorkspaceJob, 'id'>,
  paused: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { name, start, settings } = await getJob(rest, id, signal);
  if (start === undefined) {
    throw new Fault('usage', `The job ${name} has no schedule, so it cannot be paused.`);
  }
  if (start.paused === paused) return;
  if (start.kind === 'several') {
    throw new Fault('unsupported-feature', `The job ${name} has several triggers.`, {
      advice: `Pause or resume them on its page, ${jobUrl(rest, id)}.`,
    });
  }
  const kept = objectOf(settings, start.kind);
  const changed = asJson({ ...kept, pause_status: paused ? 'PAUSED' : 'UNPAUSED' });
  const json = { job_id: idJson(id), new_settings: { [start.kind]: changed } };
  await change(
    rest,
    '/api/2.2/jobs/update',
    json,
    `${paused ? 'Pausing' : 'Resuming'} the job ${name}`,
    signal,
  );
}

/** A token of at most 64 characters for which Databricks promises that exactly one run begins, however often it is sent. */
export type IdempotencyToken = string;

/** Starts a job; answers with the id of the run. @throws Fault `not-found`. */
export async function runJobNow(
  rest: Rest,
  id: string,
  idempotencyToken: IdempotencyToken,
  signal: AbortSignal,
): Promise<string> {
  const request = {
    method: 'POST',
    path: '/api/2.2/jobs/run-now',
    json: { job_id: idJson(id), idempotency_token: idempotencyToken },
    what: `Starting the job ${id}`,
    idempotent: true,
  } as const;
  return requiredText(await callJson(rest, request, signal), 'run_id', 'a run');
}

/** The job's page. */
export function jobUrl(rest: Rest, id: string): string {
  return pageUrl(rest, `/jobs/${id}`);
}

/** Calls that leave the same behind when they are sent twice. */
async function change(
  rest: Rest,
  path: string,
  json: Json,
  what: string,
  signal: AbortSignal,
): Promise<void> {
  await call(rest, { method: 'POST', path, json, what, idempotent: true }, signal);
}

function idOf(object: JsonObject): string {
  return requiredText(object, 'job_id', 'a job');
}

/** @param parts answers about one job, each with some of its tasks and clusters. */
function jobOf(parts: readonly JsonObject[]): WorkspaceJob {
  const [first = {}] = parts;
  const id = idOf(first);
  const all = parts.map((part) => objectOf(part, 'settings'));
  const tasks = all.flatMap((some) => objectsOf(some, 'tasks'));
  const clusters = all.flatMap((some) => objectsOf(some, 'job_clusters'));
  const settings = { ...all[0], ...(tasks.length === 0 ? {} : { tasks }) };
  const creator = textOf(first, 'creator_user_name');
  const start = startOf(settings);
  return {
    id,
    name: textOf(settings, 'name') ?? 'Untitled',
    ...(creator === undefined ? {} : { creator }),
    tags: textsOf(settings, 'tags'),
    ...(start === undefined ? {} : { start }),
    settings: { ...settings, ...(clusters.length === 0 ? {} : { job_clusters: clusters }) },
    tasks,
    clusters,
  };
}

function startOf(settings: JsonObject): JobStart | undefined {
  const { schedule, continuous, trigger } = settings;
  if (isObject(schedule)) {
    const cron = textOf(schedule, 'quartz_cron_expression');
    const timeZone = textOf(schedule, 'timezone_id');
    return {
      kind: 'schedule',
      paused: isPaused(schedule),
      ...(cron === undefined ? {} : { cron }),
      ...(timeZone === undefined ? {} : { timeZone }),
    };
  }
  if (isObject(continuous)) return { kind: 'continuous', paused: isPaused(continuous) };
  if (isObject(trigger)) return { kind: 'trigger', paused: isPaused(trigger) };
  const triggers = objectsOf(settings, 'triggers');
  return triggers.length === 0 ? undefined : { kind: 'several', paused: triggers.every(isPaused) };
}

/** What does not say is not paused, as the API has it. */
function isPaused(start: JsonObject): boolean {
  return start.pause_status === 'PAUSED';
}
