/** The scheduled job of a process: found again by its tag, so that a second time changes it instead of making another one. */

import { asFault, Fault } from '../base/fault';
import { type JobSettings, jobSettings } from '../generate/job';
import { DEFAULT_JAR_VERSION, JOB_TAG, type JobOptions } from '../generate/jobOptions';
import { type Subject, subjectId } from '../generate/subject';
import { createJob, listJobs, resetJob, type WorkspaceJob } from '../workspace/jobs';
import type { Rest } from '../workspace/rest';
import { scriptFile, uploadScript } from './upload';

/** What can be chosen for a scheduled job. Its task is the PySpark script. */
export type ScheduledOptions = Omit<JobOptions, 'task' | 'jar' | 'jarVersion'>;

export interface ScheduledOrder {
  readonly subject: Subject;
  readonly options: ScheduledOptions;
}

/** The jobs of the workspace that do this already; one as a rule. */
export async function jobsOf(
  rest: Rest,
  subject: Subject,
  signal: AbortSignal,
): Promise<readonly WorkspaceJob[]> {
  const id = subjectId(subject);
  const found: WorkspaceJob[] = [];
  for await (const page of listJobs(rest, signal))
    found.push(...page.filter(({ tags }) => tags[JOB_TAG] === id));
  return found;
}

/** @param script where the PySpark script lies */
export function scheduledJobOptions(options: ScheduledOptions, script: string): JobOptions {
  return { ...options, task: { kind: 'python', path: script }, jarVersion: DEFAULT_JAR_VERSION };
}

export interface PutJob {
  readonly id: string;
  readonly name: string;
  readonly change: 'created' | 'updated';
}

/**
 * Makes the job, or changes the one that does the same. It is looked for right before, so that what was made meanwhile, or by a request
 * whose answer was lost, is not made twice.
 *
 * @param chosen the id of the job to change, where there are several
 * @throws Fault `conflict` where there are several and none was chosen: then none is touched.
 */
export async function putScheduledJob(
  rest: Rest,
  order: ScheduledOrder,
  { script, chosen }: { readonly script: string; readonly chosen?: string },
  signal: AbortSignal,
): Promise<PutJob> {
  const { subject } = order;
  const existing = pick(await jobsOf(rest, subject, signal), subject, chosen);
  const user = await uploadScript(rest, subject, script, signal);
  const path = scriptFile(user, subject);
  const settings = jobSettings(
    subject,
    'no-jar',
    scheduledJobOptions(asPaused(order.options, existing), path),
  );
  const name = String(settings.name);
  if (existing !== undefined) {
    await resetJob(rest, existing.id, settings, signal);
    return { id: existing.id, name, change: 'updated' };
  }
  return { id: await createOnce(rest, subject, settings, signal), name, change: 'created' };
}

/** The answer to a request that made the job may get lost: then the job is there, and there was none before. */
async function createOnce(
  rest: Rest,
  subject: Subject,
  settings: JobSettings,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await createJob(rest, settings, signal);
  } catch (error) {
    if (!['timeout', 'unreachable', 'io'].includes(asFault(error).code)) throw error;
    const made = onlyOne(await jobsOf(rest, subject, signal), subject);
    if (made === undefined) throw error;
    return made.id;
  }
}

/** Whoever paused the job has had a reason. */
function asPaused(options: ScheduledOptions, existing: WorkspaceJob | undefined): ScheduledOptions {
  const { schedule } = options;
  return schedule === undefined || existing?.start?.paused !== true
    ? options
    : { ...options, schedule: { ...schedule, paused: true } };
}

/** @throws Fault `not-found` where the one that was chosen does this no more. */
function pick(
  jobs: readonly WorkspaceJob[],
  subject: Subject,
  chosen: string | undefined,
): WorkspaceJob | undefined {
  if (chosen === undefined) return onlyOne(jobs, subject);
  const found = jobs.find(({ id }) => id === chosen);
  if (found !== undefined) return found;
  throw new Fault(
    'not-found',
    `The job ${chosen} is gone, or does something else by now. Nothing was changed.`,
    {
      advice: 'Look at the jobs again.',
    },
  );
}

/** @throws Fault `conflict` for several. */
function onlyOne(jobs: readonly WorkspaceJob[], subject: Subject): WorkspaceJob | undefined {
  if (jobs.length <= 1) return jobs[0];
  const names = jobs.map(({ name, id }) => `${name} (${id})`).join(', ');
  throw new Fault(
    'conflict',
    `${jobs.length} jobs have the tag ${JOB_TAG} = ${subjectId(subject)}: ${names}. None was changed.`,
    { advice: 'Choose which of them is to be changed, or delete those that are not needed.' },
  );
}
