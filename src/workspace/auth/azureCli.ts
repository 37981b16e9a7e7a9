/** Signing in with what `az login` has left. */

import type { WorkspaceHost } from '../host';
import { textOf } from '../json';
import type { Environment } from '../proxy';
import { runForJson, type Tool, ToolFailed } from './command';
import { cachedTokens, type TokenSource } from './tokenSource';

/** Azure Databricks as a resource of Entra ID, https://learn.microsoft.com/azure/databricks/dev-tools/user-aad-token. */
export const AZURE_DATABRICKS = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d';

export interface AzureCliOptions {
  /** Tenant of Entra ID, where the one that `az` chose by itself is another. */
  readonly tenant?: string;
  readonly environment: Environment;
}

export function azureCli(place: WorkspaceHost, { tenant, environment }: AzureCliOptions): TokenSource {
  const ofTenant = tenant === undefined ? [] : ['--tenant', tenant];
  const tool: Tool = {
    name: 'the Azure CLI',
    program: 'az',
    install: 'Install it (https://learn.microsoft.com/cli/azure/install-azure-cli), then run: az login',
    signIn: `Run: ${['az login', ...ofTenant].join(' ')}`,
  };
  return cachedTokens(place, async (signal) => {
    const args = [
      'account',
      'get-access-token',
      '--resource',
      AZURE_DATABRICKS,
      '--output',
      'json',
      ...ofTenant,
    ];
    const answer = await runForJson(tool, args, environment, signal);
    const text = textOf(answer, 'accessToken');
    if (text === undefined) throw new ToolFailed(tool, 'its answer holds no accessToken.');
    return { text, expiresAt: expiryOf(textOf(answer, 'expires_on'), textOf(answer, 'expiresOn')) };
  });
}

/** `expires_on` is epoch seconds, from version 2.54 on; `expiresOn` is a time of the local clock without a zone. */
function expiryOf(epochSeconds: string | undefined, local: string | undefined): number | undefined {
  const seconds = Number(epochSeconds ?? Number.NaN);
  if (Number.isFinite(seconds)) return seconds * 1000;
  const time = Date.parse((local ?? '').replace(' ', 'T').replace(/(\.\d{3})\d+/, '$1'));
  return Number.isNaN(time) ? undefined : time;
}
