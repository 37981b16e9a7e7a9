/** Alerts of Databricks SQL on what Overwatch and its backups fail to say aloud: the query, the alert, and a bundle of it. Pure. */

import { Fault } from '../base/fault';
import { CLONE_REPORT } from '../overwatch/recognise';
import { sqlIdentifier } from './escape';
import { bundleYaml, jobJson } from './jobJson';
import { parseQuartz } from './quartz';
import { destinationId, emailAddress } from './recipients';
import { databaseName, databricksPath } from './subject';
import { assertTimeZone } from './timeZone';

/** What an alert watches: modules of Overwatch, failed tables of backups, or that there is a backup at all. */
export type AlertSubject =
  | { readonly kind: 'modules'; readonly database: string; readonly staleDays: number }
  /** `root` as {@link backupPlace} has it. */
  | { readonly kind: 'failed-tables'; readonly root: string; readonly days: number }
  | { readonly kind: 'no-snapshot'; readonly root: string; readonly days: number };

/** Days after which a backup is missing: a weekly run may be a day late. */
export const BACKUP_DAYS = 8;

/** When alerts look, unless it is said otherwise: every morning, when somebody may read it. */
export const ALERT_CRON = '0 0 8 * * ?';

export const ALERT_KINDS = ['modules', 'failed-tables', 'no-snapshot'] as const;

export interface AlertOptions {
  readonly warehouseId: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly paused: boolean;
  readonly emails: readonly string[];
  readonly webhooks: readonly string[];
}

/** The column that the alert looks at: how many problems there are. */
const PROBLEMS = 'problems';

/** A query of one row: how many problems there are, and which. @throws Fault `usage` for less than a day. */
export function alertQuery(subject: AlertSubject): string {
  switch (subject.kind) {
    case 'modules':
      return modulesQuery(subject.database, days(subject.staleDays));
    case 'failed-tables':
      return failedTablesQuery(subject.root, days(subject.days));
    case 'no-snapshot':
      return noSnapshotQuery(subject.root, days(subject.days));
  }
}

function days(count: number): number {
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw new Fault('usage', `--days needs a whole number from 1 on, not ${count}.`);
}

/** Of each module the last run counts. One that failed stops those that build on it, which are stale some days later. */
function modulesQuery(database: string, staleDays: number): string {
  const table = [...database.split('.'), 'pipeline_report'].map(sqlIdentifier).join('.');
  return [
    '-- Modules of Overwatch whose last run failed, or that have not come forward for some days.',
    'WITH last_run AS (',
    '  SELECT organization_id, moduleID, moduleName, status, untilTS,',
    "    max(CASE WHEN status LIKE 'SUCCESS%' OR status LIKE 'EMPTY%' THEN untilTS END)",
    '      OVER (PARTITION BY organization_id, moduleID) AS reachedTS,',
    '    row_number() OVER (PARTITION BY organization_id, moduleID ORDER BY Pipeline_SnapTS DESC, runStartTS DESC) AS place',
    `  FROM ${table}`,
    ')',
    `SELECT count(*) AS ${PROBLEMS},`,
    "  array_join(sort_array(collect_list(concat(organization_id, ' ', moduleID, ' ', moduleName, ': ',",
    "    CASE WHEN status LIKE 'FAILED%' THEN substr(status, 1, 200)",
    "      ELSE concat('no progress since ', coalesce(CAST(timestamp_millis(reachedTS) AS STRING), 'ever')) END))), '\\n') AS details",
    'FROM last_run',
    'WHERE place = 1',
    "  AND (status LIKE 'FAILED%'",
    '    OR reachedTS IS NULL',
    `    OR timestamp_millis(reachedTS) < current_timestamp() - INTERVAL ${staleDays} DAYS);`,
    '',
  ].join('\n');
}

/** Rows that Overwatch itself wrote have no times, so they never count. */
function failedTablesQuery(root: string, window: number): string {
  return [
    '-- Tables that the last run of a backup could not copy, and steps of it that failed.',
    'WITH last_run AS (',
    '  SELECT max(runId) AS runId',
    `  FROM ${report(root)}`,
    `  WHERE endTS >= current_timestamp() - INTERVAL ${window} DAYS`,
    ')',
    `SELECT count(*) AS ${PROBLEMS},`,
    "  array_join(sort_array(collect_list(concat(coalesce(`table`, step), ': ', substr(status, 1, 200)))), '\\n') AS details",
    `FROM ${report(root)}`,
    'WHERE runId = (SELECT runId FROM last_run)',
    "  AND state IN ('failed', 'cancelled');",
    '',
  ].join('\n');
}

function noSnapshotQuery(root: string, window: number): string {
  return [
    '-- Whether no run of some days copied pipeline_report, which is part of every snapshot.',
    `SELECT CASE WHEN max(endTS) >= current_timestamp() - INTERVAL ${window} DAYS THEN 0 ELSE 1 END AS ${PROBLEMS},`,
    "  concat('last good snapshot: ', coalesce(CAST(max(endTS) AS STRING), 'none')) AS details",
    `FROM ${report(root)}`,
    "WHERE `table` = 'pipeline_report'",
    "  AND state IN ('done', 'warning', 'skipped');",
    '',
  ].join('\n');
}

/**
 * The root of a backup as Databricks knows it: a path, or a schema with its catalog.
 *
 * @param what names it in the fault, such as `--to`
 * @throws Fault `usage` for what is neither.
 */
export function backupPlace(text: string, what: string): string {
  const isSchema = !/[/:]/.test(text) && /[^.]\.[^.]/.test(text);
  return isSchema ? databaseName(text, what) : databricksPath(text, what);
}

/** In a schema all tables lie side by side. */
function report(root: string): string {
  if (/[/:]/.test(root)) return `delta.${sqlIdentifier(`${root}/${CLONE_REPORT}`)}`;
  return [...root.split('.'), CLONE_REPORT].map(sqlIdentifier).join('.');
}

/** What the alert is called, and found again by: it is about one thing in one place. */
export function alertName(subject: AlertSubject): string {
  switch (subject.kind) {
    case 'modules':
      return `Overwatch: modules failed or stale in ${subject.database}`;
    case 'failed-tables':
      return `Overwatch: tables not backed up to ${subject.root}`;
    case 'no-snapshot':
      return `Overwatch: no recent snapshot in ${subject.root}`;
  }
}

/** {@link alertQuery} as one statement, without the semicolon that ends it in an editor. */
export function alertStatement(subject: AlertSubject): string {
  return alertQuery(subject).trimEnd().replace(/;$/, '');
}

/** The alert as `POST /api/2.0/alerts` takes it. @throws Fault `usage` for a schedule, time zone or recipient that is none. */
export function alertSettings(
  subject: AlertSubject,
  options: AlertOptions,
): Readonly<Record<string, unknown>> {
  const { warehouseId, cron, timeZone, paused, emails, webhooks } = options;
  parseQuartz(cron);
  assertTimeZone(timeZone);
  const subscriptions = [
    ...emails.map((email) => ({ user_email: emailAddress(email) })),
    ...webhooks.map((id) => ({ destination_id: destinationId(id) })),
  ];
  return {
    display_name: alertName(subject),
    query_text: alertStatement(subject),
    warehouse_id: warehouseId,
    evaluation: {
      source: { name: PROBLEMS },
      // Above 0 would mean the same, but some clients leave zeros out.
      comparison_operator: 'GREATER_THAN_OR_EQUAL',
      threshold: { value: { double_value: 1 } },
      // A query without a row says nothing, and nothing is no good news.
      empty_result_state: 'TRIGGERED',
      // Tells again at every evaluation while there are problems: a second one would otherwise join the first unheard.
      notification: {
        notify_on_ok: true,
        retrigger_seconds: 1,
        ...(subscriptions.length === 0 ? {} : { subscriptions }),
      },
    },
    schedule: {
      quartz_cron_schedule: cron,
      timezone_id: timeZone,
      pause_status: paused ? 'PAUSED' : 'UNPAUSED',
    },
  };
}

export function alertJson(subject: AlertSubject, options: AlertOptions): string {
  return jobJson(alertSettings(subject, options));
}

/** A whole `databricks.yml` with the alert. @throws Fault as {@link alertSettings} does. */
export function alertBundle(subject: AlertSubject, options: AlertOptions): string {
  const key = `overwatch_${subject.kind.replaceAll('-', '_')}`;
  return bundleYaml(
    { alerts: { [key]: alertSettings(subject, options) } },
    `overwatch-alert-${subject.kind}`,
  );
}
