/** `generate schedule`: what runs a command of this program regularly where the lakehouse is mounted. */

import path from 'node:path';
import { Fault } from '../../base/fault';
import { commandWords } from '../../generate/commandWords';
import { explainSchedule } from '../../generate/generate';
import { isRepeated } from '../../generate/job';
import { DEFAULT_CRON } from '../../generate/jobOptions';
import { SCHEDULERS, scheduleFiles } from '../../generate/schedules';
import { subjectId, titleOf } from '../../generate/subject';
import { isDatabricksAddress } from '../../lakehouse/address';
import { parsePlace } from '../../lakehouse/databricks/places';
import { shownPlace } from '../../lakehouse/placeText';
import { allValues, LAKEHOUSE, optionalValue, type ParsedArgs } from '../args';
import type { Command } from '../command';
import type { CliContext } from '../context';
import { EXIT } from '../exit';
import { outOf, SCHEDULE_OPTIONS, writeGenerated } from '../generated';
import { printLine } from '../output';
import { folderOf, lakehouseAddresses } from '../places';
import { filled, oneOf, readSubject, SUBJECT_OPTIONS } from '../subjectOptions';

const spec = {
  name: 'generate schedule',
  summary: 'Write what runs a command regularly: crontab, systemd, GitHub Actions, Windows.',
  usage: '--for SCHEDULER --process PROCESS --to ROOT [options]',
  about: [
    'Writes a schedule that runs the command of the same name on this machine, where the lakehouse is',
    'mounted. A schedule that the scheduler cannot keep is refused.',
  ],
  options: [
    {
      name: 'for',
      value: 'SCHEDULER',
      help: 'crontab: a line of it. systemd: a service and its timer.\ngithub: a workflow. windows: a task for schtasks /Create /XML.',
    },
    LAKEHOUSE,
    ...SUBJECT_OPTIONS,
    ...SCHEDULE_OPTIONS,
    {
      name: 'program',
      value: 'PATH',
      help: 'This program, as the schedule finds it; overwatch-backup without it.',
    },
    { name: 'out', value: 'FILE', help: 'Write to a new file; for systemd, two files in this folder.' },
    { name: 'force', help: 'Replace files that are there.' },
  ],
  restGoesTo: LAKEHOUSE.name,
  examples: [
    "generate schedule --for crontab --process snapshot --lakehouse /mnt/lake --database overwatch_etl --to /mnt/backup/ow --cron '0 30 2 ? * SUN'",
    'generate schedule --for systemd --process snapshot --lakehouse /mnt/lake --database overwatch_etl --to /mnt/backup/ow --out /etc/systemd/system',
  ],
} as const;

export const generateSchedule: Command = { spec, run };

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const { stdout, stderr, cwd, now } = context;
  const scheduler = oneOf(SCHEDULERS, filled(args, spec, 'for'), 'for');
  const isRestore = optionalValue(args, 'process')?.toLowerCase() === 'restore';
  const needsNone = isRestore && allValues(args, LAKEHOUSE.name).length === 0;
  const lakehouses = needsNone ? [] : lakehouseAddresses(args, context);
  const isRemote = lakehouses.some(isDatabricksAddress);
  const subject = readSubject(args, spec, (text) =>
    isRemote ? shownPlace(parsePlace(text)) : folderOf(text, context),
  );
  if (isRemote && subject.process === 'snapshot' && subject.parameters.type === 'incremental') {
    throw new Fault(
      'usage',
      'A SQL warehouse takes no incremental snapshots, so the schedule would never work.',
      {
        advice:
          'Have a cluster take them: generate job. Or schedule --type full, which copies only files that are new.',
      },
    );
  }
  const program = optionalValue(args, 'program') ?? 'overwatch-backup';
  const schedule = {
    words: [program, ...commandWords(subject, lakehouses)],
    title: `Overwatch Backup: ${titleOf(subject)}`,
    id: `overwatch-backup-${subjectId(subject)}`,
    // What is done once is not repeated unless that is asked for.
    cron: isRepeated(subject) ? (optionalValue(args, 'cron') ?? DEFAULT_CRON) : filled(args, spec, 'cron'),
    timeZone: optionalValue(args, 'timezone') ?? 'UTC',
  };
  const files = scheduleFiles(scheduler, schedule);
  const when = explainSchedule(schedule.cron, schedule.timeZone, now());
  const out = outOf(args);
  for (const { name, text } of files) {
    if (out === undefined) {
      stdout.write(files.length === 1 ? text : `# ${name}\n${text}\n`);
      continue;
    }
    const file = path.resolve(cwd, ...(files.length === 1 ? [out] : [out, name]));
    await writeGenerated(file, text, args, context);
  }
  for (const line of when) printLine(stderr, line);
  return EXIT.done;
}
