/** The guide's checklist of a migration that has run: what is done, what failed, and the last step, which the user confirms. */

import * as vscode from 'vscode';
import type { JournalState } from '../backup/journal/journal';
import { migrationChecklist, nextStep } from '../backup/migration/checklist';
import { Fault } from '../base/fault';
import type { Lakehouse } from '../lakehouse/lakehouse';
import { guideItem } from './pickers/checklistItems';
import { type OpenPick, showPick } from './pickers/quickPick';
import { processTitle } from './processTitle';
import { elsewhereOf } from './runs/interrupted';
import type { Subject } from './trees/node';
import { withProgress } from './withProgress';

interface Item extends vscode.QuickPickItem {
  /** Undefined for what only informs. */
  readonly action?: 'restarted' | 'resume';
}

interface Migrated {
  readonly lakehouse: Lakehouse;
  readonly root: string;
  readonly state: JournalState;
}

/** @throws Fault `not-found` where the root holds no journal of that migration. */
export async function showChecklist(lakehouse: Lakehouse, root: string, runId: string): Promise<void> {
  let migrated = await read(lakehouse, root, runId);
  const show = (pick: OpenPick<Item>) => {
    pick.items = itemsOf(migrated.state);
    pick.placeholder = placeholderOf(migrated.state);
    pick.activeItems = pick.items.filter(({ action }) => action !== undefined);
  };
  const picked = await showPick<Item>({
    title: processTitle('migrate', migrated.state.plan.parameters.database.name),
    placeholder: '',
    items: [],
    onOpen: (pick) => {
      show(pick);
      return new vscode.Disposable(() => {});
    },
    accept: async ([item], pick) => {
      if (item?.action === 'resume') return true;
      if (item?.action !== 'restarted') return false;
      const { confirmRestart } = await import('../backup/migration/restart');
      await confirmRestart(root, runId, Date.now(), lakehouse, new AbortController().signal);
      migrated = await read(lakehouse, root, runId);
      show(pick);
      return false;
    },
  });
  if (picked === 'back' || picked === 'cancel') return;
  const subject: Subject = {
    kind: 'interrupted',
    ...migrated,
    elsewhere: elsewhereOf(migrated.state, lakehouse),
  };
  await vscode.commands.executeCommand('overwatch.resume', { subject });
}

async function read(lakehouse: Lakehouse, root: string, runId: string): Promise<Migrated> {
  const { readState } = await import('../backup/journal/journalWriter');
  const state = await withProgress(vscode.l10n.t('Reading the journal'), (signal) =>
    readState(root, runId, lakehouse, signal),
  );
  if (state?.plan.process === 'migrate') return { lakehouse, root, state };
  throw new Fault('not-found', vscode.l10n.t('{0} holds no journal of the migration {1}.', root, runId));
}

function itemsOf(state: JournalState): Item[] {
  if (state.plan.process !== 'migrate') return [];
  const isDone = state.status === 'done';
  const steps = migrationChecklist(state.plan.parameters, state).map((step): Item => {
    const item = guideItem(step);
    return isDone && step.number === 5 && step.state === 'pending' ? { ...item, action: 'restarted' } : item;
  });
  if (isDone) return steps;
  return [
    ...steps,
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      action: 'resume',
      label: `$(debug-continue) ${vscode.l10n.t('Resume…')}`,
      description: vscode.l10n.t('goes on with what is not done'),
    },
  ];
}

function placeholderOf(state: JournalState): string {
  if (state.plan.process !== 'migrate' || state.status !== 'done')
    return vscode.l10n.t('The migration has not come to a good end yet.');
  const next = nextStep(migrationChecklist(state.plan.parameters, state));
  return next?.number === 5
    ? vscode.l10n.t('Restart the Overwatch jobs, then confirm step 5: Enter checks it.')
    : vscode.l10n.t('The migration is done.');
}
