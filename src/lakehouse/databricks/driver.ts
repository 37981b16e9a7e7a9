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
  readonly network: Pick<Network, 'agentFor' | 'proxyFor'>;
}

export interface Driver {
  readonly client: DBSQLClient;
  /** Host and port of the proxy on the way, if there is one. */
  readonly proxy: string | undefined;
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
  let sent = '';
  let refused: string | undefined;
  const agent = network.agentFor(url, true);
  /** Its own agents forget the certificates that are given where there is a proxy, and write all of them down for every request where there is none. */
  class Client extends DBSQLClient {
    override async getConnectionProvider() {
      return Object.assign(await super.getConnectionProvider(), { getAgent: async () => agent });
    }
  }
  const client = new Client({ logger: { log: () => undefined } });
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
  });
  return {
    client,
    proxy: network.proxyFor(url)?.host,
    lastToken: () => sent,
    refuseToken: () => {
      refused = sent;
    },
  };
}
