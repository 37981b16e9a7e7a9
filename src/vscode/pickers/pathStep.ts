/**
 * Step: a place on the disk or in a workspace, or another text that can be right or wrong. Those worth offering, or any typed or browsed to;
 * each is checked while it is shown.
 */

import os from 'node:os';
import * as vscode from 'vscode';
import { shownPlace } from '../../lakehouse/placeText';
import { shortenFolder } from '../folders';
import { type Loaded, settle } from '../loaded';
import { type CheckedPath, type CheckPath, createPathCheck, type PathCheck } from './pathCheck';
import { type OpenPick, showPick } from './quickPick';
import type { Step } from './steps';
import type { WizardState } from './wizard';

export interface PathQuestion<Draft> {
  readonly title: (draft: Draft) => string;
  readonly placeholder: string;
  /** Places worth offering, the likeliest first. */
  readonly suggestions: (draft: Draft) => readonly string[] | Promise<readonly string[]>;
  /** What was typed, as it is checked; undefined for nothing. {@link typedText} takes it as it stands. */
  readonly read: (text: string) => string | undefined;
  readonly check: (draft: Draft) => CheckPath;
  /** Why a place cannot be used, as its own item says it. */
  readonly refusal: (place: string, error: { readonly message: string; readonly advice?: string }) => string;
  /** Other ways to a place, such as a dialog. */
  readonly others: readonly PathAction<Draft>[];
  /** Said while there is nothing to choose. */
  readonly hint?: string;
  readonly chosen: (draft: Draft) => string | undefined;
  readonly choose: (draft: Draft, checked: CheckedPath) => Draft;
}

export interface PathAction<Draft> {
  readonly label: string;
  readonly description?: (draft: Draft) => string;
  /** What the user chose, as if it had been typed, or a draft by which everything is checked anew; undefined where nothing was chosen. */
  readonly act: (
    draft: Draft,
    near: string | undefined,
  ) => Promise<string | { readonly draft: Draft } | undefined>;
}

interface PathItem<Draft> extends vscode.QuickPickItem {
  readonly place?: string;
  readonly action?: PathAction<Draft>;
}

/** What was typed, without blanks around it; undefined for nothing. */
export function typedText(text: string): string | undefined {
  return text.trim() === '' ? undefined : text.trim();
}

/** How long the typing must rest before the place is looked at, ms. */
const TYPING_PAUSE = 200;

export function pathStep<Draft>(question: PathQuestion<Draft>): Step<WizardState<Draft>> {
  return async (state, position) => {
    const stop = new AbortController();
    let { draft } = state;
    let known: readonly string[] = [];
    let picker: OpenPick<PathItem<Draft>> | undefined;
    let answer: CheckedPath | undefined;

    const show = () => {
      if (picker !== undefined)
        picker.items = itemsFor({ typed: question.read(picker.value), known, check, question, draft });
    };
    const newCheck = () => createPathCheck(question.check(draft), show, stop.signal);
    let check = newCheck();
    const offer = async () => {
      const before = question.chosen(draft);
      const suggested = await settle(async () => question.suggestions(draft));
      if (stop.signal.aborted) return;
      // What cannot be offered can still be typed.
      const offered = suggested.kind === 'ready' ? suggested.value : [];
      known = [...new Set([...(before === undefined ? [] : [before]), ...offered])];
      show();
      for (const place of known) check.start(place);
    };
    const act = async ({ act: choose }: PathAction<Draft>, pick: OpenPick<PathItem<Draft>>) => {
      const chosen = await choose(draft, known[0]);
      if (chosen === undefined) return;
      if (typeof chosen === 'string') pick.value = chosen;
      else draft = chosen.draft;
      check = newCheck();
      for (const place of [question.read(pick.value) ?? [], known].flat()) check.start(place);
      show();
    };
    const picked = await showPick<PathItem<Draft>>({
      title: question.title(draft),
      position,
      placeholder: question.placeholder,
      items: [],
      onOpen: (pick) => {
        picker = pick;
        show();
        void offer();
        return onTyping(pick, (text) => {
          show();
          return () => {
            const typed = question.read(text);
            if (typed !== undefined) check.start(typed);
          };
        });
      },
      accept: async ([item], pick) => {
        if (item?.action !== undefined) await act(item.action, pick);
        if (item?.place === undefined) return false;
        check.start(item.place);
        const checked = await check.wait(item.place);
        if (checked.kind === 'ready') answer = checked.value;
        return checked.kind === 'ready';
      },
    });
    stop.abort();
    if (picked === 'cancel') return { go: picked };
    if (picked === 'back' || answer === undefined) return { go: 'back', state: { ...state, draft } };
    return { go: 'next', state: { ...state, draft: question.choose(draft, answer) } };
  };
}

interface Shown<Draft> {
  readonly typed: string | undefined;
  readonly known: readonly string[];
  readonly check: PathCheck;
  readonly question: PathQuestion<Draft>;
  readonly draft: Draft;
}

function itemsFor<Draft>({ typed, known, check, question, draft }: Shown<Draft>): PathItem<Draft>[] {
  const places = typed === undefined ? known : [typed, ...known.filter((place) => place !== typed)];
  const { hint } = question;
  return [
    ...(hint !== undefined && places.length === 0 ? [{ label: `$(info) ${hint}`, alwaysShow: true }] : []),
    ...places.map((place, index) => ({
      place,
      label: shortenFolder(shownPlace(place), os.homedir()),
      description: noteOf(check.known(place)),
      detail: detailOf(place, check.known(place), question),
      // The first item stays in sight whatever the filter makes of it, and so keeps the cursor: VS Code names an item by its place in the
      // list, so that Enter right after typing means the place that was typed even if the window does not show it yet.
      alwaysShow: index === 0,
    })),
    ...question.others.map((action) => ({
      action,
      label: action.label,
      ...(action.description === undefined ? {} : { description: action.description(draft) }),
      alwaysShow: true,
    })),
  ];
}

function noteOf(state: Loaded<CheckedPath>): string {
  return state.kind === 'ready' ? (state.value.note ?? '') : '';
}

function detailOf<Draft>(
  place: string,
  state: Loaded<CheckedPath>,
  { refusal }: Pick<PathQuestion<Draft>, 'refusal'>,
): string {
  if (state.kind === 'loading') return `$(loading~spin) ${vscode.l10n.t('checking…')}`;
  if (state.kind === 'ready') return `$(check) ${state.value.summary}`;
  return `$(error) ${refusal(place, state.error)}`;
}

/** @param onText called with what is typed at once; what it returns is done when the typing rests. */
function onTyping<Item extends vscode.QuickPickItem>(
  pick: OpenPick<Item>,
  onText: (text: string) => () => void,
): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const typing = pick.onDidChangeValue((text) => {
    clearTimeout(timer);
    timer = setTimeout(onText(text), TYPING_PAUSE);
  });
  return new vscode.Disposable(() => {
    clearTimeout(timer);
    typing.dispose();
  });
}
