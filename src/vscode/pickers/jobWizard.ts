/** The wizard of Run as a Databricks Job: from a process to a run, or a job, that the user has confirmed. */

import * as vscode from 'vscode';
import { isRepeated } from '../../generate/job';
import { planJob } from '../jobRuns/planJob';
import type { Services } from '../services';
import { choiceStep } from './choiceStep';
import { computeStep } from './computeSteps';
import { timeZoneHere } from './cronChoice';
import { cronStep } from './cronStep';
import { type JobDraft, type JobStepId, jobStepIds, newJobDraft } from './jobDraft';
import { type ConfirmedJob, jobReviewStep } from './jobReview';
import { type Step, takeSteps } from './steps';
import { newSubject, type SubjectStart, sourceOf } from './subjectDraft';
import { type HasSubject, subjectTitle } from './subjectSteps';
import { askedSubject, subjectSteps } from './subjectWizard';
import { givenWorkspace, workspaceStep } from './workspaceStep';

interface JobState extends HasSubject {
  readonly job: JobDraft;
  readonly confirmed?: ConfirmedJob;
}

/** @returns undefined when the user has left the wizard. */
export async function askJob(
  services: Services,
  start: SubjectStart | undefined,
): Promise<ConfirmedJob | undefined> {
  const TITLE = vscode.l10n.t('Run as a Databricks Job');
  const subject = subjectSteps<JobState>(services, { purpose: 'databricks', start, title: TITLE });
  const title = (state: JobState) => subjectTitle(TITLE, state.subject);
  const withJob = (state: JobState, job: JobDraft): JobState => ({ ...state, job });
  const own = stepOf(services, { title, withJob });
  const state = await takeSteps<JobState>(
    (now) => {
      const known = addressOf(now);
      const ids = jobStepIds(now.job, now.subject.process, known === undefined);
      return [...subject(now), ...ids.map(own)];
    },
    { subject: newSubject(start), job: newJobDraft(timeZoneHere()) },
  );
  return state?.confirmed;
}

function addressOf({ subject, job }: JobState): string | undefined {
  return givenWorkspace(sourceOf(subject), job.address);
}

/**
 * The state's own address is what was asked for, where it had to be; and what was chosen for another process before makes no scheduled job
 * of one that is done once.
 */
function settled(state: JobState): JobDraft & { readonly address: string } {
  const { job, subject } = state;
  const address = addressOf(state) ?? job.address ?? '';
  return { ...job, address, repeats: job.repeats && isRepeated(subject) };
}

interface OwnSteps {
  readonly title: (state: JobState) => string;
  readonly withJob: (state: JobState, job: JobDraft) => JobState;
}

function stepOf(services: Services, { title, withJob }: OwnSteps): (id: JobStepId) => Step<JobState> {
  const common = { title, draft: (state: JobState) => state.job, choose: withJob };
  return (id) => {
    switch (id) {
      case 'workspace':
        return workspaceStep<JobState>({
          title,
          choose: (state, address) => withJob(state, { ...state.job, address }),
        });
      case 'how':
        return howStep({ title, withJob });
      case 'schedule':
        return cronStep<JobState>({
          title,
          placeholder: vscode.l10n.t('When does it run?'),
          chosen: ({ job }) => job.schedule,
          choose: (state, schedule) => withJob(state, { ...state.job, schedule }),
        });
      case 'review':
        return jobReviewStep<JobState>({
          title,
          draft: settled,
          plan: async (state, signal) => {
            const { address, repeats } = settled(state);
            const asked = await askedSubject(services, 'databricks', state.subject);
            return planJob(services, { ...asked, address, repeats }, signal);
          },
          choose: (state, job, confirmed) => ({
            // Whether the workspace was asked for stays to be seen.
            ...withJob(state, { ...job, address: state.job.address }),
            ...(confirmed === undefined ? {} : { confirmed }),
          }),
        });
      default:
        return computeStep<JobState>(id, {
          ...common,
          rest: async (state) => (await services.connections.open(settled(state).address)).rest,
          runsScript: () => true,
        });
    }
  };
}

function howStep({ title, withJob }: OwnSteps): Step<JobState> {
  return choiceStep<JobState, boolean>({
    title,
    placeholder: vscode.l10n.t('Once, or again and again?'),
    items: [
      {
        value: false,
        label: vscode.l10n.t('Run Once, Now'),
        detail: vscode.l10n.t('Submitted with its plan, followed in the Runs view, and reported.'),
        iconPath: new vscode.ThemeIcon('play'),
      },
      {
        value: true,
        label: vscode.l10n.t('Scheduled Job…'),
        detail: vscode.l10n.t('Made in the workspace; where one does the same already, that one is changed.'),
        iconPath: new vscode.ThemeIcon('calendar'),
      },
    ],
    chosen: ({ job }) => job.repeats,
    choose: (state, repeats) => withJob(state, { ...state.job, repeats }),
  });
}
