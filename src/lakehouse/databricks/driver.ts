/** The Databricks SQL driver, loaded on first use: signed in by our tokens, behind our proxy, without its telemetry and its log. */

import type { DBSQLClient } from '@databricks/sql';
import type { TokenSource } from '../../workspace/auth/tokenSource';
import type { Network } from '../../workspace/network';

export interface WarehouseConnection {
  /** Host name, with a port where it is not 443. */
  readonly host: string;
  /** `/sql/1.0/warehouses/<id>` */
  readonly path: string;
  readonly tokens: Pick<TokenSource, 'token'>;
  readonly network: Pick<Network, 'proxyFor' | 'tls'>;
}

export interface Driver {
  readonly client: DBSQLClient;
  /** The token that was sent last; empty before the first. */
  lastToken(): string;
  /** Has the next request ask for another token than the one that was sent last. */
  refuseToken(): void;
}

type Package = typeof import('@databricks/sql');

/** One request of the driver; a statement runs as long as it needs, over many of them. */
const REQUEST_LIMIT = 240_000;

export async function connectDriver({ host, path, tokens, network }: WarehouseConnection): Promise<Driver> {
  // In the bundle, a CommonJS package is the default export of its chunk.
  const loaded: Package & { readonly default?: Package } = await import('@databricks/sql');
  const { DBSQLClient } = loaded.default ?? loaded;
  const url = new URL(`https://${host}`);
  const proxy = network.proxyFor(url);
  const { ca, rejectUnauthorized } = network.tls;
  let sent = '';
  let refused: string | undefined;
  const client = new DBSQLClient({ logger: { log: () => undefined } });
  await client.connect({
    host: url.hostname,
    port: Number(url.port || 443),
    path,
    authType: 'custom',
    provider: {
      async authenticate() {
        const signal = AbortSignal.timeout(REQUEST_LIMIT);
        sent = await tokens.token(signal, refused === undefined ? {} : { refused });
        return { Authorization: `Bearer ${sent}` };
      },
    },
    userAgentEntry: 'overwatch-backup',
    // The option of the constructor does not switch it off.
    telemetryEnabled: false,
    socketTimeout: REQUEST_LIMIT,
    ...(ca === undefined ? {} : { customCaCert: ca.join('\n') }),
    ...(rejectUnauthorized === undefined ? {} : { checkServerCertificate: rejectUnauthorized }),
    ...(proxy === undefined ? {} : { proxy: driverProxy(proxy) }),
  });
  return {
    client,
    lastToken: () => sent,
    refuseToken: () => {
      refused = sent;
    },
  };
}

function driverProxy(proxy: URL) {
  const protocol = proxy.protocol === 'https:' ? ('https' as const) : ('http' as const);
  return {
    protocol,
    host: proxy.hostname,
    port: Number(proxy.port || (protocol === 'https' ? 443 : 80)),
    ...(proxy.username === ''
      ? {}
      : {
          auth: {
            username: decodeURIComponent(proxy.username),
            password: decodeURIComponent(proxy.password),
          },
        }),
  };
}
