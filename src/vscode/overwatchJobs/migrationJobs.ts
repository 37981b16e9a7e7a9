/** The Overwatch jobs of a migration's workspace: which must not run meanwhile, pausing them, and resuming those that were paused. */

import * as vscode from 'vscode';
import { Fault } from '../../base/fault';
import { formatCount } from '../../base/format';
import {
  listOverwatchJobs,
  type NamedJob,
  type OverwatchJob,
  type PauseOutcome,
  setJobsPaused,
} from '../../jobs/overwatchJobs';
import { notifyFault, sentence } from '../notify';
import type { Services } from '../services';
import { withProgress } from '../withProgress';
import { pausedJobs } from './pausedJobs';

export interface FoundJobs {
  readonly jobs: readonly OverwatchJob[];
  /** Those that were paused for a migration and still are. */
  readonly paused: readonly NamedJob[];
}

export async function findJobs(
  { connections, context }: Services,
  address: string,
  signal: AbortSignal,
): Promise<FoundJobs> {
  const { rest } = await connections.open(address);
  const { host } = rest.tokens;
  const jobs = await listOverwatchJobs(rest, signal);
  const notes = pausedJobs(context.globalState);
  // Undefined for a job that is gone, or that no longer starts by itself.
  const pausedNow = (id: string) => jobs.find(({ job }) => job.id === id)?.job.start?.paused;
  const noted = notes.list().filter((job) => job.host === host);
  // Somebody has resumed them meanwhile, or they never came to be paused.
  const gone = noted.filter(({ id }) => pausedNow(id) === false).map(({ id }) => id);
  await notes.remove(host, gone);
  const paused = noted.filter(({ id }) => pausedNow(id) === true).map(({ id, name }) => ({ id, name }));
  return { jobs, paused };
}

/** Pauses jobs for a migration. Those that fail are told by name. @returns whether all of them are paused. */
export async function pauseJobs(
  services: Services,
  address: string,
  jobs: readonly NamedJob[],
): Promise<boolean> {
  const { connections, context, log } = services;
  const { rest } = await connections.open(address);
  const { host } = rest.tokens;
  await pausedJobs(context.globalState).add(jobs.map(({ id, name }) => ({ id, name, host, address })));
  const title = vscode.l10n.t('Pausing {0}', formatCount(jobs.length, 'job'));
  const outcomes = await withProgress(title, (signal) => setJobsPaused(rest, jobs, true, signal));
  const fault = faultOf(outcomes, vscode.l10n.t('Not paused'));
  if (fault !== undefined) notifyFault(log, fault);
  return fault === undefined;
}

/** Resumes jobs that were paused for a migration. Those that fail are told by name. @returns whether all of them are resumed. */
export async function resumeJobs(
  services: Services,
  address: string,
  jobs: readonly NamedJob[],
): Promise<boolean> {
  const { connections, context, log } = services;
  const { rest } = await connections.open(address);
  const title = vscode.l10n.t('Resuming {0}', formatCount(jobs.length, 'job'));
  const outcomes = await withProgress(title, (signal) => setJobsPaused(rest, jobs, false, signal));
  const resumed = outcomes.filter(({ fault }) => fault === undefined).map(({ id }) => id);
  await pausedJobs(context.globalState).remove(rest.tokens.host, resumed);
  const fault = faultOf(outcomes, vscode.l10n.t('Not resumed'));
  if (fault !== undefined) notifyFault(log, fault);
  return fault === undefined;
}

function faultOf(outcomes: readonly PauseOutcome[], what: string): Fault | undefined {
  const failed = outcomes.flatMap(({ name, fault }) => (fault === undefined ? [] : [{ name, fault }]));
  const [first] = failed;
  if (first === undefined) return undefined;
  const names = failed.map(({ name }) => name).join(', ');
  return new Fault(first.fault.code, `${what}: ${names}. ${sentence(first.fault)}`);
}

/**
 * What a wizard that was left without a migration has paused would stay so: offers to resume it.
 *
 * @param before the ids of jobs that were paused before the wizard began.
 */
export async function offerToResume(services: Services, before: ReadonlySet<string>): Promise<void> {
  const left = pausedJobs(services.context.globalState)
    .list()
    .filter(({ id }) => !before.has(id));
  if (left.length === 0) return;
  const resume = vscode.l10n.t('Resume');
  const names = left.map(({ name }) => name).join(', ');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'No migration was begun, and the jobs that were paused for it are still paused: {0}.',
      names,
    ),
    resume,
  );
  if (chosen !== resume) return;
  // Another workspace may have been chosen on the way.
  for (const address of new Set(left.map((job) => job.address))) {
    const there = left.filter((job) => job.address === address);
    await resumeJobs(services, address, there);
  }
}
