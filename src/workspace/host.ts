/** The address of a workspace as people give it, and as it is used here: host name and port, without anything else. */

import { Fault } from '../base/fault';

export interface WorkspaceHost {
  /** Lower case, `name` or `name:port`. */
  readonly host: string;
  /** From `?o=` or `?w=` of an address copied from the browser: which workspace of a host that serves several. */
  readonly workspaceId?: string;
}

/**
 * Understands `https://adb-1.2.azuredatabricks.net/?o=12#job/3` and every part of it down to the bare name.
 *
 * @throws Fault `usage` for what is no host, and for `http://`: a token must not travel in the open.
 */
export function parseHost(text: string): WorkspaceHost {
  const trimmed = text.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (url === undefined || url.hostname === '' || url.username !== '' || url.password !== '') {
    throw new Fault('usage', 'This is not the address of a Databricks workspace.', {
      advice: 'Give it as the browser shows it, such as https://adb-1234567890123456.7.azuredatabricks.net.',
    });
  }
  if (url.protocol !== 'https:') {
    throw new Fault('usage', `The workspace ${url.host} is to be reached by ${url.protocol}//.`, {
      advice: 'Use https://: a token must not travel where others can read it.',
    });
  }
  const workspaceId = workspaceIdOf(url.searchParams);
  return { host: url.host, ...(workspaceId === undefined ? {} : { workspaceId }) };
}

/** `w` takes every kind of workspace id; `o` and `workspace_id` are numbers, as Databricks' own tools read them. */
function workspaceIdOf(query: URLSearchParams): string | undefined {
  const any = query.get('w');
  if (any !== null && any !== '') return any;
  return [query.get('o'), query.get('workspace_id')].find((id): id is string => /^\d+$/.test(id ?? ''));
}

/** Whether a host is Azure Databricks, whose users may sign in with the Azure CLI. */
export function isAzureHost(host: string): boolean {
  return /\.(azuredatabricks\.net|databricks\.azure\.(us|cn))(:\d+)?$/.test(host);
}
