/** The ways to sign in to a workspace, as they are offered: by what is set up on this machine already, or by what the user enters. */

import * as vscode from 'vscode';
import { asFault } from '../../base/fault';
import type { AuthWay, DatabricksAddress } from '../../lakehouse/address';
import { isAzureHost, parseHost } from '../../workspace/host';
import type { ProfileAuth } from '../../workspace/profileAuth';
import { findProfile, listProfiles, type ProfileSources } from '../../workspace/profiles';
import { sentence } from '../notify';
import { extensionWorkspace } from './databricksExtension';

/** How an address begins that is not finished yet: all but its warehouse. */
export type SignInChoice = Omit<DatabricksAddress, 'kind' | 'warehouse' | 'catalogs'>;

/** What is still to be asked for. */
export type Question = 'host' | 'token' | 'client' | 'clientSecret';

export interface Way {
  readonly choice: Partial<SignInChoice> & { readonly auth: AuthWay };
  readonly asks: readonly Question[];
}

export interface WayItem extends vscode.QuickPickItem {
  /** Undefined for headings, and for what cannot be used. */
  readonly way: Way | undefined;
}

/** Those that need nothing to be entered come first. */
export async function wayItems(sources: ProfileSources): Promise<WayItem[]> {
  const known = [
    ...(await fromExtension(sources)),
    ...(await fromEnvironment(sources)),
    ...(await fromFile(sources)),
  ];
  return [
    ...(known.length === 0 ? [] : [heading(vscode.l10n.t('Set Up on This Machine')), ...known]),
    heading(vscode.l10n.t('Another Workspace')),
    {
      way: { choice: { auth: 'oauth-user' }, asks: ['host'] },
      label: vscode.l10n.t('Sign In in the Browser…'),
      detail: vscode.l10n.t('OAuth: there is no token to make or to copy.'),
      iconPath: new vscode.ThemeIcon('globe'),
    },
    {
      way: { choice: { auth: 'pat' }, asks: ['host', 'token'] },
      label: vscode.l10n.t('Personal Access Token…'),
      detail: vscode.l10n.t('It is kept in the secret storage of the editor.'),
      iconPath: new vscode.ThemeIcon('key'),
    },
    {
      way: { choice: { auth: 'oauth-machine' }, asks: ['host', 'client', 'clientSecret'] },
      label: vscode.l10n.t('Service Principal…'),
      detail: vscode.l10n.t(
        'OAuth by its client id and secret, which is kept in the secret storage of the editor.',
      ),
      iconPath: new vscode.ThemeIcon('server-process'),
    },
    {
      way: { choice: { auth: 'azure-cli' }, asks: ['host'] },
      label: vscode.l10n.t('Azure CLI…'),
      detail: vscode.l10n.t('By what az login has left, for Azure Databricks.'),
      iconPath: new vscode.ThemeIcon('azure'),
    },
  ];
}

function heading(label: string): WayItem {
  return { label, kind: vscode.QuickPickItemKind.Separator, way: undefined };
}

/** The workspace that the Databricks extension is connected to: by its profile, else by what the Databricks CLI knows of the host. */
async function fromExtension(sources: ProfileSources): Promise<WayItem[]> {
  const connected = await extensionWorkspace();
  if (connected === undefined) return [];
  const { host, profile } = connected;
  const profiles = await listProfiles(sources);
  const isUsable = profiles.some((one) => 'host' in one && one.name === profile && one.host === host);
  const choice: Way['choice'] =
    isUsable && profile !== undefined ? { auth: 'profile', profile } : { auth: 'databricks-cli', host };
  return [
    {
      way: { choice, asks: [] },
      label: host,
      description: vscode.l10n.t('connected by the Databricks extension'),
      iconPath: new vscode.ThemeIcon('plug'),
    },
  ];
}

/** `DATABRICKS_HOST` and its like, where they name a workspace. */
async function fromEnvironment(sources: ProfileSources): Promise<WayItem[]> {
  const { DATABRICKS_HOST: given, DATABRICKS_CONFIG_PROFILE: profile } = sources.environment;
  if (given === undefined || given === '' || (profile !== undefined && profile !== '')) return [];
  const label = vscode.l10n.t('Environment');
  try {
    const { host, workspaceId, auth } = await findProfile(sources);
    const place = { host, ...(workspaceId === undefined ? {} : { workspaceId }) };
    return [
      {
        way: { choice: { auth: 'profile', ...place }, asks: [] },
        label,
        description: host,
        detail: wayText(auth),
        iconPath: new vscode.ThemeIcon('symbol-variable'),
      },
    ];
  } catch (error) {
    return [unusable(label, error)];
  }
}

async function fromFile(sources: ProfileSources): Promise<WayItem[]> {
  const profiles = await listProfiles(sources);
  return profiles.map((profile): WayItem => {
    if ('fault' in profile) return unusable(profile.name, profile.fault);
    const { name = '', host, auth } = profile;
    return {
      way: { choice: { auth: 'profile', profile: name }, asks: [] },
      label: name,
      description: host,
      detail: wayText(auth),
      iconPath: new vscode.ThemeIcon('account'),
    };
  });
}

function unusable(label: string, error: unknown): WayItem {
  return { way: undefined, label: `$(circle-slash) ${label}`, detail: sentence(asFault(error)) };
}

function wayText({ way }: ProfileAuth): string {
  const texts: Readonly<Record<ProfileAuth['way'], string>> = {
    pat: vscode.l10n.t('by its personal access token'),
    'oauth-machine': vscode.l10n.t('by its service principal'),
    'azure-service-principal': vscode.l10n.t('by its service principal of Entra ID'),
    'azure-cli': vscode.l10n.t('by the Azure CLI'),
    'databricks-cli': vscode.l10n.t('by the Databricks CLI'),
    'any-cli': vscode.l10n.t('by the Databricks CLI or the Azure CLI'),
  };
  return texts[way];
}

/** Why a host will not do for a way; undefined where it will. @throws Fault `usage` for what is no host. */
export function wrongHost(auth: AuthWay, text: string): string | undefined {
  const { host } = parseHost(text);
  if (auth !== 'azure-cli' || isAzureHost(host)) return undefined;
  return vscode.l10n.t('{0} is not Azure Databricks.', host);
}
