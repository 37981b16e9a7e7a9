/** What was generated: opened in editors, copied, or saved. */

import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { settle } from '../loaded';
import { openText } from '../openText';

export interface GeneratedFile {
  /** May name folders below the one it is saved to. */
  readonly name: string;
  readonly text: string;
}

export interface GeneratedFiles {
  /** At least one. */
  readonly files: readonly GeneratedFile[];
  /** What the user should know of them, a sentence or two each. */
  readonly notes: readonly string[];
}

/** Where any file can go: an editor of its own, the clipboard, or the disk. */
export type FileDestination = 'editor' | 'copy' | 'save';

/** What was generated, and where it is to go. */
export interface Delivery {
  readonly generated: GeneratedFiles;
  readonly destination: FileDestination;
}

/** Does what the user chose, and tells what there is to know. */
export async function deliverFiles({ generated, destination }: Delivery): Promise<void> {
  if (destination === 'editor') await openFiles(generated);
  else if (destination === 'copy') await copyFiles(generated);
  else if (!(await saveFiles(generated))) return;
  tellNotes(generated);
}

/** A notification wraps, so that all of it can be read. */
export function tellNotes({ notes }: Pick<GeneratedFiles, 'notes'>): void {
  if (notes.length > 0) void vscode.window.showInformationMessage(notes.join(' '));
}

/** Opens each, in its language where the editor knows that. */
async function openFiles({ files }: GeneratedFiles): Promise<void> {
  const known = await vscode.languages.getLanguages();
  for (const { name, text } of files) {
    const language = languageOf(name);
    await openText(text, language !== undefined && known.includes(language) ? language : undefined);
  }
}

/** Copies the text; several files one after the other. */
async function copyFiles({ files }: GeneratedFiles): Promise<void> {
  await vscode.env.clipboard.writeText(files.map(({ text }) => text).join('\n'));
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', namesOf(files)), 5000);
}

/** Asks for a place, writes there, and shows what was written. @returns false when the user has left it. */
async function saveFiles({ files }: GeneratedFiles): Promise<boolean> {
  const [only, ...others] = files;
  if (only === undefined) return false;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  const targets = others.length === 0 ? await askFile(only, folder) : await askFolder(files, folder);
  if (targets === undefined) return false;
  for (const { uri, text } of targets) {
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    // A notebook opens as one where there is an editor for it.
    await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
  }
  return true;
}

type Targets = readonly { readonly uri: vscode.Uri; readonly text: string }[];

/** The dialog itself asks before a file is replaced. */
async function askFile({ name, text }: GeneratedFile, folder: vscode.Uri): Promise<Targets | undefined> {
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save As'),
    defaultUri: vscode.Uri.joinPath(folder, name),
  });
  return uri === undefined ? undefined : [{ uri, text }];
}

async function askFolder(
  files: readonly GeneratedFile[],
  defaultUri: vscode.Uri,
): Promise<Targets | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      title: vscode.l10n.t('Save in a Folder'),
      openLabel: vscode.l10n.t('Save Here'),
      defaultUri,
    })) ?? [];
  if (folder === undefined) return undefined;
  const targets = files.map(({ name, text }) => ({ uri: vscode.Uri.joinPath(folder, name), text }));
  const states = await Promise.all(
    targets.map(({ uri }) => settle(async () => vscode.workspace.fs.stat(uri))),
  );
  const there = targets.filter((_, index) => states[index]?.kind === 'ready');
  if (there.length === 0) return targets;
  const replace = vscode.l10n.t('Replace');
  const names = there.map(({ uri }) => path.basename(uri.path)).join(', ');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Replace {0} in {1}?', names, folder.fsPath),
    { modal: true },
    replace,
  );
  return answer === replace ? targets : undefined;
}

/** `snapshot.py`, or the names of all. */
export function namesOf(files: readonly GeneratedFile[]): string {
  return files.map(({ name }) => path.posix.basename(name)).join(', ');
}

const LANGUAGES: Readonly<Record<string, string>> = {
  '.py': 'python',
  '.scala': 'scala',
  '.sql': 'sql',
  '.ipynb': 'json',
  '.json': 'json',
  '.yml': 'yaml',
  '.tf': 'terraform',
  '.xml': 'xml',
  '.service': 'ini',
  '.timer': 'ini',
};

function languageOf(name: string): string | undefined {
  return name === 'crontab' ? 'shellscript' : LANGUAGES[path.posix.extname(name)];
}
