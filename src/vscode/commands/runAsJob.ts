/** Run as a Databricks Job…: asks, then submits a run, or makes or changes a scheduled job. */

import * as vscode from 'vscode';
import { Fault } from '../../base/fault';
import { jobTitle } from '../jobRuns/jobText';
import type { JobWork } from '../jobRuns/record';
import { openInBrowser } from '../openInBrowser';
import { toOnceOptions, toScheduledOptions } from '../pickers/jobDraft';
import type { ConfirmedJob } from '../pickers/jobReview';
import { readPysparkScript } from '../pysparkScript';
import type { Services } from '../services';
import { withProgress } from '../withProgress';
import { workspaceName } from '../workspaces/workspaceName';
import type { Command } from './command';
import { startOf } from './subjectStart';

export const runAsJob: Command = async (services, subject) => {
  const { askJob } = await import('../pickers/jobWizard');
  const confirmed = await askJob(services, startOf(services, subject));
  if (confirmed === undefined) return;
  await (confirmed.draft.repeats ? putJob(services, confirmed) : submit(services, confirmed));
};

async function submit(services: Services, { plan, draft }: ConfirmedJob): Promise<void> {
  const { file, subject } = plan;
  const { address } = draft;
  if (file === undefined || address === undefined) throw new Fault('internal', 'The run has no plan.');
  const order = { token: crypto.randomUUID(), subject, plan: file, options: toOnceOptions(draft) };
  await begin(services, { kind: 'once', order }, address);
}

async function begin({ jobRuns }: Services, work: JobWork, address: string): Promise<void> {
  await vscode.commands.executeCommand('overwatch.runs.focus');
  await withProgress(vscode.l10n.t('Submitting to {0}', workspaceName(address)), () =>
    jobRuns.begin(work, address),
  );
  const title = jobTitle({ work, address, begunAt: 0, phase: { kind: 'preparing' } });
  vscode.window.setStatusBarMessage(
    vscode.l10n.t('{0} runs on {1}. The Runs view follows it.', title, workspaceName(address)),
    8000,
  );
}

async function putJob(services: Services, { plan, draft, chosen }: ConfirmedJob): Promise<void> {
  const { subject } = plan;
  const { address = '' } = draft;
  const { rest } = await services.connections.open(address);
  const { putScheduledJob } = await import('../../jobs/scheduledJob');
  const { jobUrl } = await import('../../workspace/jobs');
  const order = { subject, options: toScheduledOptions(draft, subject) };
  const script = await readPysparkScript(services.context);
  const { id, name, change } = await withProgress(
    vscode.l10n.t('Setting up the job in {0}', workspaceName(address)),
    (signal) => putScheduledJob(rest, order, { script, ...(chosen === undefined ? {} : { chosen }) }, signal),
  );
  const start = vscode.l10n.t('Start Now');
  const open = vscode.l10n.t('Open in Browser');
  const answer = await vscode.window.showInformationMessage(
    change === 'created'
      ? vscode.l10n.t('The job “{0}” was created in {1}.', name, workspaceName(address))
      : vscode.l10n.t('The job “{0}” in {1} was updated.', name, workspaceName(address)),
    start,
    open,
  );
  if (answer === start)
    await begin(services, { kind: 'started', token: crypto.randomUUID(), jobId: id, subject }, address);
  if (answer === open) await openInBrowser(jobUrl(rest, id));
}
