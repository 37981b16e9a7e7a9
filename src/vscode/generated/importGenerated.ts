/** Puts what was generated into a workspace, as a notebook or as a plain file. */

import path from 'node:path';
import * as vscode from 'vscode';
import type { NotebookFormat } from '../../generate/generate';
import type { NotebookLanguage } from '../../generate/notebook';
import { workspaceFiles } from '../../workspace/files/workspaceFiles';
import type { Rest } from '../../workspace/rest';
import { importNotebook, makeFolder, notebookUrl } from '../../workspace/workspaceObjects';
import { openInBrowser } from '../openInBrowser';
import { withProgress } from '../withProgress';

export interface Import {
  readonly path: string;
  readonly text: string;
  readonly format: NotebookFormat;
  readonly language: NotebookLanguage;
  /** Whether the user said that what is there may be replaced. */
  readonly overwrite: boolean;
  /** What to know of it. */
  readonly notes: readonly string[];
}

const LANGUAGES = { scala: 'SCALA', python: 'PYTHON', sql: 'SQL' } as const;

/** @throws Fault `conflict` where something has come there since the user was asked, and whatever else the workspace refuses. */
export async function importGenerated(rest: Rest, wanted: Import): Promise<void> {
  const { path: target, format } = wanted;
  const url = await withProgress(vscode.l10n.t('Importing {0}', target), async (signal) => {
    await makeFolder(rest, path.posix.dirname(target), signal);
    await write(rest, wanted, signal);
    return format === 'script' ? undefined : notebookUrl(rest, target, signal);
  });
  const open = vscode.l10n.t('Open in Browser');
  const answer = await vscode.window.showInformationMessage(
    [vscode.l10n.t('Imported {0}.', target), ...wanted.notes].join(' '),
    ...(url === undefined ? [] : [open]),
  );
  if (answer === open && url !== undefined) await openInBrowser(url);
}

async function write(
  rest: Rest,
  { path: target, text, format, language, overwrite }: Import,
  signal: AbortSignal,
): Promise<void> {
  if (format === 'script')
    return workspaceFiles.write(rest, target, Buffer.from(text), { overwrite }, signal);
  const jupyter = format === 'ipynb';
  const options = {
    language: LANGUAGES[language],
    format: jupyter ? 'JUPYTER' : 'SOURCE',
    overwrite,
  } as const;
  return importNotebook(rest, target, text, options, signal);
}
