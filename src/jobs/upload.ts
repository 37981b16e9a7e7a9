/** What a run on Databricks needs in the workspace: the PySpark script, and the plan of the run, below the home folder of the user. */

import { type Subject, subjectId } from '../generate/subject';
import { currentUser } from '../workspace/currentUser';
import { writeFile } from '../workspace/files/files';
import type { Rest } from '../workspace/rest';
import { makeFolder } from '../workspace/workspaceObjects';
import { type PlanFile, planText } from './planFile';

export interface JobFiles {
  readonly script: string;
  /** Each run has its own, for one that waits for its cluster must not find another's. */
  readonly plan: string;
}

/** Where they lie. @param user who signs in, as the workspace calls them */
export function jobFiles(user: string, subject: Subject, runId: string): JobFiles {
  return { script: scriptFile(user, subject), plan: `${folderOf(user, subject)}/plan-${runId}.json` };
}

/** Where the script lies, which all runs of a subject and its scheduled job share. @param user as {@link jobFiles} has it */
export function scriptFile(user: string, subject: Subject): string {
  return `${folderOf(user, subject)}/overwatch_backup.py`;
}

function folderOf(user: string, subject: Subject): string {
  return `/Workspace/Users/${user}/overwatch-backup/${subjectId(subject)}`;
}

/**
 * Writes both and reads them again. Killed in between, nothing runs: the next run replaces the script, and a plan that no run was given
 * stays there unused.
 *
 * @param script the text of `SCRIPT_FILE`
 */
export async function uploadRun(
  rest: Rest,
  subject: Subject,
  plan: PlanFile,
  script: string,
  signal: AbortSignal,
): Promise<JobFiles> {
  const files = jobFiles(await uploadScript(rest, subject, script, signal), subject, plan.runId);
  await writeFile(rest, files.plan, Buffer.from(planText(plan)), { overwrite: true }, signal);
  return files;
}

/** Writes the script alone, for a job that takes no plan. @returns the user's name */
export async function uploadScript(
  rest: Rest,
  subject: Subject,
  script: string,
  signal: AbortSignal,
): Promise<string> {
  const { name } = await currentUser(rest, signal);
  await makeFolder(rest, folderOf(name, subject), signal);
  await writeFile(rest, scriptFile(name, subject), Buffer.from(script), { overwrite: true }, signal);
  return name;
}
