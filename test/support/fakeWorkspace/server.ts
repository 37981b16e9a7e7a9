/**
 * The server of the fake workspace: HTTPS on 127.0.0.1, tokens, routes, and trouble on demand. Strict: what the public API does not
 * document is refused. It logs every request, so that tests can tell what was sent.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Certificate, makeCertificate } from '../certificate';
import type { Cleanup } from '../temporary';
import { type ApiAnswer, ApiError, type Family, type Route } from './api';
import { object } from './checks';

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** An answer in the place of the right one, a connection that is cut, one cut in the middle of the answer, or one that never answers. */
export type Trouble = ApiAnswer | 'drop' | 'drop-halfway' | 'hang';

export interface FakeServer {
  /** `127.0.0.1:port` */
  readonly host: string;
  /** What clients have to trust, PEM. */
  readonly ca: string;
  readonly requests: readonly LoggedRequest[];
  /** The next `times` requests whose `METHOD /path` matches get this. The oldest that matches counts. */
  trouble(pattern: RegExp, what: Trouble, times?: number): void;
}

/** Who a bearer token stands for. */
export interface Sessions {
  /** @throws ApiError when the token is no good. */
  userOf(authorization: string | undefined): string;
}

export async function startServer(
  test: Cleanup,
  sessions: Sessions,
  families: readonly Family[],
  certificate: Certificate = makeCertificate(),
): Promise<FakeServer> {
  const routes = families.flatMap((family) => family.routes).map(compile);
  const requests: LoggedRequest[] = [];
  const troubles: { pattern: RegExp; what: Trouble; times: number }[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const bytes = await bodyOf(request);
    const url = new URL(request.url ?? '/', 'https://fake');
    const query = Object.fromEntries(url.searchParams);
    const { method = '', headers } = request;
    requests.push({ method, path: url.pathname, query, headers, body: bytes.toString() });
    const trouble = troubles.find((one) => one.times > 0 && one.pattern.test(`${method} ${url.pathname}`));
    if (trouble !== undefined) {
      trouble.times -= 1;
      return makeTrouble(trouble.what, request, response);
    }
    send(response, await answerOf(routes, sessions, { method, url, query, headers, bytes }));
  };
  const server = https.createServer({ cert: certificate.cert, key: certificate.key }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      // A defect of the fake must be seen by the test that meets it.
      send(response, { status: 500, json: { error_code: 'FAKE_DEFECT', message: String(error) } });
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  test.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    ca: certificate.ca,
    requests,
    trouble: (pattern, what, times = 1) => {
      troubles.push({ pattern, what, times });
    },
  };
}

interface CompiledRoute extends Route {
  readonly pattern: RegExp;
}

function compile(route: Route): CompiledRoute {
  const source = route.path
    .replace(/[.]/g, '\\.')
    .replace(/\/:(\w+)\*$/, '(?<$1>/.*)')
    .replace(/:(\w+)/g, '(?<$1>[^/]+)');
  return { ...route, pattern: new RegExp(`^${source}$`) };
}

interface RawCall {
  readonly method: string;
  readonly url: URL;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
}

async function answerOf(
  routes: readonly CompiledRoute[],
  sessions: Sessions,
  call: RawCall,
): Promise<ApiAnswer> {
  try {
    const { method, url, query, headers, bytes } = call;
    const route = routes.find((one) => one.method === method && one.pattern.test(url.pathname));
    const user = route?.open === true ? '' : sessions.userOf(headers.authorization);
    if (route === undefined) {
      throw new ApiError(404, 'ENDPOINT_NOT_FOUND', `No API found for '${method} ${url.pathname}'`);
    }
    if (url.searchParams.size !== Object.keys(query).length) {
      throw new ApiError(400, 'BAD_REQUEST', 'A parameter stands twice.');
    }
    object(route.query ?? {})(query, 'query');
    const groups = route.pattern.exec(url.pathname)?.groups ?? {};
    const parameters = Object.fromEntries(
      Object.entries(groups).map(([key, value]) => [key, decodeURIComponent(value)]),
    );
    const body = parseBody(route.body, headers['content-type'], bytes);
    return await route.answer({ parameters, query, body, bytes, headers, user });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return {
      status: error.status,
      headers: error.headers,
      json: { error_code: error.code, message: error.message },
    };
  }
}

function parseBody(expected: Route['body'], type: string | undefined, bytes: Buffer): unknown {
  if (expected === 'bytes') return undefined;
  if (expected === 'form') {
    if (type !== 'application/x-www-form-urlencoded') throw malformed('The body must be a form.');
    return Object.fromEntries(new URLSearchParams(bytes.toString()));
  }
  if (expected === undefined) {
    if (bytes.length > 0) throw malformed('This call takes no body.');
    return undefined;
  }
  if (type !== 'application/json') throw malformed('The body must be JSON.');
  const body = parseWithIds(bytes.toString());
  expected(body, 'body');
  return body;
}

/** Fields that are 64-bit integers: sent bare, and read without losing a digit. */
const ID_FIELDS = ['handle', 'job_id', 'run_id', 'object_id'];

function parseWithIds(text: string): unknown {
  const pattern = new RegExp(`("(?:${ID_FIELDS.join('|')})"\\s*:\\s*)(\\d+)`, 'g');
  try {
    return JSON.parse(text.replace(pattern, '$1"$2"'));
  } catch {
    throw malformed('The body is no JSON.');
  }
}

function malformed(message: string): ApiError {
  return new ApiError(400, 'MALFORMED_REQUEST', message);
}

function send(response: ServerResponse, { status = 200, headers = {}, json, bytes }: ApiAnswer): void {
  const type = json === undefined ? 'application/octet-stream' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'Content-Type': type, 'X-Databricks-Org-Id': '7405605519549535', ...headers });
  response.end(json === undefined ? bytes : writeWithIds(json));
}

function writeWithIds(json: unknown): string {
  const text = JSON.stringify(json, (_key, value: unknown) =>
    typeof value === 'bigint' ? `@integer:${value}` : value,
  );
  return text.replace(/"@integer:(-?\d+)"/g, '$1');
}

function makeTrouble(trouble: Trouble, request: IncomingMessage, response: ServerResponse): void {
  if (typeof trouble !== 'string') {
    send(response, trouble);
  } else if (trouble === 'drop') {
    request.socket.destroy();
  } else if (trouble === 'drop-halfway') {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 1000 });
    response.write('{', () => request.socket.destroy());
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
