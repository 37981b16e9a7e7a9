/** Signing in as a person: OAuth in the browser with PKCE (RFC 7636), and a refresh token for the next times. */

import { createHash, randomBytes } from 'node:crypto';
import { Fault } from '../../base/fault';
import type { WorkspaceHost } from '../host';
import { GrantRefused, type OAuthContext, oauthEndpoints, requestToken, type TokenAnswer } from './oauth';
import { listenForRedirect } from './redirect';
import { type SecretStore, secretKey } from './secretStore';
import { cachedTokens, type TokenSource } from './tokenSource';

/** The public client that every workspace knows, https://docs.databricks.com/dev-tools/auth/oauth-u2m (manual generation). */
const DATABRICKS_CLIENT = 'databricks-cli';

export interface OAuthUserOptions {
  /** Client id of an app of one's own. */
  readonly client?: string;
  readonly secrets: SecretStore;
  /** Opens the browser. Without it nobody is asked: where no refresh token is left, there is a fault. */
  readonly open?: (url: string) => Promise<void>;
  /** Ports of 127.0.0.1 that the app may be sent back to, where they are not those of Databricks' own client. */
  readonly ports?: readonly number[];
}

export function oauthUser(
  context: OAuthContext,
  place: WorkspaceHost,
  options: OAuthUserOptions,
): TokenSource {
  return cachedTokens(place, async (signal) => {
    const refreshed = await refresh(context, place, options, signal);
    return refreshed ?? signIn(context, place, options, signal);
  });
}

/** A token for the refresh token that is kept; undefined where there is none that is still good. */
async function refresh(
  context: OAuthContext,
  place: WorkspaceHost,
  { client, secrets }: OAuthUserOptions,
  signal: AbortSignal,
): Promise<TokenAnswer | undefined> {
  const key = secretKey('oauth-user', place.host, client);
  if ((await secrets.get(key)) === undefined) return undefined;
  const { token } = await oauthEndpoints(context, place.host, signal);
  // Another window may use up the refresh token between our reading it and using it; it leaves the next one.
  for (let used: string | undefined; ; ) {
    const kept = await secrets.get(key);
    if (kept === undefined) return undefined;
    if (kept === used) {
      await secrets.delete(key);
      return undefined;
    }
    used = kept;
    try {
      const form = {
        grant_type: 'refresh_token',
        refresh_token: kept,
        client_id: client ?? DATABRICKS_CLIENT,
      };
      const answer = await requestToken(context, token, form, { secrets: [kept] }, signal);
      if (answer.refreshToken !== undefined) await secrets.set(key, answer.refreshToken, kept);
      return answer;
    } catch (error) {
      if (!(error instanceof GrantRefused)) throw error;
    }
  }
}

async function signIn(
  context: OAuthContext,
  place: WorkspaceHost,
  { client, secrets, open, ports }: OAuthUserOptions,
  signal: AbortSignal,
): Promise<TokenAnswer> {
  if (open === undefined) {
    throw new Fault('unauthenticated', `You are not signed in to ${place.host}.`, {
      advice:
        'Sign in in the browser, from the editor. A command line signs in another way: by a profile (databricks auth login), a token or a service principal.',
    });
  }
  const endpoints = await oauthEndpoints(context, place.host, signal);
  const verifier = randomBytes(64).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const redirect = await listenForRedirect(ports);
  try {
    const coming = redirect.code(state, signal);
    // It may fail while the browser is being opened; the await below tells.
    coming.catch(() => undefined);
    await open(
      withQuery(endpoints.authorize, {
        response_type: 'code',
        client_id: client ?? DATABRICKS_CLIENT,
        redirect_uri: redirect.uri,
        scope: 'all-apis offline_access',
        state,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      }),
    );
    const code = await coming;
    const form = {
      grant_type: 'authorization_code',
      client_id: client ?? DATABRICKS_CLIENT,
      redirect_uri: redirect.uri,
      code,
      code_verifier: verifier,
    };
    const answer = await requestToken(context, endpoints.token, form, { secrets: [code, verifier] }, signal);
    if (answer.refreshToken !== undefined) {
      await secrets.set(secretKey('oauth-user', place.host, client), answer.refreshToken);
    }
    return answer;
  } finally {
    redirect.close();
  }
}

function withQuery(url: URL, query: Readonly<Record<string, string>>): string {
  const full = new URL(url);
  for (const [key, value] of Object.entries(query)) full.searchParams.set(key, value);
  return full.href;
}
