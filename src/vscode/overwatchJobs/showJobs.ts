/** Overwatch Jobs…: the jobs of a workspace that run Overwatch, which can be paused, resumed, and opened in the browser. */

import * as vscode from 'vscode';
import { exhaustive } from '../../base/fault';
import { listOverwatchJobs, type OverwatchJob } from '../../jobs/overwatchJobs';
import { jobUrl, setJobPaused } from '../../workspace/jobs';
import type { Rest } from '../../workspace/rest';
import { notifyFault } from '../notify';
import { openInBrowser } from '../openInBrowser';
import { type OpenPick, showPick } from '../pickers/quickPick';
import type { Services } from '../services';
import { withProgress } from '../withProgress';
import { workspaceName } from '../workspaces/workspaceName';
import { jobItem } from './jobItems';
import { pausedJobs } from './pausedJobs';

interface JobItem extends vscode.QuickPickItem {
  readonly found: OverwatchJob;
}

export async function showJobs(services: Services, address: string): Promise<void> {
  const { rest } = await services.connections.open(address);
  const look = () =>
    withProgress(vscode.l10n.t('Looking for the Overwatch jobs of {0}', workspaceName(address)), (signal) =>
      listOverwatchJobs(rest, signal),
    );
  let jobs = await look();
  if (jobs.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('None of the jobs that you may see in {0} runs Overwatch.', workspaceName(address)),
    );
    return;
  }
  await showPick<JobItem>({
    title: vscode.l10n.t('Overwatch jobs of {0}', workspaceName(address)),
    placeholder: vscode.l10n.t('Choose a job to pause it, resume it, or open its page.'),
    items: itemsOf(jobs),
    accept: async ([item], pick) => {
      if (item === undefined) return false;
      try {
        if (await act(services, rest, item.found)) jobs = await look();
      } catch (error) {
        // The list stays open, with what is known of the jobs.
        notifyFault(services.log, error);
      }
      // A list that another one has hidden comes back empty unless it is filled again.
      showAgain(pick, jobs, item.found);
      return false;
    },
  });
}

function itemsOf(jobs: readonly OverwatchJob[]): JobItem[] {
  const now = Date.now();
  return jobs.map((found) => ({ ...jobItem(found, now), found }));
}

function showAgain(pick: OpenPick<JobItem>, jobs: readonly OverwatchJob[], { job }: OverwatchJob): void {
  pick.items = itemsOf(jobs);
  pick.activeItems = pick.items.filter(({ found }) => found.job.id === job.id);
}

type Action = 'pause' | 'resume' | 'open' | 'openRun';

interface ActionItem extends vscode.QuickPickItem {
  readonly action: Action;
}

/** Asks what to do with a job, and does it. @returns whether the job is another one now. */
async function act(services: Services, rest: Rest, found: OverwatchJob): Promise<boolean> {
  const { job, last } = found;
  const picked = await showPick<ActionItem>({
    title: job.name,
    placeholder: vscode.l10n.t('What is to be done with this job?'),
    items: actionsOf(found),
  });
  const action = typeof picked === 'object' ? picked.items[0]?.action : undefined;
  switch (action) {
    case undefined:
      return false;
    case 'pause':
    case 'resume': {
      const title =
        action === 'pause' ? vscode.l10n.t('Pausing {0}', job.name) : vscode.l10n.t('Resuming {0}', job.name);
      await withProgress(title, (signal) => setJobPaused(rest, job, action === 'pause', signal));
      if (action === 'resume')
        await pausedJobs(services.context.globalState).remove(rest.tokens.host, [job.id]);
      return true;
    }
    case 'open':
      await openInBrowser(jobUrl(rest, job.id));
      return false;
    case 'openRun':
      if (last.kind === 'run' && last.run.pageUrl !== undefined) await openInBrowser(last.run.pageUrl);
      return false;
    default:
      return exhaustive(action);
  }
}

function actionsOf({ job, last }: OverwatchJob): ActionItem[] {
  const { start } = job;
  const item = (action: Action, label: string, icon: string, detail: string): ActionItem => ({
    action,
    label,
    detail,
    iconPath: new vscode.ThemeIcon(icon),
  });
  const pause = item(
    'pause',
    vscode.l10n.t('Pause'),
    'debug-pause',
    vscode.l10n.t('Starts no run until it is resumed. A run that is under way goes on.'),
  );
  const resume = item(
    'resume',
    vscode.l10n.t('Resume'),
    'debug-continue',
    vscode.l10n.t('Starts by itself again, from its next time on.'),
  );
  const open = item(
    'open',
    vscode.l10n.t('Open in Browser'),
    'link-external',
    vscode.l10n.t('Its page in the workspace.'),
  );
  const openRun = item(
    'openRun',
    vscode.l10n.t('Open Last Run in Browser'),
    'output',
    vscode.l10n.t('The page of the run, with what it said.'),
  );
  return [
    ...(start === undefined ? [] : [start.paused ? resume : pause]),
    open,
    ...(last.kind === 'run' && last.run.pageUrl !== undefined ? [openRun] : []),
  ];
}
