/** What the steps of the Snapshot wizard share: the services, the title, and the step from an answer to the next state. */

import * as vscode from 'vscode';
import type { Plan } from '../../backup/plan';
import { Fault } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { openLakehouse } from '../lakehouses';
import type { Services } from '../services';
import type { Picked } from './quickPick';
import type { DatabaseChoice, SnapshotDraft } from './snapshotDraft';
import type { StepResult } from './steps';

/** What the wizard gathers: the draft, and after the review the plan that the user has said yes to. */
export interface WizardState {
  readonly draft: SnapshotDraft;
  readonly confirmed: Plan | undefined;
}

export function wizardTitle({ draft }: WizardState): string {
  return draft.database === undefined
    ? vscode.l10n.t('Snapshot')
    : vscode.l10n.t('Snapshot of {0}', draft.database.name);
}

/** Where an answer leads; `next` makes the new draft of the chosen items. */
export function follow<Item>(
  picked: Picked<Item>,
  state: WizardState,
  next: (items: readonly Item[]) => SnapshotDraft,
): StepResult<WizardState> {
  if (picked === 'back' || picked === 'cancel') return { go: picked };
  return { go: 'next', state: { ...state, draft: next(picked.items) } };
}

/** The database of a draft; a step after the first one always has it. */
export function databaseOf({ draft }: WizardState): DatabaseChoice {
  if (draft.database === undefined) throw new Fault('internal', 'The wizard has no database.');
  return draft.database;
}

/** The lakehouse that a database lies in: the one that was scanned, or opened anew where it is no longer listed. */
export async function lakehouseOf({ lakehouses }: Services, { folder }: DatabaseChoice): Promise<Lakehouse> {
  const scanned = lakehouses.list().find((one) => one.folder === folder)?.scan;
  return scanned?.kind === 'ready' ? scanned.value.lakehouse : openLakehouse(folder);
}
