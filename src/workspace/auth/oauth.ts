/** What the OAuth ways share: where the workspace's authorisation server is, and one request to its token endpoint. */

import { Fault } from '../../base/fault';
import { isObject, type JsonObject, parseJson, textOf } from '../json';
import type { Network } from '../network';
import { type Attempt, DEFAULT_LIMITS, exchangeWithRetries, type Limits, talkOf } from '../retry';
import { faultOfStatus } from '../statusFault';
import type { Token } from './tokenSource';

export interface OAuthContext {
  readonly network: Network;
  readonly limits?: Partial<Limits>;
}

export interface OAuthEndpoints {
  readonly authorize: URL;
  readonly token: URL;
}

/**
 * The endpoints of the workspace's authorisation server, from its metadata (RFC 8414); where the host has none, the documented places
 * `/oidc/v1/authorize` and `/oidc/v1/token`, https://docs.databricks.com/dev-tools/auth/oauth-m2m.
 *
 * @throws Fault when the host cannot be reached, or names endpoints that are not https.
 */
export async function oauthEndpoints(
  context: OAuthContext,
  host: string,
  signal: AbortSignal,
): Promise<OAuthEndpoints> {
  const attempt: Attempt = {
    method: 'GET',
    url: new URL(`https://${host}/oidc/.well-known/oauth-authorization-server`),
    headers: { Accept: 'application/json' },
    what: 'Looking for the sign-in',
    idempotent: true,
  };
  const response = await send(context, attempt, signal);
  if (response.status !== 200 && response.status !== 404) {
    throw faultOfStatus(response, talkOf(attempt, context.network), []);
  }
  const metadata = response.status === 200 ? objectOf(response.body.toString()) : undefined;
  const endpoint = (key: string, otherwise: string) =>
    httpsUrl((metadata && textOf(metadata, key)) ?? `https://${host}${otherwise}`, host);
  return {
    authorize: endpoint('authorization_endpoint', '/oidc/v1/authorize'),
    token: endpoint('token_endpoint', '/oidc/v1/token'),
  };
}

function httpsUrl(text: string, host: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:') return url;
  throw new Fault('unauthenticated', `${host} names a sign-in that is not https.`, {
    advice: 'Check the address of the workspace.',
  });
}

export interface TokenAnswer extends Token {
  /** A token for the next time; undefined where there is none. */
  readonly refreshToken: string | undefined;
}

/** The server does not grant what was asked: the secret, the code or the refresh token is wrong or used up. */
export class GrantRefused extends Fault {
  constructor(what: string, words: string) {
    super('unauthenticated', `${what}: ${words}`, {
      advice:
        'Sign in again. For a service principal, check its client id and that its secret is not expired.',
    });
  }
}

/**
 * Asks a token endpoint (RFC 6749, 5).
 *
 * @param secrets values of the form that must not appear in a fault.
 * @throws GrantRefused; Fault when the server cannot be reached.
 */
export async function requestToken(
  context: OAuthContext,
  endpoint: URL,
  form: Readonly<Record<string, string>>,
  {
    basic,
    secrets,
  }: {
    readonly basic?: { readonly user: string; readonly password: string };
    readonly secrets: readonly string[];
  },
  signal: AbortSignal,
): Promise<TokenAnswer> {
  const attempt: Attempt = {
    method: 'POST',
    url: endpoint,
    headers: {
      Accept: 'application/json',
      'Content-Type': 'application/x-www-form-urlencoded',
      ...(basic === undefined ? {} : { Authorization: basicAuthorisation(basic) }),
    },
    body: new URLSearchParams(form).toString(),
    what: 'Signing in',
    // A code or a rotating refresh token is good for one request.
    idempotent: form.grant_type === 'client_credentials',
  };
  const askedAt = Date.now();
  const response = await send(context, attempt, signal);
  if (response.status !== 200) {
    const fault = faultOfStatus(response, talkOf(attempt, context.network), secrets);
    if (response.status !== 400 && response.status !== 401) throw fault;
    throw new GrantRefused('Signing in was refused', fault.message);
  }
  const answer = objectOf(response.body.toString());
  const text = answer && textOf(answer, 'access_token');
  if (answer === undefined || text === undefined) {
    throw new Fault('unauthenticated', `${endpoint.host} answered a sign-in without a token.`);
  }
  const seconds = Number(textOf(answer, 'expires_in') ?? Number.NaN);
  return {
    text,
    expiresAt: Number.isFinite(seconds) ? askedAt + seconds * 1000 : undefined,
    refreshToken: textOf(answer, 'refresh_token'),
  };
}

function send({ network, limits }: OAuthContext, attempt: Attempt, signal: AbortSignal) {
  return exchangeWithRetries(attempt, network, { ...DEFAULT_LIMITS, ...limits }, signal);
}

/** RFC 6749, 2.3.1: both parts are encoded before they are joined. */
function basicAuthorisation({
  user,
  password,
}: {
  readonly user: string;
  readonly password: string;
}): string {
  const pair = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function objectOf(text: string): JsonObject | undefined {
  try {
    const value = parseJson(text);
    return isObject(value) ? value : undefined;
  } catch {
    // What is no JSON says nothing; the caller tells what is missing.
    return undefined;
  }
}
