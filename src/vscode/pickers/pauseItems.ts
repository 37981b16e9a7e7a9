/** What the checklist of a migration knows of the Overwatch jobs of its workspace, as rows below its first step; and the choice of those to pause. */

import * as vscode from 'vscode';
import { asFault, exhaustive, type FaultData } from '../../base/fault';
import { formatCount } from '../../base/format';
import { isStartedByItself, isUnderWay, type NamedJob, type OverwatchJob } from '../../jobs/overwatchJobs';
import { jobItem } from '../overwatchJobs/jobItems';
import { type FoundJobs, findJobs } from '../overwatchJobs/migrationJobs';
import type { Services } from '../services';
import { showPick } from './quickPick';

/** What is known of the jobs so far. */
export type LookedJobs =
  | { readonly kind: 'looking' }
  | { readonly kind: 'failed'; readonly error: FaultData }
  | ({ readonly kind: 'found' } & FoundJobs);

/** @param address of the workspace's lakehouse. */
export async function lookForJobs(
  services: Services,
  address: string,
  signal: AbortSignal,
): Promise<LookedJobs> {
  try {
    return { kind: 'found', ...(await findJobs(services, address, signal)) };
  } catch (error) {
    return { kind: 'failed', error: asFault(error).toData() };
  }
}

export interface PauseItem extends vscode.QuickPickItem {
  /** Undefined for what only informs. */
  readonly action?: 'pause' | 'look';
}

export function pauseItems(looked: LookedJobs): readonly PauseItem[] {
  switch (looked.kind) {
    case 'looking':
      return [
        { label: `$(loading~spin) ${vscode.l10n.t('Looking for the Overwatch jobs of the workspace…')}` },
      ];
    case 'failed':
      return [
        {
          action: 'look',
          label: `$(warning) ${vscode.l10n.t('The jobs of the workspace could not be looked for')}`,
          description: vscode.l10n.t('Enter tries again'),
          detail: looked.error.message,
        },
      ];
    case 'found':
      return foundItems(looked);
    default:
      return exhaustive(looked);
  }
}

function foundItems({ jobs, paused }: FoundJobs): readonly PauseItem[] {
  const active = activeJobs(jobs);
  const running = jobs.filter(isUnderWay);
  const names = (some: readonly NamedJob[]) => some.map(({ name }) => name).join(', ');
  const pause: PauseItem = {
    action: 'pause',
    label: `$(debug-pause) ${vscode.l10n.t('Pause {0}…', formatCount(active.length, 'Overwatch job'))}`,
    description: vscode.l10n.t('resumed again in step 5'),
    detail: names(active.map(({ job }) => job)),
  };
  const none: PauseItem = {
    label: `$(info) ${vscode.l10n.t('No Overwatch job starts by itself')}`,
    description: vscode.l10n.t('of those you may see in the workspace'),
  };
  return [
    active.length > 0 ? pause : none,
    ...(paused.length === 0
      ? []
      : [
          {
            label: `$(check) ${vscode.l10n.t('Paused for this migration')}`,
            description: vscode.l10n.t('to be resumed in step 5'),
            detail: names(paused),
          },
        ]),
    ...(running.length === 0
      ? []
      : [
          {
            label: `$(play-circle) ${vscode.l10n.t('A run is under way')}`,
            description: vscode.l10n.t('wait for its end, or cancel it on its page'),
            detail: names(running.map(({ job }) => job)),
          },
        ]),
  ];
}

function activeJobs(jobs: readonly OverwatchJob[]): readonly OverwatchJob[] {
  return jobs.filter(({ job }) => isStartedByItself(job));
}

/** Whether no job starts by itself and none runs, as far as can be seen. */
export function isQuiet(looked: LookedJobs): boolean {
  return looked.kind === 'found' && activeJobs(looked.jobs).length === 0 && !looked.jobs.some(isUnderWay);
}

/** Asks which jobs to pause; all of them, unless the user unchecks some. Undefined where none is to be. */
export async function chooseJobs(
  looked: LookedJobs,
  title: string,
): Promise<readonly NamedJob[] | undefined> {
  if (looked.kind !== 'found') return undefined;
  const now = Date.now();
  const items = activeJobs(looked.jobs).map((found) => {
    const { iconPath: _, ...item } = jobItem(found, now);
    return { ...item, job: { id: found.job.id, name: found.job.name } };
  });
  const picked = await showPick({
    title,
    placeholder: vscode.l10n.t('Which jobs are to be paused until the migration is done?'),
    items,
    checked: items,
  });
  if (typeof picked !== 'object' || picked.items.length === 0) return undefined;
  return picked.items.map(({ job }) => job);
}
