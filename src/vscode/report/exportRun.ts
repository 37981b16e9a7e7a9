/** Saves a run as a document: asks for the format and the file, writes it, offers to open it. */

import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { type ExportFormat, exportRun } from '../../backup/report/export';
import type { RunRecord } from '../../backup/report/runs';

interface FormatItem extends vscode.QuickPickItem {
  readonly format?: ExportFormat;
  readonly redact?: boolean;
}

const FORMATS: Readonly<Record<ExportFormat, { readonly label: string; readonly extension: string }>> = {
  csv: { label: 'CSV', extension: 'csv' },
  json: { label: 'JSON', extension: 'json' },
  markdown: { label: 'Markdown', extension: 'md' },
};

/** Ends without a file where the user leaves a question open. @throws what the file system throws. */
export async function askAndExportRun(run: RunRecord): Promise<void> {
  const picked = await vscode.window.showQuickPick(formatItems(), {
    title: vscode.l10n.t('Export Report'),
    placeHolder: vscode.l10n.t('Format'),
  });
  if (picked?.format === undefined) return;
  const { format, redact = false } = picked;
  const { label, extension } = FORMATS[format];
  const name = `clone_report_${run.id}${redact ? '_redacted' : ''}.${extension}`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  const file = await vscode.window.showSaveDialog({
    filters: { [label]: [extension] },
    defaultUri: vscode.Uri.joinPath(folder, name),
  });
  if (file === undefined) return;
  await vscode.workspace.fs.writeFile(file, Buffer.from(exportRun(run, format, { redact })));
  const open = vscode.l10n.t('Open');
  const chosen = await vscode.window.showInformationMessage(vscode.l10n.t('Saved {0}.', name), open);
  if (chosen === open) await vscode.window.showTextDocument(file);
}

function formatItems(): FormatItem[] {
  const items = (redact: boolean): FormatItem[] =>
    Object.entries(FORMATS).map(([format, { label }]) => ({
      label: redact ? vscode.l10n.t('{0}, redacted', label) : label,
      format: format as ExportFormat,
      redact,
    }));
  const separator = {
    label: vscode.l10n.t('To share: no paths, hosts or database names'),
    kind: vscode.QuickPickItemKind.Separator,
  };
  return [...items(false), separator, ...items(true)];
}
