/** What is chosen of a schedule of this machine, and the files that follow from it. Pure: no picker is shown here. */

import { formatInstant } from '../../backup/instant';
import { commandWords } from '../../generate/commandWords';
import { describeSchedule } from '../../generate/generate';
import { isRepeated } from '../../generate/job';
import { type ScheduleFile, type Scheduler, scheduleFiles } from '../../generate/schedules';
import { type Subject, subjectId, titleOf } from '../../generate/subject';
import { type CronChoice, WEEKLY } from './cronChoice';

/** What runs: the program that PATH finds, or the one that the extension brings. */
export type Program = 'installed' | 'own';

export interface ScheduleDraft {
  readonly scheduler: Scheduler;
  /** Undefined before anything was chosen. */
  readonly cron: CronChoice | undefined;
  readonly program: Program;
}

/** On this platform. */
export function newSchedule(platform: NodeJS.Platform): ScheduleDraft {
  return { scheduler: platform === 'win32' ? 'windows' : 'crontab', cron: undefined, program: 'installed' };
}

/** What is offered first. What is done once is not repeated unless that is asked for. */
export function offeredCron(
  { cron }: ScheduleDraft,
  subject: Pick<Subject, 'process'>,
): CronChoice | undefined {
  return cron ?? (isRepeated(subject) ? WEEKLY : undefined);
}

export interface Scheduled {
  readonly subject: Subject;
  /** The address of its lakehouse. */
  readonly folder: string;
  /** The path of the program that the extension brings. */
  readonly cli: string;
}

/** @throws Fault `usage` for a schedule that is none, or that this scheduler cannot keep. */
export function filesOf(
  { scheduler, program }: ScheduleDraft,
  { cron, timeZone }: CronChoice,
  { subject, folder, cli }: Scheduled,
): readonly ScheduleFile[] {
  // A restore names both its places itself.
  const lakehouses = subject.process === 'restore' ? [] : [folder];
  return scheduleFiles(scheduler, {
    words: [
      ...(program === 'own' ? ['node', cli] : ['overwatch-backup']),
      ...commandWords(subject, lakehouses),
    ],
    title: `Overwatch Backup: ${titleOf(subject)}`,
    id: `overwatch-backup-${subjectId(subject)}`,
    cron,
    timeZone,
  });
}

/** What to know of a schedule, a sentence each. @param now epoch ms */
export function scheduleNotes(
  { program }: ScheduleDraft,
  { cron, timeZone }: CronChoice,
  now: number,
): string[] {
  const { words, runs } = describeSchedule(cron, timeZone, now);
  return [
    `Runs ${words}. Next: ${runs.map(formatInstant).join(', ')}.`,
    program === 'installed'
      ? 'It calls overwatch-backup, which must be in the PATH of whoever runs it.'
      : 'It calls the program of this extension, whose path is another one after an update.',
  ];
}
