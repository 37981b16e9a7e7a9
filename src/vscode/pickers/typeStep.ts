/** Step: which type of snapshot. */

import * as vscode from 'vscode';
import type { SnapshotType } from '../../backup/plan';
import { showPick } from './quickPick';
import type { SnapshotDraft } from './snapshotDraft';
import type { Step } from './steps';
import { follow, type WizardState } from './wizard';

interface TypeItem extends vscode.QuickPickItem {
  /** Undefined for a type that cannot be had here. */
  readonly type: SnapshotType | undefined;
}

/** Why an incremental snapshot cannot be had here. */
export interface NotHere {
  readonly why: string;
  /** Has it done where it can be had, in place of this wizard. */
  readonly elsewhere: () => Thenable<unknown>;
}

/** @param cannot undefined where an incremental snapshot can be had. */
export function typeStep(
  title: (draft: SnapshotDraft) => string,
  cannot: (draft: SnapshotDraft) => Promise<NotHere | undefined>,
): Step<WizardState<SnapshotDraft>> {
  return async (state, position) => {
    const notHere = await cannot(state.draft);
    const picked = await showPick<TypeItem>({
      title: title(state.draft),
      position,
      placeholder: vscode.l10n.t('Which type of snapshot?'),
      items: [FULL, notHere === undefined ? INCREMENTAL : asJob(notHere)],
    });
    const isElsewhere = typeof picked === 'object' && picked.items[0]?.type === undefined;
    if (isElsewhere && notHere !== undefined) {
      void notHere.elsewhere();
      return { go: 'cancel' };
    }
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

function asJob({ why }: NotHere): TypeItem {
  return {
    type: undefined,
    label: vscode.l10n.t('Incremental…'),
    description: vscode.l10n.t('as a Databricks job'),
    detail: why,
  };
}
