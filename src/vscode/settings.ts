/** The extension's settings, typed and with their paths expanded. package.json holds their defaults and descriptions. */

import os from 'node:os';
import * as vscode from 'vscode';
import { expandFolder } from './folders';

const SECTION = 'overwatch';

export interface Settings {
  /** Absolute folders, in the order of the setting. */
  readonly lakehouses: readonly string[];
  readonly scanWorkspace: boolean;
  readonly concurrentTables: number;
  readonly previewRows: number;
  readonly openReportAfterRun: boolean;
}

export function readSettings(): Settings {
  const section = vscode.workspace.getConfiguration(SECTION);
  return {
    lakehouses: section.get<readonly string[]>('lakehouses', []).map(expanded),
    scanWorkspace: section.get('scanWorkspace', true),
    concurrentTables: section.get('concurrentTables', 4),
    previewRows: section.get('previewRows', 100),
    openReportAfterRun: section.get('openReportAfterRun', true),
  };
}

/** Adds a folder to the user's own `overwatch.lakehouses`. */
export async function addLakehouseFolder(folder: string): Promise<void> {
  const own = ownLakehouses(vscode.ConfigurationTarget.Global);
  await writeLakehouses([...own, folder], vscode.ConfigurationTarget.Global);
}

/** Takes a folder out of `overwatch.lakehouses` wherever it is set: user, workspace or folder. */
export async function removeLakehouseFolder(folder: string): Promise<void> {
  for (const target of [vscode.ConfigurationTarget.Global, vscode.ConfigurationTarget.Workspace]) {
    const own = ownLakehouses(target);
    const kept = own.filter((entry) => expanded(entry) !== folder);
    if (kept.length < own.length) await writeLakehouses(kept, target);
  }
}

export function onSettingsChange(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(SECTION)) listener();
  });
}

function ownLakehouses(target: vscode.ConfigurationTarget): readonly string[] {
  const values = vscode.workspace.getConfiguration(SECTION).inspect<readonly string[]>('lakehouses');
  return (target === vscode.ConfigurationTarget.Global ? values?.globalValue : values?.workspaceValue) ?? [];
}

async function writeLakehouses(
  folders: readonly string[],
  target: vscode.ConfigurationTarget,
): Promise<void> {
  const value = folders.length === 0 ? undefined : folders;
  await vscode.workspace.getConfiguration(SECTION).update('lakehouses', value, target);
}

function expanded(folder: string): string {
  return expandFolder(folder, os.homedir(), vscode.workspace.workspaceFolders?.[0]?.uri.fsPath);
}
