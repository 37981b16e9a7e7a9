/** Makes an alert in a workspace: its query is tried first, and one that is there already is found, to be changed instead. */

import { asFault, Fault } from '../../base/fault';
import {
  type AlertOptions,
  type AlertSubject,
  alertName,
  alertSettings,
  alertStatement,
} from '../../generate/alert';
import { numberIn, textIn } from '../../lakehouse/databricks/sql';
import type { Connection } from '../../lakehouse/open';
import { type Alert, createAlert, listAlerts, updateAlert } from '../../workspace/alerts';
import type { Rest } from '../../workspace/rest';

/** What an alert would say now, and the alert of the same name, if there is one. */
export interface AlertTrial {
  readonly problems: number;
  /** Which problems, a line each. */
  readonly details: string;
  readonly existing: Alert | undefined;
}

/** @throws Fault where the query does not run, so that the alert never could. */
export async function tryAlert(
  { rest, query }: Pick<Connection, 'rest' | 'query'>,
  subject: AlertSubject,
  signal: AbortSignal,
): Promise<AlertTrial> {
  const [row] = await query(alertStatement(subject), signal);
  const problems = numberIn(row, 'problems');
  if (problems === undefined)
    throw new Fault('io', 'The query of the alert answered with no number of problems.');
  const name = alertName(subject);
  const existing = (await listAlerts(rest, signal)).find((alert) => alert.name === name);
  return { problems, details: textIn(row, 'details') ?? '', existing };
}

/**
 * Makes the alert, or gives the one with this id these settings.
 *
 * @returns its id
 */
export async function placeAlert(
  rest: Rest,
  {
    subject,
    options,
    id,
  }: { readonly subject: AlertSubject; readonly options: AlertOptions; readonly id: string | undefined },
  signal: AbortSignal,
): Promise<string> {
  const settings = alertSettings(subject, options);
  if (id === undefined) return createOnce(rest, settings, alertName(subject), signal);
  await updateAlert(rest, id, settings, signal);
  return id;
}

/** The answer to a request that made the alert may get lost: then one is there that was not there before. */
async function createOnce(
  rest: Rest,
  settings: ReturnType<typeof alertSettings>,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  const named = async () => (await listAlerts(rest, signal)).filter((alert) => alert.name === name);
  const before = new Set((await named()).map(({ id }) => id));
  try {
    return await createAlert(rest, settings, signal);
  } catch (error) {
    if (!['timeout', 'unreachable', 'unavailable', 'io'].includes(asFault(error).code)) throw error;
    const made = (await named()).find(({ id }) => !before.has(id));
    if (made === undefined) throw error;
    return made.id;
  }
}
