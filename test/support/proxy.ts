/** An HTTP proxy for tests: knows CONNECT only, asks for a user and a password, and remembers where it was asked to go. */

import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import type { Cleanup } from './temporary';

export interface TestProxy {
  /** `127.0.0.1:port` */
  readonly host: string;
  /** With the right user and password. */
  readonly url: string;
  /** The targets of the tunnels that were opened, in order. */
  readonly targets: readonly string[];
}

export interface TestProxyOptions {
  /** Every CONNECT is answered with this status. */
  readonly refuse?: number;
  /** Every tunnel leads here, `host:port`, wherever it was to go. */
  readonly leadTo?: string;
}

export async function startProxy(
  test: Cleanup,
  { refuse, leadTo }: TestProxyOptions = {},
): Promise<TestProxy> {
  const targets: string[] = [];
  const expected = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;
  const proxy = http.createServer((_request, response) => response.writeHead(500).end());
  proxy.on('connect', (request, socket, head) => {
    // A server lets go of the connections that it hands out.
    test.after(() => socket.destroy());
    const status = refuse ?? (request.headers['proxy-authorization'] === expected ? 200 : 407);
    socket.write(`HTTP/1.1 ${status} Proxy\r\n\r\n`);
    if (status !== 200) return void socket.end();
    const target = request.url ?? '';
    targets.push(target);
    const [host = '', port = ''] = (leadTo ?? target).split(':');
    const server = net.connect(Number(port), host, () => {
      server.write(head);
      server.pipe(socket).pipe(server);
    });
    server.on('error', () => socket.destroy());
    socket.on('error', () => server.destroy());
    test.after(() => server.destroy());
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
  test.after(() => proxy.close());
  const host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return { host, url: `http://user:p%40ss@${host}`, targets };
}
