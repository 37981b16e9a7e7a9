/** From a way to sign in to the source of tokens. */

import { exhaustive, Fault } from '../../base/fault';
import type { WorkspaceHost } from '../host';
import { findProfile, findProfileOfHost, type Profile, type ProfileSources } from '../profiles';
import { azureCli } from './azureCli';
import { databricksCli } from './databricksCli';
import type { OAuthContext } from './oauth';
import { azureServicePrincipal, oauthMachine } from './oauthMachine';
import { oauthUser } from './oauthUser';
import { personalAccessToken } from './pat';
import { type SecretStore, secretKey } from './secretStore';
import type { TokenSource } from './tokenSource';

/** How to sign in, without any secret: those are in the profile or in the store. */
export type SignIn =
  /** The named profile, or the one of the host, or the user's default. */
  | { readonly way: 'profile'; readonly profile?: string; readonly place?: WorkspaceHost }
  | { readonly way: 'pat'; readonly place: WorkspaceHost }
  | { readonly way: 'oauth-user'; readonly place: WorkspaceHost; readonly client?: string }
  | { readonly way: 'oauth-machine'; readonly place: WorkspaceHost; readonly client: string }
  | { readonly way: 'azure-cli'; readonly place: WorkspaceHost }
  | { readonly way: 'databricks-cli'; readonly place: WorkspaceHost; readonly profile?: string };

export interface SignInContext extends OAuthContext, ProfileSources {
  readonly secrets: SecretStore;
  /** Opens the browser; without it nobody is asked to sign in. */
  readonly open?: (url: string) => Promise<void>;
}

/**
 * The source of tokens. Nothing is asked of a server yet.
 *
 * @throws Fault `not-found` for a profile that is not there, `usage` for one that cannot be used, `unauthenticated` where a secret is missing.
 */
export async function tokenSource(context: SignInContext, signIn: SignIn): Promise<TokenSource> {
  const { secrets, environment, open } = context;
  switch (signIn.way) {
    case 'profile':
      return profileTokens(context, await profileFor(context, signIn));
    case 'pat':
      return personalAccessToken(signIn.place, await secrets.get(secretKey('pat', signIn.place.host)));
    case 'oauth-user': {
      const client = signIn.client === undefined ? {} : { client: signIn.client };
      return oauthUser(context, signIn.place, {
        secrets,
        ...client,
        ...(open === undefined ? {} : { open }),
      });
    }
    case 'oauth-machine': {
      const { place, client } = signIn;
      const clientSecret = await secrets.get(secretKey('oauth-machine', place.host, client));
      if (clientSecret === undefined) {
        throw new Fault(
          'unauthenticated',
          `There is no secret for the service principal ${client} of ${place.host}.`,
          {
            advice: 'Enter it, or set DATABRICKS_CLIENT_SECRET.',
          },
        );
      }
      return oauthMachine(context, place, { clientId: client, clientSecret });
    }
    case 'azure-cli':
      return azureCli(signIn.place, { environment });
    case 'databricks-cli': {
      const profile = signIn.profile === undefined ? {} : { profile: signIn.profile };
      return databricksCli(signIn.place, { environment, ...profile });
    }
    default:
      return exhaustive(signIn);
  }
}

function profileFor(
  context: SignInContext,
  { profile, place }: Extract<SignIn, { way: 'profile' }>,
): Promise<Profile> {
  if (profile === undefined && place !== undefined) return findProfileOfHost(context, place.host);
  return findProfile(context, profile).then((found) => {
    if (place === undefined || place.host === found.host) return found;
    throw new Fault('usage', `The profile ${profile} is for ${found.host}, not for ${place.host}.`, {
      advice: 'Leave the profile or the host out, or choose another profile.',
    });
  });
}

/** The source of tokens of a profile. */
export function profileTokens(context: SignInContext, { auth, ...profile }: Profile): TokenSource {
  const { environment } = context;
  const place: WorkspaceHost = {
    host: profile.host,
    ...(profile.workspaceId === undefined ? {} : { workspaceId: profile.workspaceId }),
  };
  switch (auth.way) {
    case 'pat':
      return personalAccessToken(place, auth.token);
    case 'oauth-machine':
      return oauthMachine(context, place, auth);
    case 'azure-service-principal':
      return azureServicePrincipal(context, place, auth);
    case 'azure-cli':
      return azureCli(place, { ...auth, environment });
    case 'databricks-cli':
      return databricksCli(place, { ...auth, environment });
    case 'any-cli':
      return firstOf(
        databricksCli(place, { ...auth, environment }),
        azureCli(place, { ...auth, environment }),
      );
    default:
      return exhaustive(auth);
  }
}

/** The first source while nobody is signed in with it the second; if that has no token either, the fault tells of both. */
function firstOf(first: TokenSource, second: TokenSource): TokenSource {
  return {
    ...first,
    async token(signal, options) {
      try {
        return await first.token(signal, options);
      } catch (error) {
        if (!(error instanceof Fault) || error.code !== 'unauthenticated') throw error;
        return second.token(signal, options).catch((other: unknown) => {
          if (!(other instanceof Fault) || other.code !== 'unauthenticated') throw other;
          throw new Fault('unauthenticated', `${error.message} ${other.message}`, {
            advice: `${error.advice} Or: ${other.advice}`,
          });
        });
      }
    },
  };
}
