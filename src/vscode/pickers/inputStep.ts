/** An input box as one step of a wizard: with its number, a way back, and a text that is refused until it is right. */

import * as vscode from 'vscode';
import { problemOf } from '../notify';
import type { Position, Step } from './steps';

export interface InputOptions {
  readonly title: string;
  readonly position: Position;
  readonly prompt: string;
  readonly placeholder: string;
  /** What stands in the box at first. */
  readonly value?: string;
  /** Whether what is typed is a secret. */
  readonly password?: true;
  /** Why the text is not accepted; undefined where it is. */
  readonly problem: (text: string) => string | undefined;
}

export interface InputQuestion<State> {
  readonly title: (state: State) => string;
  readonly prompt: (state: State) => string;
  readonly placeholder: string;
  /** What stands in the box at first. */
  readonly value?: (state: State) => string;
  /** @throws Fault for a text that is not accepted, which is said below the box. */
  readonly choose: (state: State, text: string) => State;
}

/** Step: a text, typed in a box. */
export function inputStep<State>({
  title,
  prompt,
  placeholder,
  value,
  choose,
}: InputQuestion<State>): Step<State> {
  return async (state, position) => {
    const typed = await showInput({
      title: title(state),
      position,
      prompt: prompt(state),
      placeholder,
      ...(value === undefined ? {} : { value: value(state) }),
      problem: (text) => problemOf(() => choose(state, text)),
    });
    if (typed === 'back' || typed === 'cancel') return { go: typed };
    return { go: 'next', state: choose(state, typed.text) };
  };
}

/** Shows the step. The user leaves it by Enter, by Back, or by Escape; a click elsewhere keeps it open. */
export async function showInput({
  title,
  position: { step, totalSteps },
  prompt,
  placeholder,
  value,
  password,
  problem,
}: InputOptions): Promise<{ readonly text: string } | 'back' | 'cancel'> {
  const box = vscode.window.createInputBox();
  box.title = title;
  box.step = step;
  box.totalSteps = totalSteps;
  box.prompt = prompt;
  box.placeholder = placeholder;
  box.value = value ?? '';
  box.password = password === true;
  box.ignoreFocusOut = true;
  if (step > 1) box.buttons = [vscode.QuickInputButtons.Back];
  try {
    return await new Promise((resolve) => {
      // Said only when Enter is pressed: a name that is half typed is no mistake yet.
      box.onDidChangeValue(() => {
        box.validationMessage = undefined;
      });
      box.onDidAccept(() => {
        box.validationMessage = problem(box.value);
        if (box.validationMessage === undefined) resolve({ text: box.value });
      });
      box.onDidTriggerButton(() => resolve('back'));
      box.onDidHide(() => resolve('cancel'));
      box.show();
    });
  } finally {
    box.dispose();
  }
}
