/** Where a snippet can be inserted: at the cursor of the text editor in front, or as a new cell of the notebook in front. */

import path from 'node:path';
import * as vscode from 'vscode';
import { Fault } from '../../base/fault';

export interface Insertion {
  /** Where that is, for the user. */
  readonly where: string;
  /** @param language of a cell. @throws Fault `io` where the editor does not take it. */
  readonly insert: (text: string, language: string) => Promise<void>;
}

/** What is in front now; undefined where nothing is that takes text. */
export function currentInsertion(): Insertion | undefined {
  const notebook = vscode.window.activeNotebookEditor;
  if (notebook !== undefined) return asCell(notebook);
  const editor = vscode.window.activeTextEditor;
  // Panels such as Output count as editors too.
  return editor === undefined || editor.document.uri.scheme === 'output' ? undefined : atCursor(editor);
}

function atCursor(editor: vscode.TextEditor): Insertion {
  const { document } = editor;
  const name = path.posix.basename(document.uri.path);
  return {
    where: vscode.l10n.t('{0}, line {1}', name, editor.selection.active.line + 1),
    insert: async (text) => {
      // Leads back to it where another editor has come in front meanwhile.
      const shown = await vscode.window.showTextDocument(document, {
        selection: editor.selection,
        ...(editor.viewColumn === undefined ? {} : { viewColumn: editor.viewColumn }),
      });
      const done = await shown.edit((builder) => builder.replace(shown.selection, text));
      if (!done) throw refused(name);
    },
  };
}

function asCell({ notebook, selection }: vscode.NotebookEditor): Insertion {
  const name = path.posix.basename(notebook.uri.path);
  return {
    where: vscode.l10n.t('{0}, a new cell', name),
    insert: async (text, language) => {
      const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text.trimEnd(), language);
      const edit = new vscode.WorkspaceEdit();
      edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(selection.end, [cell])]);
      if (!(await vscode.workspace.applyEdit(edit))) throw refused(name);
    },
  };
}

function refused(name: string): Fault {
  return new Fault('io', `Nothing could be inserted into ${name}.`, {
    advice: 'It may be read-only: open the text in a new editor instead.',
  });
}
