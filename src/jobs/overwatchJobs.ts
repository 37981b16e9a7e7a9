/** The jobs of a workspace that run Overwatch: recognised, listed with their last run, paused and resumed. */

import { mapLimit } from '../base/concurrency';
import { asFault, type FaultData, isAbort } from '../base/fault';
import { JOB_TAG } from '../generate/jobOptions';
import { type JobRun, latestRun } from '../workspace/jobRuns';
import { listJobs, setJobPaused, type WorkspaceJob } from '../workspace/jobs';
import { isObject, type JsonObject, objectOf, objectsOf, textOf } from '../workspace/json';
import type { Rest } from '../workspace/rest';

/** What a job does with Overwatch: it runs its modules, optimizes its tables, or copies them; `other` where its tasks do not tell. */
export type OverwatchJobKind = 'runner' | 'backup' | 'optimizer' | 'other';

export interface Recognition {
  readonly kind: OverwatchJobKind;
  /** Why it is taken for a job of Overwatch, as a clause: `its main class is com.databricks.labs.overwatch.BatchRunner`. */
  readonly why: string;
}

const PACKAGE = 'com.databricks.labs.overwatch.';
/** What is most important to know of a job with several tasks comes first. */
const KINDS: readonly OverwatchJobKind[] = ['runner', 'backup', 'optimizer', 'other'];

/** Whether a job runs Overwatch, by its tasks; undefined where nothing says so. A job that this product made copies its tables. */
export function recogniseOverwatchJob({ tags, tasks }: WorkspaceJob): Recognition | undefined {
  if (tags[JOB_TAG] !== undefined) return { kind: 'backup', why: `it has the tag ${JOB_TAG}` };
  const found = tasks.flatMap((task) => recogniseTask(task) ?? []);
  return KINDS.flatMap((kind) => found.find((one) => one.kind === kind) ?? [])[0];
}

/** Those of some jobs that run Overwatch. */
export function overwatchJobs(jobs: readonly WorkspaceJob[]): readonly WorkspaceJob[] {
  return jobs.filter((job) => recogniseOverwatchJob(job) !== undefined);
}

function recogniseTask(task: JsonObject): Recognition | undefined {
  const each = objectOf(task, 'for_each_task').task;
  if (isObject(each)) return recogniseTask(each);
  const main = mainClassOf(task);
  if (main !== undefined) return { kind: kindOfClass(main), why: `its main class is ${main}` };
  const file = fileOf(task);
  const kind = file === undefined ? 'other' : kindOfName(file);
  const library = objectsOf(task, 'libraries').flatMap((one) => overwatchLibrary(one) ?? [])[0];
  if (library !== undefined) return { kind, why: `it brings the library ${library}` };
  return file !== undefined && /overwatch/i.test(file) ? { kind, why: `it runs ${file}` } : undefined;
}

/** Of a JAR task, or in the parameters of `spark-submit`. */
function mainClassOf(task: JsonObject): string | undefined {
  const { parameters } = objectOf(task, 'spark_submit_task');
  const submitted: readonly unknown[] = Array.isArray(parameters) ? parameters : [];
  const names = [textOf(objectOf(task, 'spark_jar_task'), 'main_class_name'), ...submitted];
  return names.find((name): name is string => typeof name === 'string' && name.startsWith(PACKAGE));
}

/** Sources: Overwatch's guide and the `main` objects of its releases. */
function kindOfClass(main: string): OverwatchJobKind {
  const name = main.slice(main.lastIndexOf('.') + 1);
  if (/^(BatchRunner|MultiWorkspaceRunner|MultiWorkspaceDeployment)$/.test(name)) return 'runner';
  if (name === 'Optimizer') return 'optimizer';
  return /^(Snapshot|Restore|Migration)(Runner)?$/.test(name) ? 'backup' : 'other';
}

/** The notebook or Python file of a task, with its folders. */
function fileOf(task: JsonObject): string | undefined {
  return (
    textOf(objectOf(task, 'notebook_task'), 'notebook_path') ??
    textOf(objectOf(task, 'spark_python_task'), 'python_file')
  );
}

/** Only its own name counts; what folders are called says little. */
function kindOfName(file: string): OverwatchJobKind {
  const name = file.slice(file.lastIndexOf('/') + 1);
  if (/optimi[sz]e|z-?_?order/i.test(name)) return 'optimizer';
  if (/snapshot|back-?_?up|restore|migrat/i.test(name)) return 'backup';
  return /runner|etl|pipeline|bronze|silver|gold|main|deploy/i.test(name) ? 'runner' : 'other';
}

function overwatchLibrary(library: JsonObject): string | undefined {
  const coordinates = textOf(objectOf(library, 'maven'), 'coordinates');
  if (coordinates !== undefined && /^com\.databricks\.labs:overwatch/.test(coordinates)) return coordinates;
  const jar = textOf(library, 'jar');
  return jar !== undefined && /overwatch[^/]*$/i.test(jar) ? jar : undefined;
}

/** What is known of a job's newest run. */
export type LastRun =
  | { readonly kind: 'run'; readonly run: JobRun }
  /** None that the workspace remembers. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unseen'; readonly why: FaultData };

export interface OverwatchJob extends Recognition {
  readonly job: WorkspaceJob;
  readonly last: LastRun;
}

/** How many questions are asked of a workspace at once, which limits them. */
const AT_ONCE = 4;

/** The jobs of Overwatch that the user may see, by name, each with its newest run. */
export async function listOverwatchJobs(rest: Rest, signal: AbortSignal): Promise<readonly OverwatchJob[]> {
  const found: WorkspaceJob[] = [];
  for await (const page of listJobs(rest, signal)) {
    found.push(...overwatchJobs(page));
  }
  return overwatchJobsAmong(found, rest, signal);
}

/** Those of some jobs that run Overwatch, by name, each with its newest run. */
export function overwatchJobsAmong(
  jobs: readonly WorkspaceJob[],
  rest: Rest,
  signal: AbortSignal,
): Promise<readonly OverwatchJob[]> {
  const found = jobs.flatMap((job) => {
    const recognised = recogniseOverwatchJob(job);
    return recognised === undefined ? [] : [{ job, ...recognised }];
  });
  found.sort((one, other) => one.job.name.localeCompare(other.job.name));
  return mapLimit(found, AT_ONCE, async (one) => ({ ...one, last: await lastRunOf(rest, one.job, signal) }));
}

async function lastRunOf(rest: Rest, { id }: WorkspaceJob, signal: AbortSignal): Promise<LastRun> {
  try {
    const run = await latestRun(rest, id, signal);
    return run === undefined ? { kind: 'none' } : { kind: 'run', run };
  } catch (error) {
    if (isAbort(error)) throw error;
    return { kind: 'unseen', why: asFault(error).toData() };
  }
}

/** Whether a run of the job is under way, as far as could be seen. */
export function isUnderWay({ last }: OverwatchJob): boolean {
  return last.kind === 'run' && last.run.state.kind !== 'ended';
}

/** Whether a job is started by something that is not paused. */
export function isStartedByItself({ start }: WorkspaceJob): boolean {
  return start?.paused === false;
}

/** A job by what the user knows it by. */
export interface NamedJob {
  readonly id: string;
  readonly name: string;
}

export interface PauseOutcome extends NamedJob {
  /** Why it is not as it was to be; undefined where it is. */
  readonly fault?: FaultData;
}

/** Pauses jobs or resumes them; one that fails does not stop the others. @throws the signal's reason when aborted. */
export function setJobsPaused(
  rest: Rest,
  jobs: readonly NamedJob[],
  paused: boolean,
  signal: AbortSignal,
): Promise<readonly PauseOutcome[]> {
  return mapLimit(
    jobs,
    AT_ONCE,
    async ({ id, name }): Promise<PauseOutcome> => {
      try {
        await setJobPaused(rest, { id }, paused, signal);
        return { id, name };
      } catch (error) {
        signal.throwIfAborted();
        return { id, name, fault: asFault(error).toData() };
      }
    },
    signal,
  );
}
