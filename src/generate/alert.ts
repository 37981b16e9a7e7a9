/** Alerts of Databricks SQL on what Overwatch and its backups fail to say aloud: the query, the alert, and a bundle of it. Pure. */

import { Fault } from '../base/fault';
import { sqlIdentifier } from './escape';
import { bundleYaml, jobJson } from './jobJson';
import { parseQuartz } from './quartz';
import { assertTimeZone } from './timeZone';

/** What an alert watches: modules of Overwatch, failed tables of backups, or that there is a backup at all. */
export type AlertSubject =
  | { readonly kind: 'modules'; readonly database: string; readonly staleDays: number }
  | { readonly kind: 'failed-tables'; readonly root: string; readonly days: number }
  | { readonly kind: 'no-snapshot'; readonly root: string; readonly days: number };

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

/** Rows that Overwatch itself wrote have no times: they count only where the report has none of ours. */
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

function report(root: string): string {
  return `delta.${sqlIdentifier(`${root}/clone_report`)}`;
}

const TITLES: Readonly<Record<AlertSubject['kind'], string>> = {
  modules: 'Overwatch: modules failed or stale',
  'failed-tables': 'Overwatch: tables not backed up',
  'no-snapshot': 'Overwatch: no recent snapshot',
};

/** The alert as `POST /api/2.0/alerts` takes it. @throws Fault `usage` for a schedule or time zone that is none. */
export function alertSettings(
  subject: AlertSubject,
  options: AlertOptions,
): Readonly<Record<string, unknown>> {
  const { warehouseId, cron, timeZone, paused, emails, webhooks } = options;
  parseQuartz(cron);
  assertTimeZone(timeZone);
  const subscriptions = [
    ...emails.map((email) => ({ user_email: email })),
    ...webhooks.map((id) => ({ destination_id: id })),
  ];
  return {
    display_name: TITLES[subject.kind],
    query_text: alertQuery(subject).trimEnd().replace(/;$/, ''),
    warehouse_id: warehouseId,
    evaluation: {
      source: { name: PROBLEMS },
      comparison_operator: 'GREATER_THAN',
      threshold: { value: { double_value: 0 } },
      // A query without a row says nothing, and nothing is no good news.
      empty_result_state: 'TRIGGERED',
      notification: { notify_on_ok: true, ...(subscriptions.length === 0 ? {} : { subscriptions }) },
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
