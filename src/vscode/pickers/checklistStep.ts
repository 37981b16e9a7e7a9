/** Step: the guide's checklist of a migration. Its first step is the user's, and the run does not begin before it is confirmed. */

import * as vscode from 'vscode';
import { migrationChecklist } from '../../backup/migration/checklist';
import { formatAge } from '../../base/format';
import type { Services } from '../services';
import { guideItem } from './checklistItems';
import { type MigrateDraft, toMigrationParameters } from './migrateDraft';
import { type OpenPick, showPick } from './quickPick';
import type { Step } from './steps';
import { lakehouseOf, present, type WizardState } from './wizard';

interface Item extends vscode.QuickPickItem {
  /** Undefined for what only informs. */
  readonly action?: 'stopped' | 'continue';
}

export function checklistStep(
  services: Services,
  title: (draft: MigrateDraft) => string,
): Step<WizardState<MigrateDraft>> {
  return async (state, position) => {
    let { draft } = state;
    const lastWrite = await newestCommit(services, draft);
    const show = (pick: OpenPick<Item>) => {
      pick.items = itemsFor(draft, lastWrite);
      const next = draft.jobsStopped ? 'continue' : 'stopped';
      pick.activeItems = pick.items.filter(({ action }) => action === next);
    };
    const picked = await showPick<Item>({
      title: title(draft),
      position,
      placeholder: vscode.l10n.t('The steps of the guide. Confirm the first one: Enter checks it.'),
      items: [],
      onOpen: (pick) => {
        show(pick);
        return new vscode.Disposable(() => {});
      },
      accept: async ([item], pick) => {
        if (item?.action === 'stopped') draft = { ...draft, jobsStopped: !draft.jobsStopped };
        if (item?.action === 'continue' && draft.jobsStopped) return true;
        pick.placeholder = draft.jobsStopped
          ? vscode.l10n.t('The jobs are stopped. Continue with the review.')
          : vscode.l10n.t('Stop the Overwatch jobs first, then confirm step 1.');
        show(pick);
        return false;
      },
    });
    if (picked === 'cancel') return { go: 'cancel' };
    return { go: picked === 'back' ? 'back' : 'next', state: { ...state, draft } };
  };
}

function itemsFor(draft: MigrateDraft, lastWrite: number | undefined): Item[] {
  const steps = migrationChecklist(toMigrationParameters(draft)).map((step): Item => {
    const item = guideItem(step);
    if (step.number !== 1) return item;
    const age =
      lastWrite === undefined
        ? ''
        : ` ${vscode.l10n.t('Last write: {0}.', formatAge(lastWrite, Date.now()))}`;
    return { ...item, detail: `${step.text}${age}`, action: 'stopped' };
  });
  return [
    ...steps,
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      action: 'continue',
      label: `$(arrow-right) ${vscode.l10n.t('Continue')}`,
      description: draft.jobsStopped
        ? vscode.l10n.t('to the review of the plan')
        : vscode.l10n.t('once step 1 is confirmed'),
      alwaysShow: true,
    },
  ];
}

/** When anything was last written to the database, epoch ms: a write a moment ago means that a job runs. */
async function newestCommit(services: Services, { database }: MigrateDraft): Promise<number | undefined> {
  const place = present(database);
  const lakehouse = await lakehouseOf(services, place);
  const entries = await services.tables.list(lakehouse, place.location);
  const commits = entries.flatMap(({ location }) => {
    const detail = services.tables.detail(lakehouse, location);
    return detail.kind === 'ready' ? [detail.value.committedAt] : [];
  });
  return commits.length === 0 ? undefined : Math.max(...commits);
}
