/** A task of the Windows task scheduler. Source: the Task Scheduler schema of Windows. Pure. */

import { windowsWord, xmlText } from './escape';
import { MONTH_NAMES, plainDays, type Quartz, WEEKDAY_NAMES } from './quartz';
import { isUtc, refused, type Schedule } from './schedule';

/** A schedule of Quartz has no start, which the task scheduler wants: any day that is past. */
const WINDOWS_START = '2024-01-01';

/** A task to import with `schtasks /Create /XML`. Its times are in UTC. */
export function windowsTask(schedule: Schedule, quartz: Quartz): string {
  const { seconds, minutes, hours, years } = quartz;
  const refuse = (why: string, advice = 'Give one time of day, and plain days.') =>
    refused('The Windows task scheduler', why, advice);
  const [second, minute] = [seconds[0], minutes[0]];
  if (
    second === undefined ||
    minute === undefined ||
    seconds.length > 1 ||
    minutes.length > 1 ||
    hours.length > 12
  )
    throw refuse('a trigger has one time of day');
  if (years !== undefined) throw refuse('it knows no years');
  if (!isUtc(schedule.timeZone))
    throw refuse(
      'it knows no zone but its own and UTC',
      'Give the time zone UTC, and the time of day in UTC.',
    );
  const days = calendar(quartz);
  if (days === undefined)
    throw refuse('it knows neither L nor W nor #, and days of the week only in all months');
  const two = (value: number) => String(value).padStart(2, '0');
  const triggers = hours.map((hour) =>
    [
      '    <CalendarTrigger>',
      `      <StartBoundary>${WINDOWS_START}T${two(hour)}:${two(minute)}:${two(second)}Z</StartBoundary>`,
      '      <Enabled>true</Enabled>',
      ...days.map((line) => `      ${line}`),
      '    </CalendarTrigger>',
    ].join('\n'),
  );
  const [command = '', ...args] = schedule.words;
  if (/%[^%]+%/.test(command)) throw refuse('it replaces what stands between two %');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
    '  <RegistrationInfo>',
    `    <Description>${xmlText(schedule.title)}</Description>`,
    '  </RegistrationInfo>',
    '  <Triggers>',
    ...triggers,
    '  </Triggers>',
    '  <Settings>',
    '    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>',
    '    <StartWhenAvailable>true</StartWhenAvailable>',
    '    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>',
    '  </Settings>',
    '  <Actions>',
    '    <Exec>',
    `      <Command>${xmlText(command)}</Command>`,
    `      <Arguments>${xmlText(args.map(windowsWord).join(' '))}</Arguments>`,
    '    </Exec>',
    '  </Actions>',
    '</Task>',
    '',
  ].join('\n');
}

/** The days as the task scheduler has them; undefined for those that it has not. */
function calendar(quartz: Quartz): string[] | undefined {
  const days = plainDays(quartz);
  const { months } = quartz;
  const everyMonth = months.length === 12;
  if (days === undefined || (days.ofWeek !== undefined && !everyMonth)) return undefined;
  const { ofMonth = EVERY_DAY, ofWeek } = days;
  if (ofWeek !== undefined) {
    const names = ofWeek.map((day) => `<${WEEKDAY_NAMES[day - 1]} />`).join('');
    return [
      `<ScheduleByWeek><WeeksInterval>1</WeeksInterval><DaysOfWeek>${names}</DaysOfWeek></ScheduleByWeek>`,
    ];
  }
  if (days.ofMonth === undefined && everyMonth)
    return ['<ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>'];
  const dayNames = ofMonth.map((day) => `<Day>${day}</Day>`).join('');
  const monthNames = months.map((month) => `<${MONTH_NAMES[month - 1]} />`).join('');
  return [
    `<ScheduleByMonth><DaysOfMonth>${dayNames}</DaysOfMonth><Months>${monthNames}</Months></ScheduleByMonth>`,
  ];
}

const EVERY_DAY = Array.from({ length: 31 }, (_, index) => index + 1);
