/** How servers are reached: proxy, trusted certificates, connections that are kept open. Made once and shared by all that talk to a workspace. */

import { readFileSync } from 'node:fs';
import https from 'node:https';
import tls from 'node:tls';
import { asFault } from '../base/fault';
import { type Environment, type ProxySettings, proxyFor } from './proxy';
import { type Trust, tunnelAgent } from './tunnel';

export interface NetworkSettings extends ProxySettings {
  /** False only where the user switched the check of certificates off (`http.proxyStrictSSL`). */
  readonly strictSsl?: boolean;
  /** Certificates (PEM) to trust besides those that Node trusts. */
  readonly certificates?: readonly string[];
}

export interface Network {
  /** The proxy for an address such as `https://host`, or undefined. */
  proxyFor(url: URL): URL | undefined;
  /**
   * Goes through the proxy where there is one for the address, and trusts what is to be trusted.
   *
   * @param keepAlive whether connections are kept open, and used for several requests
   */
  agentFor(url: URL, keepAlive: boolean): https.Agent;
}

/** @throws Fault when the file that `NODE_EXTRA_CA_CERTS` names cannot be read, where it has to be. */
export function createNetwork(settings: NetworkSettings, environment: Environment): Network {
  const trust = trusted(settings, environment);
  const direct = {
    kept: new https.Agent({ ...trust, keepAlive: true }),
    own: new https.Agent({ ...trust, keepAlive: false }),
  };
  const tunnels = new Map<string, https.Agent>();
  const find = (url: URL) => proxyFor(url, settings, environment);
  return {
    proxyFor: find,
    agentFor(url, keepAlive) {
      const proxy = find(url);
      if (proxy === undefined) return keepAlive ? direct.kept : direct.own;
      if (!keepAlive) return tunnelAgent(proxy, { ...trust, keepAlive });
      const agent = tunnels.get(proxy.href) ?? tunnelAgent(proxy, { ...trust, keepAlive });
      tunnels.set(proxy.href, agent);
      return agent;
    },
  };
}

/**
 * Empty where Node's own ways hold, `NODE_EXTRA_CA_CERTS` among them. The certificates are read once, into a context: given as `ca`, each
 * connection would read them again, and each request would write all of them into the name by which Node finds a connection that is open.
 */
function trusted({ certificates = [], strictSsl }: NetworkSettings, environment: Environment): Trust {
  return {
    ...(certificates.length === 0
      ? {}
      : {
          secureContext: tls.createSecureContext({
            ca: [...defaultCertificates(environment), ...certificates],
          }),
        }),
    ...(strictSsl === false ? { rejectUnauthorized: false } : {}),
  };
}

/** What Node trusts by itself: naming more replaces it, so it has to be named too. */
function defaultCertificates(environment: Environment): readonly string[] {
  const file = environment.NODE_EXTRA_CA_CERTS;
  if (file === undefined || file === '') return tls.rootCertificates;
  try {
    return [...tls.rootCertificates, readFileSync(file, 'utf8')];
  } catch (error) {
    throw asFault(error, `The certificates of NODE_EXTRA_CA_CERTS cannot be read from ${file}`);
  }
}
