/** The local end of a sign-in in the browser: waits on 127.0.0.1 for the redirect that brings the code (RFC 8252, 7.3). */

import http from 'node:http';
import { Fault } from '../../base/fault';

/** Ports that Databricks' own public client may be sent back to; its other tools try the same. */
const FIRST_PORT = 8020;
const LAST_PORT = 8040;

/** A person has to find the browser, a password and a phone. */
const LIMIT_MS = 5 * 60_000;

export interface Redirect {
  /** What the authorisation server is to send the browser to. */
  readonly uri: string;
  /** @throws Fault `unauthenticated` where the server or the user said no, `timeout`; the signal's reason when aborted. */
  code(state: string, signal: AbortSignal): Promise<string>;
  close(): void;
}

/** @throws Fault `io` when every port is taken. */
export async function listenForRedirect(
  ports: readonly number[] = range(FIRST_PORT, LAST_PORT),
): Promise<Redirect> {
  const server = http.createServer();
  for (const port of ports) {
    if (!(await listens(server, port))) continue;
    const address = server.address();
    const own = typeof address === 'object' && address !== null ? address.port : port;
    return {
      uri: `http://localhost:${own}`,
      code: (state, signal) => waitForCode(server, state, signal),
      close: () => {
        server.close();
        server.closeAllConnections();
      },
    };
  }
  throw new Fault(
    'io',
    `No port from ${FIRST_PORT} to ${LAST_PORT} is free for the sign-in to come back to.`,
    {
      advice: 'End another sign-in that still waits, or sign in another way.',
    },
  );
}

function listens(server: http.Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      server.off('listening', onListening);
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    };
    const onListening = () => {
      server.off('error', onError);
      resolve(true);
    };
    server.once('error', onError);
    server.once('listening', onListening);
    // The loopback address only: nobody else may bring a code.
    server.listen(port, '127.0.0.1');
  });
}

function waitForCode(server: http.Server, state: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const end = (work: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      server.off('request', onRequest);
      work();
    };
    const onAbort = () => end(() => reject(signal.reason));
    const timer = setTimeout(() => end(() => reject(tooLate())), LIMIT_MS);
    const onRequest = (request: http.IncomingMessage, response: http.ServerResponse) => {
      const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
      // Browsers ask for icons, and other pages may guess at the port: only who knows the state is answered.
      if (query.get('state') !== state) {
        response.writeHead(404).end();
        return;
      }
      const code = query.get('code');
      answer(response, code !== null);
      if (code !== null) return end(() => resolve(code));
      const words = query.get('error_description') ?? query.get('error') ?? 'no code came back';
      end(() => reject(refused(words)));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    server.on('request', onRequest);
    if (signal.aborted) onAbort();
  });
}

function answer(response: http.ServerResponse, isSignedIn: boolean): void {
  const words = isSignedIn
    ? 'You are signed in to Databricks. Close this page and go back to the editor.'
    : 'You are not signed in. Go back to the editor, which tells why.';
  response
    .writeHead(isSignedIn ? 200 : 400, { 'Content-Type': 'text/html; charset=utf-8', Connection: 'close' })
    .end(`<!doctype html><title>Overwatch Backup</title><p>${words}</p>`);
}

function refused(words: string): Fault {
  return new Fault('unauthenticated', `The sign-in in the browser was refused: ${words.slice(0, 300)}`, {
    advice: 'Sign in again, or another way. An admin of the account may have to allow the application.',
  });
}

function tooLate(): Fault {
  return new Fault('timeout', `Nobody signed in within ${LIMIT_MS / 60_000} minutes.`, {
    advice: 'Sign in again and finish it in the browser.',
  });
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
