/** How a job of Overwatch looks in a quick pick: what it does, when it starts, and how it last ended. */

import * as vscode from 'vscode';
import { exhaustive, Fault } from '../../base/fault';
import { formatAge } from '../../base/format';
import { parseQuartz } from '../../generate/quartz';
import { scheduleInWords } from '../../generate/quartzRuns';
import type { LastRun, OverwatchJob, OverwatchJobKind } from '../../jobs/overwatchJobs';
import type { JobStart } from '../../workspace/jobs';
import { stateText } from '../jobRuns/jobText';

/** @param now epoch ms */
export function jobItem(found: OverwatchJob, now: number): vscode.QuickPickItem {
  const { job, kind, why, last } = found;
  return {
    label: job.name,
    description: `${kindText(kind)} · ${startText(job.start)}`,
    detail: `${lastText(last, now)} · ${why}`,
    iconPath: new vscode.ThemeIcon(iconOf(found)),
  };
}

function kindText(kind: OverwatchJobKind): string {
  const texts: Readonly<Record<OverwatchJobKind, string>> = {
    runner: vscode.l10n.t('runs Overwatch'),
    backup: vscode.l10n.t('copies its tables'),
    optimizer: vscode.l10n.t('optimizes its tables'),
    other: vscode.l10n.t('uses Overwatch'),
  };
  return texts[kind];
}

/** When a job starts by itself, in words, and whether that is paused. */
function startText(start: JobStart | undefined): string {
  if (start === undefined) return vscode.l10n.t('started by hand');
  const when = whenText(start);
  return start.paused ? vscode.l10n.t('paused, otherwise {0}', when) : when;
}

function whenText({ kind, cron, timeZone = 'UTC' }: JobStart): string {
  switch (kind) {
    case 'schedule':
      return cronText(cron ?? '', timeZone);
    case 'continuous':
      return vscode.l10n.t('all the time');
    case 'trigger':
      return vscode.l10n.t('on a trigger');
    case 'several':
      return vscode.l10n.t('on several triggers');
    default:
      return exhaustive(kind);
  }
}

function cronText(cron: string, timeZone: string): string {
  try {
    return scheduleInWords(parseQuartz(cron), timeZone);
  } catch (error) {
    if (error instanceof Fault && error.code === 'usage') return `${cron} (${timeZone})`;
    throw error;
  }
}

function lastText(last: LastRun, now: number): string {
  switch (last.kind) {
    case 'none':
      return vscode.l10n.t('has not run lately');
    case 'unseen':
      return vscode.l10n.t('its runs cannot be seen: {0}', last.why.message);
    case 'run': {
      const { state, endedAt, startedAt } = last.run;
      const at = endedAt ?? startedAt;
      const text = [stateText(state), ...(at === undefined ? [] : [formatAge(at, now)])].join(' ');
      const isBad = state.kind === 'ended' && state.result !== 'success';
      return isBad && state.message !== undefined ? `${text}: ${state.message}` : text;
    }
    default:
      return exhaustive(last);
  }
}

function iconOf({ job, last }: OverwatchJob): string {
  if (job.start?.paused === true) return 'debug-pause';
  if (last.kind !== 'run') return 'circle-large-outline';
  const { state } = last.run;
  if (state.kind !== 'ended') return 'play-circle';
  return state.result === 'success' ? 'pass' : 'error';
}
