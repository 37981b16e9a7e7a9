/** Step: one of a few choices. The one that was chosen before has the cursor. */

import * as vscode from 'vscode';
import { showPick } from './quickPick';
import type { Step } from './steps';

export interface Choice<Value> extends vscode.QuickPickItem {
  /** Undefined for what cannot be chosen. */
  readonly value: Value | undefined;
}

export interface ChoiceQuestion<State, Value> {
  readonly title: (state: State) => string;
  readonly placeholder: string;
  readonly items: readonly Choice<Value>[] | ((state: State) => readonly Choice<Value>[]);
  readonly chosen: (state: State) => Value;
  readonly choose: (state: State, value: Value) => State;
}

export function choiceStep<State, Value>({
  title,
  placeholder,
  items,
  chosen,
  choose,
}: ChoiceQuestion<State, Value>): Step<State> {
  return async (state, position) => {
    const picked = await showPick<Choice<Value>>({
      title: title(state),
      position,
      placeholder,
      items: typeof items === 'function' ? items(state) : items,
      onOpen: (pick) => {
        pick.activeItems = pick.items.filter(({ value }) => value === chosen(state));
        return new vscode.Disposable(() => {});
      },
      accept: async ([item]) => item?.value !== undefined,
    });
    if (picked === 'back' || picked === 'cancel') return { go: picked };
    const value = picked.items[0]?.value;
    return { go: 'next', state: value === undefined ? state : choose(state, value) };
  };
}
