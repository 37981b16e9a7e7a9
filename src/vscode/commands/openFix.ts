/** Opens what a page offers as generated, in an editor of its own that is not saved yet. */

import * as vscode from 'vscode';
import type { Fix } from '../../readiness/finding';

export async function openFix({ text, language }: Pick<Fix, 'text' | 'language'>): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language, content: text });
  await vscode.window.showTextDocument(document, { preview: false });
}
