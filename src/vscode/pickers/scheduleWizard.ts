/** The wizard of Generate Schedule: from a process of a folder to what runs it regularly on this machine. */

import * as vscode from 'vscode';
import { Fault } from '../../base/fault';
import { SCHEDULERS, type Scheduler } from '../../generate/schedules';
import { cliContext } from '../cliClipboard';
import type { Delivery } from '../generated/files';
import type { Services } from '../services';
import { choiceStep } from './choiceStep';
import type { CronChoice } from './cronChoice';
import { cronStep } from './cronStep';
import { deliveryOf, generatedStep, type HasGenerated } from './generatedStep';
import type { ReviewOption } from './reviewStep';
import {
  filesOf,
  newSchedule,
  offeredCron,
  type Program,
  type ScheduleDraft,
  scheduleNotes,
} from './scheduleDraft';
import { type Step, takeSteps } from './steps';
import { newSubject, presentFolder, type SubjectStart, toSubject } from './subjectDraft';
import { type HasSubject, subjectTitle } from './subjectSteps';
import { subjectSteps } from './subjectWizard';

interface ScheduleState extends HasSubject, HasGenerated {
  readonly schedule: ScheduleDraft;
}

/** @returns undefined when the user has left the wizard. */
export async function askSchedule(
  services: Services,
  start: SubjectStart | undefined,
): Promise<Delivery | undefined> {
  const TITLE = vscode.l10n.t('Generate Schedule');
  const title = (state: ScheduleState) => subjectTitle(TITLE, state.subject);
  const subject = subjectSteps<ScheduleState>(services, { purpose: 'here', start, title: TITLE });
  const { cli } = cliContext(services);
  const scheduled = (state: ScheduleState) => ({
    subject: toSubject(state.subject, 'here'),
    folder: presentFolder(state.subject),
    cli,
  });
  const own: readonly Step<ScheduleState>[] = [
    schedulerStep(title),
    cronStep<ScheduleState>({
      title,
      placeholder: vscode.l10n.t('When does it run?'),
      chosen: ({ schedule, subject: { process } }) => offeredCron(schedule, { process }),
      choose: (state, cron) => ({ ...state, schedule: { ...state.schedule, cron } }),
      accept: (state, cron) => {
        filesOf(state.schedule, cron, scheduled(state));
      },
    }),
    generatedStep<ScheduleState>({
      title,
      generate: async (state) => {
        const cron = presentCron(state.schedule);
        const files = filesOf(state.schedule, cron, scheduled(state));
        return { files, notes: scheduleNotes(state.schedule, cron, Date.now()) };
      },
      options: () => [programOption],
    }),
  ];
  const end = await takeSteps<ScheduleState>((state) => [...subject(state), ...own], {
    subject: newSubject(start),
    schedule: newSchedule(process.platform),
    generated: undefined,
    destination: undefined,
  });
  return deliveryOf(end);
}

function presentCron({ cron }: ScheduleDraft): CronChoice {
  if (cron === undefined) throw new Fault('internal', 'No schedule was chosen.');
  return cron;
}

function schedulerStep(title: (state: ScheduleState) => string): Step<ScheduleState> {
  return choiceStep<ScheduleState, Scheduler>({
    title,
    placeholder: vscode.l10n.t('What keeps the schedule?'),
    items: () => SCHEDULERS.map((value) => ({ value, ...LOOKS[value] })),
    chosen: ({ schedule }) => schedule.scheduler,
    choose: (state, scheduler) => ({ ...state, schedule: { ...state.schedule, scheduler } }),
  });
}

const LOOKS: Readonly<Record<Scheduler, { readonly label: string; readonly detail: string }>> = {
  crontab: {
    label: vscode.l10n.t('Crontab'),
    detail: vscode.l10n.t('A line for crontab -e. Runs while the machine is off are left out.'),
  },
  systemd: {
    label: vscode.l10n.t('systemd'),
    detail: vscode.l10n.t('A service and its timer. A run that was missed is made up for.'),
  },
  github: {
    label: vscode.l10n.t('GitHub Actions'),
    detail: vscode.l10n.t('A workflow for a runner of your own, on which the lakehouse is mounted.'),
  },
  windows: {
    label: vscode.l10n.t('Windows Task'),
    detail: vscode.l10n.t('A task for schtasks /Create /XML. A run that was missed is made up for.'),
  },
};

const PROGRAMS: Readonly<Record<Program, string>> = {
  installed: vscode.l10n.t('overwatch-backup, as PATH finds it'),
  own: vscode.l10n.t('the one of this extension'),
};

const programOption: ReviewOption<ScheduleState> = {
  label: `$(terminal) ${vscode.l10n.t('Program')}`,
  description: ({ schedule }) => PROGRAMS[schedule.program],
  ask: async (state) => {
    const program = state.schedule.program === 'own' ? 'installed' : 'own';
    return { ...state, schedule: { ...state.schedule, program } };
  },
};
