/** Step: which type of snapshot. */

import * as vscode from 'vscode';
import type { SnapshotType } from '../../backup/plan';
import { processTitle } from '../processTitle';
import type { Services } from '../services';
import { showPick } from './quickPick';
import type { SnapshotDraft } from './snapshotDraft';
import type { Step } from './steps';
import { follow, lakehouseOf, present, type WizardState } from './wizard';

interface TypeItem extends vscode.QuickPickItem {
  /** Undefined for a type that cannot be had here. */
  readonly type: SnapshotType | undefined;
}

export function typeStep(services: Services): Step<WizardState<SnapshotDraft>> {
  return async (state, position) => {
    const database = present(state.draft.database);
    const { cannot } = await lakehouseOf(services, database);
    const picked = await showPick<TypeItem>({
      title: processTitle('snapshot', database.name),
      position,
      placeholder: vscode.l10n.t('Which type of snapshot?'),
      items: [FULL, cannot.incremental === undefined ? INCREMENTAL : notOffered(cannot.incremental)],
      accept: async ([item]) => item?.type !== undefined,
    });
    return follow(picked, state, ([item]) => ({ ...state.draft, type: item?.type ?? state.draft.type }));
  };
}

const FULL: TypeItem = {
  type: 'full',
  label: vscode.l10n.t('Full'),
  detail: vscode.l10n.t(
    'Every table becomes a copy of its source as it is now. A repeated snapshot copies only new files.',
  ),
};

const INCREMENTAL: TypeItem = {
  type: 'incremental',
  label: vscode.l10n.t('Incremental'),
  detail: vscode.l10n.t(
    'The copies gain new and changed rows and keep the rows that the source deletes. Reads only what has changed.',
  ),
};

function notOffered(why: string): TypeItem {
  return {
    type: undefined,
    label: `$(circle-slash) ${vscode.l10n.t('Incremental')}`,
    description: vscode.l10n.t('not here'),
    detail: why,
  };
}
