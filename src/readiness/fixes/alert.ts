/** An alert of Databricks SQL as a text, where its subject can be written down in SQL. */

import { Fault } from '../../base/fault';
import { ALERT_CRON, type AlertSubject, alertJson, alertQuery, backupPlace } from '../../generate/alert';
import { databaseName } from '../../generate/subject';
import type { Fix } from '../finding';

/**
 * The alert, and its query by itself; nothing where its database or root is called so that no query can be written on it.
 *
 * @param warehouse the id of the SQL warehouse that runs the query; without it there is only the query
 */
export function alertFixes(asked: AlertSubject, warehouse: string | undefined): readonly Fix[] {
  const name = `overwatch-alert-${asked.kind}`;
  try {
    const subject = onDatabricks(asked);
    const query: Fix = {
      title: `Query of the alert on ${WATCHED[subject.kind]}`,
      fileName: `${name}.sql`,
      language: 'sql',
      text: alertQuery(subject),
      notes: ['For an alert that fires when problems is 1 or more.'],
    };
    if (warehouse === undefined) return [query];
    const options = {
      warehouseId: warehouse,
      cron: ALERT_CRON,
      timeZone: 'UTC',
      paused: false,
      emails: [],
      webhooks: [],
    };
    const alert: Fix = {
      title: `Alert on ${WATCHED[subject.kind]}`,
      fileName: `${name}.json`,
      language: 'json',
      text: alertJson(subject, options),
      notes: [
        `databricks api post /api/2.0/alerts --json @${name}.json`,
        'Nobody is told yet: add people under evaluation.notification.subscriptions.',
      ],
    };
    return [alert, query];
  } catch (error) {
    if (error instanceof Fault && error.code === 'usage') return [];
    throw error;
  }
}

/** @throws Fault `usage` for a place that Databricks cannot know. */
function onDatabricks(subject: AlertSubject): AlertSubject {
  return subject.kind === 'modules'
    ? { ...subject, database: databaseName(subject.database, 'database') }
    : { ...subject, root: backupPlace(subject.root, 'root') };
}

const WATCHED: Readonly<Record<AlertSubject['kind'], string>> = {
  modules: 'modules that failed or are stale',
  'failed-tables': 'tables that were not backed up',
  'no-snapshot': 'missing snapshots',
};
