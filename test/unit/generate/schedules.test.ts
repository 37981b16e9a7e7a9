import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { Fault } from '../../../src/base/fault';
import { commandWords } from '../../../src/generate/commandWords';
import type { Schedule } from '../../../src/generate/schedule';
import { SCHEDULERS, type Scheduler, scheduleFiles } from '../../../src/generate/schedules';
import { matchesGolden } from '../support/golden';
import { SUBJECTS } from './subjects';

const SCHEDULE: Schedule = {
  words: ['/opt/over watch/cli.js', ...commandWords(SUBJECTS['snapshot-without'], ["/mnt/50% of 'it'"])],
  title: 'Overwatch Backup: 100% of it',
  id: 'overwatch-backup-snapshot',
  cron: '0 30 2,14 ? * SUN,WED',
  timeZone: 'UTC',
};

function texts(scheduler: Scheduler, more: Partial<Schedule> = {}): string[] {
  return scheduleFiles(scheduler, { ...SCHEDULE, ...more }).map(({ text }) => text);
}

describe('golden schedules', () => {
  for (const scheduler of SCHEDULERS) {
    test(scheduler, () => {
      const files = scheduleFiles(scheduler, SCHEDULE).map(({ name, text }) => `== ${name}\n${text}`);
      matchesGolden(path.join(__dirname, 'golden', `schedule-${scheduler}.txt`), files.join('\n'));
    });
  }
});

describe('times', () => {
  const cases: [Scheduler, string, RegExp][] = [
    ['crontab', '0 0 3 ? * SUN', /^0 3 \* \* 0 /m],
    ['crontab', '0 0/20 3 1,15 3-5 ?', /^0,20,40 3 1,15 3,4,5 \* /m],
    ['crontab', '0 * * * * ?', /^\* \* \* \* \* /m],
    ['systemd', '0 0 3 ? * MON-WED', /^OnCalendar=Mon,Tue,Wed \*-\*-\* 03:00:00 UTC$/m],
    ['systemd', '30 5 3 1 1 ? 2027', /^OnCalendar=2027-01-01 03:05:30 UTC$/m],
    ['github', '0 15 4 ? * FRI', /cron: "15 4 \* \* 5"/],
    ['windows', '0 0 3 * * ?', /<ScheduleByDay>/],
    ['windows', '0 0 3 1,15 * ?', /<Day>1<\/Day><Day>15<\/Day><\/DaysOfMonth><Months><January \/>/],
    ['windows', '0 0 3 ? * SUN', /T03:00:00Z<[\s\S]*<DaysOfWeek><Sunday \/><\/DaysOfWeek>/],
  ];
  for (const [scheduler, cron, pattern] of cases) {
    test(`${cron} for ${scheduler}`, () => assert.match(texts(scheduler, { cron }).join('\n'), pattern));
  }

  const refusals: [Scheduler, Partial<Schedule>, RegExp][] = [
    ['crontab', { cron: '30 0 3 ? * SUN' }, /no seconds/],
    ['crontab', { cron: '0 0 3 L * ?' }, /neither L/],
    ['crontab', { cron: '0 0 3 ? * SUN 2027' }, /no years/],
    ['crontab', { words: ['a\nb'] }, /cannot be written/],
    ['systemd', { cron: '0 0 3 ? * 6#3' }, /neither L/],
    ['systemd', { words: ['a=b'] }, /for a variable/],
    ['github', { timeZone: 'Europe/Berlin' }, /in UTC/],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what GitHub would replace.
    ['github', { words: ['a', '${{ secrets.x }}'] }, /it replaces/],
    ['windows', { timeZone: 'Europe/Berlin' }, /no zone but its own and UTC/],
    ['windows', { cron: '0 0/5 3 ? * SUN' }, /one time of day/],
    ['windows', { cron: '0 0 3 ? 1 SUN' }, /only in all months/],
    ['windows', { words: ['a', '%PATH%'] }, /between two %/],
    ['systemd', { timeZone: 'Mars' }, /no time zone/],
    ['systemd', { cron: 'daily' }, /1 field /],
    ['systemd', { title: 'a\nExecStartPre=b' }, /cannot be written in a systemd unit/],
    ['systemd', { title: 'restore of C:\\' }, /cannot be written in a systemd unit/],
  ];
  for (const [scheduler, more, pattern] of refusals) {
    test(`${JSON.stringify(more)} is refused for ${scheduler}`, () => {
      assert.throws(
        () => texts(scheduler, more),
        (error) => error instanceof Fault && error.code === 'usage' && pattern.test(error.message),
      );
    });
  }
});
