/** Opens a page of a workspace in the browser. */

import * as vscode from 'vscode';

export async function openInBrowser(url: string): Promise<void> {
  await vscode.env.openExternal(vscode.Uri.parse(url, true));
}
