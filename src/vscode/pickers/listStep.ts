/** A choice that is asked of a server while it is shown: fixed ones are there at once. Where that fails, it says why. */

import * as vscode from 'vscode';
import { exhaustive } from '../../base/fault';
import { type Loaded, settle } from '../loaded';
import { showPick } from './quickPick';
import type { Position, StepResult } from './steps';

export interface ListQuestion<Value> {
  readonly title: string;
  readonly position: Position;
  readonly placeholder: string;
  /** Choices that are there whatever the server says. */
  readonly fixed: readonly ListItem<Value>[];
  /** Whether it is what was chosen before, or is usual: that has the cursor, unless the user is at another one already. */
  readonly isChosen: (value: Value) => boolean;
  /** The heading of the others. */
  readonly heading: string;
  readonly load: (signal: AbortSignal) => Promise<readonly ListItem<Value>[]>;
}

export interface ListItem<Value> extends vscode.QuickPickItem {
  /** Undefined for what only informs. */
  readonly value?: Value;
}

/** @returns what was chosen, or where the user goes instead */
export async function askFromList<Value>(
  question: ListQuestion<Value>,
): Promise<{ readonly value: Value } | Exclude<StepResult<never>, { readonly go: 'next' }>> {
  const { title, position, placeholder, fixed, isChosen, heading, load } = question;
  const stop = new AbortController();
  const picked = await showPick<ListItem<Value>>({
    title,
    position,
    placeholder,
    items: fixed,
    onOpen: (pick) => {
      pick.busy = true;
      const focus = (before: readonly ListItem<Value>[]) => {
        const chosen = pick.items.filter(({ value }) => value !== undefined && isChosen(value));
        const active = before.length > 0 ? before : chosen;
        // Without any, the first one has the cursor.
        if (active.length > 0) pick.activeItems = active;
      };
      focus([]);
      const show = async () => {
        const loaded = await settle(() => load(stop.signal));
        if (stop.signal.aborted) return;
        // What the user is at already stays under the cursor.
        const active = [...pick.activeItems];
        const separator = { label: heading, kind: vscode.QuickPickItemKind.Separator };
        pick.items = [...fixed, separator, ...itemsOf(loaded)];
        focus(active);
        pick.busy = false;
      };
      void show();
      return new vscode.Disposable(() => stop.abort());
    },
    accept: async ([item]) => item?.value !== undefined,
  });
  if (picked === 'back' || picked === 'cancel') return { go: picked };
  const value = picked.items[0]?.value;
  return value === undefined ? { go: 'cancel' } : { value };
}

function itemsOf<Value>(loaded: Loaded<readonly ListItem<Value>[]>): readonly ListItem<Value>[] {
  switch (loaded.kind) {
    case 'loading':
      return [];
    case 'ready':
      return loaded.value;
    case 'failed': {
      const { message, advice } = loaded.error;
      return [{ label: `$(error) ${message}`, detail: advice ?? '', alwaysShow: true }];
    }
    default:
      return exhaustive(loaded);
  }
}
