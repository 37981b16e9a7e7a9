/** The CLI's command lines on the clipboard. */

import * as vscode from 'vscode';
import type { CliContext } from './cliCommand';
import type { Services } from './services';

/** How the CLI is called here. */
export function cliContext({ context }: Services): CliContext {
  const cli = vscode.Uri.joinPath(context.extensionUri, 'dist', 'cli.js').fsPath;
  return { cli, shell: process.platform === 'win32' ? 'powershell' : 'posix' };
}

/** Puts a command line on the clipboard, and says so. */
export async function copyCommand(command: string): Promise<void> {
  await vscode.env.clipboard.writeText(command);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied: {0}', command), 5000);
}
