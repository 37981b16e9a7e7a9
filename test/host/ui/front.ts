/** One host in front of two servers, as a workspace is: its SQL goes to the one, its REST API to the other. */

import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Certificate, makeCertificate } from '../../support/certificate';

/** A server that answers over TLS. */
export interface Upstream {
  /** `127.0.0.1:port` */
  readonly host: string;
  /** What to trust it by, PEM. */
  readonly ca: string;
}

export interface Front {
  /** `127.0.0.1:port` */
  readonly host: string;
  /** What clients have to trust, PEM. */
  readonly ca: string;
  /** How long each request of SQL is held up, ms. */
  delay: number;
  stop(): void;
}

export async function startFront(
  { rest, sql }: { readonly rest: Upstream; readonly sql: Upstream },
  { cert, key, ca }: Certificate = makeCertificate(),
): Promise<Front> {
  const server = https.createServer({ cert, key }, (request, response) => {
    const isSql = request.url?.startsWith('/sql/') === true;
    const upstream = isSql ? sql : rest;
    const [host, port] = upstream.host.split(':');
    const options = { host, port, path: request.url, method: request.method, headers: request.headers };
    const forward = () => {
      // The header names the workspace; the server behind is known by its own address.
      const onward = https.request({ ...options, ca: upstream.ca, servername: '' }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.once('error', () => response.destroy());
      request.pipe(onward);
    };
    setTimeout(forward, isSql ? front.delay : 0);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const front: Front = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    ca,
    delay: 0,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
  return front;
}
