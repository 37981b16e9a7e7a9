/** How a SQL warehouse looks among the lakehouses: what it is called, what is wrong with it, and what can be done about that. */

import * as vscode from 'vscode';
import type { FaultData } from '../../base/fault';
import type { DatabricksAddress } from '../../lakehouse/address';
import { readWorkspace, workspaceName } from '../workspaces/workspaceName';
import { factsTooltip } from './factsTooltip';
import { actionNode } from './messageNode';
import type { Subject, TreeNode } from './node';

/** How a lakehouse of a kind looks. */
export interface LakehouseLook {
  readonly label: string;
  readonly icon: string;
  readonly tooltip: string | vscode.MarkdownString;
  /** What it says while it is looked at. */
  readonly loading: string;
  /** Words of `contextValue`. */
  readonly context: string;
}

/** @param all the addresses of all lakehouses: where two have one name, their warehouses tell them apart */
export function workspaceLook(text: string, all: readonly string[]): LakehouseLook {
  const address = readWorkspace(text);
  const name = workspaceName(text);
  const isShared = all.some((other) => other !== text && workspaceName(other) === name);
  // The end of a long name is cut off where the view is narrow.
  const label =
    address !== undefined && isShared ? vscode.l10n.t('{0} in {1}', address.warehouse, name) : name;
  const tooltip =
    address === undefined
      ? text
      : factsTooltip('cloud', label, [
          [vscode.l10n.t('Workspace'), address.host ?? ''],
          [vscode.l10n.t('SQL warehouse'), address.warehouse],
          [vscode.l10n.t('Signed in by'), wayText(address)],
          [vscode.l10n.t('Catalogs'), address.catalogs.join(', ')],
        ]);
  return {
    label,
    icon: 'cloud',
    tooltip,
    loading: vscode.l10n.t('connecting…'),
    context: 'isWorkspace',
  };
}

function wayText({ auth, profile }: DatabricksAddress): string {
  const texts: Readonly<Record<DatabricksAddress['auth'], string>> = {
    profile:
      profile === undefined
        ? vscode.l10n.t('the environment or its profile')
        : vscode.l10n.t('profile {0}', profile),
    pat: vscode.l10n.t('personal access token'),
    'oauth-user': vscode.l10n.t('the browser'),
    'oauth-machine': vscode.l10n.t('service principal'),
    'azure-cli': vscode.l10n.t('Azure CLI'),
    'databricks-cli': vscode.l10n.t('Databricks CLI'),
  };
  return texts[auth];
}

/** What is wrong with a lakehouse, in a word and an icon. */
export function troubleOf({ code }: FaultData): { readonly text: string; readonly icon: string } {
  switch (code) {
    case 'unauthenticated':
      return { text: vscode.l10n.t('not signed in'), icon: 'key' };
    case 'unavailable':
      return { text: vscode.l10n.t('not running'), icon: 'debug-pause' };
    case 'no-permission':
      return { text: vscode.l10n.t('no permission'), icon: 'lock' };
    case 'unreachable':
    case 'timeout':
      return { text: vscode.l10n.t('cannot be reached'), icon: 'debug-disconnect' };
    default:
      return { text: vscode.l10n.t('cannot be read'), icon: 'warning' };
  }
}

/** Below a warehouse that cannot be used: what to do. */
export function troubleNodes(id: string, subject: Subject, { code }: FaultData): readonly TreeNode[] {
  const retry = actionNode(`${id}/retry`, vscode.l10n.t('Try Again'), 'refresh', {
    id: 'overwatch.refresh',
    subject,
  });
  if (code === 'unavailable') {
    const start = { id: 'overwatch.startWarehouse', subject };
    return [actionNode(`${id}/start`, vscode.l10n.t('Start Warehouse'), 'play', start), retry];
  }
  if (code === 'unauthenticated') {
    const signIn = { id: 'overwatch.signIn', subject };
    return [actionNode(`${id}/signIn`, vscode.l10n.t('Sign In Again…'), 'sign-in', signIn), retry];
  }
  const test = { id: 'overwatch.testConnection', subject };
  return [actionNode(`${id}/test`, vscode.l10n.t('Test Connection…'), 'debug-disconnect', test), retry];
}
