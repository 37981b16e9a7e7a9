/** One HTTPS request and its answer, as they are: no retries, no redirects, no judgement about the status. */

import type { IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import { Fault } from '../base/fault';
import { formatDuration } from '../base/format';
import type { Network } from './network';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface HttpRequest {
  readonly method: Method;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /**
   * Whether to go by a connection of its own. A server may close one that was kept open in the very moment in which it is used again, and then
   * nobody knows whether the request arrived: what must not be sent twice had better not go that way.
   */
  readonly ownConnection?: boolean;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * @param limitMs from the first byte sent to the last byte read.
 * @throws Fault `timeout` after `limitMs`; the signal's reason when aborted; the error of Node's network for all else.
 */
export function exchange(
  { method, url, headers, body, ownConnection = false }: HttpRequest,
  network: Network,
  limitMs: number,
  signal: AbortSignal,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = https.request(url, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }) },
      agent: network.agentFor(url, !ownConnection),
    });
    const stop = (reason: unknown) => {
      settle();
      reject(reason);
      request.destroy();
    };
    const onAbort = () => stop(signal.reason);
    const timer = setTimeout(() => stop(timedOut(url, limitMs)), limitMs);
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    request.on('error', stop);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', stop);
      response.once('end', () => {
        settle();
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        });
      });
    });
    request.end(body);
  });
}

function timedOut(url: URL, limitMs: number): Fault {
  return new Fault('timeout', `${url.host} did not answer within ${formatDuration(limitMs)}.`, {
    advice: 'Check the network, a VPN or a proxy on the way, then try again.',
  });
}
