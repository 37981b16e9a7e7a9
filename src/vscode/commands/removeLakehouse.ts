/** Stops looking at a lakehouse, and forgets what was entered to sign in to it. Nothing in it is touched. */

import * as vscode from 'vscode';
import { isDatabricksAddress } from '../../lakehouse/address';
import { readSettings, removeLakehouseAddress } from '../settings';
import type { Command } from './command';

export const removeLakehouse: Command = async ({ connections, context }, subject) => {
  const address = subject.kind === 'folder' ? subject.folder : await pickLakehouse();
  if (address === undefined) return;
  await removeLakehouseAddress(address);
  if (!isDatabricksAddress(address)) return;
  connections.forget(address);
  const { forgetSecret } = await import('../workspaces/forgetSecret');
  await forgetSecret(address, readSettings().lakehouses, {
    delete: async (key) => context.secrets.delete(key),
  });
};

async function pickLakehouse(): Promise<string | undefined> {
  const { lakehouses } = readSettings();
  if (lakehouses.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No lakehouse has been added.'));
    return undefined;
  }
  return vscode.window.showQuickPick(lakehouses, {
    title: vscode.l10n.t('Remove which lakehouse? Its tables stay.'),
  });
}
