/** What the steps of all wizards share: the state, the services, and the way from an answer to the next state. */

import type { Plan } from '../../backup/plan';
import { Fault } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import type { Services } from '../services';
import type { Picked } from './quickPick';
import type { StepResult } from './steps';

/** What a wizard gathers: the draft, and after the review the plan that the user has said yes to. */
export interface WizardState<Draft, Confirmed = Plan> {
  readonly draft: Draft;
  readonly confirmed: Confirmed | undefined;
}

/** A database or a backup that was chosen. */
export interface PlaceChoice {
  readonly name: string;
  readonly location: string;
  /** The lakehouse's address. */
  readonly folder: string;
}

/** Where an answer leads; `next` makes the new draft of the chosen items. */
export function follow<Item, Draft, Confirmed = Plan>(
  picked: Picked<Item>,
  state: WizardState<Draft, Confirmed>,
  next: (items: readonly Item[]) => Draft,
): StepResult<WizardState<Draft, Confirmed>> {
  if (picked === 'back' || picked === 'cancel') return { go: picked };
  return { go: 'next', state: { ...state, draft: next(picked.items) } };
}

/** The place of a draft; a step after the first one always has it. */
export function present(place: PlaceChoice | undefined): PlaceChoice {
  if (place === undefined) throw new Fault('internal', 'The wizard has no database or backup.');
  return place;
}

/** The lakehouse that a place lies in: the one that was scanned, or opened anew where it is no longer listed. */
export async function lakehouseOf(
  { lakehouses }: Services,
  { folder }: Pick<PlaceChoice, 'folder'>,
): Promise<Lakehouse> {
  const scanned = lakehouses.list().find((one) => one.folder === folder)?.scan;
  return scanned?.kind === 'ready' ? scanned.value.lakehouse : lakehouses.open(folder);
}
