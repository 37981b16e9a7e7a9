/** Step: which type of snapshot. */

import * as vscode from 'vscode';
import type { SnapshotType } from '../../backup/plan';
import { processTitle } from '../processTitle';
import { showPick } from './quickPick';
import type { SnapshotDraft } from './snapshotDraft';
import type { Step } from './steps';
import { follow, type WizardState } from './wizard';

interface TypeItem extends vscode.QuickPickItem {
  readonly type: SnapshotType;
}

export const typeStep: Step<WizardState<SnapshotDraft>> = async (state, position) => {
  const items: TypeItem[] = [
    {
      type: 'full',
      label: vscode.l10n.t('Full'),
      detail: vscode.l10n.t(
        'Every table becomes a copy of its source as it is now. A repeated snapshot copies only new files.',
      ),
    },
    {
      type: 'incremental',
      label: vscode.l10n.t('Incremental'),
      detail: vscode.l10n.t(
        'The copies gain new and changed rows and keep the rows that the source deletes. Reads only what has changed.',
      ),
    },
  ];
  const picked = await showPick({
    title: processTitle('snapshot', state.draft.database?.name),
    position,
    placeholder: vscode.l10n.t('Which type of snapshot?'),
    items,
  });
  return follow(picked, state, ([item]) => ({ ...state.draft, type: item?.type ?? state.draft.type }));
};
