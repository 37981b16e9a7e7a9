/** A quick pick over a plan that is made while it is shown, and made anew when an option changes. */

import * as vscode from 'vscode';
import { type Loaded, settle } from '../loaded';
import { type OpenPick, showPick } from './quickPick';
import type { Position } from './steps';

export interface PlannedPick<Plan, Item extends vscode.QuickPickItem> {
  readonly title: string;
  /** Left out for a pick that is no step of a wizard. */
  readonly position?: Position;
  readonly placeholder: string;
  readonly plan: (signal: AbortSignal) => Promise<Plan>;
  readonly itemsOf: (plan: Loaded<Plan>) => readonly Item[];
  /**
   * Does what an item stands for. True says yes to the plan, which closes the pick.
   *
   * @param plan undefined while there is none; then yes cannot be said.
   * @param replan makes the plan anew.
   */
  readonly act: (item: Item, plan: Plan | undefined, replan: () => Promise<void>) => Promise<boolean>;
}

export async function showPlanned<Plan, Item extends vscode.QuickPickItem>({
  title,
  position,
  placeholder,
  plan: make,
  itemsOf,
  act,
}: PlannedPick<Plan, Item>): Promise<'back' | 'cancel' | { readonly plan: Plan }> {
  const stop = new AbortController();
  let plan: Loaded<Plan> = { kind: 'loading' };
  let picker: OpenPick<Item> | undefined;

  const show = (now: Loaded<Plan>) => {
    plan = now;
    if (picker === undefined) return;
    picker.busy = now.kind === 'loading';
    picker.items = itemsOf(now);
  };
  const replan = async () => {
    show({ kind: 'loading' });
    const made = await settle(() => make(stop.signal));
    if (!stop.signal.aborted) show(made);
  };
  const ready = () => (plan.kind === 'ready' ? plan : undefined);
  const picked = await showPick<Item>({
    title,
    ...(position === undefined ? {} : { position }),
    placeholder,
    items: [],
    onOpen: (pick) => {
      picker = pick;
      void replan();
      return new vscode.Disposable(() => stop.abort());
    },
    accept: async ([item]) =>
      item !== undefined && (await act(item, ready()?.value, replan)) && ready() !== undefined,
  });
  if (picked === 'back' || picked === 'cancel') return picked;
  const confirmed = ready();
  return confirmed === undefined ? 'back' : { plan: confirmed.value };
}
