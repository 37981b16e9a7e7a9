/** Opens a text in an editor of its own, which is not saved yet. */

import * as vscode from 'vscode';

/** @param language as the editor calls it; plain text without one */
export async function openText(content: string, language: string | undefined): Promise<void> {
  const document = await vscode.workspace.openTextDocument({
    content,
    ...(language === undefined ? {} : { language }),
  });
  await vscode.window.showTextDocument(document, { preview: false });
}
