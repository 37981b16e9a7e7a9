/** Shows folders in the file manager, or in the Explorer where the files are not on the user's own machine. */

import * as vscode from 'vscode';
import { Fault } from '../base/fault';

/** @throws Fault `not-found` where neither can show the folder. */
export async function revealPath(path: string): Promise<void> {
  const uri = vscode.Uri.file(path);
  if (canUseFileManager()) {
    await vscode.commands.executeCommand('revealFileInOS', uri);
  } else if (vscode.workspace.getWorkspaceFolder(uri) !== undefined) {
    await vscode.commands.executeCommand('revealInExplorer', uri);
  } else {
    throw new Fault(
      'not-found',
      vscode.l10n.t('{0} lies on another machine, outside the open folder.', path),
      {
        advice: vscode.l10n.t('Copy its path instead, or open its folder there.'),
      },
    );
  }
}

/** Whether the extension runs on the machine that the user sits at. */
export function canUseFileManager(): boolean {
  return vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
}
