/** The guide's checklist of a migration that has run: what is done, what failed, and the last step, which the user confirms. */

import * as vscode from 'vscode';
import { elsewhereOf } from '../backup/journal/elsewhere';
import type { JournalState } from '../backup/journal/journal';
import { migrationChecklist, nextStep } from '../backup/migration/checklist';
import { Fault } from '../base/fault';
import { formatCount } from '../base/format';
import type { NamedJob } from '../jobs/overwatchJobs';
import type { Lakehouse } from '../lakehouse/lakehouse';
import { notifyFault } from './notify';
import { pausedJobs } from './overwatchJobs/pausedJobs';
import { guideItem } from './pickers/checklistItems';
import { type OpenPick, showPick } from './pickers/quickPick';
import { processTitle } from './processTitle';
import type { Services } from './services';
import type { Subject } from './trees/node';
import { withProgress } from './withProgress';

interface Item extends vscode.QuickPickItem {
  /** Undefined for what only informs. */
  readonly action?: 'restarted' | 'resumeJobs' | 'resume';
}

interface Migrated {
  readonly lakehouse: Lakehouse;
  readonly root: string;
  readonly state: JournalState;
}

/** @throws Fault `not-found` where the root holds no journal of that migration. */
export async function showChecklist(
  services: Services,
  lakehouse: Lakehouse,
  root: string,
  runId: string,
): Promise<void> {
  let migrated = await read(lakehouse, root, runId);
  const show = (pick: OpenPick<Item>) => {
    pick.items = itemsOf(migrated.state);
    pick.placeholder = placeholderOf(migrated.state);
    const actions = pick.items.filter(({ action }) => action !== undefined);
    const first = actions.find(({ action }) => action === 'resumeJobs') ?? actions[0];
    pick.activeItems = first === undefined ? [] : [first];
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
      const what = await restarted(services, migrated, item?.action);
      if (what === undefined) return false;
      const { confirmRestart } = await import('../backup/migration/restart');
      await confirmRestart(root, runId, { at: Date.now(), what }, lakehouse, new AbortController().signal);
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

/** How the jobs came to run again; undefined while they do not. */
async function restarted(
  services: Services,
  { lakehouse, state }: Migrated,
  action: Item['action'],
): Promise<string | undefined> {
  const jobs = pausedJobsOf(state);
  if (action === 'restarted') {
    const ids = jobs.map(({ id }) => id);
    if (lakehouse.host !== undefined)
      await pausedJobs(services.context.globalState).remove(lakehouse.host, ids);
    return 'confirmed';
  }
  if (action !== 'resumeJobs') return undefined;
  try {
    const { resumeJobs } = await import('./overwatchJobs/migrationJobs');
    if (!(await resumeJobs(services, services.lakehouses.addressOf(lakehouse), jobs))) return undefined;
  } catch (error) {
    // The checklist stays open: the user may try again, or resume them elsewhere.
    notifyFault(services.log, error);
    return undefined;
  }
  return `resumed ${jobs.map(({ name }) => name).join(', ')}`;
}

function pausedJobsOf({ plan }: JournalState): readonly NamedJob[] {
  return plan.process === 'migrate' ? (plan.parameters.pausedJobs ?? []) : [];
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
  const jobs = pausedJobsOf(state);
  const steps = migrationChecklist(state.plan.parameters, state).flatMap((step): Item[] => {
    const item = guideItem(step);
    if (!isDone || step.number !== 5 || step.state !== 'pending') return [item];
    const resume: Item = {
      action: 'resumeJobs',
      label: `$(debug-continue) ${vscode.l10n.t('Resume {0}', formatCount(jobs.length, 'Overwatch job'))}`,
      description: vscode.l10n.t('those that were paused for this migration'),
      detail: jobs.map(({ name }) => name).join(', '),
    };
    return [{ ...item, action: 'restarted' }, ...(jobs.length === 0 ? [] : [resume])];
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
