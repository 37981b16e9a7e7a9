/** How servers are reached: proxy, trusted certificates, connections that are kept open. Made once and shared by all that talk to a workspace. */

import { readFileSync } from 'node:fs';
import https from 'node:https';
import tls from 'node:tls';
import { asFault } from '../base/fault';
import { type Environment, type ProxySettings, proxyFor } from './proxy';
import { tunnelAgent } from './tunnel';

export interface NetworkSettings extends ProxySettings {
  /** False only where the user switched the check of certificates off (`http.proxyStrictSSL`). */
  readonly strictSsl?: boolean;
  /** Certificates (PEM) to trust besides those that Node trusts. */
  readonly certificates?: readonly string[];
}

export interface Network {
  /** The proxy for an address such as `https://host`, or undefined. */
  proxyFor(url: URL): URL | undefined;
  /** @param keepAlive whether connections are kept open, and used for several requests */
  agentFor(url: URL, keepAlive: boolean): https.Agent;
  /** What `https.request` and `tls.connect` are to trust; empty where Node's own ways hold, `NODE_EXTRA_CA_CERTS` among them. */
  readonly tls: { readonly ca?: string[]; readonly rejectUnauthorized?: boolean };
}

/** @throws Fault when the file that `NODE_EXTRA_CA_CERTS` names cannot be read, where it has to be. */
export function createNetwork(settings: NetworkSettings, environment: Environment): Network {
  const direct = { kept: new https.Agent({ keepAlive: true }), own: new https.Agent({ keepAlive: false }) };
  const tunnels = new Map<string, https.Agent>();
  const find = (url: URL) => proxyFor(url, settings, environment);
  const certificates = settings.certificates ?? [];
  return {
    proxyFor: find,
    agentFor(url, keepAlive) {
      const proxy = find(url);
      if (proxy === undefined) return keepAlive ? direct.kept : direct.own;
      if (!keepAlive) return tunnelAgent(proxy, false);
      const agent = tunnels.get(proxy.href) ?? tunnelAgent(proxy, true);
      tunnels.set(proxy.href, agent);
      return agent;
    },
    tls: {
      ...(certificates.length === 0 ? {} : { ca: [...defaultCertificates(environment), ...certificates] }),
      ...(settings.strictSsl === false ? { rejectUnauthorized: false } : {}),
    },
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
