/** Puts a node's path on the clipboard. */

import * as vscode from 'vscode';
import type { Command } from './command';
import { subjectPath } from './subjectPath';

export const copyPath: Command = async (_services, subject) => {
  const path = subjectPath(subject);
  if (path === undefined) return;
  await vscode.env.clipboard.writeText(path);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', path), 3000);
};
