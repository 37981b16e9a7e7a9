/** What goes wrong on the way to a server, as faults: which name, connection or certificate, and what to do about it. */

import { Fault } from '../base/fault';
import { redactSecrets } from './redact';
import { proxyStatus } from './tunnel';

/** What is being talked to. `what` is what was being done, as the beginning of a sentence: "Listing the warehouses". */
export interface Talk {
  readonly host: string;
  readonly what: string;
  /** Host and port of the proxy on the way, never its password. */
  readonly proxy?: string;
}

const CERTIFICATE_ADVICE =
  'If your company checks encrypted traffic, give its certificate to Node: set NODE_EXTRA_CA_CERTS to a PEM file that holds it and start again. ' +
  'The editor setting http.proxyStrictSSL switches the check off, which lets others read along.';

/** Codes of Node and OpenSSL, https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE_ERRORS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN:
    'was issued by an authority that is not trusted here: its own certificate is self-signed',
  UNABLE_TO_GET_ISSUER_CERT: 'was issued by an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'was issued by an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'was issued by an authority that is not known here',
  CERT_UNTRUSTED: 'is not trusted here',
  CERT_REJECTED: 'is not trusted here',
  INVALID_CA: 'was issued by what is no certificate authority',
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  CERT_REVOKED: 'was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another host',
};

/** What a certificate's own dates or names are wrong about: no other certificate here mends it. */
const CERTIFICATE_OWN_FAULT: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED:
    'Check the clock of this machine. If it is right, the owner of the server has to renew the certificate.',
  CERT_NOT_YET_VALID: 'Check the clock of this machine.',
  CERT_REVOKED: 'Ask the owner of the server.',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'Check the address of the workspace, and whether a proxy or a private link answers in its place.',
};

const NETWORK_ERRORS: Readonly<Record<string, { what: string; advice: string }>> = {
  ENOTFOUND: {
    what: 'is not known: there is no such host',
    advice:
      'Check the address of the workspace. A host of a private network is known only inside it, perhaps by VPN.',
  },
  EAI_AGAIN: {
    what: 'could not be looked up: the name server does not answer',
    advice: 'Check the network connection, then try again.',
  },
  ECONNREFUSED: { what: 'refused the connection', advice: 'Check the address and the port.' },
  ECONNRESET: {
    what: 'closed the connection',
    advice: 'Try again. If it stays so, look for a firewall on the way.',
  },
  EPIPE: {
    what: 'closed the connection',
    advice: 'Try again. If it stays so, look for a firewall on the way.',
  },
  ETIMEDOUT: { what: 'did not answer', advice: 'Check the network, a VPN or a firewall on the way.' },
  EHOSTUNREACH: { what: 'cannot be reached from here', advice: 'Check the network or the VPN.' },
  ENETUNREACH: { what: 'cannot be reached from here', advice: 'Check the network or the VPN.' },
  EPROTO: {
    what: 'does not speak TLS',
    advice: 'Check the address and the port, and whether the proxy is one for https.',
  },
};

/** Whether a connection was lost or never came about in a way that another try may mend. */
export function isLostConnection(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN'].includes(codeOf(error) ?? '');
}

/** An error of Node's network as a fault. One that is a fault already stays as it is. */
export function faultOfNetwork(error: unknown, { host, what, proxy }: Talk): Fault {
  if (error instanceof Fault) return error;
  const code = codeOf(error) ?? '';
  const refused = proxyStatus(code);
  if (refused !== undefined)
    return faultOfProxy(refused, proxy === undefined ? 'the proxy' : `the proxy ${proxy}`, what);
  const certificate = CERTIFICATE_ERRORS[code];
  if (certificate !== undefined) {
    const advice = CERTIFICATE_OWN_FAULT[code] ?? CERTIFICATE_ADVICE;
    return new Fault('unreachable', `${what}: the certificate of ${host} ${certificate} (${code}).`, {
      advice,
      cause: error,
    });
  }
  const known = NETWORK_ERRORS[code];
  const server = proxy === undefined ? host : `${host} (by the proxy ${proxy})`;
  if (known !== undefined) {
    return new Fault('unreachable', `${what}: ${server} ${known.what} (${code}).`, {
      advice: known.advice,
      cause: error,
    });
  }
  const words = redactSecrets(error instanceof Error ? error.message : String(error));
  return new Fault('unreachable', `${what}: no connection to ${server}: ${words}`, {
    advice: 'Check the address of the workspace and the network.',
    cause: error,
  });
}

function faultOfProxy(status: number, proxy: string, what: string): Fault {
  if (status === 407) {
    return new Fault('unreachable', `${what}: ${proxy} asks for a user name and a password.`, {
      advice:
        'Put them into its address, http://user:password@host:port, in the setting http.proxy or in HTTPS_PROXY.',
    });
  }
  return new Fault('unreachable', `${what}: ${proxy} did not connect (status ${status}).`, {
    advice: 'Check the proxy, or name the host in NO_PROXY if it is to be reached without it.',
  });
}

/** The code of an error of Node's network, whether it has a `syscall` or not; the first of several tries where there were several. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? codeOf(error.errors[0]) : undefined;
}
