/** `generate alert`: an alert of Databricks SQL on modules of Overwatch that failed, and on backups that failed or are missing. */

import { STALE_DAYS } from '../../backup/health/verdict';
import {
  ALERT_CRON,
  ALERT_KINDS,
  type AlertOptions,
  type AlertSubject,
  BACKUP_DAYS,
  backupPlace,
} from '../../generate/alert';
import { ALERT_FORMATS, explainSchedule, generateAlert as generate } from '../../generate/generate';
import { databaseName } from '../../generate/subject';
import { allValues, hasSwitch, optionalNumber, optionalValue, type ParsedArgs } from '../args';
import type { Command } from '../command';
import type { CliContext } from '../context';
import { EXIT } from '../exit';
import { OUTPUT_OPTIONS, SCHEDULE_OPTIONS, tell } from '../generated';
import { refuseIdle } from '../idleOptions';
import { filled, oneOf } from '../subjectOptions';

/** A hundred years: dates of SQL reach as far. */
const MAX_DAYS = 36_500;

const spec = {
  name: 'generate alert',
  summary: 'Write an alert on failed or stale modules, failed tables, or a missing snapshot.',
  usage: '--on WHAT --database NAME | --to ROOT [options]',
  about: [
    'Overwatch fails softly: a module or table that failed is only a row in a table. Writes a query that',
    'counts such rows, or an alert of Databricks SQL on it.',
  ],
  options: [
    {
      name: 'on',
      value: 'WHAT',
      help: 'modules: in pipeline_report of --database, a module failed or has\nnot come forward for some days.\nfailed-tables: the last run in clone_report of --to had failures.\nno-snapshot: clone_report of --to has no good one for some days.',
    },
    { name: 'database', value: 'NAME', help: 'The Overwatch database, for modules.' },
    { name: 'to', value: 'ROOT', help: 'The root of the backup, for the others: a path, or catalog.schema.' },
    {
      name: 'days',
      value: 'N',
      help: `The days meant above (${STALE_DAYS} for modules, ${BACKUP_DAYS} for the others).`,
    },
    {
      name: 'format',
      value: 'FORMAT',
      help: 'sql (the default): the query. json: for the Alerts API 2.0.\nbundle: a databricks.yml.',
    },
    { name: 'warehouse', value: 'ID', help: 'The SQL warehouse that runs it; for json and bundle.' },
    ...SCHEDULE_OPTIONS.map((option) =>
      option.name === 'cron' ? { ...option, help: option.help.replace('0 0 3 ? * SUN', ALERT_CRON) } : option,
    ),
    { name: 'paused', help: 'Make the schedule paused.' },
    { name: 'email', value: 'ADDRESS', repeatable: true, help: 'Who is told.' },
    { name: 'webhook', value: 'ID', repeatable: true, help: 'The notification destination that is told.' },
    ...OUTPUT_OPTIONS,
  ],
  examples: [
    'generate alert --on modules --database overwatch_etl',
    'generate alert --on no-snapshot --to abfss://backup@lake.dfs.core.windows.net/ow --format bundle --warehouse 1234567890abcdef --email ops@example.com --out databricks.yml',
  ],
} as const;

export const generateAlert: Command = { spec, run };

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const subject = readAlert(args);
  const format = oneOf(ALERT_FORMATS, optionalValue(args, 'format') ?? 'sql', 'format');
  if (format === 'sql') {
    const ofAlerts = ['warehouse', 'cron', 'timezone', 'paused', 'email', 'webhook'];
    refuseIdle(args, ofAlerts, 'a query alone', 'Give --format json or --format bundle with it.');
  }
  const options: AlertOptions = {
    warehouseId: format === 'sql' ? '' : filled(args, spec, 'warehouse'),
    cron: optionalValue(args, 'cron') ?? ALERT_CRON,
    timeZone: optionalValue(args, 'timezone') ?? 'UTC',
    paused: hasSwitch(args, 'paused'),
    emails: allValues(args, 'email'),
    webhooks: allValues(args, 'webhook'),
  };
  const generated = generate(subject, options, format);
  const when = format === 'sql' ? [] : explainSchedule(options.cron, options.timeZone, context.now());
  await tell({ ...generated, notes: [...when, ...generated.notes] }, args, context);
  return EXIT.done;
}

const ABOUT: Readonly<Record<AlertSubject['kind'], string>> = {
  modules: 'It is about --database.',
  'failed-tables': 'It is about --to.',
  'no-snapshot': 'It is about --to.',
};

function readAlert(args: ParsedArgs): AlertSubject {
  const kind = oneOf(ALERT_KINDS, filled(args, spec, 'on'), 'on');
  const days = optionalNumber(args, 'days', 1, MAX_DAYS);
  const place = kind === 'modules' ? 'to' : 'database';
  refuseIdle(args, [place], `an alert on ${kind}`, ABOUT[kind]);
  if (kind === 'modules') {
    const database = databaseName(filled(args, spec, 'database'), '--database');
    return { kind, database, staleDays: days ?? STALE_DAYS };
  }
  return { kind, root: backupPlace(filled(args, spec, 'to'), '--to'), days: days ?? BACKUP_DAYS };
}
