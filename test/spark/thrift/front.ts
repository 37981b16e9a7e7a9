/** The TLS server that stands before Spark: it takes what the Databricks SQL driver sends, checks its token and hands it on. */

import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { CALL, decode, encode, REPLY } from '../../support/thrift/codec';
import { databricksDialect } from './databricksDialect';

export interface FrontOptions {
  /** The port of Spark's Thrift Server on this machine. */
  readonly sparkPort: number;
  readonly certificate: { readonly cert: string; readonly key: string };
  /** What clients must show. */
  readonly token: string;
}

export interface Front {
  readonly port: number;
  close(): Promise<void>;
}

/** Sockets of the driver stay open between statements; a shorter limit would have it send into closed ones. */
const KEEP_ALIVE = 120_000;

export async function startFront({ sparkPort, certificate, token }: FrontOptions): Promise<Front> {
  const agent = new http.Agent({ keepAlive: true });
  const dialect = databricksDialect();
  const answer = async (request: http.IncomingMessage): Promise<{ status: number; body?: Buffer }> => {
    if (request.headers.authorization !== `Bearer ${token}`) return { status: 401 };
    if (request.method !== 'POST') return { status: 404 };
    const body = await readAll(request);
    const call = decode(body);
    const sent = decode(body);
    if (call.type === CALL) dialect.toSpark(sent);
    const { status, body: answered } = await askSpark(agent, sparkPort, encode(sent));
    if (status !== 200) return { status, body: answered };
    const reply = decode(answered);
    if (reply.type === REPLY) dialect.toDriver(reply, call);
    return { status, body: encode(reply) };
  };
  const server = https.createServer({ ...certificate, keepAlive: true }, (request, response) => {
    answer(request).then(
      ({ status, body = Buffer.alloc(0) }) => {
        response.writeHead(status, { 'content-type': 'application/x-thrift', 'content-length': body.length });
        response.end(body);
      },
      (error: unknown) => response.writeHead(502).end(String(error)),
    );
  });
  server.keepAliveTimeout = KEEP_ALIVE;
  server.requestTimeout = 0;
  server.unref();
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
        agent.destroy();
      }),
  };
}

function askSpark(agent: http.Agent, port: number, body: Buffer): Promise<{ status: number; body: Buffer }> {
  return new Promise((done, fail) => {
    const request = http.request(
      {
        ...{ host: '127.0.0.1', port, path: '/cliservice', method: 'POST', agent },
        headers: {
          'content-type': 'application/x-thrift',
          accept: 'application/x-thrift',
          'content-length': body.length,
          authorization: `Basic ${Buffer.from('token:x').toString('base64')}`,
        },
      },
      (response) => {
        readAll(response).then(
          (answered) => done({ status: response.statusCode ?? 502, body: answered }),
          fail,
        );
      },
    );
    request.on('error', fail);
    request.end(body);
  });
}

async function readAll(message: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}
