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

/** A database or a backup that is read: one of a lakehouse, or one that only its name or path is known of. */
export interface Source {
  readonly name: string;
  readonly location: string;
  /** The lakehouse's address; undefined where the name or the path was typed. */
  readonly folder: string | undefined;
}

/** A database or a backup that was chosen from those of the lakehouses. */
export interface PlaceChoice extends Source {
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

/** The source of a draft; a step after the first one always has it. */
export function presentSource(source: Source | undefined): Source {
  if (source === undefined) throw new Fault('internal', 'The wizard has no database or backup.');
  return source;
}

/** The same, where it was chosen from a lakehouse. */
export function present(source: Source | undefined): PlaceChoice {
  const { folder, ...known } = presentSource(source);
  if (folder === undefined) throw new Fault('internal', `${known.name} is in no lakehouse that is known.`);
  return { ...known, folder };
}

/** The lakehouse that a place lies in: the one that was scanned, or opened anew where it is no longer listed. */
export async function lakehouseOf(
  { lakehouses }: Services,
  { folder }: Pick<PlaceChoice, 'folder'>,
): Promise<Lakehouse> {
  const scanned = lakehouses.list().find((one) => one.folder === folder)?.scan;
  return scanned?.kind === 'ready' ? scanned.value.lakehouse : lakehouses.open(folder);
}
