/** How the health of Overwatch is told in words, on the command line and in the editor. Pure. */

import { formatCount } from '../../base/format';
import { formatInstant } from '../instant';
import type { Hindrance, ModuleHealth, PipelineHealth, StoppedWorkspace } from './health';
import { VERDICTS } from './verdict';

/** `1004 Bronze_AuditLogs`. */
export function moduleText({ moduleId, moduleName }: Pick<ModuleHealth, 'moduleId' | 'moduleName'>): string {
  return moduleName === undefined ? `${moduleId}` : `${moduleId} ${moduleName}`;
}

/** The id of a workspace with its name, where that says more. */
export function workspaceText({
  organizationId,
  workspace,
}: Pick<StoppedWorkspace, 'organizationId' | 'workspace'>): string {
  return workspace === undefined || workspace === organizationId
    ? organizationId
    : `${organizationId} ${workspace}`;
}

/** That nothing runs there, and what to do about it. */
export function stoppedText(workspace: StoppedWorkspace): string {
  const since = formatInstant(workspace.lastRunAt);
  return `Overwatch has not run in ${workspaceText(workspace)} since ${since}: look at its job.`;
}

/** `1004 Bronze_AuditLogs (failed)`. */
export function hindranceText({ why, ...module }: Hindrance): string {
  return `${moduleText(module)} (${why})`;
}

/** What the report tells of a module that does not come forward, in as many lines as it has; undefined where there is nothing to say. */
export function messageOf({ verdict, reason, state, status, lastFailure }: ModuleHealth): string | undefined {
  switch (verdict) {
    case 'failed':
      return lastFailure?.error || undefined;
    case 'stale':
    case 'unknown':
      return reason ?? (state === 'success' ? undefined : status);
    case 'healthy':
      return undefined;
  }
}

/** `2 failed, 14 healthy`; empty where there is no module. */
export function countsText({ counts }: Pick<PipelineHealth, 'counts'>): string {
  const told = VERDICTS.filter((verdict) => counts[verdict] > 0);
  return told.map((verdict) => `${counts[verdict]} ${verdict}`).join(', ');
}

/** `16 modules in 2 workspaces`. */
export function extentText({ modules }: Pick<PipelineHealth, 'modules'>): string {
  const workspaces = new Set(modules.map(({ organizationId }) => organizationId)).size;
  return `${formatCount(modules.length, 'module')} in ${formatCount(workspaces, 'workspace')}`;
}
