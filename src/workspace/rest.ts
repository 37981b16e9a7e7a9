/** One call of Databricks' REST API: address, token, JSON, retries. The files beside this one are what the product asks by it. */

import { Fault } from '../base/fault';
import type { TokenSource } from './auth/tokenSource';
import type { HttpResponse, Method } from './exchange';
import { isObject, type Json, type JsonObject, objectsOf, parseJson, textOf, writeJson } from './json';
import type { Network } from './network';
import { type Attempt, DEFAULT_LIMITS, exchangeWithRetries, type Limits, talkOf } from './retry';
import { faultOfStatus, isUnauthenticated } from './statusFault';

/** A workspace to talk to. */
export interface Rest {
  readonly tokens: TokenSource;
  readonly network: Network;
  readonly limits?: Partial<Limits>;
}

export interface RestCall {
  readonly method: Method;
  /** From `/api/` on, its variable parts encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. */
  readonly json?: Json;
  /** Sent as they are. */
  readonly bytes?: Uint8Array;
  /** What is being done, as the beginning of a sentence: "Listing the warehouses". */
  readonly what: string;
  /** Whether doing it twice is the same as doing it once; by default all but POST and PATCH. */
  readonly idempotent?: boolean;
  /** Time for one try, ms, where the default is too short. */
  readonly tryMs?: number;
}

/**
 * The answer to a call that succeeded.
 *
 * @throws Fault by what the server or the network says (`networkFault.ts`, `statusFault.ts`); the signal's reason when aborted.
 */
export async function call(rest: Rest, request: RestCall, signal: AbortSignal): Promise<HttpResponse> {
  const limits = { ...DEFAULT_LIMITS, ...rest.limits };
  const tried = { ...limits, tryMs: request.tryMs ?? limits.tryMs };
  const first = await rest.tokens.token(signal);
  const attempt = attemptOf(rest, request, first);
  const response = await exchangeWithRetries(attempt, rest.network, tried, signal);
  if (!isUnauthenticated(response)) return successOf(response, attempt, rest.network, first);
  // The token may have expired early or been revoked: one fresh one, and no more.
  const second = await rest.tokens.token(signal, { refused: first });
  if (second === first) return successOf(response, attempt, rest.network, first);
  const again = attemptOf(rest, request, second);
  return successOf(
    await exchangeWithRetries(again, rest.network, tried, signal),
    again,
    rest.network,
    second,
  );
}

/** The JSON object that a call answers with; an empty body is an empty object. */
export async function callJson(rest: Rest, request: RestCall, signal: AbortSignal): Promise<JsonObject> {
  return jsonOf(await call(rest, request, signal), request.what, rest.tokens.host);
}

/** The objects that a paged list holds under `key`, page by page. */
export async function* pages(
  rest: Rest,
  request: RestCall & { readonly method: 'GET' },
  key: string,
  signal: AbortSignal,
): AsyncGenerator<readonly JsonObject[]> {
  for await (const answer of pagedAnswers(rest, request, signal)) yield objectsOf(answer, key);
}

/** The answers of a call that tells what it has to say in pages. */
export async function* pagedAnswers(
  rest: Rest,
  request: RestCall & { readonly method: 'GET' },
  signal: AbortSignal,
): AsyncGenerator<JsonObject> {
  const seen = new Set<string>();
  for (let token: string | undefined; ; ) {
    const answer = await callJson(
      rest,
      { ...request, query: { ...request.query, page_token: token } },
      signal,
    );
    yield answer;
    token = textOf(answer, 'next_page_token');
    if (token === undefined || token === '') return;
    if (seen.has(token)) {
      throw new Fault('io', `${request.what}: ${rest.tokens.host} named the same next page twice.`);
    }
    seen.add(token);
  }
}

/** A page of the workspace for people, `path` from the first slash on. A host of several workspaces has to be told which one. */
export function pageUrl({ tokens }: Rest, path: string): string {
  const id = tokens.workspaceId;
  const which = id === undefined ? '' : `?${/^\d+$/.test(id) ? 'o' : 'w'}=${encodeURIComponent(id)}`;
  return `https://${tokens.host}${path}${which}`;
}

/** A path parameter, such as an id, for use in `RestCall.path`. */
export function segment(text: string): string {
  return encodeURIComponent(text);
}

function attemptOf({ tokens }: Rest, request: RestCall, token: string): Attempt {
  const url = new URL(`https://${tokens.host}${request.path}`);
  for (const [key, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(key, String(value));
  }
  const body = request.json === undefined ? request.bytes : writeJson(request.json);
  return {
    method: request.method,
    url,
    headers: {
      Authorization: `Bearer ${token}`,
      Accept: 'application/json',
      'User-Agent': 'overwatch-backup',
      ...contentType(request),
      // A host that serves several workspaces has to be told which one.
      ...(tokens.workspaceId === undefined ? {} : { 'X-Databricks-Workspace-Id': tokens.workspaceId }),
    },
    ...(body === undefined ? {} : { body }),
    what: request.what,
    idempotent: request.idempotent ?? !['POST', 'PATCH'].includes(request.method),
  };
}

function contentType({ json, bytes }: RestCall): Record<string, string> {
  if (json !== undefined) return { 'Content-Type': 'application/json' };
  return bytes === undefined ? {} : { 'Content-Type': 'application/octet-stream' };
}

function successOf(response: HttpResponse, attempt: Attempt, network: Network, token: string): HttpResponse {
  if (response.status >= 200 && response.status < 300) return response;
  throw faultOfStatus(response, talkOf(attempt, network), [token]);
}

/** The JSON object of an answer, where its headers matter as well. */
export function jsonOf({ headers, body }: HttpResponse, what: string, host: string): JsonObject {
  if (body.length === 0) return {};
  try {
    const answer = parseJson(body.toString());
    if (isObject(answer)) return answer;
  } catch (error) {
    // The login page is HTML with status 200: this is another kind of server, or the wrong door of the right one.
    const kind = headers['content-type'] ?? 'no JSON';
    throw new Fault('unreachable', `${what}: ${host} answered with ${kind} in the place of data.`, {
      advice: 'Check that the address is that of a workspace, with its ?o=… where one host serves several.',
      cause: error,
    });
  }
  throw new Fault('io', `${what}: ${host} answered with JSON that is no object.`);
}
