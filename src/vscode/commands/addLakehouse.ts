/** Adds a lakehouse to look for databases and backups in: a folder, or a workspace. */

import * as vscode from 'vscode';
import type { Services } from '../services';
import { addLakehouseAddress } from '../settings';
import type { Command } from './command';

export const addLakehouse: Command = async (services) => {
  const address = await askAddress(services);
  if (address === undefined) return;
  await vscode.commands.executeCommand('overwatch.databases.focus');
  const { lakehouses } = services;
  const scan = (await lakehouses.settled()).find((one) => one.folder === address)?.scan;
  if (scan?.kind !== 'ready' || scan.value.entries.length > 0) return;
  const { host, label } = scan.value.lakehouse;
  void vscode.window.showWarningMessage(
    host === undefined
      ? vscode.l10n.t(
          '{0} holds no Overwatch database and no backup. A database is a folder with the table pipeline_report in it.',
          label,
        )
      : vscode.l10n.t(
          '{0} has no Overwatch database and no backup in these catalogs. Overwatch marks its database with the property OVERWATCHDB.',
          host,
        ),
  );
};

async function askAddress(services: Services): Promise<string | undefined> {
  const items = [
    {
      label: vscode.l10n.t('Folder…'),
      detail: vscode.l10n.t('Delta tables as files: a mounted bucket, a download, a Hive warehouse.'),
      iconPath: new vscode.ThemeIcon('folder-library'),
      add: addFolder,
    },
    {
      label: vscode.l10n.t('Databricks Workspace…'),
      detail: vscode.l10n.t('Databases of the workspace itself, through one of its SQL warehouses.'),
      iconPath: new vscode.ThemeIcon('cloud'),
      add: async () => (await import('../workspaces/addWorkspace')).addWorkspace(services),
    },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Add Lakehouse'),
    placeHolder: vscode.l10n.t('Where do the tables lie?'),
  });
  return chosen?.add();
}

async function addFolder(): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    title: vscode.l10n.t('Add Lakehouse Folder'),
    openLabel: vscode.l10n.t('Add'),
  });
  const folder = chosen?.[0]?.fsPath;
  if (folder !== undefined) await addLakehouseAddress(folder);
  return folder;
}
