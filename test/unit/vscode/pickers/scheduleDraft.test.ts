import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WEEKLY } from '../../../../src/vscode/pickers/cronChoice';
import {
  filesOf,
  newSchedule,
  offeredCron,
  scheduleNotes,
} from '../../../../src/vscode/pickers/scheduleDraft';
import { fullSnapshot } from '../support/subject';

const subject = fullSnapshot();
const scheduled = { subject, folder: '/mnt/lake', cli: '/opt/extension/dist/cli.js' };
const crontab = newSchedule('linux');

test('what is repeated is offered weekly; what is done once has no schedule of its own', () => {
  assert.deepEqual(offeredCron(crontab, { process: 'snapshot' }), { cron: '0 0 3 ? * SUN', timeZone: 'UTC' });
  assert.equal(offeredCron(crontab, { process: 'restore' }), undefined);
  const cron = { cron: '0 0 5 * * ?', timeZone: 'UTC' };
  assert.deepEqual(offeredCron({ ...crontab, cron }, { process: 'restore' }), cron);
});

test('a Windows machine keeps a schedule as a task', () => {
  assert.equal(newSchedule('win32').scheduler, 'windows');
  assert.equal(newSchedule('darwin').scheduler, 'crontab');
});

test('the line calls the program with the parameters of the wizard', () => {
  const [file] = filesOf(crontab, WEEKLY, scheduled);
  const words = 'snapshot --lakehouse /mnt/lake --database overwatch_etl --to /mnt/backup --type full';
  assert.match(file?.text ?? '', new RegExp(`^0 3 \\* \\* 0 overwatch-backup ${words}$`, 'm'));
  const [own] = filesOf({ ...crontab, program: 'own' }, WEEKLY, scheduled);
  assert.match(
    own?.text ?? '',
    new RegExp(`^0 3 \\* \\* 0 node /opt/extension/dist/cli\\.js ${words}$`, 'm'),
  );
});

test('what the scheduler cannot keep is refused', () => {
  const berlin = { ...WEEKLY, timeZone: 'Europe/Berlin' };
  assert.throws(() => filesOf({ ...crontab, scheduler: 'github' }, berlin, scheduled), /in UTC/);
  assert.equal(filesOf({ ...crontab, scheduler: 'systemd' }, berlin, scheduled).length, 2);
});

test('the notes say when it runs, and which program', () => {
  const [runs, program] = scheduleNotes(crontab, WEEKLY, Date.UTC(2026, 10, 23));
  assert.equal(
    runs,
    'Runs at 03:00 every Sunday (UTC). Next: 2026-11-29T03:00:00Z, 2026-12-06T03:00:00Z, 2026-12-13T03:00:00Z.',
  );
  assert.match(program ?? '', /PATH/);
});
