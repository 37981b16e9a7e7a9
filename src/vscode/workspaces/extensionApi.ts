/** What the public API of Databricks' own extension tells of the workspace it is connected to. */

import { asFault } from '../../base/fault';
import { parseHost } from '../../workspace/host';

export interface ExtensionWorkspace {
  readonly host: string;
  /** Profile of `.databrickscfg` that it signs in by, if it does. */
  readonly profile?: string;
}

/**
 * Reads the extension's public API (`PublicApi`, version 1, in databricks-vscode-types): its connection manager has the client of the
 * workspace it is connected to, and that one's `config` names host and profile.
 */
export async function workspaceIn(api: unknown): Promise<ExtensionWorkspace | undefined> {
  const manager = at(api, 'connectionManager');
  if (at(manager, 'state') !== 'CONNECTED') return undefined;
  const client = at(manager, 'apiClient') ?? at(at(manager, 'workspaceClient'), 'apiClient');
  const config = at(client, 'config') ?? at(at(manager, 'workspaceClient'), 'config');
  const host = String(at(config, 'host') ?? (await at(client, 'host')) ?? '');
  const profile = at(config, 'profile');
  try {
    return {
      host: parseHost(host).host,
      ...(typeof profile === 'string' && profile !== '' ? { profile } : {}),
    };
  } catch (error) {
    if (asFault(error).code === 'usage') return undefined;
    throw error;
  }
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
