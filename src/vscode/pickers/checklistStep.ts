/** Step: the guide's checklist of a migration. Its first step is the user's, and the run does not begin before it is confirmed. */

import * as vscode from 'vscode';
import { migrationChecklist } from '../../backup/migration/checklist';
import { formatAge } from '../../base/format';
import { notifyFault } from '../notify';
import { pauseJobs } from '../overwatchJobs/migrationJobs';
import type { Services } from '../services';
import { guideItem } from './checklistItems';
import { type MigrateDraft, toMigrationParameters } from './migrateDraft';
import { chooseJobs, isQuiet, type LookedJobs, lookForJobs, pauseItems } from './pauseItems';
import { type OpenPick, showPick } from './quickPick';
import type { Step } from './steps';
import { lakehouseOf, present, type WizardState } from './wizard';

interface Item extends vscode.QuickPickItem {
  /** Undefined for what only informs. */
  readonly action?: 'stopped' | 'pause' | 'look' | 'continue';
}

export function checklistStep(
  services: Services,
  title: (draft: MigrateDraft) => string,
): Step<WizardState<MigrateDraft>> {
  return async (state, position) => {
    let { draft } = state;
    const lastWrite = await newestCommit(services, draft);
    const workspace = await workspaceOf(services, draft);
    let looked: LookedJobs | undefined;
    const show = (pick: OpenPick<Item>) => {
      pick.items = itemsFor(draft, lastWrite, looked);
      const next = draft.jobsStopped ? 'continue' : 'stopped';
      pick.activeItems = pick.items.filter(({ action }) => action === next);
    };
    /** Looks, where it is in a workspace, at the jobs of that. */
    const look = async (pick: OpenPick<Item>, signal: AbortSignal) => {
      if (workspace === undefined) return;
      looked = { kind: 'looking' };
      show(pick);
      const now = await lookForJobs(services, workspace, signal);
      if (signal.aborted) return;
      looked = now;
      if (now.kind === 'found') draft = { ...draft, pausedJobs: now.paused };
      show(pick);
    };
    const left = new AbortController();
    let looking = Promise.resolve();
    const picked = await showPick<Item>({
      title: title(draft),
      position,
      placeholder: vscode.l10n.t('The steps of the guide. Confirm the first one: Enter checks it.'),
      items: [],
      onOpen: (pick) => {
        show(pick);
        looking = look(pick, left.signal);
        return new vscode.Disposable(() => left.abort());
      },
      accept: async ([item], pick) => {
        if (item?.action === 'continue' && draft.jobsStopped) {
          // Jobs that an earlier try has paused belong to this migration, too.
          await looking;
          return true;
        }
        if (item?.action === 'stopped') draft = { ...draft, jobsStopped: !draft.jobsStopped };
        if (item?.action === 'look') await look(pick, left.signal);
        if (item?.action === 'pause' && workspace !== undefined && looked !== undefined) {
          const arePaused = await pauseChosen(services, workspace, looked, title(draft));
          await look(pick, left.signal);
          if (arePaused !== undefined)
            draft = { ...draft, jobsStopped: arePaused && looked !== undefined && isQuiet(looked) };
        }
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

/** @returns whether all that the user chose are paused; undefined where nothing was chosen. */
async function pauseChosen(
  services: Services,
  workspace: string,
  looked: LookedJobs,
  title: string,
): Promise<boolean | undefined> {
  const chosen = await chooseJobs(looked, title);
  if (chosen === undefined) return undefined;
  try {
    return await pauseJobs(services, workspace, chosen);
  } catch (error) {
    // The checklist stays open, and the next look at the jobs tells which of them are paused.
    notifyFault(services.log, error);
    return false;
  }
}

function itemsFor(
  draft: MigrateDraft,
  lastWrite: number | undefined,
  looked: LookedJobs | undefined,
): Item[] {
  // Which jobs were paused say the rows below the first step, at greater length.
  const parameters = { ...toMigrationParameters(draft), pausedJobs: [] };
  const steps = migrationChecklist(parameters).flatMap((step): Item[] => {
    const item = guideItem(step);
    if (step.number !== 1) return [item];
    const age =
      lastWrite === undefined
        ? ''
        : ` ${vscode.l10n.t('Last write: {0}.', formatAge(lastWrite, Date.now()))}`;
    const stop: Item = { ...item, detail: `${step.text}${age}`, action: 'stopped' };
    return [stop, ...(looked === undefined ? [] : pauseItems(looked))];
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

/** The address of the workspace that the database is in; undefined for a folder. */
async function workspaceOf(services: Services, { database }: MigrateDraft): Promise<string | undefined> {
  const place = present(database);
  const { host } = await lakehouseOf(services, place);
  return host === undefined ? undefined : place.folder;
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
