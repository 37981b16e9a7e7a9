/** Signing in as a service principal: OAuth client credentials, of Databricks itself or of Microsoft Entra ID. */

import { Fault } from '../../base/fault';
import type { WorkspaceHost } from '../host';
import { AZURE_DATABRICKS } from './azureCli';
import { type OAuthContext, oauthEndpoints, requestToken } from './oauth';
import { cachedTokens, type TokenSource } from './tokenSource';

export interface ServiceCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A service principal with an OAuth secret of Databricks, https://docs.databricks.com/dev-tools/auth/oauth-m2m. */
export function oauthMachine(
  context: OAuthContext,
  place: WorkspaceHost,
  { clientId, clientSecret }: ServiceCredentials,
): TokenSource {
  return cachedTokens(place, async (signal) => {
    const { token } = await oauthEndpoints(context, place.host, signal);
    return requestToken(
      context,
      token,
      { grant_type: 'client_credentials', scope: 'all-apis' },
      { basic: { user: clientId, password: clientSecret }, secrets: [clientSecret] },
      signal,
    );
  });
}

/**
 * A service principal of Microsoft Entra ID that is a user of the workspace,
 * https://learn.microsoft.com/azure/databricks/dev-tools/service-prin-aad-token.
 */
export function azureServicePrincipal(
  context: OAuthContext,
  place: WorkspaceHost,
  { clientId, clientSecret, tenant }: ServiceCredentials & { readonly tenant: string },
): TokenSource {
  const endpoint = new URL(
    `https://${loginHost(place.host)}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`,
  );
  return cachedTokens(place, (signal) =>
    requestToken(
      context,
      endpoint,
      {
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        scope: `${AZURE_DATABRICKS}/.default`,
      },
      { secrets: [clientSecret] },
      signal,
    ),
  );
}

/** Entra ID's own host for each of Azure's clouds. */
function loginHost(host: string): string {
  if (/\.azuredatabricks\.net(:\d+)?$/.test(host)) return 'login.microsoftonline.com';
  if (/\.databricks\.azure\.us(:\d+)?$/.test(host)) return 'login.microsoftonline.us';
  if (/\.databricks\.azure\.cn(:\d+)?$/.test(host)) return 'login.chinacloudapi.cn';
  throw new Fault(
    'usage',
    `${host} is not Azure Databricks, so there is no service principal of Entra ID for it.`,
    {
      advice:
        'Use a service principal of Databricks (client_id and client_secret), or another way to sign in.',
    },
  );
}
