/** `jobs` of the fake workspace: create, reset, update, get, list, delete. Its ids are larger than a JavaScript number can hold. */

import { type ApiAnswer, type Family, forbidden, invalid, page } from './api';
import { arrayOf, booleanText, id, object, required, string, textBetween } from './checks';
import type { FakeClusters } from './clusters';
import { createdJob, jobSettings, someJobSettings } from './jobSettings';

export type FakeSettings = Readonly<Record<string, unknown>>;

export interface FakeJob {
  readonly id: string;
  /** As they were sent, with what the API adds. */
  settings: FakeSettings;
  readonly creator: string;
}

export interface FakeJobs extends Family {
  /** By id, oldest first. */
  readonly jobs: Map<string, FakeJob>;
  /** Jobs that the user may see and not change. */
  readonly readOnly: Set<string>;
  pageSize: number;
  /** How many elements of its arrays an answer about one job holds. */
  partSize: number;
  /** Makes a job as `jobs/create` does, checks and all; answers with its id. */
  add(settings: FakeSettings, creator?: string): string;
  /** @throws ApiError 400, as the API says that there is none. */
  find(id: string): FakeJob;
}

/** The arrays that answers hold in parts. */
const ARRAYS = ['tasks', 'job_clusters', 'environments', 'parameters'] as const;
/** What settings merge by when a job is updated. */
const KEYS: Readonly<Record<string, string>> = { tasks: 'task_key', job_clusters: 'job_cluster_key' };

export function fakeJobs(clusters: FakeClusters): FakeJobs {
  let ids = 9_007_199_254_740_993n;
  const known = (settings: FakeSettings) => {
    for (const task of arrayAt(settings, 'tasks')) checkCluster(clusters, task.existing_cluster_id);
    return settings;
  };
  const changeable = (jobId: string) => {
    const job = family.find(jobId);
    if (family.readOnly.has(jobId)) {
      throw forbidden(`User somebody@example.com does not have Manage or Owner permissions on job ${jobId}.`);
    }
    return job;
  };
  const family: FakeJobs = {
    jobs: new Map(),
    readOnly: new Set(),
    pageSize: 100,
    partSize: 100,
    add(settings, creator = 'somebody@example.com') {
      createdJob(settings, 'body');
      const { access_control_list: _, ...own } = known(settings);
      ids += 2n;
      const jobId = String(ids);
      family.jobs.set(jobId, { id: jobId, settings: completed(own), creator });
      return jobId;
    },
    find(jobId) {
      const job = family.jobs.get(jobId);
      if (job === undefined) throw invalid(`Job ${jobId} does not exist.`);
      return job;
    },
    routes: [
      {
        method: 'POST',
        path: '/api/2.2/jobs/create',
        body: createdJob,
        answer: ({ body, user }) => ({ json: { job_id: BigInt(family.add(body as FakeSettings, user)) } }),
      },
      {
        method: 'POST',
        path: '/api/2.2/jobs/reset',
        body: object({ job_id: required(id), new_settings: required(jobSettings) }),
        answer: ({ body }) => {
          const { job_id: jobId, new_settings: settings } = body as Change;
          changeable(jobId).settings = completed(known(settings));
          return { json: {} };
        },
      },
      {
        method: 'POST',
        path: '/api/2.2/jobs/update',
        body: object({
          job_id: required(id),
          new_settings: someJobSettings,
          fields_to_remove: arrayOf(string),
        }),
        answer: ({ body }) => {
          const {
            job_id: jobId,
            new_settings: settings = {},
            fields_to_remove: removed = [],
          } = body as Change;
          const job = changeable(jobId);
          const kept = Object.entries(job.settings).filter(([key]) => !removed.includes(key));
          const next = merged(Object.fromEntries(kept), settings);
          jobSettings(next, 'new_settings');
          job.settings = completed(known(next));
          return { json: {} };
        },
      },
      {
        method: 'POST',
        path: '/api/2.2/jobs/delete',
        body: object({ job_id: required(id) }),
        answer: ({ body }) => {
          family.jobs.delete(changeable((body as Change).job_id).id);
          return { json: {} };
        },
      },
      {
        method: 'GET',
        path: '/api/2.2/jobs/get',
        query: { job_id: required(id), page_token: string, include_trigger_state: booleanText },
        answer: ({ query }) => part(family.find(query.job_id ?? ''), family.partSize, query.page_token),
      },
      {
        method: 'GET',
        path: '/api/2.2/jobs/list',
        query: { expand_tasks: booleanText, limit: textBetween(1, 100), name: string, page_token: string },
        answer: ({ query }) => {
          const jobs = [...family.jobs.values()].reverse().filter(({ settings }) => {
            return query.name === undefined || same(settings.name, query.name);
          });
          const listed = jobs.map((job) => inList(job, query.expand_tasks === 'true', family.partSize));
          const size = Math.min(family.pageSize, Number(query.limit ?? 20));
          return page('jobs', listed, size, query.page_token);
        },
      },
    ],
  };
  return family;
}

interface Change {
  readonly job_id: string;
  readonly new_settings: FakeSettings;
  readonly fields_to_remove?: readonly string[];
}

/** @throws ApiError 400 for the id of a cluster that is not there. */
export function checkCluster(clusters: FakeClusters, clusterId: unknown): void {
  if (clusterId === undefined || clusters.clusters.some((cluster) => cluster.id === clusterId)) return;
  throw invalid(`Cluster ${String(clusterId)} does not exist.`);
}

export function arrayAt(settings: FakeSettings, key: string): readonly FakeSettings[] {
  const value = settings[key];
  return Array.isArray(value) ? value : [];
}

function same(name: unknown, asked: string): boolean {
  return String(name).toLowerCase() === asked.toLowerCase();
}

/** With what the API says although nobody asked. */
function completed(settings: FakeSettings): FakeSettings {
  const starts = ['schedule', 'continuous', 'trigger'].flatMap((key) => {
    const start = settings[key];
    return start === undefined ? [] : [[key, { pause_status: 'UNPAUSED', ...(start as object) }]];
  });
  return {
    name: 'Untitled',
    email_notifications: {},
    webhook_notifications: {},
    timeout_seconds: 0,
    max_concurrent_runs: 1,
    ...settings,
    ...Object.fromEntries(starts),
    format: 'MULTI_TASK',
  };
}

/** Top-level fields are replaced, but that tasks and job clusters are by their keys. */
function merged(settings: FakeSettings, changes: FakeSettings): FakeSettings {
  const entries = Object.entries(changes).map(([field, value]) => {
    const key = KEYS[field];
    if (key === undefined) return [field, value];
    const changed = arrayAt(changes, field);
    const kept = arrayAt(settings, field).filter((old) => !changed.some((item) => item[key] === old[key]));
    return [field, [...kept, ...changed]];
  });
  return { ...settings, ...Object.fromEntries(entries) };
}

/** The first answer has all but the rest of long arrays, which the next ones have alone. */
function part(job: FakeJob, size: number, token: string | undefined): ApiAnswer {
  const start = token === undefined ? 0 : Number(/^part-(\d+)$/.exec(token)?.[1] ?? Number.NaN);
  if (Number.isNaN(start)) throw invalid('Invalid page token.');
  const arrays = ARRAYS.flatMap((key) => {
    const items = arrayAt(job.settings, key).slice(start, start + size);
    return items.length === 0 ? [] : [[key, items]];
  });
  const longest = Math.max(...ARRAYS.map((key) => arrayAt(job.settings, key).length));
  const next = start + size < longest ? { next_page_token: `part-${start + size}` } : {};
  const settings = { ...without(job.settings, ARRAYS), ...Object.fromEntries(arrays) };
  return { json: { ...headOf(job), settings, ...next } };
}

function inList(job: FakeJob, isExpanded: boolean, size: number): FakeSettings {
  if (!isExpanded) return { ...headOf(job), settings: without(job.settings, ARRAYS) };
  const arrays = ARRAYS.flatMap((key) => {
    const items = arrayAt(job.settings, key);
    return items.length === 0 ? [] : [[key, items.slice(0, size)]];
  });
  const isLong = ARRAYS.some((key) => arrayAt(job.settings, key).length > size);
  return {
    ...headOf(job),
    settings: { ...job.settings, ...Object.fromEntries(arrays) },
    ...(isLong ? { has_more: true } : {}),
  };
}

function headOf({ id: jobId, creator }: FakeJob) {
  return { job_id: BigInt(jobId), creator_user_name: creator, created_time: 1_700_000_000_000 };
}

function without(settings: FakeSettings, keys: readonly string[]): FakeSettings {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !keys.includes(key)));
}
