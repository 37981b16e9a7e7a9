/** Connections to an HTTPS server through an HTTP proxy, by CONNECT, kept open for the next request or not, like direct ones. */

import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import tls from 'node:tls';

/** How long a proxy may take to answer CONNECT, ms. */
const CONNECT_LIMIT_MS = 30_000;

/** What a server is trusted by, as `tls.connect` takes it. */
export type Trust = Pick<tls.ConnectionOptions, 'secureContext' | 'rejectUnauthorized'>;

/**
 * A proxy said no. Its answer is a status of its own: the workspace was not reached. It stands in the code, which is all that the SQL driver
 * keeps of an error.
 */
class ProxyRefusal extends Error {
  override readonly name = 'ProxyRefusal';
  readonly code: string;
  constructor(status: number) {
    super(`The proxy answered CONNECT with status ${status}.`);
    this.code = `PROXY_STATUS_${status}`;
  }
}

/** The status with which a proxy said no, of the code of an error. */
export function proxyStatus(code: string): number | undefined {
  const status = /^PROXY_STATUS_(\d+)$/.exec(code)?.[1];
  return status === undefined ? undefined : Number(status);
}

type ConnectOptions = Trust & { readonly host: string; readonly port: number };
type Connected = (error: Error | null, socket?: Socket) => void;

/** An agent for `https.request` whose connections go through the proxy. User and password in its address are sent as Basic authorisation. */
export function tunnelAgent(proxy: URL, options: Trust & { readonly keepAlive: boolean }): https.Agent {
  return Object.assign(new https.Agent(options), {
    createConnection(options: ConnectOptions, connected: Connected) {
      connectThrough(proxy, options).then(
        (socket) => connected(null, tls.connect({ ...options, socket })),
        (error: Error) => connected(error),
      );
    },
  });
}

function connectThrough(proxy: URL, { host, port, ...given }: ConnectOptions): Promise<Socket> {
  const { secureContext, rejectUnauthorized } = given;
  return new Promise((resolve, reject) => {
    const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const { request } = proxy.protocol === 'https:' ? https : http;
    const connect = request({
      method: 'CONNECT',
      hostname: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : Number(proxy.port),
      path: target,
      headers: { Host: target, ...authorisation(proxy) },
      agent: false,
      timeout: CONNECT_LIMIT_MS,
      ...(secureContext === undefined ? {} : { secureContext }),
      ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
    });
    connect.once('connect', ({ statusCode = 0 }, socket) => {
      // The limit was for CONNECT; requests have their own.
      socket.setTimeout(0);
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new ProxyRefusal(statusCode));
    });
    connect.once('response', ({ statusCode = 0 }) => {
      connect.destroy();
      reject(new ProxyRefusal(statusCode));
    });
    connect.once('timeout', () => connect.destroy(new ProxyRefusal(504)));
    connect.once('error', reject);
    connect.end();
  });
}

function authorisation({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'Proxy-Authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}
