/** Last step of Run as a Databricks Job: everything that is going to happen, in words. Nothing has been uploaded yet. */

import { posix } from 'node:path';
import * as vscode from 'vscode';
import { formatCount } from '../../base/format';
import { explainSchedule } from '../../generate/generate';
import { fileNotes, jobNotes } from '../../generate/job';
import { JOB_TAG } from '../../generate/jobOptions';
import { subjectId, targetOf } from '../../generate/subject';
import { scheduledJobOptions } from '../../jobs/scheduledJob';
import { scriptFile } from '../../jobs/upload';
import type { WorkspaceJob } from '../../workspace/jobs';
import type { JobPlan } from '../jobRuns/planJob';
import type { Loaded } from '../loaded';
import { showPage } from '../pages/panel';
import { planPage } from '../pages/planPage';
import { workspaceName } from '../workspaces/workspaceName';
import { computeText, type JobDraft, toScheduledOptions } from './jobDraft';
import { jobOptions } from './jobOptions';
import { showPlanned } from './plannedPick';
import { afterItems, separator, warningItems } from './reviewItems';
import type { ReviewOption } from './reviewStep';
import type { Step } from './steps';

/** What the user has said yes to. */
export interface ConfirmedJob {
  readonly plan: JobPlan;
  readonly draft: JobDraft;
  /** The id of the job to change, where one was chosen from several. */
  readonly chosen?: string;
}

export interface JobReviewQuestion<State> {
  readonly title: (state: State) => string;
  readonly draft: (state: State) => JobDraft;
  readonly plan: (state: State, signal: AbortSignal) => Promise<JobPlan>;
  readonly choose: (state: State, draft: JobDraft, confirmed?: ConfirmedJob) => State;
}

interface JobItem extends vscode.QuickPickItem {
  /** Undefined for what only informs. */
  readonly action?:
    | { readonly kind: 'run'; readonly chosen?: string }
    | { readonly kind: 'plan' }
    | { readonly kind: 'option'; readonly option: ReviewOption<JobDraft> };
}

export function jobReviewStep<State>(question: JobReviewQuestion<State>): Step<State> {
  return async (state, position) => {
    let draft = question.draft(state);
    let chosen: string | undefined;
    const picked = await showPlanned<JobPlan, JobItem>({
      title: question.title(state),
      position,
      placeholder: draft.repeats
        ? vscode.l10n.t('Review the job. Nothing has been changed yet.')
        : vscode.l10n.t('Review the run. Nothing has been submitted yet.'),
      plan: (signal) => question.plan(state, signal),
      itemsOf: (plan) => itemsFor(plan, draft),
      act: async ({ action }, made, replan) => {
        switch (action?.kind) {
          case 'run':
            chosen = action.chosen;
            return true;
          case 'plan':
            if (made?.plan !== undefined) showPage(planPage(made.plan), { key: 'plan', preserveFocus: true });
            return false;
          case 'option': {
            const answer = await action.option.ask(draft);
            if (answer === undefined) return false;
            draft = answer;
            await replan();
            return false;
          }
          case undefined:
            return false;
        }
      },
    });
    if (picked === 'cancel') return { go: 'cancel' };
    if (picked === 'back') return { go: 'back', state: question.choose(state, draft) };
    const confirmed = { plan: picked.plan, draft, ...(chosen === undefined ? {} : { chosen }) };
    return { go: 'next', state: question.choose(state, draft, confirmed) };
  };
}

function itemsFor(plan: Loaded<JobPlan>, draft: JobDraft): JobItem[] {
  const options = [
    separator(vscode.l10n.t('Options')),
    ...jobOptions(draft).map(
      (option): JobItem => ({
        action: { kind: 'option', option },
        label: option.label,
        description: option.description(draft),
      }),
    ),
  ];
  switch (plan.kind) {
    case 'loading':
      return [{ label: `$(loading~spin) ${vscode.l10n.t('Looking at the workspace…')}`, alwaysShow: true }];
    case 'failed':
      return [
        { label: `$(error) ${plan.error.message}`, detail: plan.error.advice ?? '', alwaysShow: true },
        ...options,
      ];
    case 'ready':
      return [
        ...runItems(plan.value, draft),
        ...(plan.value.plan === undefined ? [] : [SHOW_PLAN]),
        separator(vscode.l10n.t('What happens')),
        ...factItems(plan.value, draft),
        ...(plan.value.plan === undefined ? [] : afterItems(plan.value.plan)),
        ...options,
        ...(plan.value.plan === undefined ? [] : warningItems(plan.value.plan)),
        ...noteItems(plan.value, draft),
      ];
  }
}

const SHOW_PLAN: JobItem = {
  action: { kind: 'plan' },
  label: `$(list-ordered) ${vscode.l10n.t('Show Plan')}`,
  description: vscode.l10n.t('every table with its version, size and statement'),
};

/** Where several jobs do the same, it has to be said which of them is meant. */
function runItems({ jobs, plan, file }: JobPlan, { repeats, address = '' }: JobDraft): JobItem[] {
  const run = { kind: 'run' } as const;
  const where = vscode.l10n.t('in {0}', workspaceName(address));
  if (!repeats) {
    const tables = plan?.totals.tables ?? file?.tables?.length;
    const what = tables === undefined ? [] : [formatCount(tables, 'table')];
    return [
      {
        action: run,
        label: `$(play) ${vscode.l10n.t('Submit')}`,
        description: [...what, where].join(' · '),
      },
    ];
  }
  if (jobs.length === 0)
    return [{ action: run, label: `$(add) ${vscode.l10n.t('Create the Job')}`, description: where }];
  return jobs.map((job) => ({
    action: { ...run, chosen: job.id },
    label: `$(edit) ${vscode.l10n.t('Update the Job {0}', job.name)}`,
    description: [job.id, job.creator ?? ''].filter(Boolean).join(' · '),
    detail: startOf(job),
  }));
}

function startOf({ start }: WorkspaceJob): string {
  if (start?.cron === undefined) return vscode.l10n.t('It has no schedule now.');
  const when = `${start.cron} ${start.timeZone ?? ''}`.trim();
  return start.paused
    ? vscode.l10n.t('Now: {0}, paused. It stays paused.', when)
    : vscode.l10n.t('Now: {0}', when);
}

function factItems({ subject, user, plan, file, jobs }: JobPlan, draft: JobDraft): JobItem[] {
  const script = scriptFile(user, subject);
  const several =
    jobs.length < 2
      ? []
      : [
          fact(
            'warning',
            vscode.l10n.t('{0} jobs have the tag {1} = {2}', jobs.length, JOB_TAG, subjectId(subject)),
            vscode.l10n.t('choose which is changed; the others stay as they are'),
          ),
        ];
  const when = draft.repeats
    ? explainSchedule(draft.schedule.cron, draft.schedule.timeZone, Date.now()).map((line) =>
        fact('calendar', line, ''),
      )
    : [];
  return [
    ...several,
    fact(
      'cloud-upload',
      draft.repeats ? vscode.l10n.t('Uploads the script') : vscode.l10n.t('Uploads script and plan'),
      posix.dirname(script),
    ),
    fact('server-process', vscode.l10n.t('Runs on'), computeText(draft)),
    fact('table', vscode.l10n.t('Takes'), tablesText(plan !== undefined, file?.tables?.length)),
    fact('arrow-right', vscode.l10n.t('Writes to'), file?.root ?? targetOf(subject)),
    ...when,
  ];
}

function fact(icon: string, label: string, description: string): JobItem {
  return { label: `$(${icon}) ${label}`, description };
}

function tablesText(isPinned: boolean, tables: number | undefined): string {
  if (tables === undefined) return vscode.l10n.t('the chosen tables that there are when it runs');
  const count = formatCount(tables, 'table');
  return isPinned
    ? vscode.l10n.t('{0}, each in the version of now', count)
    : vscode.l10n.t('{0}, each as it is when it runs', count);
}

/** The file that has to be there is uploaded by itself. */
function noteItems({ subject }: JobPlan, draft: JobDraft): JobItem[] {
  const options = scheduledJobOptions(toScheduledOptions(draft, subject), '');
  const uploaded = fileNotes(options.task);
  return jobNotes(subject, 'no-jar', options)
    .filter((note) => !uploaded.includes(note))
    .map((note) => {
      // A line does not wrap.
      const [head = note, ...rest] = note.split(/: (.*)/s);
      return { label: `$(info) ${head}`, detail: rest.join('') };
    });
}
