/** Commands on a SQL warehouse of the lakehouses, or on its workspace: Test Connection, Sign In Again…, Start Warehouse, Overwatch Jobs…. What they do is loaded when they run. */

import * as vscode from 'vscode';
import type { Services } from '../services';
import { addedWorkspaces } from '../settings';
import type { Command } from './command';

export const testConnection = onWarehouse(async (services, address) =>
  (await import('../workspaces/testConnection')).testConnection(services, address),
);

export const signIn = onWarehouse(async (services, address) =>
  (await import('../workspaces/signInAgain')).signInAgain(services, address),
);

export const startWarehouse = onWarehouse(async (services, address) =>
  (await import('../workspaces/start')).startAndRefresh(services, address),
);

export const overwatchJobs = onWarehouse(async (services, address) =>
  (await import('../overwatchJobs/showJobs')).showJobs(services, address),
);

function onWarehouse(act: (services: Services, address: string) => Promise<void>): Command {
  return async (services, subject) => {
    const address = subject.kind === 'folder' ? subject.folder : await pickWarehouse();
    if (address !== undefined) await act(services, address);
  };
}

async function pickWarehouse(): Promise<string | undefined> {
  const addresses = addedWorkspaces();
  if (addresses.length === 0) {
    const add = vscode.l10n.t('Add Lakehouse…');
    const text = vscode.l10n.t('No workspace has been added.');
    if ((await vscode.window.showInformationMessage(text, add)) === add)
      await vscode.commands.executeCommand('overwatch.addLakehouse');
    return undefined;
  }
  if (addresses.length === 1) return addresses[0];
  return vscode.window.showQuickPick(addresses, { placeHolder: vscode.l10n.t('Which SQL warehouse?') });
}
