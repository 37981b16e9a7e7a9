/** `generate job`: a scheduled Databricks job that does a process, for the Jobs API, as a bundle or as Terraform. */

import { Fault } from '../../base/fault';
import type { Dialect } from '../../generate/dialect';
import { explainSchedule, generateJob as generate, JOB_FORMATS } from '../../generate/generate';
import { isRepeated, taskKinds } from '../../generate/job';
import {
  type Compute,
  DEFAULT_CRON,
  DEFAULT_JAR_VERSION,
  type JobOptions,
  type JobTask,
  SPARK_VERSIONS,
} from '../../generate/jobOptions';
import type { Subject } from '../../generate/subject';
import { allValues, hasSwitch, optionalNumber, optionalValue, type ParsedArgs } from '../args';
import type { Command } from '../command';
import type { CliContext } from '../context';
import { EXIT } from '../exit';
import { OUTPUT_OPTIONS, SCHEDULE_OPTIONS, tell } from '../generated';
import { refuseIdle } from '../idleOptions';
import { DIALECT, dialectOf, filled, oneOf, readSubject, SUBJECT_OPTIONS } from '../subjectOptions';

/** Numbers of the Jobs API are 32-bit integers, and it takes time limits in seconds. */
const MAX_INT = 2 ** 31 - 1;

const spec = {
  name: 'generate job',
  summary: 'Write a scheduled Databricks job that does a process.',
  usage: '--process PROCESS --to ROOT [options]',
  about: [
    'Writes a job that does what the command of the same name does here, at most once at a time. Its tag',
    'overwatch-backup is the same whenever the same is asked for, so that it can be found again.',
  ],
  options: [
    ...SUBJECT_OPTIONS,
    DIALECT,
    {
      name: 'format',
      value: 'FORMAT',
      help: 'json (the default): settings for the Jobs API 2.2.\nbundle: a databricks.yml. terraform: a databricks_job.',
    },
    {
      name: 'task',
      value: 'TASK',
      help: 'jar, notebook or python; without it what suits the dialect.',
    },
    {
      name: 'file',
      value: 'PATH',
      help: 'The notebook or script in the workspace, /Workspace/…; for a\nbundle ./… beside it. generate notebook writes it.',
    },
    {
      name: 'compute',
      value: 'COMPUTE',
      help: 'serverless, job-cluster, new-cluster or existing; serverless for\nno-jar and job-cluster for the others without it.',
    },
    { name: 'cluster-id', value: 'ID', help: 'The existing cluster.' },
    { name: 'node-type', value: 'TYPE', help: 'Of a new cluster, such as Standard_D4ds_v5 or i3.xlarge.' },
    {
      name: 'spark-version',
      value: 'KEY',
      help: `Of a new cluster: ${SPARK_VERSIONS.other}, for JARs\n${SPARK_VERSIONS.jar} without it.`,
    },
    { name: 'workers', value: 'N', help: 'Of a new cluster (2).' },
    { name: 'policy', value: 'ID', help: 'Of a new cluster.' },
    ...SCHEDULE_OPTIONS,
    { name: 'paused', help: 'Make the schedule paused.' },
    { name: 'name', value: 'NAME', help: 'The name of the job.' },
    { name: 'email', value: 'ADDRESS', repeatable: true, help: 'Who hears of a failure.' },
    {
      name: 'webhook',
      value: 'ID',
      repeatable: true,
      help: 'The notification destination that hears of a failure.',
    },
    {
      name: 'retries',
      value: 'N',
      help: 'How often a failed run is tried again (1; 0 for what is done once).',
    },
    { name: 'timeout', value: 'MINUTES', help: 'After which it is ended; 0 for never (0).' },
    { name: 'tag', value: 'KEY=VALUE', repeatable: true, help: 'A tag of the job.' },
    { name: 'jar-version', value: 'VERSION', help: `Of Overwatch's JAR (${DEFAULT_JAR_VERSION}).` },
    { name: 'jar', value: 'PATH', help: "A JAR of your own instead of Overwatch's." },
    ...OUTPUT_OPTIONS,
  ],
  examples: [
    "generate job --process snapshot --database overwatch_etl --to abfss://backup@lake.dfs.core.windows.net/ow --format bundle --file ./overwatch_backup.py --cron '0 0 3 ? * SUN' --timezone Europe/Berlin --out databricks.yml",
    'generate job --process snapshot --dialect jar --database overwatch_etl --to /mnt/backup/ow --node-type i3.xlarge --email ops@example.com',
  ],
} as const;

export const generateJob: Command = { spec, run };

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const subject = readSubject(args, spec);
  const dialect = dialectOf(args);
  const options = readOptions(args, subject, dialect);
  const format = oneOf(JOB_FORMATS, optionalValue(args, 'format') ?? 'json', 'format');
  const generated = generate(subject, dialect, options, format);
  await tell({ ...generated, notes: [...when(options, context.now()), ...generated.notes] }, args, context);
  return EXIT.done;
}

/** When the job runs, in words. */
function when({ schedule }: JobOptions, now: number): readonly string[] {
  if (schedule === undefined) return ['Runs when it is started by hand; --cron gives it a schedule.'];
  const { cron, timeZone, paused } = schedule;
  return [...explainSchedule(cron, timeZone, now), ...(paused ? ['The schedule is paused.'] : [])];
}

/** Weekly, as the guide says; what is done once has a schedule only if one is given. */
function readSchedule(args: ParsedArgs, subject: Subject): Pick<JobOptions, 'schedule'> {
  const cron = optionalValue(args, 'cron') ?? (isRepeated(subject) ? DEFAULT_CRON : undefined);
  if (cron === undefined) {
    refuseIdle(args, ['timezone', 'paused'], 'a job without a schedule', 'Give --cron with it.');
    return {};
  }
  const timeZone = optionalValue(args, 'timezone') ?? 'UTC';
  return { schedule: { cron, timeZone, paused: hasSwitch(args, 'paused') } };
}

function readOptions(args: ParsedArgs, subject: Subject, dialect: Dialect): JobOptions {
  const name = optionalValue(args, 'name');
  if (dialect === 'no-jar')
    refuseIdle(args, ['jar', 'jar-version'], 'the dialect no-jar', 'It belongs to guide and jar.');
  const jar = optionalValue(args, 'jar');
  return {
    task: readTask(args, subject, dialect),
    compute: readCompute(args, dialect),
    ...(name === undefined ? {} : { name }),
    ...readSchedule(args, subject),
    emails: [...new Set(allValues(args, 'email'))],
    webhooks: [...new Set(allValues(args, 'webhook'))],
    retries: optionalNumber(args, 'retries', 0, MAX_INT) ?? (isRepeated(subject) ? 1 : 0),
    timeoutMinutes: optionalNumber(args, 'timeout', 0, Math.floor(MAX_INT / 60)) ?? 0,
    tags: readTags(args),
    jarVersion: optionalValue(args, 'jar-version') ?? DEFAULT_JAR_VERSION,
    ...(jar === undefined ? {} : { jar }),
  };
}

function readTask(args: ParsedArgs, subject: Subject, dialect: Dialect): JobTask {
  const [best = 'notebook'] = taskKinds(subject, dialect);
  const kind = oneOf(['jar', 'notebook', 'python'], optionalValue(args, 'task') ?? best, 'task');
  if (kind !== 'jar') return { kind, path: filled(args, spec, 'file') };
  refuseIdle(args, ['file'], 'a JAR task', 'Give --task notebook with it.');
  return { kind };
}

function readCompute(args: ParsedArgs, dialect: Dialect): Compute {
  const usual = dialect === 'no-jar' ? 'serverless' : 'job-cluster';
  const kinds = ['serverless', 'job-cluster', 'new-cluster', 'existing'] as const;
  const kind = oneOf(kinds, optionalValue(args, 'compute') ?? usual, 'compute');
  if (kind !== 'existing')
    refuseIdle(args, ['cluster-id'], `--compute ${kind}`, 'It belongs to --compute existing.');
  if (kind === 'serverless' || kind === 'existing') {
    const ofClusters = ['node-type', 'spark-version', 'workers', 'policy'];
    const advice = 'It belongs to --compute job-cluster and --compute new-cluster.';
    refuseIdle(args, ofClusters, `--compute ${kind}`, advice);
  }
  if (kind === 'serverless') return { kind };
  if (kind === 'existing') return { kind, clusterId: filled(args, spec, 'cluster-id') };
  const policyId = optionalValue(args, 'policy');
  const version = dialect === 'no-jar' ? SPARK_VERSIONS.other : SPARK_VERSIONS.jar;
  return {
    kind,
    cluster: {
      sparkVersion: optionalValue(args, 'spark-version') ?? version,
      nodeType: filled(args, spec, 'node-type'),
      workers: optionalNumber(args, 'workers', 1, MAX_INT) ?? 2,
      ...(policyId === undefined ? {} : { policyId }),
    },
  };
}

/** @throws Fault `usage` for a key that stands twice: only one of its values would be kept. */
function readTags(args: ParsedArgs): JobOptions['tags'] {
  const tags = allValues(args, 'tag').map(readTag);
  const keys = tags.map(([key]) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) < index);
  if (twice === undefined) return Object.fromEntries(tags);
  throw new Fault('usage', `--tag ${twice} is given twice.`);
}

function readTag(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new Fault('usage', `--tag needs KEY=VALUE, not ${JSON.stringify(text)}.`);
}
