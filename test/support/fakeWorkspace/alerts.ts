/** `alerts` of the fake workspace, the second version of the API. */

import { type ApiAnswer, type Family, invalid, missing, page } from './api';
import {
  arrayOf,
  between,
  boolean,
  both,
  type Check,
  object,
  oneOf,
  required,
  string,
  textBetween,
} from './checks';
import { pauseStatus, quartzCron, timeZone } from './schedules';
import type { FakeWarehouses } from './warehouses';

type Settings = Readonly<Record<string, unknown>>;

export interface FakeAlert {
  readonly id: string;
  settings: Settings;
  /** What its last evaluation found, and when. */
  state?: 'OK' | 'TRIGGERED' | 'UNKNOWN' | 'ERROR';
  evaluatedAt?: number;
  trashed?: boolean;
}

export interface FakeAlerts extends Family {
  readonly alerts: Map<string, FakeAlert>;
  pageSize: number;
}

const number: Check = (value, where) => {
  if (typeof value !== 'number') throw invalid(`${where} must be a number.`);
};

const column = {
  name: required(string),
  display: string,
  aggregation: oneOf('AVG', 'COUNT', 'COUNT_DISTINCT', 'MAX', 'MEDIAN', 'MIN', 'STDDEV', 'SUM'),
};

/** One of the fields, and no other beside it. */
function choice(fields: Readonly<Record<string, Check>>): Check {
  return both(object(fields), (value, where) => {
    if (Object.keys(value as object).length !== 1) {
      throw invalid(`${where} needs exactly one of ${Object.keys(fields).join(', ')}.`);
    }
  });
}

const evaluation = both(
  object({
    source: required(object(column)),
    comparison_operator: required(
      oneOf(
        'EQUAL',
        'GREATER_THAN',
        'GREATER_THAN_OR_EQUAL',
        'IS_NOT_NULL',
        'IS_NULL',
        'LESS_THAN',
        'LESS_THAN_OR_EQUAL',
        'NOT_EQUAL',
      ),
    ),
    threshold: choice({
      column: object(column),
      value: choice({ bool_value: boolean, double_value: number, string_value: string }),
    }),
    empty_result_state: oneOf('ERROR', 'OK', 'TRIGGERED', 'UNKNOWN'),
    notification: object({
      notify_on_ok: boolean,
      retrigger_seconds: between(0, 2_147_483_647),
      subscriptions: arrayOf(choice({ user_email: string, destination_id: string })),
    }),
  }),
  (value, where) => {
    const { comparison_operator: operator, threshold } = value as Settings;
    const isUnary = operator === 'IS_NULL' || operator === 'IS_NOT_NULL';
    if (isUnary === (threshold !== undefined))
      throw invalid(`${where}: ${String(operator)} and its threshold.`);
  },
);

const FIELDS = {
  display_name: string,
  query_text: string,
  warehouse_id: string,
  evaluation,
  schedule: object({
    quartz_cron_schedule: required(quartzCron),
    timezone_id: required(timeZone),
    pause_status: pauseStatus,
  }),
  custom_description: string,
  custom_summary: string,
  parent_path: string,
  run_as: object({ user_name: string, service_principal_name: string }),
  run_as_user_name: string,
};

const NEEDED = ['display_name', 'query_text', 'warehouse_id', 'evaluation', 'schedule'] as const;

const whole: Check = both(object(FIELDS), (value, where) => {
  const lacking = NEEDED.find((key) => (value as Settings)[key] === undefined);
  if (lacking !== undefined) throw invalid(`${where} lacks the field ${lacking}.`);
});

export function fakeAlerts(warehouses: FakeWarehouses): FakeAlerts {
  let made = 0;
  const find = (id: string | undefined) => {
    const alert = family.alerts.get(id ?? '');
    if (alert === undefined || alert.trashed === true) throw missing(`Alert ${id} does not exist.`);
    return alert;
  };
  const known = (settings: Settings) => {
    if (warehouses.warehouses.some(({ id }) => id === settings.warehouse_id)) return settings;
    throw invalid(`SQL warehouse ${String(settings.warehouse_id)} does not exist.`);
  };
  const family: FakeAlerts = {
    alerts: new Map(),
    pageSize: 100,
    routes: [
      {
        method: 'POST',
        path: '/api/2.0/alerts',
        body: whole,
        answer: ({ body }) => {
          made += 1;
          const id = `0f7c1e52-8d5a-4c1b-9f00-${String(made).padStart(12, '0')}`;
          const alert: FakeAlert = { id, settings: known(body as Settings) };
          family.alerts.set(id, alert);
          return shown(alert);
        },
      },
      {
        method: 'GET',
        path: '/api/2.0/alerts',
        query: { page_size: textBetween(1, 100), page_token: string },
        answer: ({ query }) => {
          const all = [...family.alerts.values()].map((alert) => shown(alert).json);
          return page(
            'alerts',
            all,
            Math.min(family.pageSize, Number(query.page_size ?? 20)),
            query.page_token,
          );
        },
      },
      {
        method: 'GET',
        path: '/api/2.0/alerts/:id',
        answer: ({ parameters }) => shown(find(parameters.id)),
      },
      {
        method: 'PATCH',
        path: '/api/2.0/alerts/:id',
        query: { update_mask: required(string) },
        body: object(FIELDS),
        answer: ({ parameters, query, body }) => {
          const alert = find(parameters.id);
          const changes = body as Settings;
          const mask = (query.update_mask ?? '').split(',');
          const strange = mask.find((field) => !(field in FIELDS) || field === 'parent_path');
          if (strange !== undefined) throw invalid(`update_mask: ${strange} cannot be updated.`);
          const next = {
            ...alert.settings,
            ...Object.fromEntries(mask.map((field) => [field, changes[field]])),
          };
          whole(JSON.parse(JSON.stringify(next)), 'alert');
          alert.settings = known(next);
          return shown(alert);
        },
      },
      {
        method: 'DELETE',
        path: '/api/2.0/alerts/:id',
        answer: ({ parameters }) => {
          find(parameters.id).trashed = true;
          return { json: {} };
        },
      },
    ],
  };
  return family;
}

function shown({ id, settings, state, evaluatedAt, trashed = false }: FakeAlert): ApiAnswer {
  const evaluated = {
    ...(settings.evaluation as object),
    ...(state === undefined ? {} : { state }),
    ...(evaluatedAt === undefined ? {} : { last_evaluated_at: new Date(evaluatedAt).toISOString() }),
  };
  return {
    json: {
      id,
      ...settings,
      evaluation: evaluated,
      owner_user_name: 'somebody@example.com',
      create_time: '2024-01-01T00:00:00Z',
      lifecycle_state: trashed ? 'DELETED' : 'ACTIVE',
    },
  };
}
