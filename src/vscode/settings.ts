/** The extension's settings, typed and with their paths expanded. package.json holds their defaults and descriptions. */

import os from 'node:os';
import * as vscode from 'vscode';
import { STALE_DAYS } from '../backup/health/verdict';
import { isDatabricksAddress } from '../lakehouse/address';
import { expandFolder } from './folders';

const SECTION = 'overwatch';

export interface Settings {
  /** Absolute folders and addresses of SQL warehouses, in the order of the setting. */
  readonly lakehouses: readonly string[];
  readonly scanWorkspace: boolean;
  /** Tables of files that a run copies at a time. */
  readonly concurrentTables: number;
  /** Statements that a run gives a SQL warehouse at a time. */
  readonly concurrentStatements: number;
  readonly previewRows: number;
  readonly openReportAfterRun: boolean;
  /** Days without progress after which a module of Overwatch is stale. */
  readonly staleDays: number;
}

export function readSettings(): Settings {
  const section = vscode.workspace.getConfiguration(SECTION);
  return {
    lakehouses: section.get<readonly string[]>('lakehouses', []).map(expanded),
    scanWorkspace: section.get('scanWorkspace', true),
    concurrentTables: section.get('concurrentTables', 4),
    concurrentStatements: section.get('concurrentStatements', 8),
    previewRows: section.get('previewRows', 100),
    openReportAfterRun: section.get('openReportAfterRun', true),
    staleDays: section.get('staleDays', STALE_DAYS),
  };
}

/** The addresses of the SQL warehouses that were added, each with its workspace. */
export function addedWorkspaces(): readonly string[] {
  return readSettings().lakehouses.filter(isDatabricksAddress);
}

/** How many tables a run works on at a time, by where that is done. */
export function concurrencyFor({ host }: { readonly host?: string }): number {
  const { concurrentTables, concurrentStatements } = readSettings();
  return host === undefined ? concurrentTables : concurrentStatements;
}

/** Adds a folder or the address of a SQL warehouse to the user's own `overwatch.lakehouses`, unless it is there. */
export async function addLakehouseAddress(address: string): Promise<void> {
  if (readSettings().lakehouses.includes(address)) return;
  const own = ownLakehouses(vscode.ConfigurationTarget.Global);
  await writeLakehouses([...own, address], vscode.ConfigurationTarget.Global);
}

/** Takes a folder or an address out of `overwatch.lakehouses` wherever it is set: user, workspace or folder. */
export async function removeLakehouseAddress(address: string): Promise<void> {
  for (const target of [vscode.ConfigurationTarget.Global, vscode.ConfigurationTarget.Workspace]) {
    const own = ownLakehouses(target);
    const kept = own.filter((entry) => expanded(entry) !== address);
    if (kept.length < own.length) await writeLakehouses(kept, target);
  }
}

/** @param name of the one setting that matters; any, without it */
export function onSettingsChange(listener: () => void, name?: keyof Settings): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(name === undefined ? SECTION : `${SECTION}.${name}`)) listener();
  });
}

function ownLakehouses(target: vscode.ConfigurationTarget): readonly string[] {
  const values = vscode.workspace.getConfiguration(SECTION).inspect<readonly string[]>('lakehouses');
  return (target === vscode.ConfigurationTarget.Global ? values?.globalValue : values?.workspaceValue) ?? [];
}

async function writeLakehouses(
  addresses: readonly string[],
  target: vscode.ConfigurationTarget,
): Promise<void> {
  const value = addresses.length === 0 ? undefined : addresses;
  await vscode.workspace.getConfiguration(SECTION).update('lakehouses', value, target);
}

function expanded(folder: string): string {
  if (isDatabricksAddress(folder)) return folder.trim();
  return expandFolder(folder, os.homedir(), vscode.workspace.workspaceFolders?.[0]?.uri.fsPath);
}
