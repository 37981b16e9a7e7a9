/**
 * The settings of a Databricks job that does a process: one plain object as Jobs API 2.2 takes it, which is also written as a bundle and as
 * Terraform. Pure.
 */

import { Fault } from '../base/fault';
import { cautions, type Dialect } from './dialect';
import { computeOf, librariesOf, refuseMisfit, sharedCompute } from './jobCompute';
import { JOB_TAG, type JobOptions, type JobSchedule, type JobTask } from './jobOptions';
import { overwatchCall, whyNoMain } from './overwatchCall';
import { parseQuartz } from './quartz';
import { destinationId, emailAddress } from './recipients';
import { scriptArguments } from './script';
import { plainText, type Subject, subjectId, titleOf } from './subject';
import { assertTimeZone } from './timeZone';

/** What Jobs API 2.2 calls the settings of a job. */
export type JobSettings = Readonly<Record<string, unknown>>;

const TASK_KEY = 'overwatch_backup';
const MINUTE = 60;

/** What to know before the job is made. */
export function jobNotes(subject: Subject, dialect: Dialect, { task, compute, jar }: JobOptions): string[] {
  const why = whyNoMain(subject, dialect);
  const notes = [...cautions(subject, dialect)];
  if (why !== undefined && task.kind === 'notebook') notes.push(`${why} So the task is a notebook.`);
  if (dialect === 'guide' && jar === undefined)
    notes.push(
      'No released JAR has the classes of the guide: the job fails unless --jar names one that has.',
    );
  notes.push(...fileNotes(task));
  if (compute.kind === 'serverless' && dialect === 'no-jar')
    notes.push(
      'Serverless compute reaches only what Unity Catalog governs: the root must lie in an external location.',
    );
  return notes;
}

/** What has to lie in the workspace, of which a caller who puts it there himself need not be told. */
export function fileNotes(task: JobTask): readonly string[] {
  if (task.kind === 'jar') return [];
  const [what, format] = task.kind === 'python' ? ['script', ' --format script'] : ['notebook', ''];
  return [
    `The job needs the ${what} at ${task.path}: overwatch-backup generate notebook${format} writes it.`,
  ];
}

/**
 * The settings of the job.
 *
 * @throws Fault `usage` for a schedule or time zone that is none, a task that the dialect does not have, and compute that the task cannot use.
 */
export function jobSettings(subject: Subject, dialect: Dialect, options: JobOptions): JobSettings {
  const { schedule, emails, webhooks, retries, timeoutMinutes, tags } = options;
  const task = taskOf(subject, dialect, options);
  refuseMisfit(dialect, options);
  return {
    name: plainText(options.name ?? `Overwatch: ${titleOf(subject)}`, '--name'),
    tags: { ...checkedTags(tags), [JOB_TAG]: subjectId(subject) },
    max_concurrent_runs: 1,
    timeout_seconds: timeoutMinutes * MINUTE,
    ...(schedule === undefined ? {} : { schedule: scheduleOf(schedule) }),
    ...(emails.length === 0 ? {} : { email_notifications: { on_failure: emails.map(emailAddress) } }),
    ...(webhooks.length === 0
      ? {}
      : {
          webhook_notifications: { on_failure: webhooks.map((id) => ({ id: destinationId(id) })) },
        }),
    tasks: [
      {
        task_key: TASK_KEY,
        ...task,
        ...computeOf(options),
        ...librariesOf(dialect, options),
        max_retries: retries,
        ...(retries === 0 ? {} : { min_retry_interval_millis: 5 * MINUTE * 1000, retry_on_timeout: false }),
      },
    ],
    ...sharedCompute(dialect, options),
  };
}

function scheduleOf({ cron, timeZone, paused }: JobSchedule): Record<string, unknown> {
  parseQuartz(cron);
  assertTimeZone(timeZone);
  return {
    quartz_cron_expression: cron,
    timezone_id: timeZone,
    pause_status: paused ? 'PAUSED' : 'UNPAUSED',
  };
}

/** Whether it is of use again and again. A restore or a migration is done once. */
export function isRepeated({ process }: Pick<Subject, 'process'>): boolean {
  return process === 'snapshot' || process === 'bronze-backup';
}

/** The task kinds of a dialect, best first. */
export function taskKinds(subject: Subject, dialect: Dialect): readonly JobTask['kind'][] {
  if (dialect === 'no-jar') return ['python', 'notebook'];
  return whyNoMain(subject, dialect) === undefined ? ['jar', 'notebook'] : ['notebook'];
}

function taskOf(subject: Subject, dialect: Dialect, { task }: JobOptions): Record<string, unknown> {
  const kinds = taskKinds(subject, dialect);
  if (!kinds.includes(task.kind)) {
    const reason = whyNoMain(subject, dialect);
    const why = reason === undefined ? '' : ` ${reason}`;
    throw new Fault(
      'usage',
      `The ${titleOf(subject)} in the dialect ${dialect} has no ${task.kind} task.${why}`,
      { advice: `Give --task ${kinds.join(' or --task ')}.` },
    );
  }
  switch (task.kind) {
    case 'jar': {
      const main = dialect === 'no-jar' ? undefined : overwatchCall(subject, dialect).main;
      if (main === undefined || 'cannot' in main)
        throw new Fault('internal', 'A JAR task without a main class.');
      return { spark_jar_task: { main_class_name: main.className, parameters: main.parameters } };
    }
    case 'notebook':
      return { notebook_task: { notebook_path: workspaceFile(task.path), source: 'WORKSPACE' } };
    case 'python':
      return {
        spark_python_task: { python_file: workspaceFile(task.path), parameters: scriptArguments(subject) },
      };
  }
}

/** A file of the workspace, or one relative to the bundle. @throws Fault `usage`. */
function workspaceFile(path: string): string {
  if (/^(\/|\.\.?\/|dbfs:\/)./.test(plainText(path, '--file'))) return path;
  throw new Fault('usage', `--file needs a path of the workspace, not ${JSON.stringify(path)}.`, {
    advice: 'Give /Workspace/…, or ./… for a file beside the bundle.',
  });
}

/**
 * The same tags. They become those of clusters too, which the clouds restrict. Source: docs.databricks.com, "Tag resources".
 *
 * @throws Fault `usage` for a name or a value that is not taken everywhere.
 */
export function checkedTags(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [key, value] of Object.entries(tags)) {
    const isFine =
      key !== '' &&
      key.length <= 127 &&
      value.length <= 255 &&
      [key, value].every((text) => /^[\w +\-=.:/@]*$/.test(text));
    if (isFine && key !== JOB_TAG) continue;
    throw new Fault('usage', `--tag cannot be ${JSON.stringify(`${key}=${value}`)}.`, {
      advice: `Tags hold letters, digits, blanks and + - = . : / @ _, and ${JOB_TAG} is taken.`,
    });
  }
  return tags;
}
