/** Adds a folder to look for databases and backups in. */

import * as vscode from 'vscode';
import { addLakehouseFolder, readSettings } from '../settings';
import type { Command } from './command';

export const addLakehouse: Command = async ({ lakehouses }) => {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    title: vscode.l10n.t('Add Lakehouse Folder'),
    openLabel: vscode.l10n.t('Add'),
  });
  const folder = chosen?.[0]?.fsPath;
  if (folder === undefined) return;
  if (!readSettings().lakehouses.includes(folder)) await addLakehouseFolder(folder);
  await vscode.commands.executeCommand('overwatch.databases.focus');

  const scan = (await lakehouses.settled()).find((one) => one.folder === folder)?.scan;
  if (scan?.kind === 'ready' && scan.value.entries.length === 0) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        '{0} holds no Overwatch database and no backup. A database is a folder with the table pipeline_report in it.',
        folder,
      ),
    );
  }
};
