/** Opens a page in the browser. */

import * as vscode from 'vscode';

/** @returns false where the user does not want that, or it does not open. */
export async function openInBrowser(url: string): Promise<boolean> {
  return vscode.env.openExternal(vscode.Uri.parse(url, true));
}
