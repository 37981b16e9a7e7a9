/** Stops looking at a folder. Nothing on the disk is touched. */

import * as vscode from 'vscode';
import { readSettings, removeLakehouseFolder } from '../settings';
import type { Command } from './command';

export const removeLakehouse: Command = async (_services, subject) => {
  const folder = subject.kind === 'folder' ? subject.folder : await pickFolder();
  if (folder !== undefined) await removeLakehouseFolder(folder);
};

async function pickFolder(): Promise<string | undefined> {
  const folders = readSettings().lakehouses;
  if (folders.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No lakehouse folder has been added.'));
    return undefined;
  }
  return vscode.window.showQuickPick(folders, {
    title: vscode.l10n.t('Remove which lakehouse? Its files stay.'),
  });
}
