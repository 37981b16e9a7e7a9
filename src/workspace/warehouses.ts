/** SQL warehouses: which there are, and starting one. https://docs.databricks.com/api/workspace/warehouses */

import { Fault } from '../base/fault';
import { formatDuration } from '../base/format';
import { isObject, type JsonObject, requiredText, textOf } from './json';
import { pause } from './pause';
import { call, callJson, pages, type Rest, segment } from './rest';

/** The states of the API; a state that is not known here is kept as it is called. */
export type WarehouseState =
  | 'RUNNING'
  | 'STARTING'
  | 'STOPPED'
  | 'STOPPING'
  | 'DELETED'
  | 'DELETING'
  | (string & {});

export interface Warehouse {
  readonly id: string;
  readonly name: string;
  readonly state: WarehouseState;
  /** Such as `2X-Small`. */
  readonly size?: string;
  readonly serverless: boolean;
  /** Why it is not well, in the server's words. */
  readonly trouble?: string;
}

/** All warehouses that the user may see. */
export async function listWarehouses(rest: Rest, signal: AbortSignal): Promise<readonly Warehouse[]> {
  const found: Warehouse[] = [];
  const request = {
    method: 'GET',
    path: '/api/2.0/sql/warehouses',
    what: 'Listing the SQL warehouses',
  } as const;
  for await (const page of pages(rest, request, 'warehouses', signal)) found.push(...page.map(warehouseOf));
  return found;
}

/** @throws Fault `not-found` when there is no such warehouse, or the user may not see it. */
export async function getWarehouse(rest: Rest, id: string, signal: AbortSignal): Promise<Warehouse> {
  const request = { method: 'GET', path: pathOf(id), what: `Looking at the SQL warehouse ${id}` } as const;
  try {
    return warehouseOf(await callJson(rest, request, signal));
  } catch (error) {
    if (error instanceof Fault && error.code === 'not-found') throw missing(id, rest.tokens.host, error);
    throw error;
  }
}

/** Asks for the start and does not wait for it. Where it runs or starts already, nothing happens. */
export async function startWarehouse(rest: Rest, id: string, signal: AbortSignal): Promise<void> {
  const what = `Starting the SQL warehouse ${id}`;
  await call(rest, { method: 'POST', path: `${pathOf(id)}/start`, json: {}, what, idempotent: true }, signal);
}

export interface WaitOptions {
  /** ms; a classic warehouse may take ten minutes to get its machines. */
  readonly limitMs?: number;
  readonly pollMs?: number;
  /** Called with each state that is another than before. */
  readonly onState?: (state: WarehouseState) => void;
}

/**
 * Starts the warehouse where it is stopped and waits until it runs.
 *
 * @throws Fault `not-found`; `unavailable` when it does not start, with why; `timeout`; the signal's reason when aborted.
 */
export async function waitUntilRunning(
  rest: Rest,
  id: string,
  { limitMs = 15 * 60_000, pollMs = 3_000, onState }: WaitOptions,
  signal: AbortSignal,
): Promise<Warehouse> {
  const endsAt = Date.now() + limitMs;
  let state: WarehouseState | undefined;
  let starts = 0;
  for (;;) {
    const warehouse = await getWarehouse(rest, id, signal);
    if (warehouse.state !== state) onState?.(warehouse.state);
    const before = state;
    state = warehouse.state;
    if (state === 'RUNNING') return warehouse;
    if (state === 'DELETED' || state === 'DELETING') throw missing(id, rest.tokens.host);
    if (state === 'STOPPED') {
      // Stopped after it was starting: it could not. Stopped after stopping: it may start now.
      if (before === 'STARTING' || starts === 2) throw notStarting(warehouse);
      await startWarehouse(rest, id, signal);
      starts += 1;
    }
    if (Date.now() + pollMs > endsAt) throw tooSlow(warehouse, limitMs);
    await pause(pollMs, signal);
  }
}

function pathOf(id: string): string {
  return `/api/2.0/sql/warehouses/${segment(id)}`;
}

function warehouseOf(object: JsonObject): Warehouse {
  const id = requiredText(object, 'id', 'a SQL warehouse');
  const size = textOf(object, 'cluster_size');
  const trouble = troubleOf(object.health);
  return {
    id,
    name: textOf(object, 'name') ?? id,
    state: requiredText(object, 'state', 'a SQL warehouse'),
    ...(size === undefined ? {} : { size }),
    serverless: object.enable_serverless_compute === true,
    ...(trouble === undefined ? {} : { trouble }),
  };
}

function troubleOf(health: unknown): string | undefined {
  if (!isObject(health) || (health.status !== 'FAILED' && health.status !== 'DEGRADED')) return undefined;
  const reason = isObject(health.failure_reason) ? textOf(health.failure_reason, 'code') : undefined;
  const words = [textOf(health, 'summary'), textOf(health, 'details'), reason];
  return words.find((text) => text !== undefined && text !== '');
}

function missing(id: string, host: string, cause?: unknown): Fault {
  return new Fault('not-found', `There is no SQL warehouse ${id} in ${host}, or you may not see it.`, {
    advice: 'Choose another warehouse, or ask its owner for the right to use it.',
    cause,
  });
}

function notStarting({ name, trouble }: Warehouse): Fault {
  const why = trouble === undefined ? '' : `: ${trouble.replace(/\.$/, '')}`;
  return new Fault('unavailable', `The SQL warehouse ${name} did not start${why}.`, {
    advice: 'Look at its page in the workspace, or choose another warehouse.',
  });
}

function tooSlow({ name, state, trouble }: Warehouse, limitMs: number): Fault {
  const why = trouble === undefined ? '' : ` It says: ${trouble}`;
  return new Fault(
    'timeout',
    `The SQL warehouse ${name} does not run after ${formatDuration(limitMs)}; it is ${state}.${why}`,
    { advice: 'It may still come up. Look at its page in the workspace, then try again.' },
  );
}
