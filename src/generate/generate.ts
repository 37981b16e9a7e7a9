/** What the editor and the command line generate: one function a thing, from a process to the text of a file, its name, and what to know of it. Pure. */

import { formatInstant } from '../backup/instant';
import { Fault } from '../base/fault';
import { type AlertOptions, type AlertSubject, alertBundle, alertJson, alertQuery } from './alert';
import { cautions, type Dialect } from './dialect';
import { jobNotes, jobSettings } from './job';
import { bundleYaml, jobJson, jobTerraform } from './jobJson';
import type { JobOptions } from './jobOptions';
import { type Notebook, notebookIpynb, notebookSource, SOURCE_ENDINGS } from './notebook';
import { whyNoMain } from './overwatchCall';
import { parseQuartz } from './quartz';
import { nextRuns, scheduleInWords } from './quartzRuns';
import { scalaNotebook, scalaSnippet } from './scalaNotebook';
import { scriptArguments, scriptNotebook, scriptSnippet } from './script';
import { sqlNotebook, sqlSnippet } from './sqlNotebook';
import { onDatabricks, type Subject, subjectId, titleOf } from './subject';
import { assertTimeZone } from './timeZone';

export interface Generated {
  readonly text: string;
  /** What a file of it is called. */
  readonly fileName: string;
  /** What the user should know of it, a sentence or two each. */
  readonly notes: readonly string[];
}

/** `script` is the PySpark script itself, for a Python task. */
export const NOTEBOOK_FORMATS = ['scala', 'python', 'sql', 'ipynb', 'script'] as const;
export type NotebookFormat = (typeof NOTEBOOK_FORMATS)[number];
export const JOB_FORMATS = ['json', 'bundle', 'terraform'] as const;
export type JobFormat = (typeof JOB_FORMATS)[number];
export const ALERT_FORMATS = ['sql', 'json', 'bundle'] as const;
export type AlertFormat = (typeof ALERT_FORMATS)[number];

export interface NotebookOptions {
  readonly dialect: Dialect;
  readonly format: NotebookFormat;
  /** Only what does the process, to put into a notebook that is there. */
  readonly snippet: boolean;
  /** The text of the PySpark script, `SCRIPT_FILE`. */
  readonly script: string;
  /** The tables that the database has, where that is known; otherwise all of Overwatch's. */
  readonly tables?: readonly string[];
}

/** The formats that a dialect has, best first. */
export function notebookFormats(subject: Subject, dialect: Dialect): readonly NotebookFormat[] {
  if (dialect !== 'no-jar') return ['scala', 'ipynb'];
  const { process, parameters } = subject;
  const needsPython =
    (process === 'snapshot' && parameters.type === 'incremental') ||
    (process === 'bronze-backup' && !parameters.overwrite);
  return ['python', ...(needsPython ? [] : (['sql'] as const)), 'ipynb', 'script'];
}

/** A notebook, a snippet, or the script. @throws Fault `usage` for what cannot be expressed. */
export function generateNotebook(asked: Subject, options: NotebookOptions): Generated {
  const { dialect, format, snippet, script } = options;
  const subject = onDatabricks(asked);
  // What SQL alone cannot do is refused by it, which says why.
  const tellsItself = dialect === 'no-jar' && format === 'sql';
  if (!notebookFormats(subject, dialect).includes(format) && !tellsItself) {
    throw new Fault('usage', `The dialect ${dialect} is not written as ${format}.`, {
      advice: `Give --format ${notebookFormats(subject, dialect).join(' or --format ')}.`,
    });
  }
  const id = subjectId(subject);
  if (format === 'script') {
    // A list, as the Jobs page takes it: words joined by blanks could not be told apart again.
    const words = JSON.stringify(scriptArguments(subject));
    return { text: script, fileName: 'overwatch_backup.py', notes: [`Its parameters for this: ${words}`] };
  }
  const notes = notebookNotes(subject, dialect);
  if (snippet && format !== 'ipynb') {
    return { text: snippetOf(subject, options), fileName: `${id}.${SOURCE_ENDINGS[format]}`, notes };
  }
  const notebook = notebookOf(subject, options);
  if (format === 'ipynb')
    return { text: notebookIpynb(notebook, titleOf(subject)), fileName: `${id}.ipynb`, notes };
  return { text: notebookSource(notebook), fileName: `${id}.${SOURCE_ENDINGS[notebook.language]}`, notes };
}

function notebookNotes(subject: Subject, dialect: Dialect): string[] {
  const why = whyNoMain(subject, dialect);
  return [...cautions(subject, dialect), ...(why === undefined ? [] : [why])];
}

function snippetOf(subject: Subject, { dialect, format, script, tables }: NotebookOptions): string {
  if (dialect !== 'no-jar') return scalaSnippet(subject, dialect);
  return format === 'sql' ? sqlSnippet(subject, tables) : scriptSnippet(subject, script);
}

function notebookOf(subject: Subject, { dialect, format, script, tables }: NotebookOptions): Notebook {
  if (dialect !== 'no-jar') return scalaNotebook(subject, dialect);
  return format === 'sql' ? sqlNotebook(subject, tables) : scriptNotebook(subject, script);
}

/** A Databricks job. @throws Fault as `jobSettings` does. */
export function generateJob(
  asked: Subject,
  dialect: Dialect,
  options: JobOptions,
  format: JobFormat,
): Generated {
  const subject = onDatabricks(asked);
  refuseRelative(options, format);
  const settings = jobSettings(subject, dialect, options);
  const key = subjectId(subject).replace(/[^\w]+/g, '_');
  const notes = jobNotes(subject, dialect, options);
  switch (format) {
    case 'json':
      return { text: jobJson(settings), fileName: `${subjectId(subject)}.json`, notes };
    case 'bundle':
      return {
        text: bundleYaml({ jobs: { [key]: settings } }, subjectId(subject)),
        fileName: 'databricks.yml',
        notes,
      };
    case 'terraform':
      return { text: jobTerraform(settings, key), fileName: `${key}.tf`, notes };
  }
}

/** Only a bundle takes its files along. */
function refuseRelative({ task }: JobOptions, format: JobFormat): void {
  if (format === 'bundle' || task.kind === 'jar' || !task.path.startsWith('.')) return;
  const what = task.kind === 'python' ? 'script' : 'notebook';
  throw new Fault('usage', `The ${what} of the job, ${task.path}, is not in the workspace.`, {
    advice: 'Give --file /Workspace/…, or --format bundle, which takes the file along.',
  });
}

/** An alert of Databricks SQL: its query alone, or the whole. @throws Fault as `alertSettings` does. */
export function generateAlert(subject: AlertSubject, options: AlertOptions, format: AlertFormat): Generated {
  const name = `overwatch-alert-${subject.kind}`;
  switch (format) {
    case 'sql':
      return { text: alertQuery(subject), fileName: `${name}.sql`, notes: [] };
    case 'json':
      return { text: alertJson(subject, options), fileName: `${name}.json`, notes: [] };
    case 'bundle':
      return { text: alertBundle(subject, options), fileName: 'databricks.yml', notes: [] };
  }
}

const SHOWN_RUNS = 3;

/**
 * A schedule in words, such as `at 03:00 every Sunday (UTC)`, and its next three runs (epoch ms).
 *
 * @param now epoch ms
 * @throws Fault `usage` for a schedule or time zone that is none, and for a schedule that never runs again.
 */
export function describeSchedule(
  cron: string,
  zone: string,
  now: number,
): { readonly words: string; readonly runs: readonly number[] } {
  assertTimeZone(zone);
  const quartz = parseQuartz(cron);
  const runs = nextRuns(quartz, zone, now, SHOWN_RUNS);
  if (runs.length === 0) {
    throw new Fault('usage', `The schedule ${JSON.stringify(cron)} never runs.`, {
      advice: 'Choose days that there are, and a year that has not passed.',
    });
  }
  return { words: scheduleInWords(quartz, zone), runs };
}

/** The same, a line each. @throws Fault as {@link describeSchedule} does. */
export function explainSchedule(cron: string, zone: string, now: number): readonly string[] {
  const { words, runs } = describeSchedule(cron, zone, now);
  return [`Runs ${words}.`, ...runs.map((run) => `Next run: ${formatInstant(run)}`)];
}
