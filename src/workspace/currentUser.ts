/** Who the workspace takes us for, and whether all that a connection needs is there. */

import { textOf } from './json';
import { call, jsonOf, type Rest } from './rest';
import { getWarehouse, type Warehouse } from './warehouses';

export interface CurrentUser {
  /** E-mail address, or the application id of a service principal. */
  readonly name: string;
  /** Which workspace answered; undefined where it does not tell. */
  readonly workspaceId?: string;
}

/** https://docs.databricks.com/api/workspace/currentuser/me */
export async function currentUser(rest: Rest, signal: AbortSignal): Promise<CurrentUser> {
  const request = { method: 'GET', path: '/api/2.0/preview/scim/v2/Me', what: 'Connecting' } as const;
  const response = await call(rest, request, signal);
  const me = jsonOf(response, request.what, rest.tokens.host);
  const workspaceId = response.headers['x-databricks-org-id'];
  return {
    name: textOf(me, 'userName') ?? textOf(me, 'displayName') ?? 'unknown user',
    ...(typeof workspaceId === 'string' ? { workspaceId } : {}),
  };
}

export interface Connection {
  readonly user: CurrentUser;
  readonly warehouse: Warehouse;
  /** What the user should know although the connection works; undefined where there is nothing. */
  readonly notice?: string;
}

/**
 * Tests a connection: the host, its certificate, the sign-in, and the warehouse.
 *
 * @throws Fault that says which of them is wrong and what to do.
 */
export async function testConnection(
  rest: Rest,
  warehouseId: string,
  signal: AbortSignal,
): Promise<Connection> {
  const user = await currentUser(rest, signal);
  const warehouse = await getWarehouse(rest, warehouseId, signal);
  const notice = noticeOf(warehouse);
  return { user, warehouse, ...(notice === undefined ? {} : { notice }) };
}

function noticeOf({ name, state, trouble }: Warehouse): string | undefined {
  if (trouble !== undefined) return `The SQL warehouse ${name} is not well: ${trouble}`;
  if (state === 'RUNNING') return undefined;
  if (state === 'STARTING') return `The SQL warehouse ${name} is starting.`;
  return `The SQL warehouse ${name} is ${state.toLowerCase()}. It starts with the first statement, which may take some minutes.`;
}
