/** Commands on a SQL warehouse of the lakehouses: Test Connection, Sign In Again…, Start Warehouse. What they do is loaded when they run. */

import * as vscode from 'vscode';
import { isDatabricksAddress } from '../../lakehouse/address';
import type { Services } from '../services';
import { readSettings } from '../settings';
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

function onWarehouse(act: (services: Services, address: string) => Promise<void>): Command {
  return async (services, subject) => {
    const address = subject.kind === 'folder' ? subject.folder : await pickWarehouse();
    if (address !== undefined) await act(services, address);
  };
}

async function pickWarehouse(): Promise<string | undefined> {
  const addresses = readSettings().lakehouses.filter(isDatabricksAddress);
  if (addresses.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No workspace has been added. Add Lakehouse… adds one.'),
    );
    return undefined;
  }
  if (addresses.length === 1) return addresses[0];
  return vscode.window.showQuickPick(addresses, { placeHolder: vscode.l10n.t('Which SQL warehouse?') });
}
