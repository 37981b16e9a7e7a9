/** Whether optimize and z-order are left to a job of their own, and whether there is one. */

import { formatCount } from '../../base/format';
import { isStartedByItself } from '../../jobs/overwatchJobs';
import type { WorkspaceJob } from '../../workspace/jobs';
import type { Check } from '../check';
import type { Facts, PipelineRun } from '../facts';
import { couldNotLook, type Finding, listed, pass } from '../finding';
import { optimizerJobFix } from '../fixes/optimizerJob';

const WHY =
  'Within the pipeline, optimize and z-order hold up every run, on a cluster that is made for something else. As a job of their own they run once a week on one that fits.';

export const optimizeExternalized: Check = {
  id: 'optimize-externalized',
  title: 'Optimize and z-order are taken out of the pipeline',
  why: WHY,
  look: ({ pipeline }) => {
    if (pipeline.kind === 'unseen') return couldNotLook(pipeline.why, 'to read pipeline_report');
    const runs = pipeline.value;
    if (runs.length === 0)
      return couldNotLook({
        code: 'not-found',
        message: 'pipeline_report tells of no run of Overwatch yet.',
      });
    const inside = runs.filter(({ externalizeOptimize }) => externalizeOptimize === false);
    if (inside.length > 0) {
      const found = `In ${inside.length} of ${formatCount(runs.length, 'workspace')} the last run optimized by itself: ${listed(inside.map(workspaceOf))}.`;
      const mend =
        "Set externalizeOptimize to true in the config of Overwatch's runner, and schedule the Optimizer job.";
      return { verdict: 'warn', found: [found], mend };
    }
    const unknown = runs.filter(({ externalizeOptimize }) => externalizeOptimize === undefined);
    if (unknown.length === 0) return pass(`It was so in the last run of ${listed(runs.map(workspaceOf))}.`);
    const message = `pipeline_report does not say it of ${listed(unknown.map(workspaceOf))}.`;
    return couldNotLook({ code: 'not-found', message, advice: "Look at the config of Overwatch's runner." });
  },
};

export const optimizerJob: Check = {
  id: 'optimizer-job',
  title: 'A job optimizes the tables',
  why: 'Tables that nothing optimizes become slow and expensive to read: Overwatch appends many small files to them.',
  look: (facts) => {
    const { overwatchJobs } = facts;
    if (overwatchJobs.kind === 'unseen')
      return couldNotLook(
        overwatchJobs.why,
        'a token with the scope jobs, and CAN VIEW on the Optimizer job',
      );
    const optimizers = overwatchJobs.value.filter(({ kind }) => kind === 'optimizer').map(({ job }) => job);
    return optimizers.length === 0 ? withoutJob(facts) : judge(optimizers);
  },
};

/** Without externalized optimize the pipeline does it, and the job is only what comes next. */
function withoutJob(facts: Facts): Finding {
  const { pipeline, jobs } = facts;
  const isNeeded =
    pipeline.kind === 'seen' && pipeline.value.some(({ externalizeOptimize }) => externalizeOptimize);
  const seen = jobs.kind === 'seen' ? jobs.value.length : 0;
  const found = `None of the ${formatCount(seen, 'job')} you may see runs Overwatch's Optimizer.`;
  return {
    verdict: isNeeded ? 'fail' : 'warn',
    found: [found, ...(isNeeded ? ['The pipeline does not optimize either: it is externalized.'] : [])],
    mend: 'Create the job that is generated. One is enough for all workspaces that write to the same tables.',
    fixes: [optimizerJobFix(facts)],
  };
}

function judge(optimizers: readonly WorkspaceJob[]): Finding {
  const scheduled = optimizers.filter(isStartedByItself);
  const names = (jobs: readonly WorkspaceJob[]) => listed(jobs.map(({ name }) => name));
  if (scheduled.length > 0) return pass(`${names(scheduled)} does, and starts by itself.`);
  const mend = 'Give it a schedule, or resume what it has.';
  return {
    verdict: 'warn',
    found: [`${names(optimizers)} would, but is paused, or nothing starts it.`],
    mend,
  };
}

function workspaceOf({ workspace, organizationId }: PipelineRun): string {
  return workspace ?? organizationId;
}
