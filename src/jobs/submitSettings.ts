/** A run that is submitted once, as `jobs/runs/submit` takes it: a job's settings without what repeats it, groups it or finds it again. Pure. */

import { type JobSettings, jobSettings } from '../generate/job';
import { DEFAULT_JAR_VERSION, type JobOptions } from '../generate/jobOptions';
import type { RunOrder } from './order';
import type { JobFiles } from './upload';

/** @throws Fault `usage` as `jobSettings` does. */
export function submitSettings({ subject, plan, options }: RunOrder, files: JobFiles): JobSettings {
  const { name, tasks, ...settings } = jobSettings(subject, 'no-jar', {
    ...options,
    ...ONCE,
    // A cluster that the tasks of a job share is a job's own.
    compute:
      options.compute.kind === 'job-cluster' ? { ...options.compute, kind: 'new-cluster' } : options.compute,
    task: { kind: 'python', path: files.script },
  });
  const { tags: _tags, max_concurrent_runs: _at, ...kept } = settings;
  const [task] = tasks as readonly JobSettings[];
  const { max_retries: _retries, ...work } = task ?? {};
  const spark_python_task = {
    python_file: files.script,
    parameters: [...plan.arguments, '--plan', files.plan],
  };
  return { run_name: name, ...kept, tasks: [{ ...work, spark_python_task }] };
}

const ONCE = {
  retries: 0,
  tags: {},
  jarVersion: DEFAULT_JAR_VERSION,
} as const satisfies Partial<JobOptions>;
