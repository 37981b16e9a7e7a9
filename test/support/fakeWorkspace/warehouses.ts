/** `sql/warehouses` of the fake workspace. Starting takes as many looks as the test says, or fails. */

import { type Family, missing, page } from './api';
import { integerText, object, string } from './checks';

export interface FakeWarehouse {
  readonly id: string;
  readonly name: string;
  state: 'RUNNING' | 'STARTING' | 'STOPPED' | 'STOPPING' | 'DELETED';
  /** How many looks the state lasts before the next one: STARTING becomes RUNNING, STOPPING becomes STOPPED. */
  looks?: number;
  /** Why it cannot start: STARTING becomes STOPPED, and its health says this. */
  failsBecause?: string;
}

export interface FakeWarehouses extends Family {
  readonly warehouses: FakeWarehouse[];
  pageSize: number;
}

export function fakeWarehouses(): FakeWarehouses {
  const find = (id: string | undefined) => {
    const found = family.warehouses.find((one) => one.id === id);
    if (found === undefined) throw missing(`SQL warehouse ${id} does not exist.`);
    return found;
  };
  const family: FakeWarehouses = {
    warehouses: [],
    pageSize: 100,
    routes: [
      {
        method: 'GET',
        path: '/api/2.0/sql/warehouses',
        query: { page_token: string, page_size: integerText },
        answer: ({ query }) =>
          page('warehouses', family.warehouses.map(shown), family.pageSize, query.page_token),
      },
      {
        method: 'GET',
        path: '/api/2.0/sql/warehouses/:id',
        answer: ({ parameters }) => {
          const warehouse = find(parameters.id);
          const json = shown(warehouse);
          goOn(warehouse);
          return { json };
        },
      },
      {
        method: 'POST',
        path: '/api/2.0/sql/warehouses/:id/start',
        body: object({}),
        answer: ({ parameters }) => {
          const warehouse = find(parameters.id);
          if (warehouse.state === 'STOPPED') {
            warehouse.state = 'STARTING';
            warehouse.looks ??= 1;
          }
          return { json: {} };
        },
      },
    ],
  };
  return family;
}

function goOn(warehouse: FakeWarehouse): void {
  if (warehouse.state !== 'STARTING' && warehouse.state !== 'STOPPING') return;
  warehouse.looks = (warehouse.looks ?? 1) - 1;
  if (warehouse.looks > 0) return;
  delete warehouse.looks;
  const started = warehouse.failsBecause === undefined ? 'RUNNING' : 'STOPPED';
  warehouse.state = warehouse.state === 'STARTING' ? started : 'STOPPED';
}

function shown({ id, name, state, failsBecause }: FakeWarehouse) {
  const health =
    failsBecause === undefined || state !== 'STOPPED'
      ? { status: 'HEALTHY' }
      : { status: 'FAILED', summary: failsBecause };
  return {
    id,
    name,
    state,
    health,
    cluster_size: '2X-Small',
    enable_serverless_compute: false,
    num_active_sessions: 0,
    odbc_params: { hostname: 'fake', path: `/sql/1.0/warehouses/${id}`, port: 443, protocol: 'https' },
  };
}
