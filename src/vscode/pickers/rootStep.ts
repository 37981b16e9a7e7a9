/** Step: where a run writes to. Folders worth offering, or any typed or browsed to; each is checked while it is shown. */

import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { expandFolder, shortenFolder } from '../folders';
import type { Loaded } from '../loaded';
import { sentence } from '../notify';
import { type OpenPick, showPick } from './quickPick';
import { type AcceptRoot, createRootCheck, type RootCheck } from './rootCheck';
import type { Step } from './steps';
import type { WizardState } from './wizard';

export interface RootQuestion<Draft> {
  readonly title: (draft: Draft) => string;
  readonly placeholder: string;
  /** The button of the dialog that Browse… opens. */
  readonly openLabel: string;
  /** Folders worth offering, the likeliest first; at least one. */
  readonly suggestions: (draft: Draft) => readonly string[];
  readonly accept: (draft: Draft) => AcceptRoot;
}

interface RootItem extends vscode.QuickPickItem {
  /** Undefined for Browse…. */
  readonly root: string | undefined;
}

/** How long the typing must rest before the folder is looked at, ms. */
const TYPING_PAUSE = 200;

export function rootStep<Draft extends { readonly root: string | undefined }>(
  question: RootQuestion<Draft>,
): Step<WizardState<Draft>> {
  return async (state, position) => {
    const { draft } = state;
    const stop = new AbortController();
    const known = [
      ...new Set([...(draft.root === undefined ? [] : [draft.root]), ...question.suggestions(draft)]),
    ];
    let picker: OpenPick<RootItem> | undefined;
    let answer = draft.root;

    const show = () => {
      if (picker !== undefined) picker.items = itemsFor(typedRoot(picker.value), known, check);
    };
    const check = createRootCheck(question.accept(draft), show, stop.signal);
    const picked = await showPick<RootItem>({
      title: question.title(draft),
      position,
      placeholder: question.placeholder,
      items: [],
      onOpen: (pick) => {
        picker = pick;
        show();
        for (const root of known) check.start(root);
        return onTyping(pick, show, check);
      },
      accept: async ([chosen], pick) => {
        const typed = typedRoot(pick.value);
        if (chosen?.root === undefined) {
          pick.value = (await browse(known[0], question.openLabel)) ?? pick.value;
          show();
          return false;
        }
        // Enter may come before the items have caught up with the typing.
        answer = known.includes(chosen.root) ? chosen.root : (typed ?? chosen.root);
        check.start(answer);
        return (await check.wait(answer)).kind === 'ready';
      },
    });
    stop.abort();
    if (picked === 'back' || picked === 'cancel') return { go: picked };
    return { go: 'next', state: { ...state, draft: { ...draft, root: answer } } };
  };
}

function typedRoot(text: string): string | undefined {
  if (text.trim() === '') return undefined;
  return expandFolder(text, os.homedir(), vscode.workspace.workspaceFolders?.[0]?.uri.fsPath);
}

function itemsFor(typed: string | undefined, known: readonly string[], check: RootCheck): RootItem[] {
  const roots = typed === undefined ? known : [typed, ...known.filter((root) => root !== typed)];
  return [
    ...roots.map((root) => ({
      root,
      label: shortenFolder(root, os.homedir()),
      detail: detailOf(root, check.known(root)),
      // A folder that was typed stays in sight whatever the filter makes of it.
      alwaysShow: root === typed,
    })),
    { root: undefined, label: `$(folder-opened) ${vscode.l10n.t('Browse…')}`, alwaysShow: true },
  ];
}

/** One line that does not wrap: it need not name the folder again that the item itself names. */
function detailOf(root: string, state: Loaded<string>): string {
  if (state.kind === 'loading') return `$(loading~spin) ${vscode.l10n.t('checking…')}`;
  if (state.kind === 'ready') return `$(check) ${state.value}`;
  const named = ['The snapshot root', 'The target'].map((what) => `${what} ${root}`);
  const thisFolder = vscode.l10n.t('This folder');
  return `$(error) ${named.reduce((text, name) => text.replaceAll(name, thisFolder), sentence(state.error))}`;
}

async function browse(near: string | undefined, openLabel: string): Promise<string | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      openLabel,
      ...(near === undefined ? {} : { defaultUri: vscode.Uri.file(path.dirname(near)) }),
    })) ?? [];
  return chosen?.fsPath;
}

/** Shows what is typed at once, and looks at the folder when the typing rests. */
function onTyping(pick: OpenPick<RootItem>, show: () => void, check: RootCheck): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const typing = pick.onDidChangeValue((text) => {
    show();
    clearTimeout(timer);
    timer = setTimeout(() => {
      const typed = typedRoot(text);
      if (typed !== undefined) check.start(typed);
    }, TYPING_PAUSE);
  });
  return new vscode.Disposable(() => {
    clearTimeout(timer);
    typing.dispose();
  });
}
