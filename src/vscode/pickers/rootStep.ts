/** Step: where a run writes to. Places worth offering, or any typed or browsed to; each is checked while it is shown. */

import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { isDatabricksAddress } from '../../lakehouse/address';
import { expandFolder } from '../folders';
import { sentence } from '../notify';
import type { Services } from '../services';
import { pathStep, typedText } from './pathStep';
import { type AcceptRoot, rootCheck } from './rootCheck';
import type { Step } from './steps';
import { lakehouseOf, type PlaceChoice, type WizardState } from './wizard';

export interface RootQuestion<Draft> {
  readonly title: (draft: Draft) => string;
  readonly placeholder: string;
  /** The button of the dialog that Browse… opens. */
  readonly openLabel: string;
  /** The database or backup that is read: the target is in the same lakehouse. */
  readonly place: (draft: Draft) => PlaceChoice;
  /** Places worth offering, the likeliest first. */
  readonly suggestions: (draft: Draft) => readonly string[];
  readonly accept: (draft: Draft) => AcceptRoot;
}

export function rootStep<Draft extends { readonly root: string | undefined }>(
  services: Services,
  question: RootQuestion<Draft>,
): Step<WizardState<Draft>> {
  const onDisk = folderStep(question);
  const inWorkspace = workspaceRootStep(services, question);
  return (state, position) => {
    const step = isDatabricksAddress(question.place(state.draft).folder) ? inWorkspace : onDisk;
    return step(state, position);
  };
}

type HasRoot = { readonly root: string | undefined };

function folderStep<Draft extends HasRoot>({
  title,
  placeholder,
  openLabel,
  suggestions,
  accept,
}: RootQuestion<Draft>): Step<WizardState<Draft>> {
  return pathStep<Draft>({
    title,
    placeholder,
    suggestions,
    read: typedFolder,
    check: (draft) => rootCheck(accept(draft)),
    refusal: (root, error) => withoutName(root, error, vscode.l10n.t('This folder')),
    others: [
      {
        label: `$(folder-opened) ${vscode.l10n.t('Browse…')}`,
        act: (_draft, near) => browse({ canSelectFolders: true, openLabel }, near),
      },
    ],
    chosen: ({ root }) => root,
    choose: (draft, { location }) => ({ ...draft, root: location }),
  });
}

/** There is nothing to browse: a place in a workspace is typed, be it there already or not. */
function workspaceRootStep<Draft extends HasRoot>(
  services: Services,
  { title, place, suggestions, accept }: RootQuestion<Draft>,
): Step<WizardState<Draft>> {
  return pathStep<Draft>({
    title,
    placeholder: vscode.l10n.t(
      'Where to? A schema (catalog.schema), or a path (abfss://, s3://, gs://, dbfs:/, /Volumes/).',
    ),
    suggestions,
    read: typedText,
    check: (draft) => async (typed, signal) => {
      const lakehouse = await lakehouseOf(services, place(draft));
      return await rootCheck(accept(draft))(lakehouse.place(typed), signal);
    },
    refusal: (root, error) => withoutName(root, error, vscode.l10n.t('This place')),
    others: [],
    chosen: ({ root }) => root,
    choose: (draft, { location }) => ({ ...draft, root: location }),
  });
}

/** A folder as it was typed, as an absolute path; undefined where nothing was. */
export function typedFolder(text: string): string | undefined {
  if (text.trim() === '') return undefined;
  return expandFolder(text, os.homedir(), vscode.workspace.workspaceFolders?.[0]?.uri.fsPath);
}

/** One line that does not wrap: it need not name the folder again that the item itself names. */
function withoutName(
  root: string,
  error: { readonly message: string; readonly advice?: string },
  itself: string,
): string {
  const named = ['The snapshot root', 'The target'].map((what) => `${what} ${root}`);
  return named.reduce((text, name) => text.replaceAll(name, itself), sentence(error));
}

/** Asks for a place with a dialog that opens beside `near`. */
export async function browse(
  options: Pick<vscode.OpenDialogOptions, 'canSelectFiles' | 'canSelectFolders' | 'openLabel' | 'filters'>,
  near: string | undefined,
): Promise<string | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      ...options,
      ...(near === undefined ? {} : { defaultUri: vscode.Uri.file(path.dirname(near)) }),
    })) ?? [];
  return chosen?.fsPath;
}
