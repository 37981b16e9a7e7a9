/** Whether the jobs of Overwatch run, and how they last ended. */

import { formatInstant } from '../../backup/instant';
import { exhaustive } from '../../base/fault';
import { formatCount } from '../../base/format';
import type { LastRun, OverwatchJob } from '../../jobs/overwatchJobs';
import type { JobRun } from '../../workspace/jobRuns';
import type { Check } from '../check';
import { couldNotLook, pass, VERDICTS, type Verdict } from '../finding';
import { DAY, WEEK } from './backups';

export const overwatchJobs: Check = {
  id: 'overwatch-jobs',
  title: "Overwatch's jobs run, and ended well",
  why: 'What Overwatch does not read while it is there is lost with the logs. A job that is paused or fails is noticed late.',
  look: ({ overwatchJobs: known, jobs, now }) => {
    if (known.kind === 'unseen') return couldNotLook(known.why, `a token with the scope jobs, and ${RIGHT}`);
    const seen = jobs.kind === 'seen' ? jobs.value.length : 0;
    const runs = known.value.some(({ kind }) => kind === 'runner' || kind === 'other');
    const missing: Judged = {
      verdict: 'could-not-look',
      text: `None of the ${formatCount(seen, 'job')} you may see runs the modules of Overwatch.`,
    };
    const judged = [...(runs ? [] : [missing]), ...known.value.map((one) => judge(one, now))];
    const sorted = VERDICTS.flatMap((verdict) => judged.filter((one) => one.verdict === verdict));
    const verdict = sorted[0]?.verdict ?? 'could-not-look';
    const found = sorted.map(({ text }) => text);
    return verdict === 'pass' ? pass(...found) : { verdict, found, mend: MEND[verdict] };
  },
};

const RIGHT = "CAN VIEW on Overwatch's jobs";

interface Judged {
  readonly verdict: Verdict;
  readonly text: string;
}

const MEND: Readonly<Record<Exclude<Verdict, 'pass'>, string>> = {
  fail: 'Open the page of the run, and mend what it says.',
  warn: 'Resume or start the job (Overwatch Jobs… in the editor), or remove it where another one took its place.',
  'could-not-look': `Needed: ${RIGHT}, or to look where else Overwatch is started.`,
};

function judge(known: OverwatchJob, now: number): Judged {
  const { verdict, text } = endOf(known.last);
  const idle = whyIdle(known, now);
  return {
    verdict: idle !== undefined && verdict === 'pass' ? 'warn' : verdict,
    text: `${known.job.name}: ${idle === undefined ? '' : `it ${idle}; `}${text}.`,
  };
}

/** Why a job that is meant to run does not; undefined where nothing speaks against it. */
function whyIdle({ job, kind, last }: OverwatchJob, now: number): string | undefined {
  if (job.start?.paused === true) return 'is paused';
  const isMeantToRun = kind === 'runner' || kind === 'optimizer';
  if (isMeantToRun && job.start === undefined) return 'has no schedule';
  const startedAt = last.kind === 'run' && last.run.state.kind === 'ended' ? last.run.startedAt : undefined;
  const isOld = startedAt !== undefined && now - startedAt > WEEK + DAY;
  return kind === 'runner' && isOld ? 'has not run for more than a week' : undefined;
}

function endOf(last: LastRun): Judged {
  switch (last.kind) {
    case 'run':
      return endOfRun(last.run);
    case 'none':
      return { verdict: 'warn', text: 'it has not run, as far as the workspace remembers' };
    case 'unseen':
      return {
        verdict: 'could-not-look',
        text: `its runs cannot be seen (${last.why.message.replace(/\.\s*$/, '')})`,
      };
    default:
      return exhaustive(last);
  }
}

function endOfRun({ state, startedAt, pageUrl }: JobRun): Judged {
  const when = startedAt === undefined ? '' : ` of ${formatInstant(startedAt)}`;
  const page = pageUrl === undefined ? '' : ` (${pageUrl})`;
  if (state.kind !== 'ended') return { verdict: 'pass', text: `its run${when} is under way` };
  const why = state.message === undefined ? '' : `: ${state.message.replace(/\.\s*$/, '')}`;
  switch (state.result) {
    case 'success':
      return { verdict: 'pass', text: `its last run${when} succeeded` };
    case 'failed':
      return { verdict: 'fail', text: `its last run${when} failed${why}${page}` };
    case 'timed-out':
      return { verdict: 'fail', text: `its last run${when} took too long${why}${page}` };
    case 'cancelled':
      return { verdict: 'warn', text: `its last run${when} was cancelled${why}${page}` };
    case 'skipped':
      return { verdict: 'warn', text: `its last run${when} was skipped${why}${page}` };
    default:
      return exhaustive(state.result);
  }
}
