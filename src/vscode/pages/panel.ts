/** Shows read-only pages in editor tabs: no script runs in them and nothing is loaded. */

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { documentOf, type Page } from './html';

const open = new Map<string, vscode.WebviewPanel>();

export interface PageOptions {
  /** One tab for each key: showing a page again replaces what its tab holds. */
  readonly key: string;
  /** Leaves the focus where it is. */
  readonly preserveFocus?: boolean;
  /** The commands that its links may run. */
  readonly commands?: readonly string[];
}

export function showPage(page: Page, options: PageOptions): void {
  const { key, preserveFocus = false } = options;
  const panel = open.get(key) ?? create(options);
  panel.title = page.title;
  panel.webview.html = documentOf(page, randomBytes(16).toString('base64'));
  panel.reveal(undefined, preserveFocus);
}

function create({ key, preserveFocus = false, commands = [] }: PageOptions): vscode.WebviewPanel {
  const panel = vscode.window.createWebviewPanel(
    'overwatch.page',
    '',
    { viewColumn: vscode.ViewColumn.Active, preserveFocus },
    {
      enableScripts: false,
      enableFindWidget: true,
      enableCommandUris: commands,
      localResourceRoots: [],
    },
  );
  open.set(key, panel);
  panel.onDidDispose(() => open.delete(key));
  return panel;
}
