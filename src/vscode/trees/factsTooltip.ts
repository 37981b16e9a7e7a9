/** The tooltip of a node: its name with a table of facts. */

import * as vscode from 'vscode';

/** @param facts pairs of label and text; empty texts are left out. */
export function factsTooltip(
  icon: string,
  name: string,
  facts: readonly (readonly [string, string])[],
): vscode.MarkdownString {
  const rows = facts
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `| ${literal(label)} | ${literal(value)} |\n`);
  const text = `$(${icon}) **${literal(name)}**\n\n| | |\n|---|---|\n${rows.join('')}`;
  return new vscode.MarkdownString(text, true);
}

/** Text as Markdown shows it letter for letter, in one line that may be wrapped: `appendText` would make its blanks unbreakable. */
function literal(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, '\\$&').replace(/\s+/g, ' ');
}
