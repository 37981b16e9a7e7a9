/** What the API families of the fake workspace have in common: calls, answers, errors, paging. */

import type { IncomingHttpHeaders } from 'node:http';
import type { Check, Required } from './checks';

/** A call that was found to be signed in and well-formed. */
export interface ApiCall {
  /** The values of the `:name` parts of the path, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** What the body holds, or undefined for none. 64-bit ids are strings of their digits. */
  readonly body: unknown;
  readonly bytes: Buffer;
  readonly headers: IncomingHttpHeaders;
  readonly user: string;
}

export interface ApiAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A `bigint` in it becomes a bare integer. */
  readonly json?: unknown;
  readonly bytes?: Uint8Array | string;
}

export interface Route {
  readonly method: string;
  /** Such as `/api/2.0/sql/warehouses/:id/start`; a last part `:path*` takes the rest. */
  readonly path: string;
  /** The query parameters that there are; any other one is refused. */
  readonly query?: Readonly<Record<string, Check | Required>>;
  /** The JSON body, or `bytes` for one that is taken as it is. Without it, a body is refused. */
  readonly body?: Check | 'bytes' | 'form';
  /** True for what is asked before signing in. */
  readonly open?: boolean;
  readonly answer: (call: ApiCall) => ApiAnswer | Promise<ApiAnswer>;
}

/** One API family: its routes, and whatever its tests set up in it. */
export interface Family {
  readonly routes: readonly Route[];
}

/** An error answer of the API, thrown by routes and checks. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string | number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

export function invalid(message: string): ApiError {
  return new ApiError(400, 'INVALID_PARAMETER_VALUE', message);
}

export function missing(message: string): ApiError {
  return new ApiError(404, 'RESOURCE_DOES_NOT_EXIST', message);
}

export function forbidden(message: string): ApiError {
  return new ApiError(403, 'PERMISSION_DENIED', message);
}

export function exists(message: string): ApiError {
  return new ApiError(409, 'RESOURCE_ALREADY_EXISTS', message);
}

/** One page of a list under `key`: tokens are opaque, and an empty list has no key. */
export function page(
  key: string,
  items: readonly unknown[],
  pageSize: number,
  token: string | undefined,
): { json: Record<string, unknown> } {
  const start =
    token === undefined || token === '' ? 0 : Number(/^page-(\d+)$/.exec(token)?.[1] ?? Number.NaN);
  if (Number.isNaN(start)) throw invalid('Invalid page token.');
  const end = start + pageSize;
  return {
    json: {
      ...(items.length === 0 ? {} : { [key]: items.slice(start, end) }),
      ...(end < items.length ? { next_page_token: `page-${end}` } : {}),
    },
  };
}
