/** Which proxy leads to a host, from the user's setting and the environment. */

import { Fault } from '../base/fault';

export interface ProxySettings {
  /** The editor's `http.proxy`; it counts more than the environment. */
  readonly proxy?: string;
  /** The editor's `http.noProxy`: hosts to be reached without a proxy. */
  readonly noProxy?: readonly string[];
}

/** Environment variables, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for an address, or undefined for none. Lower-case variables count more than upper-case ones, as for curl; `HTTP_PROXY` counts
 * where there is no `HTTPS_PROXY`, as for the editor.
 *
 * @throws Fault `usage` for a proxy that is not reached by http or https.
 */
export function proxyFor(url: URL, settings: ProxySettings, environment: Environment): URL | undefined {
  const exempt = settings.noProxy ?? (environment.no_proxy ?? environment.NO_PROXY ?? '').split(/[\s,]+/);
  if (exempt.some((entry) => isExempt(url, entry))) return undefined;
  const text = [
    settings.proxy,
    environment.https_proxy,
    environment.HTTPS_PROXY,
    environment.http_proxy,
    environment.HTTP_PROXY,
  ].find((one): one is string => one !== undefined && one.trim() !== '');
  return text === undefined ? undefined : parseProxy(text.trim());
}

function parseProxy(text: string): URL {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    // The text may hold a password, so it is not repeated.
    throw new Fault('usage', 'The proxy in the settings or in HTTPS_PROXY cannot be used.', {
      advice: 'Give it as http://host:port or https://host:port.',
    });
  }
  return url;
}

/** An entry is `*`, a host, a domain with or without a leading dot or `*.`, each perhaps with a port. */
function isExempt(url: URL, entry: string): boolean {
  if (entry === '*') return true;
  const [, name = '', port] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry.trim().toLowerCase()) ?? [];
  if (name === '' || (port !== undefined && port !== (url.port === '' ? '443' : url.port))) return false;
  return url.hostname === name || url.hostname.endsWith(`.${name}`);
}
