/** Alerts of Databricks SQL. https://docs.databricks.com/api/workspace/alertsv2 */

import { asJson, type JsonObject, objectOf, requiredText, textOf } from './json';
import { call, callJson, pages, pageUrl, type Rest, segment } from './rest';

export interface Alert {
  readonly id: string;
  readonly name: string;
  readonly queryText: string;
  readonly warehouseId?: string;
  /** `UNKNOWN`, `OK`, `TRIGGERED` or `ERROR`; undefined before the first evaluation. */
  readonly state?: string;
  /** Epoch ms. */
  readonly evaluatedAt?: number;
  /** Undefined where there is no schedule. */
  readonly schedule?: { readonly cron: string; readonly timeZone: string; readonly paused: boolean };
  readonly owner?: string;
}

const PATH = '/api/2.0/alerts';

/** The alerts that the user may see, without those in the trash. */
export async function listAlerts(rest: Rest, signal: AbortSignal): Promise<readonly Alert[]> {
  const request = {
    method: 'GET',
    path: PATH,
    query: { page_size: 100 },
    what: 'Listing the alerts',
  } as const;
  const found: Alert[] = [];
  for await (const page of pages(rest, request, 'alerts', signal)) {
    found.push(...page.filter((alert) => alert.lifecycle_state !== 'DELETED').map(alertOf));
  }
  return found;
}

/**
 * Makes an alert from settings as `POST /api/2.0/alerts` takes them; answers with its id. Not idempotent: where the answer is lost, look for
 * the alert before another one is made.
 */
export async function createAlert(rest: Rest, settings: JsonObject, signal: AbortSignal): Promise<string> {
  const what = `Creating the alert ${textOf(settings, 'display_name') ?? ''}`.trim();
  const request = { method: 'POST', path: PATH, json: asJson(settings), what } as const;
  return requiredText(await callJson(rest, request, signal), 'id', 'an alert');
}

/** Gives an alert these settings; what they do not name stays. @throws Fault `not-found`. */
export async function updateAlert(
  rest: Rest,
  id: string,
  settings: JsonObject,
  signal: AbortSignal,
): Promise<void> {
  const request = {
    method: 'PATCH',
    path: `${PATH}/${segment(id)}`,
    query: { update_mask: Object.keys(settings).join(',') },
    json: asJson(settings),
    what: `Changing the alert ${textOf(settings, 'display_name') ?? id}`,
    idempotent: true,
  } as const;
  await call(rest, request, signal);
}

/** The alert's page. */
export function alertUrl(rest: Rest, id: string): string {
  return pageUrl(rest, `/sql/alerts-v2/${segment(id)}`);
}

function alertOf(object: JsonObject): Alert {
  const evaluation = objectOf(object, 'evaluation');
  const warehouseId = textOf(object, 'warehouse_id');
  const state = textOf(evaluation, 'state');
  const evaluatedAt = Date.parse(textOf(evaluation, 'last_evaluated_at') ?? '');
  const schedule = scheduleOf(objectOf(object, 'schedule'));
  const owner = textOf(object, 'owner_user_name');
  return {
    id: requiredText(object, 'id', 'an alert'),
    name: requiredText(object, 'display_name', 'an alert'),
    queryText: textOf(object, 'query_text') ?? '',
    ...(warehouseId === undefined ? {} : { warehouseId }),
    ...(state === undefined ? {} : { state }),
    ...(Number.isNaN(evaluatedAt) ? {} : { evaluatedAt }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(owner === undefined ? {} : { owner }),
  };
}

function scheduleOf(schedule: JsonObject): Alert['schedule'] {
  const cron = textOf(schedule, 'quartz_cron_schedule');
  if (cron === undefined) return undefined;
  return {
    cron,
    timeZone: textOf(schedule, 'timezone_id') ?? 'UTC',
    paused: schedule.pause_status === 'PAUSED',
  };
}
