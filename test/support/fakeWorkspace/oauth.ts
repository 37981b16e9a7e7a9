/** Signing in at the fake workspace: personal access tokens, and an OAuth server with PKCE, rotating refresh tokens and service principals. */

import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import { ApiError, type Family } from './api';
import type { Sessions } from './server';

interface Grant {
  readonly client: string;
  readonly challenge: string;
  readonly redirectUri: string;
}

export interface FakeOAuth extends Family, Sessions {
  /** Personal access tokens and their users. */
  readonly accessTokens: Map<string, string>;
  /** Service principals: client id and secret. */
  readonly services: Map<string, string>;
  /** Seconds that tokens live, as the server tells. */
  lifetime: number;
  /** What the person does in the browser that `open(url)` opens. */
  browse(url: string, decision?: 'allow' | 'deny' | 'guess-state'): Promise<void>;
  /** Ends every OAuth token at once; refresh tokens stay good. */
  endTokens(): void;
  /** Ends every refresh token. */
  endRefreshTokens(): void;
  /** Where the endpoints are; set when the server listens. */
  base: string;
}

export function fakeOAuth(): FakeOAuth {
  const tokens = new Map<string, string>();
  const ended = new Set<string>();
  const refreshTokens = new Map<string, string>();
  const grants = new Map<string, Grant>();
  const issue = (user: string) => {
    const token = `eyJhbGciOiJub25lIn0.${randomBytes(12).toString('hex')}.x`;
    tokens.set(token, user);
    return token;
  };
  const issueBoth = (client: string) => {
    const refreshToken = `refresh-${randomBytes(12).toString('hex')}`;
    refreshTokens.set(refreshToken, client);
    return { access_token: issue('person@example.com'), refresh_token: refreshToken };
  };
  const grantToken = (form: Record<string, string>, authorization: string | undefined) => {
    switch (form.grant_type) {
      case 'client_credentials': {
        const [id, secret] = basic(authorization);
        if (oauth.services.get(id) !== secret)
          throw new ApiError(401, 'invalid_client', 'Client authentication failed');
        if (form.scope !== 'all-apis') throw new ApiError(400, 'invalid_scope', 'No such scope');
        return { access_token: issue(id) };
      }
      case 'authorization_code': {
        const grant = grants.get(form.code ?? '');
        grants.delete(form.code ?? '');
        const challenge = createHash('sha256')
          .update(form.code_verifier ?? '')
          .digest('base64url');
        const fits =
          grant?.client === form.client_id &&
          grant?.redirectUri === form.redirect_uri &&
          grant?.challenge === challenge;
        if (!fits) throw new ApiError(400, 'invalid_grant', 'The code is not good');
        return issueBoth(grant.client);
      }
      case 'refresh_token': {
        const client = refreshTokens.get(form.refresh_token ?? '');
        if (client === undefined || client !== form.client_id) {
          throw new ApiError(400, 'invalid_grant', `Refresh token ${form.refresh_token} is not good`);
        }
        refreshTokens.delete(form.refresh_token ?? '');
        return issueBoth(client);
      }
      default:
        throw new ApiError(400, 'unsupported_grant_type', 'No such grant');
    }
  };
  const oauth: FakeOAuth = {
    accessTokens: new Map(),
    services: new Map(),
    lifetime: 3600,
    base: '',
    routes: [
      {
        method: 'GET',
        path: '/oidc/.well-known/oauth-authorization-server',
        open: true,
        answer: () => ({
          json: {
            issuer: `${oauth.base}/oidc`,
            authorization_endpoint: `${oauth.base}/oidc/v1/authorize`,
            token_endpoint: `${oauth.base}/oidc/v1/token`,
          },
        }),
      },
      {
        method: 'POST',
        path: '/oidc/v1/token',
        open: true,
        body: 'form',
        answer: ({ body, headers }) => {
          const form = body as Record<string, string>;
          const granted = grantToken(form, headers.authorization);
          return { json: { ...granted, token_type: 'Bearer', expires_in: oauth.lifetime } };
        },
      },
    ],
    userOf(authorization) {
      const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
      if (token === undefined) {
        throw new ApiError(401, 401, 'Credential was not sent or was of an unsupported type for this API.');
      }
      if (ended.has(token))
        throw new ApiError(403, 403, 'Token is expiring within 30 seconds. (token expired)');
      const user = oauth.accessTokens.get(token) ?? tokens.get(token);
      if (user === undefined) throw new ApiError(403, 403, 'Invalid access token.');
      return user;
    },
    async browse(text, decision = 'allow') {
      const url = new URL(text);
      const query = Object.fromEntries(url.searchParams);
      const expected = `${oauth.base}/oidc/v1/authorize`;
      if (`${url.origin}${url.pathname}` !== expected)
        throw new Error(`The browser was sent to ${url.origin}.`);
      if (query.response_type !== 'code' || query.code_challenge_method !== 'S256')
        throw new Error('No PKCE.');
      if (query.scope !== 'all-apis offline_access') throw new Error(`Scope ${query.scope}`);
      const redirect = new URL(query.redirect_uri ?? '');
      redirect.searchParams.set('state', decision === 'guess-state' ? 'a-guess' : (query.state ?? ''));
      if (decision === 'deny') {
        redirect.searchParams.set('error', 'access_denied');
        redirect.searchParams.set('error_description', 'The person said no');
      } else {
        const code = randomBytes(8).toString('hex');
        const {
          client_id: client = '',
          code_challenge: challenge = '',
          redirect_uri: redirectUri = '',
        } = query;
        grants.set(code, { client, challenge, redirectUri });
        redirect.searchParams.set('code', code);
      }
      await visit(redirect);
    },
    endTokens() {
      for (const token of tokens.keys()) ended.add(token);
    },
    endRefreshTokens() {
      refreshTokens.clear();
    },
  };
  return oauth;
}

function basic(authorization: string | undefined): [string, string] {
  const pair = Buffer.from((authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
  const [id = '', secret = ''] = pair.split(':').map(decodeURIComponent);
  return [id, secret];
}

function visit(url: URL): Promise<void> {
  return new Promise((resolve, reject) => {
    http
      .get(url, { agent: false }, (response) => {
        response.resume();
        response.once('end', resolve);
      })
      .once('error', reject);
  });
}
