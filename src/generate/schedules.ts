/**
 * Schedules that run the command line where the lakehouse is mounted: crontab, systemd, GitHub Actions and the Windows task scheduler. Pure.
 *
 * Each knows less than Quartz, in which the schedule is given: what one cannot express is refused. Source: crontab(5), systemd.time(7),
 * systemd.service(5), GitHub's "Workflow syntax", and the Task Scheduler schema of Windows.
 */

import { Fault } from '../base/fault';
import { cronCommand, shellWord, systemdWord, yamlString } from './escape';
import { parseQuartz, plainDays, type Quartz, shortName, WEEKDAY_NAMES } from './quartz';
import { isUtc, refused, type Schedule } from './schedule';
import { assertTimeZone } from './timeZone';
import { windowsTask } from './windowsTask';

export const SCHEDULERS = ['crontab', 'systemd', 'github', 'windows'] as const;
export type Scheduler = (typeof SCHEDULERS)[number];

/** A file of a schedule: systemd has two. */
export interface ScheduleFile {
  readonly name: string;
  readonly text: string;
}

/** @throws Fault `usage` for a schedule that this scheduler cannot keep, and for words that cannot be written there. */
export function scheduleFiles(scheduler: Scheduler, schedule: Schedule): ScheduleFile[] {
  assertTimeZone(schedule.timeZone);
  const quartz = parseQuartz(schedule.cron);
  switch (scheduler) {
    case 'crontab':
      return [{ name: 'crontab', text: crontab(schedule, quartz) }];
    case 'systemd':
      return [
        { name: `${schedule.id}.service`, text: systemdService(schedule) },
        { name: `${schedule.id}.timer`, text: systemdTimer(schedule, quartz) },
      ];
    case 'github':
      return [{ name: `.github/workflows/${schedule.id}.yml`, text: githubWorkflow(schedule, quartz) }];
    case 'windows':
      return [{ name: `${schedule.id}.xml`, text: windowsTask(schedule, quartz) }];
  }
}

const ADVICE = 'Give plain days and times, or make it a Databricks job.';

function daysFor(scheduler: string, quartz: Quartz): NonNullable<ReturnType<typeof plainDays>> {
  const days = plainDays(quartz);
  if (days === undefined) throw refused(scheduler, 'it knows neither L nor W nor #', ADVICE);
  return days;
}

/** The five fields of cron. Days of the week count from Sunday, 0. */
function cronFields(quartz: Quartz, scheduler: string): string {
  const { seconds, minutes, hours, months, years } = quartz;
  if (seconds.length !== 1 || seconds[0] !== 0) throw refused(scheduler, 'it has no seconds', ADVICE);
  if (years !== undefined) throw refused(scheduler, 'it has no years', ADVICE);
  const { ofMonth, ofWeek } = daysFor(scheduler, quartz);
  const field = (values: readonly number[] | undefined, all: number) =>
    values === undefined || values.length === all ? '*' : values.join(',');
  const weekdays = ofWeek?.map((day) => day - 1);
  return [
    field(minutes, 60),
    field(hours, 24),
    field(ofMonth, 31),
    field(months, 12),
    field(weekdays, 7),
  ].join(' ');
}

function crontab(schedule: Schedule, quartz: Quartz): string {
  return [
    `# ${schedule.title}. Cron mails what it prints to MAILTO; exit status 3 says that some tables failed.`,
    '# CRON_TZ is known to cronie; other crons go by the time zone of the system.',
    `CRON_TZ=${schedule.timeZone}`,
    `${cronFields(quartz, 'Cron')} ${cronCommand(schedule.words)}`,
    '',
  ].join('\n');
}

/** The program is found by `env`, in systemd's PATH. @throws Fault `usage` for a program that `env` would take for a variable. */
function systemdService({ title, words }: Schedule): string {
  if (words[0]?.includes('='))
    throw refused(
      'systemd',
      'env takes a program with = for a variable',
      'Choose another path of the program.',
    );
  return [
    '[Unit]',
    `Description=${systemdLine(title)}`,
    'Wants=network-online.target',
    'After=network-online.target',
    '',
    '[Service]',
    'Type=oneshot',
    `ExecStart=/usr/bin/env ${words.map(systemdWord).join(' ')}`,
    '',
  ].join('\n');
}

/** A text that is a line of its own. @throws Fault `usage` for a line break, and for a backslash in the end, which would draw the next line to it. */
function systemdLine(text: string): string {
  if (!/[\p{Cc}\u2028\u2029]|\\$/u.test(text)) return text.replaceAll('%', '%%');
  throw new Fault('usage', `${JSON.stringify(text)} cannot be written in a systemd unit.`, {
    advice: 'Choose another name or path.',
  });
}

function systemdTimer(schedule: Schedule, quartz: Quartz): string {
  const { seconds, minutes, hours, months, years } = quartz;
  const { ofMonth, ofWeek } = daysFor('systemd', quartz);
  const field = (values: readonly number[] | undefined, all: number) =>
    values === undefined || values.length === all
      ? '*'
      : values.map((value) => String(value).padStart(2, '0')).join(',');
  const weekdays =
    ofWeek === undefined || ofWeek.length === 7
      ? ''
      : `${ofWeek.map((day) => shortName(WEEKDAY_NAMES[day - 1] ?? '')).join(',')} `;
  const date = [field(years, 0), field(months, 12), field(ofMonth, 31)].join('-');
  const time = [field(hours, 24), field(minutes, 60), field(seconds, 60)].join(':');
  return [
    '[Unit]',
    `Description=${systemdLine(schedule.title)}, by schedule`,
    '',
    '[Timer]',
    `OnCalendar=${weekdays}${date} ${time} ${schedule.timeZone}`,
    '# A run that was missed while the machine was off is made up for.',
    'Persistent=true',
    '',
    '[Install]',
    'WantedBy=timers.target',
    '',
  ].join('\n');
}

function githubWorkflow(schedule: Schedule, quartz: Quartz): string {
  if (!isUtc(schedule.timeZone))
    throw refused(
      'GitHub Actions',
      'its schedules are in UTC',
      'Give the time zone UTC, and the time of day in UTC.',
    );
  const line = schedule.words.map(shellWord).join(' ');
  if (line.includes('${{'))
    throw refused('GitHub Actions', 'it replaces what begins with ${{', 'Choose another name or path.');
  return [
    `name: ${yamlString(schedule.title)}`,
    'on:',
    '  schedule:',
    `    - cron: ${yamlString(cronFields(quartz, 'GitHub Actions'))}`,
    '  workflow_dispatch:',
    'concurrency:',
    `  group: ${yamlString(schedule.id)}`,
    '  cancel-in-progress: false',
    'permissions: {}',
    'jobs:',
    '  backup:',
    '    # A runner of your own, on which the lakehouse is mounted and overwatch-backup is installed.',
    '    runs-on: [self-hosted]',
    '    steps:',
    `      - run: ${yamlString(line)}`,
    '',
  ].join('\n');
}
