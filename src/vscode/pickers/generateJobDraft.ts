/** What is chosen of a job that is generated, beside its process, compute and schedule; its steps, and what follows from it. Pure. */

import type { Dialect } from '../../generate/dialect';
import { generateJob, generateNotebook, type JobFormat, notebookFormats } from '../../generate/generate';
import { fileNotes, isRepeated, taskKinds } from '../../generate/job';
import {
  DEFAULT_JAR_VERSION,
  type JobOptions,
  type JobTask,
  SPARK_VERSIONS,
} from '../../generate/jobOptions';
import { type Subject, subjectId } from '../../generate/subject';
import type { GeneratedFiles } from '../generated/files';
import { type ComputeStepId, computeStepIds, type JobDraft, toScheduledOptions } from './jobDraft';

export interface GenerateJobDraft {
  readonly job: JobDraft;
  readonly dialect: Dialect;
  /** Undefined for what suits the dialect. */
  readonly task: JobTask['kind'] | undefined;
  readonly format: JobFormat;
  /** Where script or notebook lie in the workspace; undefined until it was asked for. A bundle brings them along. */
  readonly path: string | undefined;
}

export function newGenerateJob(job: JobDraft): GenerateJobDraft {
  return {
    job: { ...job, repeats: true },
    dialect: 'no-jar',
    task: undefined,
    format: 'json',
    path: undefined,
  };
}

/** Serverless compute takes no Overwatch JAR, and those that were released take no new runtime. */
export function withJobDialect(draft: GenerateJobDraft, dialect: Dialect): GenerateJobDraft {
  if (dialect === draft.dialect) return draft;
  const sparkVersion = dialect === 'no-jar' ? SPARK_VERSIONS.other : SPARK_VERSIONS.jar;
  const compute = dialect === 'no-jar' ? draft.job.compute : ({ kind: 'new' } as const);
  return {
    ...draft,
    dialect,
    task: undefined,
    path: undefined,
    job: { ...draft.job, sparkVersion, compute },
  };
}

/** The kind of task: the one that was chosen, as long as the dialect has it. */
export function taskKindOf({ task, dialect }: GenerateJobDraft, subject: Subject): JobTask['kind'] {
  const kinds = taskKinds(subject, dialect);
  return task !== undefined && kinds.includes(task) ? task : (kinds[0] ?? 'notebook');
}

export type GenerateJobStepId =
  | 'dialect'
  | 'task'
  | 'format'
  | 'path'
  | ComputeStepId
  | 'schedule'
  | 'generated';

/** @param inWorkspace whether a workspace is known that has clusters */
export function generateJobStepIds(
  draft: GenerateJobDraft,
  subject: Subject,
  inWorkspace: boolean,
): readonly GenerateJobStepId[] {
  const needsPath = draft.format !== 'bundle' && taskKindOf(draft, subject) !== 'jar';
  return [
    'dialect',
    ...(taskKinds(subject, draft.dialect).length > 1 ? (['task'] as const) : []),
    'format',
    ...(needsPath ? (['path'] as const) : []),
    ...computeStepIds(draft.job, inWorkspace),
    ...(isRepeated(subject) ? (['schedule'] as const) : []),
    'generated',
  ];
}

/** Where script or notebook are likely put. A notebook has no ending there. */
export function likelyPath(draft: GenerateJobDraft, subject: Subject): string {
  const name = taskKindOf(draft, subject) === 'python' ? 'overwatch_backup.py' : subjectId(subject);
  return `/Workspace/Shared/overwatch-backup/${name}`;
}

/** The job, and for a bundle what it runs beside it. @param script the text of the PySpark script. @throws Fault `usage` for what cannot be. */
export function generateWholeJob(draft: GenerateJobDraft, subject: Subject, script: string): GeneratedFiles {
  const { dialect, format } = draft;
  const beside = format === 'bundle' ? besideBundle(draft, subject, script) : undefined;
  const path = beside === undefined ? (draft.path ?? likelyPath(draft, subject)) : `./${beside.name}`;
  const options = optionsOf(draft, subject, path);
  const { text, fileName, notes } = generateJob(subject, dialect, options, format);
  const job = { name: fileName, text };
  if (beside === undefined) return { files: [job], notes };
  // What the notes ask for is there; the job is opened last, and so stands in front.
  const there = fileNotes(options.task);
  return { files: [beside, job], notes: notes.filter((note) => !there.includes(note)) };
}

function besideBundle(draft: GenerateJobDraft, subject: Subject, script: string) {
  const kind = taskKindOf(draft, subject);
  if (kind === 'jar') return undefined;
  const { dialect } = draft;
  const [best = 'python'] = notebookFormats(subject, dialect);
  const format = kind === 'python' ? 'script' : best;
  const { text, fileName } = generateNotebook(subject, { dialect, format, snippet: false, script });
  return { name: fileName, text };
}

function optionsOf(draft: GenerateJobDraft, subject: Subject, path: string): JobOptions {
  const kind = taskKindOf(draft, subject);
  return {
    ...toScheduledOptions(draft.job, subject),
    task: kind === 'jar' ? { kind } : { kind, path },
    jarVersion: DEFAULT_JAR_VERSION,
  };
}
