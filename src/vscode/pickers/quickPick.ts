/** A quick pick as one step of a wizard: with its number, a way back, and items that may change while it is open. */

import * as vscode from 'vscode';
import type { Position } from './steps';

export interface PickOptions<Item extends vscode.QuickPickItem> {
  readonly title: string;
  /** Left out for a pick that is no step of a wizard. */
  readonly position?: Position;
  readonly placeholder: string;
  readonly items: readonly Item[];
  /** With a choice of many: those that are checked at first. */
  readonly checked?: readonly Item[];
  /** What is typed at first. */
  readonly value?: string;
  /** Called once the pick is open; what it returns is disposed of when it closes. */
  readonly onOpen?: (pick: OpenPick<Item>) => vscode.Disposable;
  /** Closes the pick by itself, with nothing chosen, when it settles. */
  readonly until?: Promise<void>;
  /**
   * Whether the pick may close with this answer; `asked` where a dialog of the answer's own, which hid the pick, has said so. The pick shows
   * as busy while it is awaited.
   */
  readonly accept?: (chosen: readonly Item[], pick: OpenPick<Item>) => Promise<boolean | 'asked'>;
}

/** The part of an open pick that its step may change. */
export type OpenPick<Item extends vscode.QuickPickItem> = vscode.QuickPick<Item>;

export type Picked<Item> = { readonly kind: 'chosen'; readonly items: readonly Item[] } | 'back' | 'cancel';

/** Shows one step. The user leaves it by an answer, by Back, or by Escape; a click elsewhere keeps it open. */
export async function showPick<Item extends vscode.QuickPickItem>(
  options: PickOptions<Item>,
): Promise<Picked<Item>> {
  const pick = vscode.window.createQuickPick<Item>();
  const { step, totalSteps } = options.position ?? {};
  pick.title = options.title;
  pick.step = step;
  pick.totalSteps = totalSteps;
  pick.placeholder = options.placeholder;
  pick.ignoreFocusOut = true;
  pick.matchOnDescription = true;
  pick.keepScrollPosition = true;
  pick.canSelectMany = options.checked !== undefined;
  pick.items = options.items;
  if (options.checked !== undefined) pick.selectedItems = options.checked;
  if (options.value !== undefined) pick.value = options.value;
  if (step !== undefined && step > 1) pick.buttons = [vscode.QuickInputButtons.Back];

  const opened = options.onOpen?.(pick);
  try {
    return await answer(pick, options);
  } finally {
    opened?.dispose();
    pick.dispose();
  }
}

function answer<Item extends vscode.QuickPickItem>(
  pick: vscode.QuickPick<Item>,
  { accept, until }: PickOptions<Item>,
): Promise<Picked<Item>> {
  return new Promise((resolve, reject) => {
    let accepting = false;
    let hidden = false;
    const onAccept = async () => {
      const items = [...pick.selectedItems];
      if (accepting || (items.length === 0 && !pick.canSelectMany)) return;
      accepting = true;
      pick.busy = true;
      try {
        const accepted = accept === undefined || (await accept(items, pick));
        // Who hides the pick while its answer is looked at wants to leave.
        if (accepted !== false)
          resolve(hidden && accepted !== 'asked' ? 'cancel' : { kind: 'chosen', items });
        // A dialog that the answer opened has hidden the pick.
        else if (hidden) pick.show();
      } catch (error) {
        reject(error);
      } finally {
        accepting = false;
        hidden = false;
        pick.busy = false;
      }
    };
    if (until !== undefined) void until.then(() => resolve({ kind: 'chosen', items: [] }), reject);
    else pick.onDidAccept(() => void onAccept());
    pick.onDidTriggerButton(() => resolve('back'));
    pick.onDidHide(() => {
      hidden = true;
      if (!accepting) resolve('cancel');
    });
    pick.show();
  });
}
