/** How a profile signs in, told from its values, https://docs.databricks.com/dev-tools/auth/unified-auth. */

import { Fault } from '../base/fault';
import { isAzureHost } from './host';

/** How a profile signs in. */
export type ProfileAuth =
  | { readonly way: 'pat'; readonly token: string }
  | { readonly way: 'oauth-machine'; readonly clientId: string; readonly clientSecret: string }
  | {
      readonly way: 'azure-service-principal';
      readonly tenant: string;
      readonly clientId: string;
      readonly clientSecret: string;
    }
  | { readonly way: 'azure-cli'; readonly tenant?: string }
  | { readonly way: 'databricks-cli'; readonly profile?: string; readonly program?: string }
  /** The tools of this machine, in this order: who is signed in with none of them is told how to. */
  | {
      readonly way: 'any-cli';
      readonly profile?: string;
      readonly program?: string;
      readonly tenant?: string;
    };

/** What the values allow, in the order of Databricks' tools; `auth_type` chooses one of them. */
export function authOf(
  values: Readonly<Record<string, string>>,
  host: string,
  called: string,
  name: string | undefined,
): ProfileAuth {
  const tenant = values.azure_tenant_id === undefined ? {} : { tenant: values.azure_tenant_id };
  const cli = {
    ...(name === undefined ? {} : { profile: name }),
    ...(values.databricks_cli_path === undefined ? {} : { program: values.databricks_cli_path }),
  };
  const ways: Readonly<Record<string, () => ProfileAuth | undefined>> = {
    pat: () => (values.token === undefined ? undefined : { way: 'pat', token: values.token }),
    'oauth-m2m': () => {
      const credentials = credentialsOf(values.client_id, values.client_secret);
      return credentials && { way: 'oauth-machine', ...credentials };
    },
    'azure-client-secret': () => {
      const credentials = credentialsOf(values.azure_client_id, values.azure_client_secret);
      const { azure_tenant_id } = values;
      if (credentials === undefined || azure_tenant_id === undefined) return undefined;
      return { way: 'azure-service-principal', tenant: azure_tenant_id, ...credentials };
    },
    'databricks-cli': () => ({ way: 'databricks-cli', ...cli }),
    'azure-cli': () => ({ way: 'azure-cli', ...tenant }),
  };
  const type = values.auth_type;
  if (type !== undefined) {
    const way = ways[type]?.();
    if (way !== undefined) return way;
    throw new Fault(
      'usage',
      `${called} signs in by ${type}, which ${ways[type] ? 'lacks its values' : 'is not known here'}.`,
      {
        advice: `Known are ${Object.keys(ways).join(', ')}. Choose another way to sign in.`,
      },
    );
  }
  if (values.username !== undefined && values.token === undefined) {
    throw new Fault(
      'usage',
      `${called} signs in with a user name and a password, which Databricks has ended.`,
      {
        advice: 'Use a personal access token or OAuth.',
      },
    );
  }
  const found = ways.pat?.() ?? ways['oauth-m2m']?.() ?? ways['azure-client-secret']?.();
  if (found !== undefined) return found;
  return isAzureHost(host) ? { way: 'any-cli', ...cli, ...tenant } : { way: 'databricks-cli', ...cli };
}

function credentialsOf(clientId: string | undefined, clientSecret: string | undefined) {
  return clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret };
}
