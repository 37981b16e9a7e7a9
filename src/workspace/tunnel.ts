/** Connections to an HTTPS server through an HTTP proxy, by CONNECT, kept open for the next request or not, like direct ones. */

import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import tls from 'node:tls';

/** How long a proxy may take to answer CONNECT, ms. */
const CONNECT_LIMIT_MS = 30_000;

/** A proxy said no. Its answer is a status of its own: the workspace was not reached. */
export class ProxyRefusal extends Error {
  override readonly name = 'ProxyRefusal';
  constructor(readonly status: number) {
    super(`The proxy answered CONNECT with status ${status}.`);
  }
}

type ConnectOptions = tls.ConnectionOptions & { readonly host: string; readonly port: number };
type Connected = (error: Error | null, socket?: Socket) => void;

/** An agent for `https.request` whose connections go through the proxy. User and password in its address are sent as Basic authorisation. */
export function tunnelAgent(proxy: URL, keepAlive: boolean): https.Agent {
  return Object.assign(new https.Agent({ keepAlive }), {
    createConnection(options: ConnectOptions, connected: Connected) {
      connectThrough(proxy, options).then(
        (socket) => connected(null, tls.connect({ ...options, socket })),
        (error: Error) => connected(error),
      );
    },
  });
}

function connectThrough(proxy: URL, { host, port, ca, rejectUnauthorized }: ConnectOptions): Promise<Socket> {
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
      ...(ca === undefined ? {} : { ca }),
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
