/** Whether the modules of Overwatch come forward: what is told of each, and where mending begins. */

import type { ModuleState } from './moduleRuns';
import type { Verdict } from './verdict';

/** A module that another one builds on and that keeps it from coming forward. */
export interface Hindrance {
  readonly moduleId: number;
  /** Undefined for a module that never ran. */
  readonly moduleName: string | undefined;
  readonly why: 'failed' | 'stale' | 'never ran';
}

/** A module of one workspace. Times are epoch ms. */
export interface ModuleHealth {
  readonly organizationId: string;
  readonly workspace: string | undefined;
  readonly moduleId: number;
  readonly moduleName: string | undefined;
  readonly verdict: Verdict;
  /** Why it is stale or unknown. */
  readonly reason: string | undefined;
  /** How the last run ended. */
  readonly state: ModuleState;
  /** The same in the words of the report. */
  readonly status: string | undefined;
  readonly lastRunAt: number | undefined;
  /** Up to when it has taken over data; it has not come forward since. */
  readonly reachedAt: number | undefined;
  readonly waitsFor: readonly Hindrance[];
  /** The last run that failed, though later ones may have succeeded. */
  readonly lastFailure: { readonly at: number | undefined; readonly error: string } | undefined;
}

/** A workspace in which no module has run since a module would be stale: there is nothing to mend in the modules themselves. */
export interface StoppedWorkspace {
  readonly organizationId: string;
  readonly workspace: string | undefined;
  /** Epoch ms. */
  readonly lastRunAt: number;
}

export interface PipelineHealth {
  /** That of the worst module. */
  readonly verdict: Verdict;
  readonly counts: Readonly<Record<Verdict, number>>;
  /** What the report as a whole lacks for a verdict. */
  readonly gaps: readonly string[];
  readonly stopped: readonly StoppedWorkspace[];
  /** The worst first, then by workspace and number. */
  readonly modules: readonly ModuleHealth[];
}

/**
 * Where mending begins: the modules that failed, since one that another holds back does not run, and those that are stale by themselves
 * although their workspace runs.
 */
export function rootsOf({ modules, stopped }: PipelineHealth): readonly ModuleHealth[] {
  const still = new Set(stopped.map(({ organizationId }) => organizationId));
  return modules.filter(
    ({ verdict, organizationId, waitsFor }) =>
      verdict === 'failed' ||
      (verdict === 'stale' && !still.has(organizationId) && waitsFor.every(({ why }) => why === 'never ran')),
  );
}
