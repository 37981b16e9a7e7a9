/** Step: where the snapshot goes. Recent roots, or any folder typed or browsed to; each is checked while it is shown. */

import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { PIPELINE_REPORT } from '../../overwatch/catalog';
import { sameName } from '../../overwatch/names';
import { expandFolder, shortenFolder } from '../folders';
import type { Loaded } from '../loaded';
import { sentence } from '../notify';
import type { Services } from '../services';
import { type OpenPick, showPick } from './quickPick';
import { createRootCheck, type RootCheck, type RootSource } from './rootCheck';
import type { Step } from './steps';
import { databaseOf, lakehouseOf, type WizardState, wizardTitle } from './wizard';

interface RootItem extends vscode.QuickPickItem {
  /** Undefined for Browse…. */
  readonly root: string | undefined;
}

/** How long the typing must rest before the folder is looked at, ms. */
const TYPING_PAUSE = 200;

export function rootStep(services: Services): Step<WizardState> {
  return async (state, position) => {
    const lakehouse = await lakehouseOf(services, databaseOf(state));
    const source = await sourceOf(services, state);
    const stop = new AbortController();
    const known = suggestions(services, state);
    let picker: OpenPick<RootItem> | undefined;
    let answer = state.draft.root;

    const show = () => {
      if (picker !== undefined) picker.items = itemsFor(typedRoot(picker.value), known, check);
    };
    const check = createRootCheck(source, lakehouse, show, stop.signal);
    const picked = await showPick<RootItem>({
      title: wizardTitle(state),
      position,
      placeholder: vscode.l10n.t('Where to? Choose a folder or type its path.'),
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
          pick.value = (await browse(known[0])) ?? pick.value;
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
    return { go: 'next', state: { ...state, draft: { ...state.draft, root: answer } } };
  };
}

async function sourceOf(services: Services, state: WizardState): Promise<RootSource> {
  const { location } = databaseOf(state);
  const lakehouse = await lakehouseOf(services, databaseOf(state));
  const tables = await services.tables.list(lakehouse, location);
  const pipelineReport = tables.find(({ name }) => sameName(name, PIPELINE_REPORT))?.location;
  return { database: location, pipelineReport: pipelineReport ?? lakehouse.join(location, PIPELINE_REPORT) };
}

/** Folders worth offering: the one chosen before and recent ones, else one below the home directory. */
function suggestions({ recents }: Services, { draft }: WizardState): readonly string[] {
  const before = [...(draft.root === undefined ? [] : [draft.root]), ...recents.roots()];
  const fallback = path.join(os.homedir(), 'overwatch-backup', path.basename(draft.database?.name ?? ''));
  return before.length === 0 ? [fallback] : [...new Set(before)];
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
  return `$(error) ${sentence(state.error).replaceAll(`The snapshot root ${root}`, vscode.l10n.t('This folder'))}`;
}

async function browse(near: string | undefined): Promise<string | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      openLabel: vscode.l10n.t('Snapshot Here'),
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
