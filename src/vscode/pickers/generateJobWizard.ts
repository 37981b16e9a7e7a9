/** The wizard of Generate Job: from a process to a job for the Jobs API, a bundle or Terraform, and where it is to go. */

import * as vscode from 'vscode';
import { asFault, Fault } from '../../base/fault';
import { DIALECT_REASONS } from '../../generate/dialect';
import { explainSchedule, type JobFormat } from '../../generate/generate';
import { isRepeated, taskKinds } from '../../generate/job';
import type { JobTask } from '../../generate/jobOptions';
import type { Subject } from '../../generate/subject';
import type { Delivery } from '../generated/files';
import { readPysparkScript } from '../pysparkScript';
import type { Services } from '../services';
import { type Choice, choiceStep } from './choiceStep';
import { computeStep } from './computeSteps';
import { timeZoneHere } from './cronChoice';
import { cronStep } from './cronStep';
import { deliveryOf, generatedStep, type HasGenerated } from './generatedStep';
import {
  type GenerateJobDraft,
  type GenerateJobStepId,
  generateJobStepIds,
  generateWholeJob,
  likelyPath,
  newGenerateJob,
  taskKindOf,
  withJobDialect,
} from './generateJobDraft';
import { inputStep } from './inputStep';
import { newJobDraft } from './jobDraft';
import { jobOptions } from './jobOptions';
import { dialectStep } from './notebookSteps';
import type { ReviewOption } from './reviewStep';
import { type Step, takeSteps } from './steps';
import { newSubject, type SubjectStart, sourceOf, toSubject } from './subjectDraft';
import { type HasSubject, subjectTitle } from './subjectSteps';
import { subjectSteps } from './subjectWizard';
import { givenWorkspace } from './workspaceStep';

interface State extends HasSubject, HasGenerated {
  readonly draft: GenerateJobDraft;
}

const TITLE = vscode.l10n.t('Generate Job');
const title = ({ subject }: State) => subjectTitle(TITLE, subject);
const subjectOf = ({ subject }: State) => toSubject(subject, 'databricks');
const withDraft = (state: State, draft: GenerateJobDraft): State => ({ ...state, draft });

/** @returns undefined when the user has left the wizard. */
export async function askGeneratedJob(
  services: Services,
  start: SubjectStart | undefined,
): Promise<Delivery | undefined> {
  const subject = subjectSteps<State>(services, { purpose: 'databricks', start, title: TITLE });
  const end = await takeSteps<State>(
    (state) => {
      const before = subject(state);
      // Which steps come then depends on what was answered in those.
      const asked = subjectSoFar(state);
      const inWorkspace = workspaceOf(state) !== undefined;
      const ids =
        asked === undefined ? (['dialect'] as const) : generateJobStepIds(state.draft, asked, inWorkspace);
      return [...before, ...ids.map((id) => ownStep(services, id, state))];
    },
    {
      subject: newSubject(start),
      draft: newGenerateJob(newJobDraft(timeZoneHere())),
      generated: undefined,
      destination: undefined,
    },
  );
  return deliveryOf(end);
}

/** Undefined while something of the process has not been asked for. */
function subjectSoFar(state: State): Subject | undefined {
  try {
    return subjectOf(state);
  } catch (error) {
    if (asFault(error).code === 'internal') return undefined;
    throw error;
  }
}

function workspaceOf({ subject }: State): string | undefined {
  return givenWorkspace(sourceOf(subject));
}

function ownStep(services: Services, id: GenerateJobStepId, now: State): Step<State> {
  switch (id) {
    case 'dialect':
      return dialectOfJob;
    case 'task':
      return choiceStep<State, JobTask['kind']>({
        title,
        placeholder: vscode.l10n.t('What does the job run?'),
        items: (state) => taskKinds(subjectOf(state), state.draft.dialect).map((value) => TASKS[value]),
        chosen: (state) => taskKindOf(state.draft, subjectOf(state)),
        choose: (state, task) => withDraft(state, { ...state.draft, task, path: undefined }),
      });
    case 'format':
      return choiceStep<State, JobFormat>({
        title,
        placeholder: vscode.l10n.t('In which form?'),
        items: FORMATS,
        chosen: ({ draft }) => draft.format,
        choose: (state, format) => withDraft(state, { ...state.draft, format }),
      });
    case 'path':
      return filePathStep;
    case 'schedule':
      return cronStep<State>({
        title,
        placeholder: vscode.l10n.t('When does it run?'),
        chosen: ({ draft }) => draft.job.schedule,
        choose: (state, schedule) => withDraft(state, onJob(state.draft, { schedule })),
      });
    case 'generated':
      return generatedStep<State>({
        title,
        generate: async (state) => {
          const script = await readPysparkScript(services.context);
          const { files, notes } = generateWholeJob(state.draft, subjectOf(state), script);
          return { files, notes: [...whenOf(state), ...notes] };
        },
        options: (state) => jobOptions({ repeats: isRepeated(subjectOf(state)) }).map(onDraft),
      });
    default: {
      const address = workspaceOf(now);
      return computeStep<State>(id, {
        title,
        draft: ({ draft }) => draft.job,
        choose: (state, job) => withDraft(state, { ...state.draft, job }),
        rest: address === undefined ? undefined : async () => (await services.connections.open(address)).rest,
        runsScript: ({ draft }) => draft.dialect === 'no-jar',
      });
    }
  }
}

function onJob(draft: GenerateJobDraft, change: Partial<GenerateJobDraft['job']>): GenerateJobDraft {
  return { ...draft, job: { ...draft.job, ...change } };
}

function onDraft(option: ReviewOption<GenerateJobDraft['job']>): ReviewOption<State> {
  return {
    label: option.label,
    description: ({ draft }) => option.description(draft.job),
    ask: async (state) => {
      const job = await option.ask(state.draft.job);
      return job === undefined ? undefined : withDraft(state, { ...state.draft, job });
    },
  };
}

function whenOf(state: State): readonly string[] {
  if (!isRepeated(subjectOf(state))) return [vscode.l10n.t('The job is started by hand.')];
  const { cron, timeZone } = state.draft.job.schedule;
  return explainSchedule(cron, timeZone, Date.now());
}

const dialectOfJob = dialectStep<State>({
  title,
  subject: subjectOf,
  chosen: ({ draft }) => draft.dialect,
  choose: (state, dialect) => withDraft(state, withJobDialect(state.draft, dialect)),
});

const filePathStep = inputStep<State>({
  title,
  prompt: () => vscode.l10n.t('Where does it lie in the workspace? Generate Notebook… writes it.'),
  placeholder: '/Workspace/…',
  value: (state) => state.draft.path ?? likelyPath(state.draft, subjectOf(state)),
  choose: (state, text) => {
    const path = text.trim();
    if (/^(\/|dbfs:\/)[^/]/.test(path)) return withDraft(state, { ...state.draft, path });
    throw new Fault('usage', vscode.l10n.t('A path of the workspace: /Workspace/…'));
  },
});

const TASKS: Readonly<Record<JobTask['kind'], Choice<JobTask['kind']>>> = {
  jar: {
    value: 'jar',
    label: vscode.l10n.t('JAR'),
    detail: DIALECT_REASONS.jar,
  },
  notebook: {
    value: 'notebook',
    label: vscode.l10n.t('Notebook'),
    detail: vscode.l10n.t('Its page in the workspace shows each step.'),
  },
  python: {
    value: 'python',
    label: vscode.l10n.t('Python Script'),
    detail: vscode.l10n.t('The PySpark script, with its options as parameters of the task.'),
  },
};

const FORMATS: readonly Choice<JobFormat>[] = [
  {
    value: 'json',
    label: vscode.l10n.t('JSON'),
    detail: vscode.l10n.t('What the Jobs API and databricks jobs create take.'),
  },
  {
    value: 'bundle',
    label: vscode.l10n.t('Bundle'),
    detail: vscode.l10n.t('A databricks.yml with what it runs beside it, to keep with your code.'),
  },
  {
    value: 'terraform',
    label: vscode.l10n.t('Terraform'),
    detail: vscode.l10n.t('A databricks_job.'),
  },
];
